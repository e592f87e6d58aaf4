"""Programs side by side in one database: who waits, who meets a deadlock, and what a broken connection leaves."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from course_lib.checks import Failure, require
from course_lib.checks.explore import Fault, crash_points, interleavings, run_order
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.submission import Ending


def locks(*names, write=True):
    """A program that locks rows one after the other, counts the last one up, and commits."""

    def program(engine):
        with engine.begin() as connection:
            for name in names:
                connection.execute(text("SELECT n FROM counts WHERE id = :id FOR UPDATE"), {"id": name})
            connection.execute(text("UPDATE counts SET n = n + 10 WHERE id = :id"), {"id": names[-1]})
        return "done"

    return program


def sent(account):
    return [
        f"{entry.who} {entry.operation}{f' {entry.error.code}' if entry.error else ''}"
        for entry in account.journal.learner_entries()
    ]


def stored(account):
    return {row["id"]: row["n"] for row in account.database.query("SELECT * FROM counts")}


def race(account, programs, order):
    return run_order(account, programs, order.split(), service="mysql")


def test_who_meets_a_lock_goes_on_after_the_commit(account):
    """Ben's first turn is lost with waiting; he is not asked again before Ana has committed."""
    outcomes = race(account, {"ana": locks("a"), "ben": locks("a")}, "ana ben ben ben ana ana")
    assert sent(account) == [
        *("ana SELECT", "ana UPDATE", "ana COMMIT"),
        *("ben SELECT", "ben UPDATE", "ben COMMIT"),
    ]
    assert [outcome.value for outcome in outcomes.values()] == ["done", "done"]
    assert stored(account)["a"] == 21


def test_a_deadlock_undoes_the_transaction_of_who_came_last(account):
    outcomes = race(account, {"ana": locks("a", "b"), "ben": locks("b", "a")}, "ana ben ana ben ben ben")
    assert sent(account) == [
        *("ana SELECT", "ben SELECT", "ben SELECT 1213", "ben ROLLBACK"),
        *("ana SELECT", "ana UPDATE", "ana COMMIT"),
    ]
    assert outcomes["ana"].value == "done"
    assert "(1213, " in outcomes["ben"].raised.message
    assert stored(account) == {"a": 1, "b": 12, "c": 3}


def test_three_can_meet_in_a_deadlock(account):
    """One of them is undone; the others finish one after the other."""
    programs = {"ana": locks("a", "b"), "ben": locks("b", "c"), "cleo": locks("c", "a")}
    outcomes = race(account, programs, "ana ben cleo ana ben cleo")
    assert [outcome.value for outcome in outcomes.values()] == ["done", "done", None]
    assert stored(account) == {"a": 1, "b": 12, "c": 13}


def test_a_lock_that_nobody_gives_back_costs_the_statement(account):
    """Fifty seconds of the cloud's time, and the transaction goes on."""
    kept = []

    def forgets(engine):
        kept.append(engine.connect())
        kept[0].execute(text("UPDATE counts SET n = 0 WHERE id = 'a'"))

    def waits(engine):
        with engine.begin() as connection:
            connection.execute(text("UPDATE counts SET n = 5 WHERE id = 'b'"))
            try:
                connection.execute(text("UPDATE counts SET n = 5 WHERE id = 'a'"))
            except Exception as error:
                return error.orig.args[0]

    before = account.clock.now()
    outcomes = race(account, {"ana": forgets, "ben": waits}, "ana ben ben")
    assert outcomes["ben"].value == 1205
    assert 50 <= (account.clock.now() - before).total_seconds() < 51
    assert stored(account) == {"a": 1, "b": 5, "c": 3}
    assert account.database.open_transactions() == ["ana"]


def prepare(cloud):
    cloud.database.execute("CREATE TABLE counts (id VARCHAR(36) NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (id))")
    cloud.database.execute("INSERT INTO counts VALUES ('a', 1), ('b', 2), ('c', 3)")


def test_a_connection_can_break_before_and_after_the_commit(account):
    """What was committed stays, whether the program heard of it or not; nothing else does."""
    submission = LocalSubmission({"program": locks("a")}, clock=account.clock)
    seen = []

    def look(cloud, outcomes):
        (outcome,) = outcomes
        seen.append((stored(cloud)["a"], outcome.ending, cloud.database.open_transactions()))

    faults = (Fault.CONNECTION_LOST, Fault.ANSWER_LOST, Fault.DIED_BEFORE, Fault.DIED_AFTER)
    calls = lambda cloud: [submission.later.program(cloud.engine())]  # noqa: E731
    tried = crash_points(submission, account, prepare, calls, look, faults, again=False)

    assert (tried.requests, tried.runs) == (3, 12)
    raised, died = (1, Ending.RAISED, []), (1, Ending.DIED, [])
    assert seen[:9] == [(11, Ending.RETURNED, []), *[raised, raised, died, died] * 2]
    assert seen[9:] == [(11, Ending.RAISED, []), raised, died, (11, Ending.DIED, [])]


def test_a_failing_order_says_how_to_run_it_again(account):
    """The line that it prints is `lab.race`'s, for a database."""
    submission = LocalSubmission({"program": locks("a")}, clock=account.clock)
    calls = lambda cloud: [submission.later.program(cloud.engine(who=who)) for who in ("Ana", "Ben")]  # noqa: E731

    def never(cloud, outcomes):
        require(False, "Never right.", "this test wants it so")

    with pytest.raises(Failure) as found:
        interleavings(submission, account, prepare, calls, never)
    timeline = found.value.finding.timeline
    assert timeline.endswith('\n\nTo run it again: order="Ana Ana Ana Ben Ben Ben", service="mysql"')


@pytest.mark.parametrize(("programs", "orders"), [((("a",), ("b",)), 1), ((("a",), ("a",)), 2)])
def test_only_orders_that_matter_are_run(account, programs, orders):
    """Two programs whose rows differ are independent until they commit; two who lock one row wait for each other."""
    functions = {f"program{number}": locks(*names) for number, names in enumerate(programs)}
    submission = LocalSubmission(functions, clock=account.clock)

    def calls(cloud):
        return [
            getattr(submission.later, name)(cloud.engine(who=f"caller {number}"))
            for number, name in enumerate(functions)
        ]

    explored = interleavings(submission, account, prepare, calls, lambda cloud, outcomes: None)
    assert explored.complete
    assert orders <= explored.orders <= 12


def test_a_connection_that_breaks_before_the_commit_leaves_nothing(account):
    """Only the first COMMIT does not arrive; the same program succeeds the second time."""
    engine = account.engine()
    with account.database.losing("COMMIT"):
        with pytest.raises(OperationalError) as lost:
            locks("a")(engine)
        assert stored(account)["a"] == 1
        locks("a")(engine)

    assert lost.value.orig.args[0] == 2013
    assert stored(account)["a"] == 11
