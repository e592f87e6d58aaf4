"""Callers of one race look alike to themselves, and are on different machines."""

from __future__ import annotations

import pytest

from autograder.judge.host import Host
from autograder.judge.limits import Limits, Patience
from autograder.judge.remote import RemoteSubmission
from course_lib.aws.account import Cloud
from course_lib.aws.values import CannotCross
from course_lib.checks.explore import Fault, crash_points, interleavings
from course_lib.checks.submission import value_of
from tests.aws.test_core import make_table

LOOKS_AROUND = """
import gc, os

def find(dynamodb):
    names = {"anA"[::-1], "neB"[::-1]}
    seen, next_ones = {}, [dynamodb]
    while next_ones and len(seen) < 300_000:
        found = [each for each in gc.get_referents(*next_ones) if id(each) not in seen]
        seen |= {id(each): each for each in found}
        next_ones = [each for each in found if not isinstance(each, (str, bytes))]
    dynamodb.Table("counters").get_item(Key={"id": "1"})
    return sorted({each for each in seen.values() if isinstance(each, str)} & names)

def around(dynamodb):
    dynamodb.Table("counters").get_item(Key={"id": "1"})
    return [os.getpid() < 100, sorted(os.environ.items()), sorted(os.listdir("."))]

def hashed(dynamodb):
    dynamodb.Table("counters").get_item(Key={"id": "1"})
    return hash("the same text")

def at_last(dynamodb):
    "Returns what this interpreter makes of a text, if it comes to its end."
    dynamodb.Table("counters").put_item(Item={"id": str(hash("the same text"))})
    return hash("the same text")
"""


def submission(fork_server, cloud):
    host = Host(fork_server, [LOOKS_AROUND], Cloud, Patience(Limits()))
    return host, RemoteSubmission(host, cloud, "seed")


def race(fork_server, function, holds):
    with Cloud(pooled=True) as cloud:
        host, tried = submission(fork_server, cloud)

        def calls(cloud):
            return [getattr(tried.later, function)(cloud.resource("dynamodb", who=who)) for who in ("Ana", "Ben")]

        try:
            interleavings(tried, cloud, make_table, calls, holds)
        finally:
            host.close()


def test_an_author_hears_of_a_client_of_another_account(fork_server):
    """A client of a fresh account belongs to `call_in`; handed over as any value, it would be none."""
    with Cloud(pooled=True) as cloud, cloud.fresh() as fresh:
        host, tried = submission(fork_server, cloud)
        try:
            with pytest.raises(CannotCross, match="of another account than the call's own: make the call with"):
                tried.run(tried.later.around(fresh.client("dynamodb")))
        finally:
            host.close()


def test_no_caller_finds_its_name(fork_server):
    """The journal has it; in the caller's process nothing has."""
    seen = []

    def holds(cloud, outcomes):
        seen.append([value_of(outcome) for outcome in outcomes])
        assert {entry.who for entry in cloud.journal.learner_entries()} == {"Ana", "Ben"}

    race(fork_server, "find", holds)
    assert seen and all(answer == [[], []] for answer in seen)


def test_callers_see_the_same_around_them(fork_server):
    race(fork_server, "around", lambda cloud, outcomes: check_same([value_of(outcome) for outcome in outcomes]))


def check_same(answers):
    one, other = answers
    assert one == other


def test_callers_are_in_different_interpreters(fork_server):
    """What one makes of `hash(text)`, the other does not: nothing that must be equal may be made of it."""

    def holds(cloud, outcomes):
        one, other = (value_of(outcome) for outcome in outcomes)
        assert one != other

    race(fork_server, "hashed", holds)


def test_a_second_try_is_in_another_interpreter(fork_server):
    """A program that died is started again on another machine."""
    stored = []

    def holds(cloud, outcomes):
        table = cloud.resource("dynamodb", who="course").Table("counters")
        stored.append({item["id"] for item in table.scan()["Items"]} - {"1"})

    with Cloud(pooled=True) as cloud:
        host, tried = submission(fork_server, cloud)
        try:
            died = (Fault.DIED_AFTER,)
            calls = lambda cloud: [tried.later.at_last(cloud.resource("dynamodb"))]  # noqa: E731
            crash_points(tried, cloud, make_table, calls, holds, faults=died)
        finally:
            host.close()
    assert [len(ids) for ids in stored] == [1, 2]


def test_the_first_machine_is_not_always_the_first_callers(fork_server):
    """Which caller it is differs from exploration to exploration."""
    with Cloud(pooled=True) as cloud:
        host, tried = submission(fork_server, cloud)
        host.close()
        laters = [tried.later.hashed(None), tried.later.hashed(None)]
        places = set()
        for tried._explorations in range(20):
            places.add(tuple(tried._places(laters, elsewhere=False)))
    assert places == {(0, 1), (1, 0)}
