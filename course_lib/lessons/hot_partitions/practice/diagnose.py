"""diagnose: what a refusal for want of throughput is about."""

from course_lib.checks import Exercise, Reason, expect

TABLE, INDEX = "votes", "votes/index/by_city"
ARN = "arn:aws:dynamodb:eu-central-1:111122223333:table/"
CEILINGS = {"Write": 1000, "Read": 3000}


def says(*words):
    """The answer's first part is one of these."""
    return lambda seen: isinstance(seen.got, (list, tuple)) and bool(seen.got) and seen.got[0] in words


def wanted(*words):
    """The right answer's first part is one of these."""
    return lambda seen: seen.expected[0] in words


exercise = Exercise(
    call="diagnose(consumption, errors)",
    section='Part 2, "What a refusal tells"',
    hints=(
        "Sort out first which errors are about throughput at all. Where do they keep their reasons, and what are the "
        "four endings that a reason can have?",
        "Collect the reasons of all errors from `ThrottlingReasons` and `throttlingReasons`, count them, and take the "
        "most frequent ending with its resource. KeyRange needs a second look: in the busiest partition of that "
        "resource, compare the hottest item with the whole.",
        'reasons = [r for e in errors for r in e.get("ThrottlingReasons") or e.get("throttlingReasons") or []]. Count '
        '(ending, resource after "table/"). For KeyRange: kind = "reads" if "Read" in reason else "writes"; '
        'busiest = max(consumption[where], key=lambda p: p[kind]); hot item if 2 * busiest["hottest"][kind] > '
        "busiest[kind].",
    ),
    advice={
        "nothing": Reason(
            "No error here is about throughput. High numbers, false conditions and wrong requests are no throttling.",
            when=wanted("nothing wrong"),
        ),
        "lower_case": Reason(
            "Errors of on-demand tables were overlooked: their member is called `throttlingReasons`, with a small t.",
            when=lambda seen: seen.facts["on_demand"] and says("nothing wrong")(seen),
        ),
        "code": Reason(
            "A refusal was overlooked. What it says stands in its reasons; its code can be "
            "ProvisionedThroughputExceededException, ThrottlingException, RequestLimitExceeded or another.",
            when=lambda seen: seen.facts["about"] == "code" and says("nothing wrong")(seen),
        ),
        "where": Reason(
            "The cause is right and the place is not. Take it from the reason's `resource`: what follows `table/`. It "
            "may be an index: then writes to the table are refused, and it is the index that has no room.",
            when=lambda seen: list(seen.got)[0] == seen.expected[0],
        ),
        "account": Reason(
            "AccountLimitExceeded is a quota of your account, which AWS raises on request. A maximum that you have set "
            "yourself for the table is another thing.",
            when=lambda seen: "account limit" in (seen.expected[0], seen.got[0]),
        ),
        "read_write": Reason(
            "Reads and writes have limits of their own. Compare the numbers of the kind that the reason names.",
            when=lambda seen: seen.facts["about"] == "kind",
        ),
        "item": Reason(
            "A partition is hot by one item when that item uses more than half of what the busiest partition of the "
            "named table or index uses. Then a split does not help.",
            when=says("hot item", "hot partition"),
        ),
        "most": Reason(
            "Several causes are named. Count them; the most frequent one is the one to begin with.",
            when=lambda seen: seen.facts["about"] == "several",
        ),
        "too_small": Reason(
            "ProvisionedThroughputExceeded and MaxOnDemandThroughputExceeded are limits of the table as a whole, "
            "KeyRangeThroughputExceeded is one of a single partition. The exception's name does not tell them apart.",
        ),
    },
)


def part(writes=100, reads=100, hot_writes=5, hot_reads=5):
    """What one partition used in the busiest second."""
    return {"writes": writes, "reads": reads, "hottest": {"writes": hot_writes, "reads": hot_reads}}


def refused(limit, kind="Write", where=TABLE, on_demand=False, code=""):
    """A refusal as ClientError.response has it; of the account, AWS may say so with a code of its own."""
    reason = f"{'Index' if 'index' in where else 'Table'}{kind}{limit}"
    reasons = [{"reason": reason, "resource": ARN + where}]
    if code:
        message = "Throughput exceeds the current throughput limit for your account."
        return {"Error": {"Code": code, "Message": message}, "ThrottlingReasons": reasons}
    if on_demand:
        error = {"Code": "ThrottlingException", "Message": "Throughput exceeds the current capacity of your table."}
        return {"Error": error, "throttlingReasons": reasons}
    message = "The level of configured provisioned throughput for the table was exceeded."
    error = {"Code": "ProvisionedThroughputExceededException", "Message": message}
    return {"Error": error, "ThrottlingReasons": reasons}


PROVISIONED, KEY_RANGE = "ProvisionedThroughputExceeded", "KeyRangeThroughputExceeded"
ACCOUNT, MAXIMUM = "AccountLimitExceeded", "MaxOnDemandThroughputExceeded"
FALSE = {"Error": {"Code": "ConditionalCheckFailedException", "Message": "The conditional request failed"}}
WRONG = {"Error": {"Code": "ValidationException", "Message": "1 validation error detected: …"}}
CALM = {TABLE: [part(), part(90), part(110), part(70)], INDEX: [part(120)]}


def answers(submission, consumption, errors, expected, because, about="", on_demand=False):
    """A call whose answer has to be right."""
    got = submission.diagnose(consumption, errors)
    facts = {"about": about, "on_demand": on_demand}
    keys = tuple(exercise.advice)
    expect(got, expected, because, keys, facts=facts)


@exercise.check()
def nothing(submission, cloud):
    """Without an error about throughput nothing is wrong, however busy the table is."""
    busy = {TABLE: [part(990), part(995)]}
    answers(submission, busy, [], ("nothing wrong", None), "nobody was turned away")
    answers(submission, CALM, [FALSE, WRONG], ("nothing wrong", None), "these errors are about something else")


@exercise.check()
def too_small(submission, cloud):
    """A table that has used up its units is too small."""
    expected = ("table too small", TABLE)
    answers(submission, CALM, [refused(PROVISIONED)], expected, "the reason names the table's units")
    answers(
        submission, CALM, [refused(MAXIMUM, on_demand=True)], expected, "the maximum was set by you", on_demand=True
    )


@exercise.check()
def hot_partition(submission, cloud):
    """A partition with many busy items is hot."""
    hot = {TABLE: [part(80), part(1000, hot_writes=120), part(60)]}
    expected = ("hot partition", TABLE)
    answers(submission, hot, [refused(KEY_RANGE)], expected, "no single item is to blame")
    answers(submission, hot, [refused(KEY_RANGE, on_demand=True)], expected, "no item is to blame", on_demand=True)


@exercise.check()
def hot_item(submission, cloud):
    """One item that takes more than half of its partition is the trouble itself."""
    hot = {TABLE: [part(80, hot_writes=79), part(1000, hot_writes=900), part(60)]}
    answers(submission, hot, [refused(KEY_RANGE)], ("hot item", TABLE), "one item takes most of it")


@exercise.check()
def account_limit(submission, cloud):
    """A quota of the account is told apart from a limit of the table."""
    errors = [FALSE, refused(ACCOUNT, on_demand=True)]
    answers(submission, CALM, errors, ("account limit", TABLE), "AWS sets it for the account", on_demand=True)


@exercise.check()
def reads(submission, cloud):
    """Reads are judged by reads."""
    hot = {TABLE: [part(900, 2900, hot_writes=890, hot_reads=200), part(850, 100, hot_writes=10)]}
    because = "reads were turned away"
    answers(submission, hot, [refused(KEY_RANGE, "Read")], ("hot partition", TABLE), because, about="kind")


@exercise.check()
def an_index(submission, cloud):
    """A refused write can be about an index."""
    hot = {TABLE: [part(200), part(210)], INDEX: [part(1000, hot_writes=20), part(5, hot_writes=5)]}
    errors = [refused(KEY_RANGE, where=INDEX, on_demand=True)]
    answers(submission, hot, errors, ("hot partition", INDEX), "the reason names the index", on_demand=True)


@exercise.check()
def several(submission, cloud):
    """Of several causes the most frequent one is named."""
    hot = {TABLE: [part(1000, hot_writes=900), part(60)]}
    errors = [refused(PROVISIONED), FALSE, refused(KEY_RANGE), refused(KEY_RANGE)]
    answers(submission, hot, errors, ("hot item", TABLE), "two of three errors name it", about="several")
