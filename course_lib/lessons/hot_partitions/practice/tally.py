"""tally: gather what write sharding has scattered."""

from datetime import timedelta
from decimal import Decimal

from course_lib.aws.layers.crowded import Crowded
from course_lib.aws.services.dynamodb.lag import Lag
from course_lib.checks import (
    Exercise,
    LearnerError,
    Reason,
    expect,
    expect_client_error,
    interleavings,
    require,
    value_of,
)
from course_lib.checks.kit import (
    LASTING,
    LOST,
    READS,
    TRIES,
    busy,
    call_in,
    comes_to_an_end,
    error_means,
    errors_come_out,
    expect_unchanged,
    may_change,
    passing_faults,
    requests_in_words,
    sent,
)
from course_lib.lessons.hot_partitions import data as lab


def is_old(seen):
    """It is what was there before the last votes, or they were asked for without ConsistentRead."""
    blocks = [entry.params["RequestItems"]["votes"] for entry in seen.sent("BatchGetItem")]
    eventual = [block for block in blocks if not block.get("ConsistentRead")]
    return "old" in seen.facts and (seen.got == seen.facts["old"] or bool(eventual))


def has_others(seen):
    """It is more than the candidate has."""
    return isinstance(seen.got, (int, float, Decimal)) and seen.got > seen.expected


def is_rounded(seen):
    """It is a float, or so near to the right number as a float of so many digits comes."""
    if not isinstance(seen.got, (int, float, Decimal)):
        return False
    return isinstance(seen.got, float) or 0 < abs(seen.got - seen.expected) <= seen.expected // 10**14


exercise = Exercise(
    call="tally(dynamodb, candidate, shards)",
    section='Part 6, "Gather what was scattered"',
    hints=(
        "You know every key under which votes of a candidate can lie. Which call reads many items by their keys?",
        "BatchGetItem with ConsistentRead, 100 keys in each. Buckets that are not there have no votes. Ask again for "
        "UnprocessedKeys after a pause, and add up what comes.",
        'keys = [{"bucket": f"{candidate}#{n}"} for n in range(shards)]; for each hundred: request = {"votes": {'
        '"Keys": keys[...], "ConsistentRead": True}}; while request: answer = dynamodb.batch_get_item('
        'RequestItems=request); total += sum(item["votes"] for item in answer["Responses"]["votes"]); request = '
        'answer["UnprocessedKeys"].',
    ),
    advice={
        "endless": "There was no end of requests. Ask again for what UnprocessedKeys lists, and for nothing else.",
        "kept": Reason(
            "Between two calls votes come in. Keep nothing from an earlier call: read anew.",
            when=lambda seen: seen.facts.get("anew", False),
        ),
        "twice": Reason(
            "A request had failed, and your function began again. What it had added up before was added once more: "
            "begin from 0 then, or simply let the error out.",
            when=lambda seen: seen.facts.get("failed", False) and has_others(seen),
        ),
        "eventual": Reason(
            "Votes that were counted a moment ago are missing. ConsistentRead stands in each table's block, next to "
            "Keys, and in every request, also when you ask again.",
            when=is_old,
        ),
        "exact": Reason(
            "A float keeps about 16 digits. Add the numbers up as they come.",
            when=is_rounded,
        ),
        "others": Reason(
            "These are more votes than the candidate has. Read exactly the candidate's buckets, each of them once: "
            "other candidates' names may begin alike, and other numbers are not in use.",
            when=has_others,
        ),
        "hundred": "One BatchGetItem takes 100 keys at most, and at least one.",
        "unprocessed": Reason(
            "Votes are missing that are there. An answer may leave keys out, in UnprocessedKeys, without any error. "
            "Ask for them again until there are none.",
            when=lambda seen: seen.facts.get("crowded", False),
        ),
        "absent": Reason(
            "A bucket that is not there has no votes, and the next one may be there all the same.",
            when=lambda seen: bool(seen.raised) or seen.facts["holes"],
        ),
        "sum": "Return the sum of `votes` of the candidate's buckets, from number 0 up to shards - 1.",
        "scan": "A Scan reads everybody's buckets, and you pay for all of them. Ask for the keys you need.",
        "requests": "Each request takes time on its way. Ask for 100 buckets in each as long as there are so many.",
        "race": "While votes came in, your sum was more than had been given, or less than had been confirmed before "
        "you began.",
        "catches_all": "If buckets could not be read, nobody knows the sum: pass the error on.",
    },
)


@exercise.check()
def some_buckets(submission, cloud):
    """The votes of all buckets are added up; those that are not there have none."""
    lab.prepare(cloud)
    sums(submission, cloud, "ana", 4)
    sums(submission, cloud, "cleo", 5)


@exercise.check()
def counts_anew(submission, cloud):
    """Each call reads anew."""
    lab.prepare(cloud)
    sums_anew(submission, cloud, "ana", 4)


@exercise.check()
def nobody_else(submission, cloud):
    """Nobody else's votes are counted, and no bucket beyond."""
    lab.prepare(cloud)
    lab.put(
        cloud, "votes", {"bucket": "bo#3", "votes": 500}, {"bucket": "bo", "votes": 70}, {"bucket": "bo#01", "votes": 9}
    )
    sums(submission, cloud, "bo", 3)


@exercise.check()
def many_buckets(submission, cloud):
    """Any number of buckets is read, 100 in each request."""
    lab.prepare(cloud)
    sums_many(submission, cloud, "dora", 230)


@exercise.check()
def last_votes(submission, cloud):
    """Votes that were confirmed a moment ago are counted."""
    lab.prepare(cloud)
    sums_after_votes(submission, cloud, "ana", 3)


@exercise.check()
def left_out(submission, cloud):
    """Keys that DynamoDB leaves unprocessed are asked for again."""
    lab.prepare(cloud)
    sums_when_crowded(submission, cloud, "eve", 12)


@exercise.check()
def race(submission, cloud):
    """While two viewers vote, the sum is one that was true at some time."""
    races(submission, cloud, "ana")


@exercise.check()
def busy_table(submission, cloud):
    """When the table is too busy and stays so, the caller gets that error."""
    lab.prepare(cloud)
    fails(submission, cloud, "ana", 3)


def votes_in(cloud, candidate, shards):
    """What the candidate's buckets hold."""
    held = lab.everything(cloud, "votes")
    return sum(held.get(f"{candidate}#{number}", {}).get("votes", 0) for number in range(shards))


def sums(submission, cloud, candidate, shards, because="this is what the buckets hold", **facts):
    """A call whose answer has to be right."""
    expected, held = votes_in(cloud, candidate, shards), lab.everything(cloud, "votes")
    facts["holes"] = any(f"{candidate}#{number}" not in held for number in range(shards))
    with (
        comes_to_an_end(cloud, 260),
        error_means("hundred", "ValidationException", "ParamValidationError"),
        error_means("absent", "KeyError", "AttributeError"),
    ):
        got = submission.tally(cloud.resource("dynamodb"), candidate, shards)
    expect_unchanged(cloud, "it only has to read")
    require(not sent(cloud, "Scan"), "Your function read the whole table.", "other buckets are of no interest", "scan")
    expect(got, expected, because, ("kept", "exact", "eventual", "others", "unprocessed", "absent", "sum"), facts=facts)


def sums_many(submission, cloud, candidate, shards):
    """A call for many buckets, and the number of its requests."""
    lab.put(cloud, "votes", *({"bucket": f"{candidate}#{number}", "votes": 1 + number % 7} for number in range(shards)))
    sums(submission, cloud, candidate, shards)
    requests, allowed = len(sent(cloud)), -(-shards // 100)
    problem = f"Your function sent {requests_in_words(requests)}."
    require(requests <= allowed, problem, "fewer are enough, with 100 keys in each", advice="requests")


def sums_late(submission, cloud, candidate, shards, there):
    """Whole requests find nothing, and the buckets that are there come after them."""
    lab.put(cloud, "votes", *({"bucket": f"{candidate}#{number}", "votes": 3} for number in there))
    sums(submission, cloud, candidate, shards)


def sums_after_votes(submission, cloud, candidate, shards):
    """A call right after votes that only the leader has."""
    old = votes_in(cloud, candidate, shards)
    cloud.layer(Lag).turn_on(timedelta(hours=1), leader=False)
    votes = cloud.resource("dynamodb", who="viewers").Table("votes")
    for number in range(shards):
        votes.update_item(
            Key={"bucket": f"{candidate}#{number}"},
            UpdateExpression="ADD votes :some",
            ExpressionAttributeValues={":some": 5},
        )
    sums(submission, cloud, candidate, shards, "these votes were confirmed before you read", old=old)


def sums_when_crowded(submission, cloud, candidate, shards):
    """A call that is answered bit by bit, and is to be right all the same."""
    lab.put(cloud, "votes", *({"bucket": f"{candidate}#{number}", "votes": 10 + number} for number in range(shards)))
    with cloud.use(Crowded(cloud.clock, seconds=2, room=3)):
        sums(submission, cloud, candidate, shards, "these votes are stored", crowded=True)


def sums_while_crowded_for_long(submission, cloud, candidate, shards):
    """Votes that only the leader has, in many buckets, and ten minutes in which five keys of a request are read."""
    lab.put(cloud, "votes", *({"bucket": f"{candidate}#{number}", "votes": 2} for number in range(shards)))
    old = votes_in(cloud, candidate, shards)
    cloud.layer(Lag).turn_on(timedelta(hours=1), leader=False)
    votes = cloud.resource("dynamodb", who="viewers").Table("votes")
    for number in range(shards):
        change = {"UpdateExpression": "ADD votes :some", "ExpressionAttributeValues": {":some": 5}}
        votes.update_item(Key={"bucket": f"{candidate}#{number}"}, **change)
    with cloud.use(Crowded(cloud.clock, seconds=600, room=5)):
        sums(submission, cloud, candidate, shards, "these votes were confirmed before you read", old=old, crowded=True)


def sums_anew(submission, cloud, candidate, shards):
    """Two calls, one right after the other, and a vote between them."""
    sums(submission, cloud, candidate, shards)
    held = lab.stored(cloud, "votes", f"{candidate}#0") or {"bucket": f"{candidate}#0", "votes": 0}
    lab.put(cloud, "votes", {**held, "votes": held["votes"] + 7})
    sums(submission, cloud, candidate, shards, "a vote has come in since the last call", anew=True)


def lets_errors_out(submission, cloud, candidate, shards):
    """Each request of a call meets each error."""

    def call(fresh):
        return call_in(submission, fresh, submission.later.tally(fresh.resource("dynamodb"), candidate, shards))

    errors_come_out(submission, cloud, lab.prepare, call, "catches_all", (*LASTING, LOST), most=6)


def begins_anew(submission, cloud, candidate, shards):
    """A request fails, as often as boto3 sends it, and the next is served: the error comes out, or the right sum."""

    def fill(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "votes", *({"bucket": f"{candidate}#{number}", "votes": 2} for number in range(shards)))

    def call(fresh, layer):
        try:
            got = call_in(submission, fresh, submission.later.tally(fresh.resource("dynamodb"), candidate, shards))
        except LearnerError as error:
            if error.raised.code != layer.error.code:
                raise
        else:
            expect(got, 2 * shards, "this is what the buckets hold", ("twice", "sum"), facts={"failed": True})

    refused = [each for each in LASTING if each.code == "ProvisionedThroughputExceededException"]
    passing_faults(submission, cloud, fill, call, refused, most=3, times=TRIES)


def races(submission, cloud, candidate):
    """Two viewers vote while the votes are added up, in every order of their requests."""

    def calls(cloud):
        resource = cloud.resource
        return [
            submission.later.tally(resource("dynamodb", who="Tom"), candidate, 1),
            *(submission.later.record_vote(resource("dynamodb", who=who), candidate, 1) for who in ("Ana", "Ben")),
        ]

    before = sum(item["votes"] for item in lab.COUNTERS if item["bucket"] == f"{candidate}#0")

    def was_true(cloud, outcomes):
        got = value_of(outcomes[0])
        may_change(cloud, "votes/*")
        now = votes_in(cloud, candidate, 1)
        problem = f"There were {before} votes before and {now} after, and your sum is {got}."
        number = isinstance(got, (int, float, Decimal))
        require(number and before <= got <= now, problem, "it has to lie between", advice="race")

    interleavings(submission, cloud, lab.prepare, calls, was_true, weaker="votes come while it adds up")


def fails(submission, cloud, candidate, shards):
    """A call that cannot read anything."""
    because = "there are votes, only nobody could read them"
    with (
        busy(cloud, *READS),
        comes_to_an_end(cloud),
        expect_client_error("ProvisionedThroughputExceededException", because, advice="catches_all"),
    ):
        submission.tally(cloud.resource("dynamodb"), candidate, shards)
