"""What `explore` sees of commands: which commute, what can go wrong with one, in which order they were answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.fault import Fault
from course_lib.aws.footprint import commute
from course_lib.aws.services import SERVICES
from course_lib.aws.services.redis.messages import Batch
from course_lib.checks import Failure, crash_points, interleavings, require
from course_lib.checks.here.local import LocalSubmission


def request(cloud, *commands):
    """Commands at the node that has the first one's key."""
    key = next((words[1] for words in (command.split() for command in commands) if len(words) > 1), "a")
    host = cloud.cluster.shard_of(key).primary.host
    return Batch(host, "s", tuple(tuple(word.encode() for word in each.split()) for each in commands)).to_request()


def footprint(cloud, *commands):
    return SERVICES["redis"].footprint(cloud, request(cloud, *commands))


def test_commands_on_different_keys_commute(cloud):
    """A command touches its keys: two that have none in common, or that only read, can be answered in either order."""
    write, other, read = (footprint(cloud, each) for each in ("SET a 1", "SET b 1", "GET a"))
    assert commute(write, other)
    assert commute(read, footprint(cloud, "MGET {a}1 {a}2"))
    assert not commute(write, read)
    assert not commute(footprint(cloud, "EVAL return 1 a 5"), read)
    for everything in ("FLUSHALL", "DBSIZE", "SCRIPT FLUSH"):
        assert not commute(footprint(cloud, everything), write)


def test_where_memory_is_short_or_slots_move_nothing_commutes(cloud):
    """Another key may go, and it matters when a command comes."""
    ours, other = "SET a 1", "SET b 1"
    cloud.cluster.limit_memory(1000)
    assert not commute(footprint(cloud, ours), footprint(cloud, other))
    cloud.cluster.limit_memory()
    assert commute(footprint(cloud, ours), footprint(cloud, other))
    cloud.cluster.reshard([(1, "0001", "0002")], cloud.clock.now(), timedelta(seconds=1))
    assert not commute(footprint(cloud, ours), footprint(cloud, other))


def test_a_transaction_touches_what_is_watched(cloud):
    """Whether it is carried out depends on the keys that its connection watches."""
    cloud.send(request(cloud, "WATCH {a}1"), "you")
    transaction = Batch(
        cloud.cluster.shard_of("{a}1").primary.host, "s", ((b"MULTI",), (b"SET", b"{a}2", b"1"), (b"EXEC",))
    )
    touched = SERVICES["redis"].footprint(cloud, transaction.to_request())
    assert touched.tables == {"redis/{a}1", "redis/{a}2"}
    assert not commute(touched, footprint(cloud, "SET {a}1 2"))


ADD_ONE = """
def add_one(cache, key):
    cache.set(key, int(cache.get(key) or 0) + 1)

def add_one_in_one_step(cache, key):
    cache.incr(key)
"""


@pytest.fixture
def submission():
    namespace: dict = {}
    exec(ADD_ONE, namespace)
    return LocalSubmission(namespace)


def race(submission, function):
    def calls(cloud):
        return [getattr(submission.later, function)(cloud.cache(who=who), "n") for who in ("ana", "ben")]

    def holds(cloud, outcomes):
        require(cloud.cluster.do("GET", "n") == "2", "An addition was lost.")

    with Cloud() as cloud:
        return interleavings(submission, cloud, lambda cloud: None, calls, holds)


def test_a_race_is_found(submission):
    """Two callers who read and then write lose an addition, in the order that is shown; INCR loses none."""
    with pytest.raises(Failure) as found:
        race(submission, "add_one")
    assert found.value.finding.timeline
    assert race(submission, "add_one_in_one_step").complete


def test_faults_strike_commands(submission):
    """A connection that breaks is made anew, and the command sent again: an INCR whose answer was lost counts twice."""
    counted = {}

    def calls(cloud):
        return [submission.later.add_one_in_one_step(cloud.cache(), "n")]

    def holds(cloud, outcomes):
        counted[len(counted)] = cloud.cluster.do("GET", "n"), outcomes[0].ending.value

    faults = (Fault.ANSWER_LOST, Fault.CONNECTION_LOST, Fault.DIED_BEFORE, Fault.DIED_AFTER)
    with Cloud() as cloud:
        tried = crash_points(submission, cloud, lambda cloud: None, calls, holds, faults=faults, again=False)
    assert (tried.requests, tried.runs) == (1, 4)
    assert counted == {
        0: ("1", "returned"),
        1: ("2", "returned"),
        2: ("1", "returned"),
        3: (None, "died"),
        4: ("1", "died"),
    }


def test_a_call_in_words(cloud):
    """A report shows a command with its arguments and what came of it."""
    from course_lib.aws.layers.journal import Entry

    cache = cloud.cache()
    cache.set("a", "x" * 80, ex=5)
    cache.get("a")
    with cache.pipeline(transaction=True) as pipe:
        pipe.incr("n")
        pipe.execute()
    entries: list[Entry] = cloud.journal.entries()
    shown = [SERVICES["redis"].words(entry, {}) for entry in entries]
    assert [(each.operation, each.what[:30], each.outcome[:5], each.kind) for each in shown] == [
        ("SET", "a xxxxxxxxxxxxxxxxxxxxxxxxxxxx", "OK", "write"),
        ("GET", "a", "xxxxx", "read"),
        ("EXEC", "INCRBY n 1", "1", "write"),
    ]


def test_a_closed_cloud_has_no_cache():
    """A client of a cloud that was closed says so."""
    cloud = Cloud()
    cache = cloud.cache()
    cloud.close()
    with pytest.raises(RuntimeError, match="belongs to a cloud that was closed"):
        cache.get("a")


def test_a_client_is_as_new_for_the_next_account():
    """A pooled client that was set up otherwise, or knows nodes of before, is replaced when its account closes."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    with Cloud(pooled=True) as cloud:
        first = cloud.cache()
    with Cloud(pooled=True) as cloud:
        same = cloud.cache()
        same.set_retry(Retry(NoBackoff(), 1))
    with Cloud(pooled=True) as cloud:
        third = cloud.cache()
        cloud.cluster.build(shards=2, replicas=0)
        assert [third.set(f"k{number}", 1) for number in range(9)] == [True] * 9
    with Cloud(pooled=True) as cloud:
        assert cloud.cache().set("k1", 1) is True
        assert len(cloud.journal.entries()) == 1
    assert first is same
    assert third is not same
