"""What people get wrong in retry_conflicts."""

from autograder.mistakes import Change, Mistake, keeps_the_first

mistakes = [
    Mistake(
        name="conflict_beside_condition",
        tempts="Looks for a conflict, and not at what stands beside it.",
        fails="false_condition, exam_conditions, exam_other_errors",
        advice="condition, only_conflicts",
        old='if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:',
        new='if number == tries or "TransactionConflict" not in codes:',
    ),
    Mistake(
        name="first_reason_only",
        tempts="Looks at the first reason only.",
        fails="false_condition, exam_tries, exam_conditions, exam_other_errors",
        advice="condition, try_again, only_conflicts",
        old='codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}',
        new='codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])[:1]}',
    ),
    Mistake(
        name="jitter_around_the_bound",
        tempts="Adds the random part to the bound.",
        fails="pauses, random_pauses, exam_pauses",
        advice="too_long, full",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(min(2, 0.1 * 2 ** (number - 1)) * random.uniform(0.5, 1.5))",
    ),
    Mistake(
        name="looks_for_the_code",
        tempts="Waits for an error code that only plain writes get.",
        fails="somebody_in_the_way, limit, pauses, random_pauses, one_token, token_per_call, exam_tries, exam_limit, exam_other_errors, exam_pauses, exam_tokens",
        advice="try_again, only_conflicts",
        old="""
            codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
            if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:
        """,
        new="""
            if number == tries or error.response["Error"]["Code"] != "TransactionConflictException":
        """,
    ),
    Mistake(
        name="new_token_each_try",
        tempts="A new token for each try.",
        fails="one_token, exam_tokens",
        advice="token",
        old="""
            request = {"ClientRequestToken": str(uuid.uuid4()), **request}
        """,
        new="",
        also=[
            Change(
                old="return dynamodb.meta.client.transact_write_items(**request)",
                new='return dynamodb.meta.client.transact_write_items(**{"ClientRequestToken": str(uuid.uuid4()), **request})',
            ),
        ],
    ),
    Mistake(
        name="no_cap",
        tempts="The bound grows without end.",
        fails="pauses, random_pauses, exam_pauses",
        advice="too_long, full",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(random.uniform(0, 0.1 * 2 ** (number - 1)))",
    ),
    Mistake(
        name="no_growth",
        tempts="The same bound each time.",
        fails="random_pauses, exam_pauses",
        advice="grow",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(random.uniform(0, 0.1))",
    ),
    Mistake(
        name="no_jitter",
        tempts="Waits exactly as long as the bound.",
        fails="random_pauses, exam_pauses",
        advice="jitter",
        old="import random",
        new="",
        also=[
            Change(
                old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
                new="time.sleep(min(2, 0.1 * 2 ** (number - 1)))",
            ),
        ],
    ),
    Mistake(
        name="no_pause",
        tempts="Tries again at once.",
        fails="pauses, random_pauses, exam_pauses",
        advice="pause",
        old="""
            import random
            import time
        """,
        new="",
        also=[
            Change(
                old="""
                    time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="no_token",
        tempts="Leaves the token to boto3, which makes a new one for each try.",
        fails="one_token, exam_tokens",
        advice="token",
        old="import uuid",
        new="",
        also=[
            Change(
                old="""
                    request = {"ClientRequestToken": str(uuid.uuid4()), **request}
                """,
                new="",
            ),
        ],
    ),
    Mistake(
        name="one_try_more",
        tempts="Counts the tries again, and not the first.",
        fails="limit, pauses, random_pauses, exam_limit, exam_pauses",
        advice="limit",
        old="for number in range(1, tries + 1):",
        new="for number in range(1, tries + 2):",
        also=[
            Change(
                old='if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:',
                new='if number > tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:',
            ),
        ],
    ),
    Mistake(
        name="only_the_actions",
        tempts="Sends the actions, and forgets what else the request says.",
        fails="nobody_in_the_way, somebody_in_the_way, exam_tries",
        advice="request",
        old="return dynamodb.meta.client.transact_write_items(**request)",
        new='return dynamodb.meta.client.transact_write_items(TransactItems=request["TransactItems"], ClientRequestToken=request["ClientRequestToken"])',
    ),
    Mistake(
        name="own_token_wins",
        tempts="Replaces the caller's token by its own.",
        fails="one_token, exam_other_errors, exam_tokens",
        advice="token, only_conflicts",
        old='request = {"ClientRequestToken": str(uuid.uuid4()), **request}',
        new='request = {**request, "ClientRequestToken": str(uuid.uuid4())}',
    ),
    Mistake(
        name="pauses_after_the_last",
        tempts="Pauses before it gives up.",
        fails="pauses, exam_pauses",
        advice="last_pause",
        old="""
                if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:
                    raise
            time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))
        """,
        new="""
                if "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:
                    raise
                time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))
                if number == tries:
                    raise
        """,
    ),
    Mistake(
        name="retries_every_cancellation",
        tempts="Takes every cancellation for a conflict.",
        fails="false_condition, exam_conditions, exam_other_errors",
        advice="condition, only_conflicts",
        old='if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:',
        new="if number == tries or not codes:",
    ),
    Mistake(
        name="retries_every_error",
        tempts="Tries everything again.",
        fails="false_condition, other_errors, exam_conditions, exam_other_errors",
        advice="condition, only_conflicts",
        old="""
            except ClientError as error:
                codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
                if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:
        """,
        new="""
            except Exception:
                if number == tries:
        """,
    ),
    Mistake(
        name="returns_none_at_the_end",
        tempts="Gives up without an error.",
        fails="limit, pauses, exam_limit, exam_pauses",
        advice="limit, last_pause",
        old='if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:',
        new='if "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:',
    ),
    Mistake(
        name="returns_true",
        tempts="Returns True, as a function about success might.",
        fails="nobody_in_the_way, somebody_in_the_way, exam_tries",
        advice="answer",
        old="""
            return dynamodb.meta.client.transact_write_items(**request)
        """,
        new="""
            dynamodb.meta.client.transact_write_items(**request)
            return True
        """,
    ),
    Mistake(
        name="searches_the_message",
        tempts="Searches the message, which names every reason.",
        fails="false_condition, exam_conditions, exam_other_errors",
        advice="condition, only_conflicts",
        old="""
            codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
            if number == tries or "TransactionConflict" not in codes or codes - {"TransactionConflict", "None"}:
        """,
        new="""
            if number == tries or "TransactionConflict" not in str(error):
        """,
    ),
    Mistake(
        name="starts_too_long",
        tempts="Begins with the second bound.",
        fails="pauses, random_pauses, exam_pauses",
        advice="too_long, full",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** number)))",
    ),
    Mistake(
        name="token_as_default",
        tempts="A token made once, when the function is defined.",
        fails="token_per_call, exam_tries, exam_tokens",
        advice="token_per_call",
        old="def retry_conflicts(dynamodb, request, tries):",
        new="def retry_conflicts(dynamodb, request, tries, token=str(uuid.uuid4())):",
        also=[
            Change(
                old='request = {"ClientRequestToken": str(uuid.uuid4()), **request}',
                new='request = {"ClientRequestToken": token, **request}',
            ),
        ],
    ),
    Mistake(
        name="half_the_jitter",
        tempts="Waits half of the bound in any case, and draws the other half.",
        fails="random_pauses, exam_pauses",
        advice="full",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(min(2, 0.1 * 2 ** (number - 1)) * random.uniform(0.5, 1))",
    ),
    Mistake(
        name="drawn_once",
        tempts="Draws one number for the whole call.",
        fails="random_pauses, exam_pauses",
        advice="anew",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(luck * min(2, 0.1 * 2 ** (number - 1)))",
        also=[
            Change(
                old="""
                for number in range(1, tries + 1):
        """,
                new="""
                luck = random.random()
                for number in range(1, tries + 1):
        """,
            ),
        ],
    ),
    Mistake(
        name="seeded_in_each_call",
        tempts="Seeds the generator in each call: all callers wait alike.",
        fails="random_pauses, exam_pauses",
        advice="jitter",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(luck.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        also=[
            Change(
                old="""
                for number in range(1, tries + 1):
        """,
                new="""
                luck = random.Random(2026)
                for number in range(1, tries + 1):
        """,
            ),
        ],
    ),
    Mistake(
        name="caps_the_pause",
        tempts="Cuts the pause, not the bound: late pauses are mostly two seconds.",
        fails="random_pauses, exam_pauses",
        advice="jitter",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(min(2, random.uniform(0, 0.1 * 2 ** (number - 1))))",
    ),
    Mistake(
        name="stops_doubling_early",
        tempts="Doubles as long as that stays below two seconds: the bound ends at 1.6.",
        fails="random_pauses, exam_pauses",
        advice="full",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(random.uniform(0, 0.1 * 2 ** min(4, number - 1)))",
    ),
    Mistake(
        name="all_or_nothing",
        tempts="Waits the whole bound or not at all.",
        fails="random_pauses, exam_pauses",
        advice="full, pause?",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(random.choice([0, min(2, 0.1 * 2 ** (number - 1))]))",
    ),
    Mistake(
        name="no_reason_is_none",
        tempts="Tries again if no reason speaks against it, also if none speaks for it.",
        fails="other_errors, exam_other_errors",
        advice="only_conflicts",
        old='"TransactionConflict" not in codes or codes -',
        new="codes -",
    ),
    Mistake(
        name="code_of_plain_writes",
        tempts="Tries TransactionConflictException again too.",
        fails="exam_other_errors",
        advice="only_conflicts",
        old="""
                        codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
        """,
        new="""
                        codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
                        if error.response["Error"]["Code"] == "TransactionConflictException":
                            codes = {"TransactionConflict"}
        """,
    ),
    Mistake(
        name="in_progress_too",
        tempts="Tries TransactionInProgressException again too.",
        fails="exam_other_errors",
        advice="only_conflicts",
        old="""
                        codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
        """,
        new="""
                        codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
                        if error.response["Error"]["Code"] == "TransactionInProgressException":
                            codes = {"TransactionConflict"}
        """,
    ),
    Mistake(
        name="token_into_the_argument",
        tempts="Writes the token into the caller's dictionary: the next call finds it.",
        fails="nobody_in_the_way, somebody_in_the_way, limit, false_condition, other_errors, pauses, random_pauses, one_token, token_per_call, exam_tries, exam_limit, exam_conditions, exam_other_errors, exam_pauses, exam_tokens",
        old="""
                request = {"ClientRequestToken": str(uuid.uuid4()), **request}
        """,
        new="""
                request.setdefault("ClientRequestToken", str(uuid.uuid4()))
        """,
    ),
    Mistake(
        name="token_of_the_request",
        tempts="Makes the token of the request: the same purchase made twice happens once.",
        fails="token_per_call, exam_tokens",
        advice="token_per_call",
        old="str(uuid.uuid4())",
        new="str(uuid.uuid5(uuid.NAMESPACE_OID, repr(request)))",
    ),
    Mistake(
        name="long_token",
        tempts="Puts a word before a whole uuid, which makes 42 characters.",
        fails="nobody_in_the_way, somebody_in_the_way, limit, false_condition, pauses, random_pauses, one_token, token_per_call, exam_tries, exam_limit, exam_conditions, exam_pauses, exam_tokens",
        old="str(uuid.uuid4())",
        new='"retry-" + str(uuid.uuid4())',
    ),
    Mistake(
        name="own_resource",
        tempts="Makes a resource of its own, and leaves the one that it was handed.",
        fails="nobody_in_the_way, somebody_in_the_way, limit, false_condition, other_errors, pauses, random_pauses, one_token, token_per_call, exam_tries, exam_limit, exam_conditions, exam_other_errors, exam_pauses, exam_tokens",
        old="""
            request = {"ClientRequestToken": str(uuid.uuid4()), **request}
        """,
        new="""
            import boto3

            dynamodb = boto3.resource("dynamodb", region_name="us-east-1")
            request = {"ClientRequestToken": str(uuid.uuid4()), **request}
        """,
    ),
    Mistake(
        name="first_error",
        tempts="Keeps the first error, and raises that one in the end: it says where the trouble began.",
        fails="exam_limit, limit",
        advice="last_error",
        old="""
            for number in range(1, tries + 1):
        """,
        new="""
            first = None
            for number in range(1, tries + 1):
        """,
        also=[
            Change(
                old="""
                    codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
                """,
                new="""
                    codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
                    first = first or error
                    if number == tries:
                        raise first from None
                """,
            ),
        ],
    ),
    Mistake(
        name="lost_answer_too",
        tempts="Sends again after a broken connection as well: it has the token, so what can happen?",
        fails="exam_other_errors",
        advice="only_conflicts",
        old="from botocore.exceptions import ClientError",
        new="from botocore.exceptions import ClientError, HTTPClientError",
        also=[
            Change(
                old="        except ClientError as error:\n",
                new="        except HTTPClientError:\n            if number == tries:\n                raise\n"
                "        except ClientError as error:\n",
            ),
        ],
    ),
    Mistake(
        name="two_halves",
        tempts="Adds two draws: short pauses and long ones are rare.",
        fails="random_pauses, exam_pauses",
        advice="full",
        old="random.uniform(0, min(2, 0.1 * 2 ** (number - 1)))",
        new="(random.random() + random.random()) * min(1, 0.05 * 2 ** (number - 1))",
    ),
    Mistake(
        name="never_less_than_50_ms",
        tempts="Gives the others a little time in any case; half of all callers then wait for just as long.",
        fails="random_pauses, exam_pauses",
        advice="full",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(max(0.05, random.uniform(0, min(2, 0.1 * 2 ** (number - 1)))))",
    ),
    Mistake(
        name="whole_tenths",
        tempts="Rounds to tenths of a second, of which there are two up to the first bound.",
        fails="random_pauses, exam_pauses",
        advice="full",
        old="time.sleep(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))))",
        new="time.sleep(round(random.uniform(0, min(2, 0.1 * 2 ** (number - 1))), 1))",
    ),
    keeps_the_first(
        "def retry_conflicts(dynamodb, request, tries):", "dynamodb.meta.client.transact_write_items(", "exam_tries"
    ),
]
