"""Explorations in the judge: what is known of a caller takes no process, and changes nothing that a check sees."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograder.judge import Limits, remote
from autograder.judge.host import Host
from autograder.judge.limits import Meter, Patience
from autograder.judge.remote import RemoteSubmission
from autograder.judge.transcripts import Place, Transcripts
from course_lib.aws.account import Cloud
from course_lib.aws.http.messages import Response
from course_lib.checks import expect
from course_lib.checks.explore import crash_points, interleavings
from course_lib.checks.submission import Ending
from tests.aws.test_core import make_table

IMPORTS = """
import os, random, time, uuid
import boto3
from uuid import uuid4
from botocore.exceptions import ClientError
"""
IN_ONE_WRITE = """
def claim(dynamodb, who):
    try:
        dynamodb.Table("counters").put_item(
            Item={"id": "1A", "owner": who}, ConditionExpression="attribute_not_exists(id)"
        )
    except ClientError as error:
        return error.response["Error"]["Code"]
    return who
"""
REMEMBERS = """
made = []

def claim(dynamodb, who):
    made.append(who)
    dynamodb.Table("counters").put_item(Item={"id": "1A", "owner": who, "calls": len(made)})
    if len(made) == 1:
        raise KeyError(who)
    return who
"""
LOOKS_FIRST = """
def claim(dynamodb, who):
    table = dynamodb.Table("counters")
    if "Item" in table.get_item(Key={"id": "1A"}):
        return "taken"
    table.put_item(Item={"id": "1A", "owner": who})
    return who
"""
TRIES_AGAIN = """
def claim(dynamodb, who):
    for attempt in range(4):
        print(who, random.random())
        put = {"TableName": "counters", "Item": {"id": "1A", "owner": who, "token": str(uuid4())},
               "ConditionExpression": "attribute_not_exists(id)"}
        try:
            dynamodb.meta.client.transact_write_items(TransactItems=[{"Put": put}])
            return who
        except ClientError as error:
            if error.response["CancellationReasons"][0]["Code"] != "TransactionConflict":
                return "taken"
            time.sleep(random.uniform(0, 1))
"""
RAISES = IN_ONE_WRITE.replace("return error.response", "raise KeyError(who) #")
ENDS_THE_PROCESS = IN_ONE_WRITE.replace("return error.response", "os._exit(1) #")
MIXES = """
def claim(dynamodb, who):
    table = dynamodb.Table("counters")
    table.put_item(Item={"id": who, "token": uuid4().hex})
    seen = table.get_item(Key={"id": "1A"}).get("Item", {}).get("owner", "nobody")
    table.put_item(Item={"id": "1A", "owner": who, "saw": seen})
    return table.get_item(Key={"id": "Ana"}).get("Item", {}).get("id", "nobody") + seen
"""
REAL_CHANCE = MIXES.replace("uuid4().hex", "os.urandom(8).hex()")
OWN_CLIENT = LOOKS_FIRST.replace("    table =", '    boto3.client("dynamodb").list_tables()\n    table =', 1)
SOURCES = {name: source for name, source in globals().items() if isinstance(source, str) and "def claim" in source}


@pytest.fixture
def explore(fork_server, forks):
    """Explore `claim` of a source; what was seen: each run's journal and outcomes, what was found, and the forks."""

    def run(source, search, holds=lambda cloud, outcomes: None, **limits):
        seen = SimpleNamespace(runs=[], found=None, error="", forks=0, calls=0, strays=0)

        def look(cloud, outcomes):
            entries = [(each.when, each.who, each.operation, each.params) for each in cloud.journal.learner_entries()]
            seen.runs.append((entries, outcomes))
            holds(cloud, outcomes)

        host = Host(fork_server, [IMPORTS + source], Cloud, Patience(Limits(**limits)))
        forks.clear()
        try:
            with Cloud(pooled=True) as cloud:
                submission = RemoteSubmission(host, cloud, "seed")
                try:
                    seen.found = search(submission, cloud, look)
                except Exception as error:
                    seen.error, finding = f"{type(error).__name__}: {error}", getattr(error, "finding", None)
                    seen.found = finding
                seen.calls, seen.strays, seen.forks = len(submission.calls), host.strays, len(forks)
        finally:
            host.close()
        return seen

    return run


def calls(cloud):
    submission = RemoteSubmission.later
    return [submission.claim(cloud.resource("dynamodb", who=who), who) for who in ("Ana", "Ben")]


def orders(submission, cloud, holds):
    return interleavings(submission, cloud, make_table, calls, holds, phases=True)


def crashes(submission, cloud, holds):
    return crash_points(submission, cloud, make_table, calls, holds)


def one_owner(cloud, outcomes):
    winners = [outcome.value for outcome in outcomes if outcome.value in ("Ana", "Ben")]
    expect(len(winners), 1, because="there is one seat", advice="looks_first")


@pytest.fixture
def without(monkeypatch):
    """Every caller is a process."""

    def remember_nothing():
        monkeypatch.setattr(RemoteSubmission, "_remembered", lambda self, caller: caller)

    return remember_nothing


CASES = [
    *((name, orders) for name in SOURCES),
    *((name, crashes) for name in ("ENDS_THE_PROCESS", "TRIES_AGAIN", "REMEMBERS")),
]


@pytest.mark.parametrize(("name", "search"), CASES)
def test_a_check_sees_the_same_as_if_each_caller_were_a_process(explore, without, name, search):
    """The same runs in the same order: requests, times, answers, outcomes with what was printed, and the failure."""
    known = explore(SOURCES[name], search, one_owner)
    without()
    live = explore(SOURCES[name], search, one_owner)

    assert (known.error, known.calls) == (live.error, live.calls)
    assert bool(known.strays) is bool(live.strays) is (name == "OWN_CLIENT")
    if name != "REAL_CHANCE":
        assert known.found == live.found
    if name not in ("REAL_CHANCE", "OWN_CLIENT") and (name, search) != ("REMEMBERS", orders):
        assert known.runs == live.runs


@pytest.mark.parametrize(("search", "most", "all_of_them"), [(orders, 5, 46), (crashes, 4, 130)])
def test_what_is_known_takes_no_process(explore, without, search, most, all_of_them):
    """Counted in processes."""
    known = explore(MIXES, search)
    without()
    live = explore(MIXES, search)

    assert known.runs == live.runs
    assert live.forks == all_of_them
    assert known.forks <= most


NOTES = """
made = []

def claim(dynamodb, who):
    earlier = list(made)
    made.append(who)
    dynamodb.Table("counters").put_item(Item={"id": "1A", "owner": who})
    dynamodb.Table("counters").get_item(Key={"id": "1A"})
    return earlier
"""


def test_no_part_of_a_run_finds_what_another_left_in_memory(explore):
    """A kept instance plays the same part in each run: Ana's call, her second try, Ben's call, his second try."""
    seen = explore(NOTES, crashes)
    lists = [[outcome.value for outcome in outcomes] for _, outcomes in seen.runs]

    assert seen.error == ""
    assert any(ana for ana, _ in lists) and any(ben for _, ben in lists)
    assert all(set(ana or ()) <= {"Ana"} and set(ben or ()) <= {"Ben"} for ana, ben in lists)


def test_when_nothing_is_kept_any_more_all_goes_on(explore, without, monkeypatch):
    """What an exploration keeps is bounded; a submission that sends a lot does not fill the judge's memory."""
    monkeypatch.setattr(remote, "Transcripts", lambda room: Transcripts(3000))
    known = explore(MIXES, orders)
    without()
    live = explore(MIXES, orders)

    assert (known.found, known.runs) == (live.found, live.runs)
    assert known.forks == live.forks


@pytest.mark.parametrize(("source", "times"), [(LOOKS_FIRST, 1), (REAL_CHANCE, 2), (OWN_CLIENT, 2)])
def test_a_search_begins_anew_where_what_is_known_does_not_hold(explore, monkeypatch, source, times):
    """Without it, and once only; the calls of the first search are forgotten."""
    begun = []

    def search(submission, cloud, holds):
        def prepare(fresh):
            begun.append(submission._transcripts)
            make_table(fresh)

        return interleavings(submission, cloud, prepare, calls, holds)

    seen = explore(source, search)

    assert len({id(each) for each in begun}) == times
    assert begun[-1] is None or times == 1
    assert seen.found.complete
    assert seen.calls == 2 * seen.found.orders


def test_traffic_is_counted_as_if_each_caller_were_a_process(explore, without, monkeypatch):
    meters = []

    class Counted(Meter):
        def __init__(self, limit):
            super().__init__(limit)
            meters.append(self)

    monkeypatch.setattr(remote, "Meter", Counted)
    explore(TRIES_AGAIN, orders)
    known, meters[:] = [meter.moved for meter in meters], []
    without()
    explore(TRIES_AGAIN, orders)

    assert known == [meter.moved for meter in meters]
    assert known[-1] > 2 * Meter.PER_MESSAGE


def test_a_check_that_changes_an_outcome_changes_no_other(explore):
    """Each run's outcome is an object of its own."""

    def empties(cloud, outcomes):
        for outcome in outcomes:
            assert outcome.value.pop() == "mine"

    source = IN_ONE_WRITE.replace("return who", 'return ["mine"]').replace("return error", 'return ["mine"] #')

    assert explore(source, orders, empties).error == ""


def test_time_that_is_up_ends_a_caller_that_needs_no_process(explore, monkeypatch):
    """A check's time is bounded, whatever is known."""
    late = []

    def holds(cloud, outcomes):
        late.append(True)
        if len(late) == 1:
            monkeypatch.setattr(Patience, "check_used_up", property(lambda self: True))
            monkeypatch.setattr(Patience, "until_call", lambda self: 0.0)

    seen = explore(LOOKS_FIRST, orders, holds)

    assert len(late) == 1
    assert seen.error == "CallProblem: `claim` did not return within 5 seconds."


DRAWS = """
def claim(dynamodb, who):
    drawn = [str(uuid.uuid4()), str(uuid4()), str(random.random()), str(random.randrange(2**64))]
    dynamodb.Table("counters").put_item(Item={"id": "1A", "owner": who})
    return drawn
"""


def test_no_two_callers_draw_the_same(explore):
    """Nor a call and its repetition, nor the calls of two explorations; the same caller draws the same in each run."""

    def two_searches(submission, cloud, holds):
        crash_points(submission, cloud, make_table, calls, holds)
        interleavings(submission, cloud, make_table, calls, holds)

    seen = explore(DRAWS, two_searches)
    drawn = [outcome.value for _, outcomes in seen.runs for outcome in outcomes if outcome.ending is Ending.RETURNED]
    callers = {tuple(each) for each in drawn}

    assert seen.error == ""
    assert len(drawn) > 20
    assert len(callers) == 2 + 2 + 2  # Ana and Ben, each of them again, and both in the second exploration
    numbers = [number for each in callers for number in each]
    assert len(set(numbers)) == len(numbers)


def test_a_process_that_a_call_starts_draws_ids_of_its_own(explore):
    source = """
def claim(dynamodb, who):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, str(uuid4()).encode())
        os._exit(0)
    os.waitpid(child, 0)
    return [os.read(read, 36).decode(), str(uuid4())]
"""
    seen = explore(source, lambda submission, cloud, holds: interleavings(submission, cloud, make_table, calls, holds))
    ((_, outcomes),) = seen.runs
    drawn = [number for outcome in outcomes for number in outcome.value]

    assert len(set(drawn)) == 4


def test_an_answer_is_known_by_what_it_says_and_not_by_its_number():
    """Request ids differ from run to run, in headers and in S3's errors. An object's bytes count as they are."""
    error = "<Error><Code>NoSuchKey</Code><Key>{}</Key><RequestId>{}</RequestId><HostId>{}</HostId></Error>"

    def answer(status, body, number="1"):
        return Response(status, {"x-amz-request-id": number, "Content-Type": "application/xml"}, body.encode())

    transcripts, begin = Transcripts(10_000), Place()
    first = transcripts.after(begin, answer(404, error.format("a", "R1", "H1"), "R1"))

    assert transcripts.after(begin, answer(404, error.format("a", "R2", "H2"), "R2")) is first
    assert transcripts.after(begin, answer(404, error.format("b", "R1", "H1"), "R1")) is not first
    assert transcripts.after(begin, answer(200, error.format("a", "R1", "H1"), "R1")) is not first
    got = transcripts.after(begin, answer(200, error.format("a", "R2", "H1")))
    assert transcripts.after(begin, answer(200, error.format("a", "R2", "H1"), "R2")) is got
    assert transcripts.after(begin, answer(200, error.format("a", "R3", "H1"))) is not got
