"""save_all: many writes in few requests, and nothing lost on the way."""

from collections import Counter
from contextlib import contextmanager, suppress
from itertools import pairwise
from statistics import fmean

from course_lib.checks import (
    Exercise,
    Failure,
    Fault,
    LearnerError,
    Reason,
    crash_points,
    expect,
    expect_client_error,
    require,
    value_of,
)
from course_lib.checks.kit import (
    LASTING,
    LOST,
    REFUSED,
    busy,
    call_in,
    comes_to_an_end,
    error_means,
    errors_come_out,
    expect_changed,
    may_change,
    requests_in_words,
    sent,
)
from course_lib.lessons.hot_partitions import data as lab
from course_lib.lessons.hot_partitions.crowded_writes import CrowdedWrites

MOST = 25  # writes of one BatchWriteItem. Source: API reference
WRITES, MOST_REQUESTS = 20, 60  # units a second of the small table; requests that the contract allows for it
CROWDED_FOR = 5  # seconds, as the contract says
SHORT = (0.01,) * 15  # seconds that a table is crowded for; each has a first pause
LEAST = 0.05  # seconds that are a pause, and not a request's own time
GROWS = 1.3  # times the first pauses' mean, which that of late ones exceeds if they grow at all


def stores_older(seen):
    """Something is stored under a key that an earlier item of the list had."""
    older = seen.facts.get("older", [])
    return any(change.after in older for change in seen.changes.values())


def stores_less(seen):
    """Fewer items than asked for."""
    return len(seen.changes) < seen.facts["count"]


exercise = Exercise(
    call="save_all(dynamodb, items)",
    section='Part 4, "Many writes at once"',
    hints=(
        "BatchWriteItem takes 25 writes, refuses a batch in which a key stands twice, and may carry out only some. "
        "Where does it tell which it left out?",
        "Keep only the last item of each ballot_id. Work through a list of what is waiting, 25 at a time, and put what "
        "comes back in UnprocessedItems in front of it again, after a pause that grows.",
        'waiting = [{"PutRequest": {"Item": item}} for item in {i["ballot_id"]: i for i in items}.values()]; while '
        "waiting: batch, waiting = waiting[:25], waiting[25:]; answer = dynamodb.batch_write_item(RequestItems="
        '{"ballots": batch}); left = answer["UnprocessedItems"].get("ballots", []); waiting = left + waiting; if left: '
        "time.sleep(pause) and double the pause, else begin with a short one again.",
    ),
    advice={
        "endless": "There was no end of requests. Send again what UnprocessedItems lists, and nothing else; and give "
        "the table time.",
        "twice": "BatchWriteItem refuses a batch in which a key stands twice. Keep one item of each ballot_id before "
        "you cut the list into batches.",
        "size": "One BatchWriteItem takes 25 writes at most, and at least one.",
        "last_wins": Reason(
            "An older item is stored where a later one of the list should be. The last item with a ballot_id counts, "
            "however far apart they stand, and whatever was left unprocessed in between.",
            when=stores_older,
        ),
        "lost": Reason(
            "Items are missing. A batch can be carried out in part: what UnprocessedItems lists was not written, and "
            "no error tells. Send that again until nothing is left, and do not forget the last batch of the list.",
            when=stores_less,
        ),
        "store": "Store each item as it is given, in the table `ballots`.",
        "requests": "Each request takes time on its way. Put 25 writes into each as long as there are so many.",
        "wait": "You sent the same writes again and again without giving the table time. Wait before each repetition, "
        "each time longer, and begin with a short pause again when a batch went through whole.",
        "grow": "As long as DynamoDB leaves something unprocessed, wait longer each time, up to a bound: a table that "
        "has been busy for a minute needs more than the first pause.",
        "hidden": "Only what UnprocessedItems lists is sent again. An error is another thing: let it out, and the "
        "caller decides. A request that was refused for what stands in it is refused for ever.",
        "whole_batch": "You sent writes again that had been carried out. Send what UnprocessedItems lists, not the "
        "whole batch: somebody may have changed an item since.",
        "answer": "Return how many items are stored now: each ballot_id counts once.",
        "catches_all": "If the table cannot be written to, the caller has to know. Pass the error on.",
        "remembered": "Between two calls others change the ballots. Store the whole list each time, and nothing that "
        "an earlier call was about.",
        "again": "After a failure the caller starts anew with the same list. Then everything has to be stored in the "
        "end, and what is there already must not stand in the way.",
    },
)


@exercise.check()
def few_items(submission, cloud):
    """A few items are stored in one request, and counted."""
    lab.prepare(cloud)
    saves(submission, cloud, [*lab.ballots([3, 1, 2]), {"ballot_id": "B-0001", "candidate": "ana"}])


@exercise.check()
def many_items(submission, cloud):
    """Any number of items is stored, with 25 in each request."""
    lab.prepare(cloud)
    saves(submission, cloud, lab.ballots(range(60)))
    saves(submission, cloud, [])


@exercise.check()
def twice(submission, cloud):
    """If a ballot stands in the list more than once, the last one counts."""
    lab.prepare(cloud)
    saves(submission, cloud, [*lab.ballots([1, 2], note="first"), *lab.ballots([2, 1, 2], note="second")])
    saves(submission, cloud, [*lab.ballots(range(40)), *lab.ballots([0, 30], note="corrected")])


@exercise.check()
def small_table(submission, cloud):
    """A table of 20 units a second gets all of 100 items, in 60 requests at most."""
    lab.prepare_small(cloud, WRITES)
    saves_slowly(submission, cloud, lab.ballots(range(100)))


@exercise.check()
def crowded(submission, cloud):
    """A table that is crowded for five seconds gets 60 requests at most, and each ballot is written once."""
    lab.prepare(cloud)
    saves_when_crowded(submission, cloud, [*lab.ballots(range(20), note="first"), *lab.ballots(range(100))])


@exercise.check()
def saved_again(submission, cloud):
    """The same list is saved again, whatever has become of its ballots."""
    lab.prepare(cloud)
    saves_again(submission, cloud, lab.ballots([1, 2, 3]))


@exercise.check()
def missing_table(submission, cloud):
    """A failure comes out as it is: here the table does not exist."""
    with comes_to_an_end(cloud), expect_client_error("ResourceNotFoundException", "it is not there", "catches_all"):
        submission.save_all(cloud.resource("dynamodb"), lab.ballots([1, 2]))


@exercise.check()
def any_crash(submission, cloud):
    """Whatever request fails, a second call with the same list completes the work."""
    survives(submission, cloud, lab.ballots(range(30)))


def last_of_each(items):
    """What has to be stored, by key."""
    return {item["ballot_id"]: item for item in items}


def saves(submission, cloud, items, most=None):
    """A call that has to store the items, and what is changed by it."""
    before, last = len(sent(cloud)), last_of_each(items)
    older = [item for item in items if item not in last.values()]
    with comes_to_an_end(cloud), refused_batches():
        count = submission.save_all(cloud.resource("dynamodb"), items)
    wanted = {f"ballots/{key}": item for key, item in last.items()}
    facts = {"older": older, "count": len(last)}
    expect_changed(cloud, wanted, "this is the list", ("last_wins", "lost", "store"), facts=facts)
    expect(count, len(last), "so many ballots are in the list", advice="answer")
    require(type(count) is int, f"It returned {count!r}.", "an int was agreed on", advice="answer")
    requests, allowed = len(sent(cloud)) - before, -(-len(last) // MOST) if most is None else most
    problem = f"Your function sent {requests_in_words(requests)}."
    require(requests <= allowed, problem, f"{allowed} are enough", advice="requests" if most is None else "wait")


def saves_slowly(submission, cloud, items):
    """A call that has to be patient. Its requests and those that boto3 repeats count alike."""
    saves(submission, cloud, items, most=MOST_REQUESTS)


def saves_when_crowded(submission, cloud, items):
    """A call to a table that writes one item of each request, for a while."""
    before = len(sent(cloud))
    with cloud.use(CrowdedWrites(cloud.clock, CROWDED_FOR, room=1)):
        saves(submission, cloud, items, most=MOST_REQUESTS)
    written = Counter(key for entry in sent(cloud)[before:] for key in carried_out(entry))
    often = [key for (key, _), times in written.items() if times > 1]
    problem = f"{', '.join(sorted(often)[:3])} was written more than once."
    require(not often, problem, "what was written needs no second time", advice="whole_batch")


def carried_out(entry):
    """What a request has written: the key, and the whole item as text."""
    if entry.operation != "BatchWriteItem" or entry.result is None:
        return []
    left = entry.result["UnprocessedItems"].get("ballots", [])
    writes = [each for each in entry.params["RequestItems"]["ballots"] if each not in left]
    items = [each["PutRequest"]["Item"] for each in writes]
    return [(item["ballot_id"]["S"], repr(item)) for item in items]


@contextmanager
def refused_batches():
    """Fail with advice when a batch was refused for what was in it."""
    with (
        error_means("size", "ValidationException", "ParamValidationError"),
        error_means("twice", "ValidationException", words="contains duplicates"),
    ):
        yield


def saves_when_crowded_for_long(submission, cloud, items):
    """Calls to a table that writes one item of each request: one for a minute and a half, and some short ones.

    The first pauses of all of them are compared with the last ones of the long call: by chance a first one is long.
    """
    firsts, long = [], []
    for number, seconds in enumerate((90, *SHORT)):
        begun = len(sent(cloud))
        some = [{**item, "round": number} for item in (items[: MOST + 1] if number else items)]
        with cloud.use(CrowdedWrites(cloud.clock, seconds, room=1)):
            saves(submission, cloud, some, most=MOST_REQUESTS * 2)
        when = [entry.when for entry in sent(cloud, "BatchWriteItem", since=begun)]
        pauses = [(later - earlier).total_seconds() for earlier, later in pairwise(when)]
        firsts += pauses[:1]
        long = long or pauses
    if not long:
        return
    first, last = fmean(firsts), fmean(long[len(long) // 2 :])
    problem = f"Your first pauses took {first:.2f} seconds on average. After a minute and a half it was {last:.2f}."
    advice = "grow" if max(long) > LEAST else "wait"
    require(last > GROWS * first, problem, "the contract says that they grow", advice=advice)


def saves_again(submission, cloud, items):
    """A call, then somebody else overwrites and deletes ballots, then the same call."""
    saves(submission, cloud, items)
    first, second, *_ = items
    lab.put(cloud, "ballots", {**first, "candidate": "somebody else's"})
    lab.delete(cloud, "ballots", second["ballot_id"])
    try:
        saves(submission, cloud, items)
    except Failure as failure:
        raise Failure(failure.finding, "remembered") from None


def begins_anew(submission, cloud, items, others):
    """A call that fails, and then a call with another list, in which some of the ballots are newer."""
    may_change(cloud, "ballots/*")
    with comes_to_an_end(cloud), busy(cloud, "BatchWriteItem"), suppress(LearnerError):
        submission.save_all(cloud.resource("dynamodb"), items)
    lab.put(cloud, "ballots", *others[:1])  # whatever the first call has stored
    try:
        saves(submission, cloud, others)
    except Failure as failure:
        raise Failure(failure.finding, "remembered") from None


def lets_errors_out(submission, cloud, items):
    """Each request of a call meets each error."""

    def call(fresh):
        return call_in(submission, fresh, submission.later.save_all(fresh.resource("dynamodb"), items))

    errors_come_out(submission, cloud, lab.prepare, call, "catches_all", (*LASTING, LOST), ["ballots/*"], most=6)
    errors_come_out(submission, cloud, lab.prepare, call, "hidden", REFUSED, ["ballots/*"], most=3, passes=True)


def survives(submission, cloud, items):
    """A call in which each request fails in every way, and then a call with the same list."""
    wanted = {f"ballots/{item['ballot_id']}": item for item in items}

    def calls(cloud):
        return [submission.later.save_all(cloud.resource("dynamodb"), items)]

    def holds(cloud, outcomes):
        counts = [value_of(outcome) for outcome in outcomes]
        expect_changed(cloud, wanted, "the list was saved in the end", ("lost", "again"), facts={"count": len(items)})
        expect(counts, [len(items)], "so many ballots are in the list", advice="answer")

    crash_points(submission, cloud, lab.prepare, calls, holds, faults=tuple(Fault), limit=40)
