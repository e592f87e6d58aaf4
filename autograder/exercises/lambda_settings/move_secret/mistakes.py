"""What people get wrong in move_secret."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="environment_first",
        tempts="Takes the password away, then puts it into the new place.",
        fails=(
            "another_secret, as_it_is, crash, errors, exam_another_secret, exam_as_it_is, exam_crash, "
            "exam_errors, exam_faults, exam_in_progress, exam_made_before, exam_made_meanwhile, exam_moved, "
            "exam_moved_before, exam_somebody_else, exam_two_at_once, in_progress, made_before, "
            "made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="order",
        old="""
            arn = _secret_with(secrets, name, variables.pop(variable))
            variables[pointer] = arn
            if _update(lambda_client, function, variables, told["RevisionId"]):
                break
        """,
        new="""
            value = variables.pop(variable)
            if _update(lambda_client, function, variables, told["RevisionId"]):
                arn = _secret_with(secrets, name, value)
                lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
                lambda_client.update_function_configuration(
                    FunctionName=function, Environment={"Variables": {**variables, pointer: arn}}
                )
                break
        """,
    ),
    Mistake(
        name="value_later",
        tempts="Makes an empty secret, names it in the environment, and fills it in the end.",
        fails=(
            "another_secret, as_it_is, crash, errors, exam_another_secret, exam_as_it_is, exam_crash, "
            "exam_errors, exam_faults, exam_in_progress, exam_made_before, exam_made_meanwhile, exam_moved, "
            "exam_moved_before, exam_somebody_else, exam_two_at_once, in_progress, made_before, "
            "made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="order, same",
        old="""
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
        return arn
        """,
        new="""
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
        if values:
            secrets.put_secret_value(SecretId=arn, SecretString=values[0])
        return arn
        """,
        also=[
            Change(old="    while True:\n", new="    values = []\n    while True:\n"),
            Change(
                old="""
            arn = _secret_with(secrets, name, variables.pop(variable))
                """,
                new="""
            values[:] = [variables.pop(variable)]
            arn = secrets.create_secret(Name=name)["ARN"]
                """,
            ),
        ],
    ),
    Mistake(
        name="drops_the_others",
        tempts="Hands over what is new, as if an update added to the variables.",
        fails=(
            "as_it_is, crash, exam_as_it_is, exam_crash, exam_faults, exam_in_progress, exam_made_before, "
            "exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, exam_two_at_once, "
            "in_progress, made_before, made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="others",
        old="variables[pointer] = arn",
        new="variables = {pointer: arn}",
    ),
    Mistake(
        name="no_revision",
        tempts="The update works without it.",
        fails="exam_somebody_else, somebody_else",
        advice="meanwhile",
        old=""", RevisionId=revision""",
        new="",
    ),
    Mistake(
        name="old_variables_again",
        tempts="Tries the same update again after a refusal, with what was read before.",
        fails="exam_somebody_else, somebody_else",
        advice="meanwhile",
        old="""
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
        return False
    return True
        """,
        new="""
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
        revision = lambda_client.get_function_configuration(FunctionName=function)["RevisionId"]
        return _update(lambda_client, function, variables, revision)
    return True
        """,
    ),
    Mistake(
        name="overwrites",
        tempts="If the secret is there, puts the value into it.",
        fails=(
            "another_secret, exam_another_secret, exam_made_before, exam_made_meanwhile, made_before, "
            "made_meanwhile, quiet"
        ),
        advice="overwrites",
        old="""
    there = secrets.get_secret_value(SecretId=name)
    if there.get("SecretString") != value:
        raise InTheWay(f"The secret {name} has another value.")
    return there["ARN"]
        """,
        new="""
    return secrets.put_secret_value(SecretId=name, SecretString=value)["ARN"]
        """,
    ),
    Mistake(
        name="takes_any",
        tempts="If the secret is there, it will be the right one.",
        fails=("another_secret, exam_another_secret, exam_made_meanwhile, exam_somebody_else, made_meanwhile, quiet"),
        advice="meanwhile, overwrites",
        old="""
    there = secrets.get_secret_value(SecretId=name)
    if there.get("SecretString") != value:
        raise InTheWay(f"The secret {name} has another value.")
    return there["ARN"]
        """,
        new="""
    return secrets.describe_secret(SecretId=name)["ARN"]
        """,
    ),
    Mistake(
        name="always_in_the_way",
        tempts="Takes ResourceExistsException for the answer, without a look at the value.",
        fails=(
            "crash, exam_crash, exam_in_progress, exam_made_before, exam_somebody_else, exam_two_at_once, "
            "in_progress, made_before, somebody_else"
        ),
        advice="same",
        old="""
    there = secrets.get_secret_value(SecretId=name)
    if there.get("SecretString") != value:
        raise InTheWay(f"The secret {name} has another value.")
    return there["ARN"]
        """,
        new="""
    raise InTheWay(f"There is a secret {name}.")
        """,
    ),
    Mistake(
        name="lets_it_out",
        tempts="Does not think of a second call.",
        fails=(
            "another_secret, crash, exam_another_secret, exam_crash, exam_in_progress, exam_made_before, "
            "exam_made_meanwhile, exam_somebody_else, exam_two_at_once, in_progress, made_before, "
            "made_meanwhile, quiet, somebody_else"
        ),
        advice="same",
        old='if error.response["Error"]["Code"] != "ResourceExistsException":',
        new="if True:",
    ),
    Mistake(
        name="text_expected",
        tempts="A secret is a text, always.",
        fails="another_secret, exam_another_secret",
        advice="overwrites",
        old='there.get("SecretString")',
        new='there["SecretString"]',
    ),
    Mistake(
        name="puts_it_anew",
        tempts="Deletes what is in the way, for good, and makes it anew.",
        fails=(
            "another_secret, exam_another_secret, exam_made_before, exam_made_meanwhile, exam_two_at_once, "
            "made_before, made_meanwhile, quiet"
        ),
        advice="order, overwrites",
        old="""
    there = secrets.get_secret_value(SecretId=name)
    if there.get("SecretString") != value:
        raise InTheWay(f"The secret {name} has another value.")
    return there["ARN"]
        """,
        new="""
    secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    return secrets.create_secret(Name=name, SecretString=value)["ARN"]
        """,
    ),
    Mistake(
        name="no_patience",
        tempts="Lets ResourceConflictException out: somebody is at work.",
        fails="exam_faults, exam_in_progress, exam_somebody_else, in_progress, somebody_else",
        advice="conflict",
        old='("PreconditionFailedException", "ResourceConflictException")',
        new='("PreconditionFailedException",)',
    ),
    Mistake(
        name="gives_up",
        tempts="Lets PreconditionFailedException out: somebody was quicker.",
        fails="exam_somebody_else, exam_two_at_once, somebody_else",
        advice="precondition",
        old='("PreconditionFailedException", "ResourceConflictException")',
        new='("ResourceConflictException",)',
    ),
    Mistake(
        name="does_not_wait",
        tempts="The update has been accepted.",
        fails=(
            "as_it_is, crash, exam_as_it_is, exam_crash, exam_faults, exam_in_progress, exam_made_before, "
            "exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, exam_two_at_once, "
            "in_progress, made_before, made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="waits",
        old="""
    lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
    return arn
        """,
        new="""
    return arn
        """,
    ),
    Mistake(
        name="waits_for_its_own",
        tempts="If it was moved before, there is nothing to wait for.",
        fails="exam_moved_before, moved_before",
        advice="waits",
        old="""
            arn = variables[pointer]
            break
        """,
        new="""
            return variables[pointer]
        """,
    ),
    Mistake(
        name="keeps_the_variable",
        tempts="Leaves the variable, in case somebody needs it.",
        fails=(
            "as_it_is, crash, exam_as_it_is, exam_crash, exam_faults, exam_in_progress, exam_made_before, "
            "exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, exam_two_at_once, "
            "in_progress, made_before, made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="kept",
        old="variables.pop(variable)",
        new="variables[variable]",
        also=[
            Change(old="if variable not in variables:", new="if variable not in variables or pointer in variables:"),
        ],
    ),
    Mistake(
        name="name_for_the_arn",
        tempts="The name leads to the secret as well.",
        fails=(
            "as_it_is, crash, exam_as_it_is, exam_crash, exam_faults, exam_in_progress, exam_made_before, "
            "exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, exam_two_at_once, "
            "in_progress, made_before, made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="pointer",
        old="variables[pointer] = arn",
        new="variables[pointer] = name",
    ),
    Mistake(
        name="in_json",
        tempts="Stores it as the console does, as JSON with a key.",
        fails=(
            "as_it_is, crash, errors, exam_as_it_is, exam_crash, exam_errors, exam_faults, exam_in_progress, "
            "exam_made_before, exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, "
            "exam_two_at_once, in_progress, made_before, made_meanwhile, moved, moved_before, quiet, "
            "somebody_else"
        ),
        advice="same, stored",
        old='SecretString=value)["ARN"]',
        new='SecretString=json.dumps({"password": value}))["ARN"]',
        also=[
            Change(
                old="from botocore.exceptions import ClientError",
                new="import json\n\nfrom botocore.exceptions import ClientError",
            ),
            Change(
                old='there.get("SecretString") != value',
                new='there.get("SecretString") != json.dumps({"password": value})',
            ),
        ],
    ),
    Mistake(
        name="tidies",
        tempts="Blanks at the ends are a slip of somebody's.",
        fails="as_it_is, exam_as_it_is",
        advice="stored",
        old="variables.pop(variable))",
        new="variables.pop(variable).strip())",
    ),
    Mistake(
        name="compares_tidied",
        tempts="Compares without regard to blanks.",
        fails="exam_another_secret",
        advice="overwrites",
        old='if there.get("SecretString") != value:',
        new='if there.get("SecretString", "").strip() != value.strip():',
    ),
    Mistake(
        name="tells_what_differs",
        tempts="An error should say what is wrong.",
        fails=("another_secret, exam_another_secret, exam_made_meanwhile, exam_somebody_else, made_meanwhile, quiet"),
        advice="leaks",
        old='raise InTheWay(f"The secret {name} has another value.")',
        new="raise InTheWay(f\"{name} has {there.get('SecretString')!r}, not {value!r}\")",
    ),
    Mistake(
        name="prints_the_plan",
        tempts="Shows what will be set, to be on the safe side.",
        fails=(
            "another_secret, as_it_is, exam_another_secret, exam_as_it_is, exam_faults, exam_in_progress, "
            "exam_made_before, exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, "
            "exam_two_at_once, in_progress, made_before, made_meanwhile, moved, moved_before, quiet, "
            "somebody_else"
        ),
        advice="leaks",
        old="""
        if variable not in variables:
        """,
        new="""
        print("found", variables)
        if variable not in variables:
        """,
    ),
    Mistake(
        name="describes_it",
        tempts="Notes in the description where the secret came from.",
        fails=(
            "another_secret, as_it_is, exam_another_secret, exam_as_it_is, exam_faults, exam_in_progress, "
            "exam_made_before, exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, "
            "exam_two_at_once, in_progress, made_before, made_meanwhile, moved, moved_before, quiet, "
            "somebody_else"
        ),
        advice="leaks",
        old="secrets.create_secret(Name=name, SecretString=value)",
        new='secrets.create_secret(Name=name, SecretString=value, Description=f"was {value} in the environment")',
    ),
    Mistake(
        name="returns_the_value",
        tempts="Returns both, the caller may want to see it.",
        fails=(
            "as_it_is, crash, exam_as_it_is, exam_crash, exam_faults, exam_in_progress, exam_made_before, "
            "exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, exam_two_at_once, "
            "in_progress, made_before, made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="answer, leaks",
        old="""
        arn = _secret_with(secrets, name, variables.pop(variable))
        variables[pointer] = arn
        """,
        new="""
        value = variables.pop(variable)
        arn = _secret_with(secrets, name, value)
        variables[pointer] = arn
        result = arn, value
        """,
        also=[
            Change(old="    return arn\n", new="    return result\n"),
            Change(old="            arn = variables[pointer]\n", new="            result = arn = variables[pointer]\n"),
        ],
    ),
    Mistake(
        name="cleans_up",
        tempts="If the update fails, removes the secret that it has made.",
        fails="exam_errors",
        advice="order",
        old="""
        if _update(lambda_client, function, variables, told["RevisionId"]):
            break
        """,
        new="""
        try:
            if _update(lambda_client, function, variables, told["RevisionId"]):
                break
        except Exception:
            secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
            raise
        """,
    ),
    Mistake(
        name="a_name_of_its_own",
        tempts="A number behind the name, so that it never clashes.",
        fails=(
            "another_secret, as_it_is, crash, errors, exam_another_secret, exam_as_it_is, exam_crash, "
            "exam_errors, exam_faults, exam_in_progress, exam_made_before, exam_made_meanwhile, exam_moved, "
            "exam_moved_before, exam_somebody_else, exam_two_at_once, in_progress, made_before, "
            "made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="overwrites, pointer, stored",
        old="secrets.create_secret(Name=name, SecretString=value)",
        new='secrets.create_secret(Name=f"{name}-{uuid.uuid4().hex[:6]}", SecretString=value)',
        also=[
            Change(
                old="from botocore.exceptions import ClientError",
                new="import uuid\n\nfrom botocore.exceptions import ClientError",
            )
        ],
    ),
    Mistake(
        name="moves_once",
        tempts="Without the variable there is nothing to move.",
        fails="crash, exam_crash, exam_faults, exam_moved_before, exam_two_at_once, moved_before",
        advice="again",
        old="""
            arn = variables[pointer]
            break
        """,
        new="""
            raise KeyError(variable)
        """,
    ),
    Mistake(
        name="checks_what_was_moved",
        tempts="Looks after each call whether the secret has the value that it moved, and says None if it was moved before.",
        fails="exam_nothing_to_move, nothing_to_move",
        advice="missing",
        old="arn = variables[pointer]",
        new="arn = variables.get(pointer)",
    ),
    Mistake(
        name="catches_all",
        tempts="Whatever goes wrong with the secret, something is in the way.",
        fails="errors, exam_errors",
        advice="catches_all",
        old="""
    try:
        return secrets.create_secret(Name=name, SecretString=value)["ARN"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceExistsException":
            raise
        """,
        new="""
    try:
        return secrets.create_secret(Name=name, SecretString=value)["ARN"]
    except Exception as error:
        if "Exists" not in str(error):
            raise InTheWay(f"The secret {name} cannot be made.") from None
        """,
    ),
    Mistake(
        name="looks_again_itself",
        tempts="Compares the RevisionId itself, right before the update.",
        fails="exam_somebody_else, somebody_else",
        advice="meanwhile",
        old="""
        if _update(lambda_client, function, variables, told["RevisionId"]):
            break
        """,
        new="""
        now = lambda_client.get_function_configuration(FunctionName=function)
        if now["RevisionId"] == told["RevisionId"] and _update(lambda_client, function, variables):
            break
        """,
        also=[
            Change(
                old="def _update(lambda_client, function, variables, revision):",
                new="def _update(lambda_client, function, variables):",
            ),
            Change(old=", RevisionId=revision", new=""),
        ],
    ),
    Mistake(
        name="keeps_a_copy",
        tempts="Keeps a copy in a file, in case something goes wrong.",
        fails=(
            "another_secret, as_it_is, exam_another_secret, exam_as_it_is, exam_faults, exam_in_progress, "
            "exam_made_before, exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, "
            "exam_two_at_once, in_progress, made_before, made_meanwhile, moved, moved_before, quiet, "
            "somebody_else"
        ),
        advice="leaks",
        old="""
        arn = _secret_with(secrets, name, variables.pop(variable))
        """,
        new="""
        with open("moved.txt", "a", encoding="utf-8") as copy:
            copy.write(f"{variables[variable]}\\n")
        arn = _secret_with(secrets, name, variables.pop(variable))
        """,
    ),
    Mistake(
        name="notes_it_there",
        tempts="Notes in the function's description where the password is.",
        fails=(
            "as_it_is, crash, exam_as_it_is, exam_crash, exam_faults, exam_in_progress, exam_made_before, "
            "exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, exam_two_at_once, "
            "in_progress, made_before, made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="settings",
        old="RevisionId=revision",
        new='RevisionId=revision, Description="its password is a secret"',
    ),
    Mistake(
        name="pointer_first",
        tempts="Once the new variable is there, it has been moved.",
        fails="exam_made_before, made_before",
        advice="kept",
        old="if variable not in variables:",
        new="if pointer in variables or variable not in variables:",
    ),
    Mistake(
        name="returns_the_name",
        tempts="The name is what one knows it by.",
        fails=(
            "as_it_is, crash, exam_as_it_is, exam_crash, exam_faults, exam_in_progress, exam_made_before, "
            "exam_made_meanwhile, exam_moved, exam_moved_before, exam_somebody_else, exam_two_at_once, "
            "in_progress, made_before, made_meanwhile, moved, moved_before, quiet, somebody_else"
        ),
        advice="answer",
        old="""
    lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
    return arn
        """,
        new="""
    lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
    return name
        """,
    ),
    Mistake(
        name="the_same_again",
        tempts="Sends the update again until it is taken, with the RevisionId of the beginning.",
        fails="exam_faults, exam_in_progress, exam_somebody_else, exam_two_at_once, in_progress, somebody_else",
        advice="endless",
        old="""
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
        return False
    return True
        """,
        new="""
        lambda_client.get_waiter("function_updated_v2").wait(FunctionName=function)
        return _update(lambda_client, function, variables, revision)
    return True
        """,
    ),
    Mistake(
        name="secret_once",
        tempts="The secret is made by now, so only the update has to be tried again.",
        fails="exam_somebody_else",
        advice="meanwhile",
        old="""
            arn = _secret_with(secrets, name, variables.pop(variable))
            variables[pointer] = arn
        """,
        new="""
            value = variables.pop(variable)
            arn = arn or _secret_with(secrets, name, value)
            variables[pointer] = arn
        """,
        also=[Change(old="    while True:\n", new="    arn = None\n    while True:\n")],
    ),
    Mistake(
        name="asks_for_the_name",
        tempts="If it was moved before, the secret of that name is the one.",
        fails="exam_moved_before, moved_before",
        advice="again",
        old="arn = variables[pointer]",
        new='arn = variables[pointer] and secrets.describe_secret(SecretId=name)["ARN"]',
    ),
    Mistake(
        name="unreadable_is_in_the_way",
        tempts="A secret that cannot be read is in the way as well.",
        fails="errors, exam_errors",
        advice="catches_all",
        old="""
        there = secrets.get_secret_value(SecretId=name)
        """,
        new="""
        try:
            there = secrets.get_secret_value(SecretId=name)
        except Exception:
            raise InTheWay(f"The secret {name} cannot be read.") from None
        """,
    ),
    Mistake(
        name="had_it_once",
        tempts="The secret had this value, so it is the same secret.",
        fails="another_secret, exam_another_secret",
        advice="overwrites",
        old='if there.get("SecretString") != value:',
        new='if there.get("SecretString") != value and not _had(secrets, name, value):',
        also=[
            Change(
                old="""
                def _update(lambda_client, function, variables, revision):
                """,
                new="""
                def _had(secrets, name, value):
                    try:
                        before = secrets.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")
                    except secrets.exceptions.ResourceNotFoundException:
                        return False
                    return before.get("SecretString") == value


                def _update(lambda_client, function, variables, revision):
                """,
            )
        ],
    ),
    Mistake(
        name="restores_it",
        tempts="A secret that waits for its deletion can be had back.",
        fails="exam_errors",
        advice="deleted",
        old="""
            if error.response["Error"]["Code"] != "ResourceExistsException":
                raise
        """,
        new="""
            if error.response["Error"]["Code"] == "InvalidRequestException":
                secrets.restore_secret(SecretId=name)
            elif error.response["Error"]["Code"] != "ResourceExistsException":
                raise
        """,
    ),
]
