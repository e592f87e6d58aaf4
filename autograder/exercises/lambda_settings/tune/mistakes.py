"""What people get wrong in tune."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="does_not_wait",
        tempts="Takes the answer of the update for its end.",
        fails="?",
        old="""
            else:
                waiter.wait(FunctionName=name)
                return answer
        """,
        new="""
            else:
                return answer
        """,
    ),
    Mistake(
        name="a_short_pause",
        tempts="Five seconds are enough for an update.",
        fails="?",
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
        also=[Change(old="import base64", new="import base64\nimport time")],
    ),
    Mistake(
        name="no_patience",
        tempts="Lets ResourceConflictException out.",
        fails="?",
        old='if error.response["Error"]["Code"] != "ResourceConflictException":',
        new="if True:",
    ),
    Mistake(
        name="first_invocation",
        tempts="Measures the first invocation, with its INIT.",
        fails="?",
        old='if "Init Duration" not in report:',
        new="if True:",
    ),
    Mistake(
        name="forgets_errors",
        tempts="A function that fails at once looks quick.",
        fails="?",
        old="""
        if "FunctionError" in answer:
            return None
        """,
        new="",
    ),
    Mistake(
        name="quickest",
        tempts="Takes the quickest.",
        fails="?",
        old="costs[size] = size * measured[1]",
        new="costs[size] = measured[1]",
    ),
    Mistake(
        name="smallest",
        tempts="Takes the smallest that is in time.",
        fails="?",
        old="costs[size] = size * measured[1]",
        new="costs[size] = size",
    ),
    Mistake(
        name="no_deadline",
        tempts="Looks at the cost alone.",
        fails="?",
        old=" and measured[0] <= deadline_ms",
        new="",
    ),
    Mistake(
        name="largest_if_none",
        tempts="Gives the largest size where none is in time.",
        fails="?",
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
        fails="?",
        old="""
        _when_free(lambda_client, name, "update_function_configuration", MemorySize=best)
        """,
        new="",
    ),
    Mistake(
        name="forgets_the_alias",
        tempts="Changes the unpublished version alone.",
        fails="?",
        old="""
        _move(lambda_client, name, before, version)
        """,
        new="",
    ),
    Mistake(
        name="alias_on_latest",
        tempts="Lets the alias stand for the unpublished version, so that nothing has to be published.",
        fails="?",
        old="version = _publish(lambda_client, name, code)",
        new='version = "$LATEST"',
    ),
    Mistake(
        name="measures_live",
        tempts="Moves the alias for each measurement.",
        fails="?",
        old="""
            measured = _measure(lambda_client, name)
        """,
        new="""
            version = _publish(lambda_client, name, code)
            lambda_client.update_alias(FunctionName=name, Name="live", FunctionVersion=version)
            before = lambda_client.get_alias(FunctionName=name, Name="live")
            measured = _measure(lambda_client, name)
        """,
    ),
    Mistake(
        name="releases_what_is_there",
        tempts="Publishes the unpublished version, whatever it is.",
        fails="?",
        old="""
        if newest["CodeSha256"] != code:
            raise Disturbed(f"{name} has code that is not released.")
        """,
        new="""
        code = newest["CodeSha256"]
        """,
    ),
    Mistake(
        name="looks_when_publishing",
        tempts="Leaves it to AWS to look, in the end; until then it measures somebody else's code.",
        fails="?",
        old="""
        if newest["CodeSha256"] != code:
            raise Disturbed(f"{name} has code that is not released.")
        """,
        new="",
    ),
    Mistake(
        name="publishes_blindly",
        tempts="Looks at the code in the beginning alone.",
        fails="?",
        old='"publish_version", CodeSha256=code)',
        new='"publish_version")',
    ),
    Mistake(
        name="moves_blindly",
        tempts="Moves the alias, whoever has moved it.",
        fails="?",
        old=', RevisionId=before["RevisionId"]',
        new="",
    ),
    Mistake(
        name="newest_revision",
        tempts="Fetches the revision right before it moves the alias.",
        fails="?",
        old='RevisionId=before["RevisionId"]',
        new='RevisionId=lambda_client.get_alias(FunctionName=name, Name="live")["RevisionId"]',
    ),
    Mistake(
        name="says_nothing",
        tempts="Takes a moved alias for none of its business, and says that it has done it.",
        fails="?",
        old="""
        if lambda_client.get_alias(FunctionName=name, Name="live")["FunctionVersion"] != version:
            raise Disturbed(f"Somebody has moved the alias of {name}.") from error
        """,
        new="",
    ),
    Mistake(
        name="all_are_disturbances",
        tempts="Takes every error for somebody else's doing.",
        fails="?",
        old="""
        if error.response["Error"]["Code"] == "InvalidParameterValueException":
            raise Disturbed(f"Somebody has deployed {name}.") from error
        raise
        """,
        new="""
        raise Disturbed(f"Somebody has deployed {name}.") from error
        """,
    ),
]
