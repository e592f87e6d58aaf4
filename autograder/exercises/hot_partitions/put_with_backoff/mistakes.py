"""What people get wrong in put_with_backoff."""

from autograder.mistakes import Change, Mistake

SLEEP = "time.sleep(random.uniform(0, min(cap, base * 2 ** (attempt - 1))))"

mistakes = [
    Mistake(
        name="drops_empty_texts",
        tempts="Has heard that DynamoDB takes no empty texts. It does, since 2020.",
        fails="exam_first_time",
        advice="item",
        old="table.put_item(Item=item)",
        new='table.put_item(Item={name: value for name, value in item.items() if value != ""})',
    ),
    Mistake(
        name="fifty_are_enough",
        tempts="Bounds what the caller has bounded already.",
        fails="exam_gives_up",
        advice="again",
        old='    table = dynamodb.Table("ballots")',
        new="""
            attempts = min(attempts, 50)
            table = dynamodb.Table("ballots")
        """,
    ),
    Mistake(
        name="sent_before",
        tempts="Takes the same item for a repetition, and leaves it out. Others have written since.",
        fails="exam_first_time",
        old="""
            table = dynamodb.Table("ballots")
        """,
        new="""
            known = put_with_backoff.__dict__.setdefault("known", [])
            if item in known:
                return 1
            table = dynamodb.Table("ballots")
        """,
        also=[Change(old="return attempt\n", new="return known.append(dict(item)) or attempt\n")],
    ),
    Mistake(
        name="no_jitter",
        tempts="Backs off by the book of old, so that all come back together.",
        fails="spread, exam_spread",
        advice="jitter",
        old=SLEEP,
        new="time.sleep(min(cap, base * 2 ** (attempt - 1)))",
    ),
    Mistake(
        name="half_jitter",
        tempts="Keeps half of each pause fixed, to be sure that it waits.",
        fails="spread, exam_spread",
        advice="full",
        old="random.uniform(0, min(cap, base * 2 ** (attempt - 1)))",
        new="min(cap, base * 2 ** (attempt - 1)) * random.uniform(0.5, 1)",
    ),
    Mistake(
        name="a_little_jitter",
        tempts="Adds a pinch of chance to the pause.",
        fails="bounds, exam_bounds, spread, exam_spread",
        advice="too_long",
        old=SLEEP,
        new="time.sleep(min(cap, base * 2 ** (attempt - 1)) + random.uniform(0, base))",
    ),
    Mistake(
        name="no_cap",
        tempts="Doubles and doubles, and forgets the cap.",
        fails="bounds, exam_bounds, spread, exam_spread",
        advice="too_long",
        old="min(cap, base * 2 ** (attempt - 1))",
        new="base * 2 ** (attempt - 1)",
    ),
    Mistake(
        name="linear",
        tempts="Waits longer each time, but only by the same step.",
        fails="spread, exam_spread",
        advice="full",
        old="base * 2 ** (attempt - 1)",
        new="base * attempt",
    ),
    Mistake(
        name="doubles_too_early",
        tempts="Counts from one, so that the first pause is twice as long as it may be.",
        fails="bounds, exam_bounds, spread, exam_spread",
        advice="too_long",
        old="2 ** (attempt - 1)",
        new="2**attempt",
    ),
    Mistake(
        name="never_waits",
        tempts="Tries again at once.",
        fails="bounds, exam_bounds, spread, exam_spread",
        advice="pause",
        old=f"        {SLEEP}\n",
        new="",
    ),
    Mistake(
        name="tries_for_ever",
        tempts="A vote must not be lost, so it tries until it works.",
        fails="gives_up, bounds, spread, exam_gives_up, exam_bounds, exam_spread",
        advice="endless",
        old="for attempt in range(1, attempts + 1):",
        new="for attempt in range(1, 10_000):",
        also=[Change(old=" or attempt == attempts", new="")],
    ),
    Mistake(
        name="one_code",
        tempts="Has only met tables in provisioned mode.",
        fails="three_codes, exam_three_codes, exam_gives_up, exam_bounds",
        advice="codes, again",
        old='{"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"}',
        new='{"ProvisionedThroughputExceededException"}',
    ),
    Mistake(
        name="forgets_the_account",
        tempts="Overlooks the code of a quota.",
        fails="three_codes, exam_three_codes, exam_bounds",
        advice="codes, again",
        old=', "RequestLimitExceeded"}',
        new="}",
    ),
    Mistake(
        name="every_error",
        tempts="Tries again whatever happened.",
        fails="other_errors, exam_other_errors, exam_missing_table",
        advice="others",
        old='error.response["Error"]["Code"] not in THROTTLED or attempt == attempts',
        new="attempt == attempts",
        also=[Change(old="except ClientError as error:", new="except ClientError:")],
    ),
    Mistake(
        name="one_attempt_too_many",
        tempts="Counts the attempts after the first one only.",
        fails="gives_up, exam_gives_up, bounds, exam_bounds, spread, exam_spread",
        advice="limit",
        old="range(1, attempts + 1)",
        new="range(1, attempts + 2)",
        also=[Change(old="or attempt == attempts", new="or attempt > attempts")],
    ),
    Mistake(
        name="says_nothing",
        tempts="Gives up without a word.",
        fails="gives_up, exam_gives_up, bounds, exam_bounds, spread, exam_spread",
        advice="last_error",
        old="not in THROTTLED or attempt == attempts",
        new="not in THROTTLED",
    ),
    Mistake(
        name="an_error_of_its_own",
        tempts="Hides what happened behind a nicer name.",
        fails="gives_up, exam_gives_up, bounds, exam_bounds, spread, exam_spread",
        advice="last_error",
        old="""
                if error.response["Error"]["Code"] not in THROTTLED or attempt == attempts:
                    raise
        """,
        new="""
                if error.response["Error"]["Code"] not in THROTTLED:
                    raise
                if attempt == attempts:
                    raise TimeoutError("the table stayed busy") from error
        """,
    ),
    Mistake(
        name="waits_at_the_end",
        tempts="Waits first and looks afterwards whether an attempt is left.",
        fails="gives_up, exam_gives_up",
        advice="last_pause",
        old="""
                if error.response["Error"]["Code"] not in THROTTLED or attempt == attempts:
                    raise
            time.sleep(random.uniform(0, min(cap, base * 2 ** (attempt - 1))))
        """,
        new="""
                if error.response["Error"]["Code"] not in THROTTLED:
                    raise
                time.sleep(random.uniform(0, min(cap, base * 2 ** (attempt - 1))))
                if attempt == attempts:
                    raise
        """,
    ),
    Mistake(
        name="never_again",
        tempts="Leaves trying again to boto3, which was told not to.",
        fails="second_time, three_codes, gives_up, bounds, spread, exam_three_codes, exam_gives_up, "
        "exam_bounds, exam_spread",
        advice="again, codes",
        old="not in THROTTLED or attempt == attempts",
        new="not in THROTTLED or attempt >= 1",
    ),
    Mistake(
        name="pauses_as_the_answer",
        tempts="Counts the repetitions, not the attempts.",
        fails="first_time, second_time, three_codes, exam_first_time, exam_three_codes",
        advice="answer",
        old="return attempt\n",
        new="return attempt - 1\n",
    ),
    Mistake(
        name="caps_the_pause",
        tempts="Cuts the pause, not the bound.",
        fails="spread, exam_spread",
        advice="full",
        old="random.uniform(0, min(cap, base * 2 ** (attempt - 1)))",
        new="min(cap, random.uniform(0, base * 2 ** (attempt - 1)))",
    ),
    Mistake(
        name="exceeded_in_the_name",
        tempts="Takes every error with Exceeded in its name for throttling.",
        fails="exam_other_errors",
        advice="others",
        old='error.response["Error"]["Code"] not in THROTTLED',
        new='not {"Exceeded", "Throttling"} & {word for word in ("Exceeded", "Throttling") if word in error.response["Error"]["Code"]}',
    ),
    Mistake(
        name="server_errors_too",
        tempts="Takes whatever has a status of 500 or more for something that passes.",
        fails="exam_other_errors",
        advice="others",
        old="""
                    if error.response["Error"]["Code"] not in THROTTLED or attempt == attempts:
        """,
        new="""
                    passes = error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500
                    if not (passes or error.response["Error"]["Code"] in THROTTLED) or attempt == attempts:
        """,
    ),
    Mistake(
        name="from_base_on",
        tempts="Draws from base up to the bound, so that nobody comes back too early: the first pause is always base.",
        fails="spread, exam_spread",
        advice="full",
        old="random.uniform(0, min(cap, base * 2 ** (attempt - 1)))",
        new="random.uniform(min(base, cap), min(cap, base * 2 ** (attempt - 1)))",
    ),
    Mistake(
        name="quotas_take_longer",
        tempts="Takes the longest pause at once when a quota of the account is used up.",
        fails="exam_bounds",
        advice="too_long",
        old="""
                    if error.response["Error"]["Code"] not in THROTTLED or attempt == attempts:
        """,
        new="""
                    code = error.response["Error"]["Code"]
                    if code not in THROTTLED or attempt == attempts:
        """,
        also=[
            Change(
                old="random.uniform(0, min(cap, base * 2 ** (attempt - 1)))",
                new='random.uniform(0, cap if code == "RequestLimitExceeded" else min(cap, base * 2 ** (attempt - 1)))',
            ),
        ],
    ),
    Mistake(
        name="five_doublings",
        tempts="Stops doubling after five times.",
        fails="spread, exam_spread",
        advice="grow",
        old="2 ** (attempt - 1)",
        new="2 ** min(attempt - 1, 5)",
    ),
    Mistake(
        name="seeded_by_the_ballot",
        tempts="Seeds the generator by the ballot: the same one waits alike each time.",
        fails="spread, exam_spread",
        advice="anew",
        old="""
                table = dynamodb.Table("ballots")
        """,
        new="""
                random.seed(str(item))
                table = dynamodb.Table("ballots")
        """,
    ),
    Mistake(
        name="adds_base",
        tempts="The bound grows by base each time.",
        fails="spread, exam_spread",
        advice="full",
        old="base * 2 ** (attempt - 1)",
        new="base * attempt",
    ),
    Mistake(
        name="first_bound_uncapped",
        tempts="Caps the later bounds only.",
        fails="exam_bounds",
        advice="too_long",
        old="random.uniform(0, min(cap, base * 2 ** (attempt - 1)))",
        new="random.uniform(0, base if attempt == 1 else min(cap, base * 2 ** (attempt - 1)))",
    ),
    Mistake(
        name="notes_the_attempt",
        tempts="Stores with the item how often it was sent.",
        fails="first_time, second_time, three_codes, exam_first_time, exam_three_codes",
        advice="item",
        old="table.put_item(Item=item)",
        new='table.put_item(Item={**item, "attempt": attempt})',
    ),
    Mistake(
        name="attempts_as_a_float",
        tempts="The number is right, and it is no int.",
        fails="first_time, second_time, three_codes, exam_first_time, exam_three_codes",
        advice="answer",
        old="return attempt",
        new="return attempt / 1",
    ),
    Mistake(
        name="a_broken_connection_too",
        tempts="Takes a connection that broke for a table that is busy.",
        fails="exam_other_errors",
        advice="others",
        old=SLEEP,
        new=f"""
            except HTTPClientError:
                if attempt == attempts:
                    raise
            {SLEEP}
        """,
        also=[
            Change(
                old="from botocore.exceptions import ClientError",
                new="from botocore.exceptions import ClientError, HTTPClientError",
            ),
        ],
    ),
    Mistake(
        name="seeded_by_the_second",
        tempts="Draws from a generator that is seeded with the second: who was turned away in one, comes back in one.",
        fails="exam_spread",
        advice="anew",
        old="    for attempt in range(1, attempts + 1):",
        new="""
            chance = random.Random(int(time.time()))
            for attempt in range(1, attempts + 1):
        """,
        also=[Change(old="random.uniform(0, ", new="chance.uniform(0, ")],
    ),
    Mistake(
        name="triangular",
        tempts="Draws most pauses from around half of their bound.",
        fails="spread, exam_spread",
        advice="full",
        old="random.uniform(0, min(cap, base * 2 ** (attempt - 1)))",
        new="random.triangular(0, min(cap, base * 2 ** (attempt - 1)))",
    ),
]
