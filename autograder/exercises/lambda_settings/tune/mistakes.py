"""What people get wrong in tune."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="does_not_wait",
        tempts="Takes the answer of the update for its end.",
        fails=(
            "crash, exam_applies?, exam_cheapest?, exam_crash?, exam_fails_when_small?, exam_measured?, "
            "exam_others_memory, exam_slow_updates?, exam_somebody_updates, fails_when_small, one_thread, slow_updates, "
            "somebody_updates"
        ),
        advice="choice, early, others_measured",
        old="""
            else:
                waiter.wait(FunctionName=name)
                return answer
        """,
        new="""
            else:
                return answer
        """,
        also=[
            Change(
                old=r'measured_at = int(re.search(r"\tMemory Size: (\d+) MB", report)[1])', new="measured_at = memory"
            )
        ],
    ),
    Mistake(
        name="a_short_pause",
        tempts="Five seconds are enough for an update.",
        fails="exam_others_memory, exam_slow_updates?, exam_somebody_updates, slow_updates, somebody_updates",
        advice="early, others_measured",
        old="""
                raise
            waiter.wait(FunctionName=name)
        else:
            waiter.wait(FunctionName=name)
            return answer
        """,
        new="""
                raise
            time.sleep(5)
        else:
            time.sleep(5)
            return answer
        """,
        also=[
            Change(old="import base64", new="import base64\nimport time"),
            Change(
                old=r'measured_at = int(re.search(r"\tMemory Size: (\d+) MB", report)[1])', new="measured_at = memory"
            ),
        ],
    ),
    Mistake(
        name="no_patience",
        tempts="Lets ResourceConflictException out.",
        fails="exam_answer_lost, exam_somebody_updates, somebody_updates",
        advice="conflict",
        old='if error.response["Error"]["Code"] != "ResourceConflictException":',
        new="if True:",
    ),
    Mistake(
        name="forgets_errors",
        tempts="A function that fails at once looks quick.",
        fails="exam_fails_when_small, fails_when_small",
        advice="failed",
        old="""
        if "FunctionError" in answer:
            return None
        """,
        new="",
        also=[
            Change(
                old='if "Init Duration" not in report:',
                new='if "Init Duration" not in report or "FunctionError" in answer:',
            )
        ],
    ),
    Mistake(
        name="smallest_in_time",
        tempts="Less memory is cheaper, as long as it is in time.",
        fails="exam_cheapest",
        advice="choice",
        old="costs[size] = size * measured[1]",
        new="costs[size] = size",
    ),
    Mistake(
        name="any_error_has_a_response",
        tempts="Catches every exception, and looks at its response: boto3's own errors, without an answer, have none.",
        fails="exam_errors",
        advice="catches_all",
        old="""
                answer = getattr(lambda_client, operation)(FunctionName=name, **parameters)
            except ClientError as error:
        """,
        new="""
                answer = getattr(lambda_client, operation)(FunctionName=name, **parameters)
            except Exception as error:
        """,
    ),
    Mistake(
        name="quickest",
        tempts="Takes the quickest.",
        fails=(
            "exam_cheapest?, exam_fails_when_small?, exam_measured, exam_slow_updates, fails_when_small, slow_updates"
        ),
        advice="choice",
        old="costs[size] = size * measured[1]",
        new="costs[size] = measured[1]",
    ),
    Mistake(
        name="no_deadline",
        tempts="Looks at the cost alone.",
        fails=(
            "applies, crash, exam_applies, exam_cheapest?, exam_crash?, exam_measured, exam_none_in_time, "
            "exam_somebody_updates, none_in_time, somebody_updates"
        ),
        advice="choice, live, none",
        old=" and measured[0] <= deadline_ms",
        new="",
    ),
    Mistake(
        name="largest_if_none",
        tempts="Gives the largest size where none is in time.",
        fails="exam_none_in_time, none_in_time",
        advice="none",
        old="""
            return None
        best = min(costs, key=costs.__getitem__)
        """,
        new="""
            costs = {max(sizes): 0}
        best = min(costs, key=costs.__getitem__)
        """,
    ),
    Mistake(
        name="last_measured",
        tempts="Publishes what was measured last.",
        fails=(
            "exam_applies?, exam_cheapest?, exam_crash?, exam_fails_when_small?, exam_measured?, "
            "exam_others_memory, fails_when_small, one_thread, slow_updates"
        ),
        advice="applied, others_memory",
        old="""
        while True:
            _when_free(lambda_client, name, "update_function_configuration", MemorySize=memory)
            try:
        """,
        new="""
        while True:
            try:
        """,
        also=[
            Change(
                old="""
                if published["MemorySize"] == memory:
                    return published["Version"]
                """,
                new="""
                return published["Version"]
                """,
            )
        ],
    ),
    Mistake(
        name="forgets_the_alias",
        tempts="Changes the unpublished version alone.",
        fails=(
            "alias_moved, answer_lost, applies, crash, exam_alias_moved, exam_answer_lost, exam_applies, "
            "exam_cheapest, exam_crash, exam_fails_when_small, exam_measured, exam_others_code_meanwhile?, "
            "exam_others_memory, exam_slow_updates, exam_somebody_updates, fails_when_small, one_thread, "
            "slow_updates, somebody_updates"
        ),
        advice="applied, others_alias",
        old="""
        _move(lambda_client, name, before, version)
        """,
        new="",
    ),
    Mistake(
        name="alias_on_latest",
        tempts="Lets the alias stand for the unpublished version, so that nothing has to be published.",
        fails=(
            "applies, crash, exam_applies, exam_cheapest, exam_crash, exam_fails_when_small, exam_measured, "
            "exam_others_code_meanwhile, exam_others_memory, exam_slow_updates, exam_somebody_updates, "
            "fails_when_small, one_thread, others_code_meanwhile, slow_updates, somebody_updates"
        ),
        advice="live, others_code",
        old="version = _publish(lambda_client, name, best, code)",
        new='version = "$LATEST"',
    ),
    Mistake(
        name="measures_live",
        tempts="Moves the alias for each measurement.",
        fails=(
            "alias_moved, applies, errors, exam_alias_moved?, exam_applies, exam_cheapest, exam_errors, "
            "exam_fails_when_small, exam_measured, exam_none_in_time, exam_others_code_meanwhile?, exam_others_memory?, "
            "exam_slow_updates, exam_somebody_updates, fails_when_small, none_in_time, one_thread, slow_updates, "
            "somebody_updates"
        ),
        advice="live, others_alias, others_code?, others_memory?",
        old="""
            measured = _measure(lambda_client, name, size)
        """,
        new="""
            version = _publish(lambda_client, name, size, code)
            lambda_client.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
            before = lambda_client.get_alias(FunctionName=name, Name="live")
            measured = _measure(lambda_client, name, size)
        """,
    ),
    Mistake(
        name="releases_what_is_there",
        tempts="Publishes the unpublished version, whatever it is.",
        fails="exam_others_code_there, others_code_there",
        advice="others_code",
        old="""
        _is_released(lambda_client, name, code)
        costs = {}
        """,
        new="""
        code = lambda_client.get_function_configuration(FunctionName=name)["CodeSha256"]
        costs = {}
        """,
    ),
    Mistake(
        name="looks_when_publishing",
        tempts="Leaves it to AWS to look, in the end; until then it measures somebody else's code.",
        fails="exam_others_code_there, exam_others_code_meanwhile",
        advice="others_code, others_measured",
        old="""
        _is_released(lambda_client, name, code)
        costs = {}
        """,
        new="""
        costs = {}
        """,
        also=[Change(old="    _is_released(lambda_client, name, code)  # what was measured", new="")],
    ),
    Mistake(
        name="publishes_blindly",
        tempts="Looks at the code in the beginning alone.",
        fails="exam_others_code_meanwhile, others_code_meanwhile",
        advice="others_code",
        old='"publish_version", CodeSha256=code)',
        new='"publish_version")',
    ),
    Mistake(
        name="moves_blindly",
        tempts="Moves the alias, whoever has moved it.",
        fails="alias_moved, exam_alias_moved",
        advice="others_alias",
        old=', RevisionId=before["RevisionId"]',
        new="",
    ),
    Mistake(
        name="newest_revision",
        tempts="Fetches the revision right before it moves the alias.",
        fails="exam_alias_moved",
        advice="others_alias",
        old='RevisionId=before["RevisionId"]',
        new='RevisionId=lambda_client.get_alias(FunctionName=name, Name="live")["RevisionId"]',
    ),
    Mistake(
        name="says_nothing",
        tempts="Takes a moved alias for none of its business, and says that it has done it.",
        fails="alias_moved, exam_alias_moved",
        advice="others_alias",
        old="""
        if lambda_client.get_alias(FunctionName=name, Name="live")["FunctionVersion"] != version:
            raise Disturbed(f"Somebody has moved the alias of {name}.") from error
        """,
        new="",
    ),
    Mistake(
        name="all_are_disturbances",
        tempts="Takes every error for somebody else's doing.",
        fails="errors, exam_errors",
        advice="catches_all",
        old="""
        if error.response["Error"]["Code"] == "InvalidParameterValueException":
            raise Disturbed(f"Somebody has deployed {name}.") from error
        raise
        """,
        new="""
        raise Disturbed(f"Somebody has deployed {name}.") from error
        """,
    ),
    Mistake(
        name="looks_at_the_alias",
        tempts="Looks right before it moves the alias whether somebody has moved it, and leaves RevisionId out.",
        fails="alias_moved, exam_alias_moved",
        advice="others_alias",
        old="""
        try:
            lambda_client.update_alias(
                FunctionName=name, Name="live", FunctionVersion=version, RevisionId=before["RevisionId"]
            )
        """,
        new="""
        if lambda_client.get_alias(FunctionName=name, Name="live")["RevisionId"] != before["RevisionId"]:
            raise Disturbed(name)
        try:
            lambda_client.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
        """,
    ),
    Mistake(
        name="billed_in_time",
        tempts="Compares with the deadline what is billed, which is rounded up.",
        fails="exam_measured",
        advice="choice",
        old="measured[0] <= deadline_ms",
        new="measured[1] <= deadline_ms",
    ),
    Mistake(
        name="new_instances_too",
        tempts="Takes the first invocation, of an instance that is new.",
        fails="exam_measured, exam_cheapest",
        advice="choice",
        old='if "Init Duration" not in report:',
        new="if True:",
    ),
    Mistake(
        name="invalid_means_deployed",
        tempts="Takes the error that tells of other code for that, whichever request it answers.",
        fails="errors, exam_errors",
        advice="catches_all",
        old="""
            if error.response["Error"]["Code"] != "ResourceConflictException":
                raise
        """,
        new="""
            if error.response["Error"]["Code"] == "InvalidParameterValueException":
                raise Disturbed(name) from error
            if error.response["Error"]["Code"] != "ResourceConflictException":
                raise
        """,
    ),
    Mistake(
        name="publishes_any_memory",
        tempts="Nobody else changes the memory between its update and its publication.",
        fails="exam_others_memory",
        advice="others_memory",
        old="""
        if published["MemorySize"] == memory:
            return published["Version"]
        """,
        new="""
        return published["Version"]
        """,
    ),
    Mistake(
        name="publishes_at_once",
        tempts="The function is free, as the update before has been waited for.",
        fails="exam_somebody_updates",
        advice="conflict",
        old='published = _when_free(lambda_client, name, "publish_version", CodeSha256=code)',
        new="published = lambda_client.publish_version(FunctionName=name, CodeSha256=code)",
    ),
    Mistake(
        name="takes_itself_for_somebody",
        tempts="PreconditionFailedException says that the alias was moved, so somebody has moved it.",
        fails="answer_lost, exam_answer_lost",
        advice="own_change",
        old="""
        if lambda_client.get_alias(FunctionName=name, Name="live")["FunctionVersion"] != version:
            raise Disturbed(f"Somebody has moved the alias of {name}.") from error
        """,
        new="""
        raise Disturbed(f"Somebody has moved the alias of {name}.") from error
        """,
    ),
    Mistake(
        name="until_it_works",
        tempts="An invocation that fails is made again, until it works.",
        fails="exam_fails_when_small, fails_when_small",
        advice="endless",
        old="""
        if "FunctionError" in answer:
            return None
        """,
        new="""
        if "FunctionError" in answer:
            continue
        """,
    ),
    Mistake(
        name="measures_what_runs",
        tempts="What it has set is set: nobody else changes the memory between its update and its invocation.",
        fails="exam_others_memory",
        advice="others_measured",
        old='measured_at = int(re.search(r"\\tMemory Size: (\\d+) MB", report)[1])',
        new="measured_at = memory",
    ),
    Mistake(
        name="none_of_other_code",
        tempts="Where nothing is published, it does not matter which code was measured.",
        fails="exam_others_code_meanwhile",
        advice="others_measured",
        old="    _is_released(lambda_client, name, code)  # what was measured",
        new="",
    ),
    Mistake(
        name="three_times_is_no_chance",
        tempts="One invocation can fail by chance; only if three have failed, the memory is too small.",
        fails="exam_fails_when_small, fails_when_small",
        advice="failed",
        old="""
        if "FunctionError" in answer:
            return None
        """,
        new="""
        if "FunctionError" in answer:
            failures += 1
            if failures == 3:
                return None
            continue
        """,
        also=[Change(old="    measured_at = None\n", new="    measured_at, failures = None, 0\n")],
    ),
]
