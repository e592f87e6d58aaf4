"""What checks of this lesson ask of an answer that may be behind: a dictionary by symbol, perhaps of the past.

The verdict of a check rests on answers and on what is stored. What was sent only decides which advice fits, and whether
a function that must not read a whole table did.
"""

from contextlib import ExitStack, contextmanager
from decimal import Decimal

from course_lib.aws.layers.faults import THROUGHPUT_EXCEEDED
from course_lib.aws.layers.no_leader import NoLeader
from course_lib.aws.values import plain, same
from course_lib.checks import Failure, LearnerError, expect, expect_client_error, require
from course_lib.checks.kit import (
    TRIES,
    call_in,
    error_means,
    errors_come_out,
    passing_faults,
    sent,
)

REFUSED = "ConditionalCheckFailedException"
LEADER = (
    "When a strong read fails, an eventually consistent one is no way out: it may miss the last writes, and nobody is "
    "told. Let the error out."
)


def require_no_scan(cloud, because):
    """Fail when a whole table was read."""
    require(not sent(cloud, "Scan"), "Your function read the whole table with a Scan.", because, advice="scan")


def expect_entries(got, expected, because, advice, **facts):
    """Fail unless a dictionary by symbol is right.

    Args:
        advice: the keys of the reasons that it can be.
        facts: for those reasons. `old` is what the last changes changed, as it was before them; None stands for
            nothing.
    """
    expect(got, expected, because, advice, facts)


def shows_old(seen):
    """The answer misses changes: it shows what was there before one, or nothing of any of them."""
    got, old = seen.got, plain(seen.facts.get("old") or {})
    if not isinstance(got, dict):
        return False
    hit = [name for name in old if not same(got.get(name), old[name])]
    return bool(old) and (not hit or any(name in got and name not in hit for name in old if old[name] is not None))


def lacking(seen):
    """The symbols whose values are stored, and not in the answer. Whoever takes 0 for nothing lacks none."""
    if not isinstance(seen.got, dict):
        return []
    return [name for name, value in seen.expected.items() if value and seen.got.get(name) is None]


def lacks_some(seen):
    """Some of what is stored is in the answer, and some is not; or a request was refused."""
    stored = [name for name, value in seen.expected.items() if value] if seen.expected else []
    return bool(seen.raised) or 0 < len(lacking(seen)) < len(stored)


def lacks_any(seen):
    """Something that is stored is not in the answer."""
    return bool(lacking(seen))


def nearly_right(seen):
    """Every symbol is there with its value or nearly so: what differs are digits far behind."""
    if not isinstance(seen.got, dict) or seen.got.keys() != seen.expected.keys():
        return False
    return all(_nearly(seen.got[name], value) for name, value in seen.expected.items())


def _nearly(got, expected):
    if not all(isinstance(value, (int, float, Decimal)) for value in (got, expected)):
        return same(got, expected)
    return abs(Decimal(str(got)) - Decimal(str(expected))) <= abs(Decimal(str(expected))) / 1_000_000


def lacks_none(seen):
    """A symbol without a value is not in the answer, or not with None."""
    missing = [name for name, value in seen.expected.items() if value is None]
    return isinstance(seen.got, dict) and any(seen.got.get(name, "") is not None for name in missing)


@contextmanager
def refusals_explained():
    """Fail with advice when boto3 or DynamoDB has refused a request for what it asked."""
    known = {"contains duplicates": "duplicates", "Too many items": "hundred", "equal to 100": "hundred"}
    known |= {"min length: 1": "hundred", "equal to 1": "hundred", "Consistent reads are not": "index_consistent"}
    because = "there are rules for what one request may ask"
    with ExitStack() as stack:
        for words, advice in reversed(known.items()):
            stack.enter_context(error_means(advice, words=words, because=because))
        yield


def lets_refusals_out(submission, cloud, prepare, call, advice="catches_all"):
    """Whichever request DynamoDB refuses, for whatever reason: the refusal comes out."""
    errors_come_out(submission, cloud, prepare, lambda cloud: call_in(submission, cloud, call(cloud)), advice)


def needs_the_leader(submission, cloud, prepare, call, most=4):
    """From one of its strong reads on, all fail: the failure comes out, since what other replicas know may be old."""
    because = "only the leader knows what was confirmed last, and it could not be reached"
    for answered in range(most):
        away = NoLeader(after=answered)
        with cloud.fresh() as fresh:
            prepare(fresh)
            try:
                with fresh.use(away), expect_client_error("InternalServerError", because, advice="leader"):
                    call_in(submission, fresh, call(fresh))
            except Failure:
                if not away.met:  # it sent no more strong reads than those; whether they are enough, others judge
                    return
                raise


def right_or_raises(submission, cloud, prepare, call, expected, advice="catches_all"):
    """One request fails, and boto3 gives it up; the next one succeeds. Who goes on then has the whole answer."""
    because = "one request failed, and those after it were answered again"

    def judge(fresh, layer):
        try:
            answer = call_in(submission, fresh, call(fresh))
        except LearnerError:
            return
        expect(answer, expected, because, advice)

    passing_faults(submission, cloud, prepare, judge, errors=(THROUGHPUT_EXCEEDED,), times=TRIES)


def expect_pauses(cloud, advice):
    """Keys that were left unprocessed were not asked for again at once."""
    asked = {}
    for number, entry in enumerate(sent(cloud, "BatchGetItem")):
        for key in entry.params["RequestItems"]["prices"]["Keys"]:
            before, when = asked.get(str(key), (number, None))
            paused = when is None or entry.when - when > cloud.clock.tick * (number - before)
            because = "a crowded table gets more crowded when everybody asks again immediately"
            require(paused, "It asked again for a key without any pause.", because, advice=advice)
            asked[str(key)] = number, entry.when
