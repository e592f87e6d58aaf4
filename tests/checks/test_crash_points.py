"""Crash points: every request meets every fault, and the first that breaks is told and drawn."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.clock import TICK
from course_lib.aws.fault import ANYWHERE, THROTTLES
from course_lib.checks import Failure, expect, require
from course_lib.checks.explore import CrashPoints, Fault, crash_points
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.submission import CallProblem, Ending, LearnerError
from tests.aws.test_core import make_table

EVERY = [fault for fault in Fault if fault in ANYWHERE | THROTTLES]


@pytest.fixture
def cloud():
    """Its boto3 objects are used again by the many fresh clouds made from it."""
    with Cloud(pooled=True) as account:
        yield account


@pytest.fixture(autouse=True)
def nothing_sleeps(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail(f"slept {seconds} seconds"))


def nothing_to_hold(cloud, outcomes):
    pass


def explore(cloud, function, holds=nothing_to_hold, who=("Ana",), submission=None, **options):
    submission = submission or LocalSubmission({"function": function})

    def calls(cloud):
        return [submission.later.function(cloud.resource("dynamodb", who=name), name) for name in who]

    return crash_points(submission, cloud, make_table, calls, holds, **options)


def failure(*arguments, **options):
    with pytest.raises(Failure) as found:
        explore(*arguments, **options)
    return found.value


def stored(cloud):
    items = cloud.resource("dynamodb", who="course").Table("counters").scan()["Items"]
    return {item["id"]: item.get("n") for item in sorted(items, key=lambda item: item["id"])}


def adds_to_a(dynamodb, who):
    dynamodb.Table("counters").update_item(
        Key={"id": "a"}, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": 1}
    )
    return True


def adds_to_a_and_b(dynamodb, who):
    adds_to_a(dynamodb, who)
    dynamodb.Table("counters").update_item(
        Key={"id": "b"}, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": 1}
    )
    return True


def puts(dynamodb, who):
    dynamodb.Table("counters").put_item(Item={"id": "a", "n": 1})
    return True


def each_once(cloud, outcomes):
    expect(stored(cloud), {"a": 1, "b": 1}, because="each is counted once", advice="twice")


@pytest.mark.parametrize(
    ("fault", "tries", "adds"),
    [
        (Fault.THROTTLED, ["RETURNED"], 1),
        (Fault.ANSWER_LOST, ["RETURNED"], 2),
        (Fault.ALWAYS_THROTTLED, ["RAISED", "RETURNED"], 1),
        (Fault.CUT_OFF, ["RAISED", "RETURNED"], 2),
        (Fault.DIED_BEFORE, ["DIED", "RETURNED"], 1),
        (Fault.DIED_AFTER, ["DIED", "RETURNED"], 2),
    ],
)
def test_what_each_fault_leaves_behind(cloud, fault, tries, adds):
    """The first outcome of each is what a run without a second try shows; the count is after the second try."""
    seen = []

    def look(cloud, outcomes):
        seen.append((outcomes[0].ending.name, int(stored(cloud).get("a", 0))))

    explore(cloud, adds_to_a, look, faults=[fault], again=False)
    explore(cloud, adds_to_a, look, faults=[fault])

    assert [ending for ending, _ in seen] == ["RETURNED", tries[0], "RETURNED", "RETURNED"]
    assert seen[3] == ("RETURNED", adds)


def test_every_request_meets_every_fault(cloud):
    assert explore(cloud, adds_to_a_and_b) == CrashPoints(requests=2, runs=2 * len(EVERY), complete=True)
    assert explore(cloud, puts, lambda cloud, outcomes: expect(stored(cloud), {"a": 1}, because="")).complete


def test_requests_that_change_nothing_can_be_left_out(cloud):
    """Without `reads`, faults strike at what changes something."""

    def looks_and_adds(dynamodb, who):
        dynamodb.Table("counters").get_item(Key={"id": "a"})
        return adds_to_a(dynamodb, who)

    faults = [Fault.DIED_BEFORE, Fault.DIED_AFTER]
    assert explore(cloud, looks_and_adds, faults=faults) == CrashPoints(requests=2, runs=4, complete=True)
    assert explore(cloud, looks_and_adds, faults=faults, reads=False) == CrashPoints(requests=2, runs=2, complete=True)


def test_the_first_request_that_breaks_is_told_with_the_simplest_fault(cloud):
    """At request 1 the lost answer, a cut line and a death after the commit would all break it."""
    found = failure(cloud, adds_to_a_and_b, each_once)

    assert found.advice == "twice"
    assert found.finding.problem == (
        "The answer to request 1, UpdateItem, was lost. After that, the data or the answer is wrong."
    )
    assert found.finding.got == "{'a': 2, 'b': 1}"
    assert found.finding.timeline == (
        "    Ana\n"
        "    ────────────────────────────────────────────────────────────────────────────────────\n"
        " 1  UpdateItem a\n"
        "    ADD n 1\n"
        "    → done ✗ THIS ANSWER WAS LOST\n"
        " 2  UpdateItem a\n"
        "    ADD n 1\n"
        "    → done\n"
        " 3  UpdateItem b\n"
        "    ADD n 1\n"
        "    → done\n"
        "    returned True"
    )


def test_a_second_try_has_a_lane_of_its_own(cloud):
    found = failure(cloud, adds_to_a_and_b, each_once, faults=[Fault.DIED_BEFORE])

    assert found.finding.problem == (
        "The function died before it sent request 2, UpdateItem. Then the same call was made again, as Lambda does "
        "when a function has failed. After that, the data or the answer is wrong."
    )
    assert found.finding.timeline == (
        "    Ana                                      │ Ana, again\n"
        "    ─────────────────────────────────────────┼─────────────────────────────────────────\n"
        " 1  UpdateItem a                             │\n"
        "    ADD n 1                                  │\n"
        "    → done                                   │\n"
        " 2  UpdateItem b                             │\n"
        "    ADD n 1                                  │\n"
        "    → ✗ NEVER SENT: the function died here   │\n"
        " 3                                           │ UpdateItem a\n"
        "                                             │ ADD n 1\n"
        "                                             │ → done\n"
        " 4                                           │ UpdateItem b\n"
        "                                             │ ADD n 1\n"
        "                                             │ → done\n"
        "    The function died.                       │ returned True"
    )


def test_retries_in_vain_are_drawn_once(cloud):
    found = failure(cloud, adds_to_a_and_b, each_once, faults=[Fault.ALWAYS_THROTTLED])

    timeline = found.finding.timeline
    assert timeline.count("UpdateItem b") == 3  # the marked one, the retries, the second try
    assert "✗ THROTTLED, every time" in timeline
    assert "times)" in timeline


def test_nothing_of_a_dead_caller_runs_on(cloud):
    """Its clean-up would have sent a delete; a process that is gone sends nothing, now or later."""
    clouds = []

    def cleans_up(dynamodb, who):
        table = dynamodb.Table("counters")
        try:
            table.put_item(Item={"id": "lock"})
            table.put_item(Item={"id": "a"})
        finally:
            table.delete_item(Key={"id": "lock"})

    def look(cloud, outcomes):
        clouds.append((cloud, outcomes[0].ending, set(stored(cloud))))

    explore(cloud, cleans_up, look, faults=[Fault.DIED_BEFORE, Fault.DIED_AFTER], again=False)

    ends = [left for _, ending, left in clouds if ending is Ending.DIED]
    assert ends == [set(), {"lock"}, {"lock"}, {"lock", "a"}, {"lock", "a"}, {"a"}]
    sent = [[entry.operation for entry in cloud.journal.learner_entries()] for cloud, ending, _ in clouds]
    assert sent[2:4] == [["PutItem"], ["PutItem"]]


def test_a_caller_that_refuses_to_end_holds_nothing_up(cloud):
    def stubborn(dynamodb, who):
        while True:
            try:
                return puts(dynamodb, who)
            except:  # noqa: E722
                pass

    assert explore(cloud, stubborn).complete


def test_the_second_try_comes_a_minute_later_with_its_own_arguments(cloud):
    """As Lambda waits before it tries an asynchronous event again; what the first try did to its event is gone."""
    pauses, events = [], []

    def function(dynamodb, event):
        puts(dynamodb, "Ana")
        events.append(list(event["seats"]))
        event["seats"].clear()
        puts(dynamodb, "Ana")

    def look(cloud, outcomes):
        entries = cloud.journal.learner_entries()
        pauses.append((entries[-1].when - entries[-2].when).total_seconds())

    submission = LocalSubmission({"function": function})
    event = {"seats": ["12A"]}
    crash_points(
        submission,
        cloud,
        make_table,
        lambda cloud: [submission.later.function(cloud.resource("dynamodb"), event)],
        lambda cloud, outcomes: look(cloud, outcomes) if outcomes[0].ending is Ending.RETURNED else None,
        faults=[Fault.DIED_BEFORE],
    )

    assert pauses[0] == TICK.total_seconds()
    assert events == [["12A"]] * 4
    assert event == {"seats": ["12A"]}


def test_callers_in_sequence_and_only_the_one_that_died_is_called_again(cloud):
    """Requests are counted over all calls: here the third one is Ben's."""
    seen = []

    def second(dynamodb, who):
        table = dynamodb.Table("counters")
        table.put_item(Item={"id": who, "n": 1})
        table.update_item(Key={"id": who}, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": 1})
        return who

    def look(cloud, outcomes):
        seen.append(([outcome.value for outcome in outcomes], cloud.journal.learner_entries()))
        require(len(seen) < 4, "Stop here.")

    found = failure(cloud, second, look, who=("Ana", "Ben"), faults=[Fault.DIED_AFTER])

    values, entries = seen[-1]
    assert values == ["Ana", "Ben"]
    assert [(entry.who, entry.operation) for entry in entries] == [
        ("Ana", "PutItem"),
        ("Ana", "UpdateItem"),
        ("Ben", "PutItem"),
        ("Ben", "PutItem"),
        ("Ben", "UpdateItem"),
    ]
    assert found.finding.problem.startswith("The function died once request 3, PutItem, was carried out")
    assert found.finding.timeline.splitlines()[0].split(" │ ")[1:] == [f"{'Ben':26}", "Ben, again"]


def test_a_request_that_was_never_sent_stands_in_its_callers_lane(cloud):
    found = failure(
        cloud,
        puts,
        lambda cloud, outcomes: require(outcomes[1].ending is Ending.RETURNED, "Ben is gone."),
        who=("Ana", "Ben"),
        faults=[Fault.DIED_BEFORE],
        again=False,
    )

    assert found.finding.problem == "The function died before it sent request 2, PutItem. Ben is gone."
    assert found.finding.timeline == (
        "    Ana                                      │ Ben\n"
        "    ─────────────────────────────────────────┼─────────────────────────────────────────\n"
        " 1  PutItem a                                │\n"
        "    (n 1)                                    │\n"
        "    → stored                                 │\n"
        " 2                                           │ PutItem a\n"
        "                                             │ (n 1)\n"
        "                                             │ → ✗ NEVER SENT: the function died here\n"
        "    returned True                            │ The function died."
    )


def test_a_lock_that_nobody_gives_back_is_found(cloud):
    def waits_for_a_lock(dynamodb, who):
        table = dynamodb.Table("counters")
        while True:
            try:
                table.put_item(Item={"id": "lock"}, ConditionExpression="attribute_not_exists(id)")
                break
            except ClientError as error:
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    raise
        adds_to_a(dynamodb, who)
        table.delete_item(Key={"id": "lock"})

    found = failure(cloud, waits_for_a_lock, faults=[Fault.DIED_AFTER])

    assert found.finding.problem == (
        "The function died once request 1, PutItem, was carried out, before the answer came. Then the same call was "
        "made again, as Lambda does when a function has failed. It sent 200 requests without coming to an end."
    )


def test_a_success_that_is_called_a_failure_is_found(cloud):
    """Without an answer nobody knows whether the write was carried out."""

    def guesses(dynamodb, who):
        try:
            return puts(dynamodb, who)
        except Exception:
            return False

    def honest(cloud, outcomes):
        require(outcomes[0].value == ("a" in stored(cloud)), f"It answered {outcomes[0].value}.")

    found = failure(cloud, guesses, honest)

    assert found.finding.problem == (
        "The answer to request 1, PutItem, was lost, and nothing that was sent after it arrived. It answered False."
    )


def test_what_is_wrong_without_a_fault_is_told_without_one(cloud):
    found = failure(cloud, adds_to_a, each_once)

    assert (found.finding.problem, found.finding.timeline) == (None, None)
    assert found.finding.got == "{'a': 1}"


def test_a_slip_on_the_way_out_is_told_with_the_fault(cloud):
    def slips(dynamodb, who):
        try:
            puts(dynamodb, who)
        except ClientError as error:
            return error.respnse

    def answers(cloud, outcomes):
        if outcomes[0].raised:
            raise LearnerError(outcomes[0].raised)

    found = failure(cloud, slips, answers, faults=[Fault.ALWAYS_THROTTLED], again=False)

    assert found.finding.problem == (
        "Request 1, PutItem, was throttled, however often it was sent. "
        "Your code raised AttributeError: 'ProvisionedThroughputExceededException' object has no attribute 'respnse'"
    )


def test_a_stub_is_not_attempted_and_a_missing_function_is_missing(cloud):
    def stub(dynamodb, who):
        raise NotImplementedError()

    with pytest.raises(LearnerError):
        explore(cloud, stub)
    with pytest.raises(CallProblem, match="There is no function `function` yet"):
        explore(cloud, None)


def reads_and_adds(dynamodb, who):
    for _ in range(25):
        dynamodb.Table("counters").get_item(Key={"id": "a"})
    dynamodb.Table("counters").put_item(Item={"id": "a", "n": 1})
    for _ in range(25):
        dynamodb.Table("counters").get_item(Key={"id": "a"})


def test_harmless_requests_hide_no_fault_of_one_that_changes_something(cloud):
    """Whatever the limit: the write among fifty reads meets every fault, and so do the first and the last read."""
    seen = []
    explored = explore(cloud, reads_and_adds, lambda cloud, outcomes: seen.append(outcomes), again=False, limit=10)
    assert explored == CrashPoints(requests=51, runs=18, complete=False)
    assert [outcome.ending.value for (outcome,) in seen].count("died") == 6


def test_more_requests_than_can_be_tried_are_not_passed(cloud):
    def writes(dynamodb, who):
        for number in range(60):
            dynamodb.Table("counters").put_item(Item={"id": str(number)})

    found = failure(cloud, writes, limit=5)

    assert found.finding.problem == (
        "Your function sent 60 requests. That is too many to let each of them fail in every way."
    )


def test_two_explorations_are_the_same(cloud):
    def states():
        seen = []
        explore(
            cloud, adds_to_a_and_b, lambda cloud, outcomes: seen.append((stored(cloud), [o.ending for o in outcomes]))
        )
        return seen

    assert states() == states()


@pytest.fixture(scope="module")
def fork_server():
    from autograder.judge.workers import ForkServer

    with ForkServer() as warm:
        yield warm


REMEMBERS = """
tries = []

def function(dynamodb, who):
    tries.append(who)
    table = dynamodb.Table("counters")
    try:
        for item in "ab":
            table.update_item(
                Key={"id": item}, UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": 1}
            )
    finally:
        table.put_item(Item={"id": "done", "n": len(tries)})
    return len(tries)
"""


def every_state(submission, cloud, forget=lambda: None):
    seen = []

    def look(cloud, outcomes):
        seen.append((stored(cloud), outcomes[0].ending, outcomes[0].value))
        forget()

    explore(cloud, None, look, submission=submission)
    explore(cloud, None, look, submission=submission, again=False)
    return seen


def test_in_the_judge_each_fault_does_the_same_and_a_second_try_remembers_nothing(
    cloud, fork_server, demo_lesson, monkeypatch
):
    """The caller is an instance of its own: a lost answer reaches its boto3, and with it dies what it knew.

    So it is when a check is judged alone. Before, an instance plays its part in run after run (test_transcripts.py).
    """
    from autograder.catalog import load
    from autograder.judge import judge_notebook
    from autograder.judge.host import Host

    monkeypatch.setattr(Host, "keep", lambda self, instance, role=0: instance.close())
    remote = []

    def check(submission, cloud):
        """Whatever happens is looked at."""
        submission.judged = False  # only looked at: whatever has changed is what was to change
        remote.extend(every_state(submission, cloud))

    exam = load(demo_lesson, "claim").exam
    monkeypatch.setattr(exam, "checks", [])
    exam.check(points=1)(check)
    cells = [{"cell_type": "code", "metadata": {}, "source": REMEMBERS}]
    assert judge_notebook({"cells": cells}, demo_lesson, fork_server=fork_server).points == 1

    namespace = {}
    exec(REMEMBERS, namespace)
    local = every_state(LocalSubmission(namespace), cloud, namespace["tries"].clear)

    assert len(remote) == 2 * (1 + 3 * len(EVERY))
    assert {value for _, ending, value in remote if ending is Ending.RETURNED} == {1}
    assert [counts(state) for state in remote] == [counts(state) for state in local]


def counts(state):
    """All but what the function remembers, in which a notebook and a fresh instance differ."""
    items, ending, _ = state
    return {name: n for name, n in items.items() if name != "done"}, "done" in items, ending
