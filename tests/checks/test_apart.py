"""Checks in a copy of the process: whatever the learner's code does there, it ends, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading

import psutil
import pytest

from course_lib.checks import Exercise, expect
from course_lib.checks.here import apart
from course_lib.checks.here.apart import Stopped, Watch, run_apart
from course_lib.checks.here.warm import warm
from course_lib.checks.here.whereabouts import learners_line
from course_lib.checks.results import CheckResult, Verdict

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

CELL = """\
def f(number):
    {body}
"""


def children() -> set[int]:
    """The processes that this one has started and not yet seen the end of."""
    return {child.pid for child in psutil.Process().children()}


def exercise_of(*arguments: int) -> Exercise:
    """An exercise with a check for each argument: `f` returns it."""
    exercise = Exercise(call="f(number)", section="Part 1", hints=("a", "b", "c"))
    for argument in arguments:

        def check(submission, cloud, argument=argument):
            """It returns its argument."""
            expect(submission.f(argument), argument, because="it was given")

        check.__name__ = f"with_{argument}"
        exercise.check()(check)
    return exercise


def checked(body: str, *arguments: int) -> tuple[CheckResult, ...]:
    namespace: dict[str, object] = {}
    exec(compile(CELL.format(body=body), "cell", "exec"), namespace)
    exercise = exercise_of(*arguments)
    return tuple(run_apart("demo.f", exercise, exercise.checks, namespace, ("dynamodb",)).checks)


@pytest.fixture
def hurried(monkeypatch):
    """Little time for what does not end, so that the tests take little; what else a check needs is loaded already."""
    warm(("dynamodb",))
    monkeypatch.setattr(apart, "FIRST_SECONDS", 1.0)
    monkeypatch.setattr(apart, "GLANCE", 0.2)


def test_what_ends_is_judged_as_ever():
    """Results come back whole: verdict, values, reasons."""
    right, wrong = checked("return min(number, 2)", 2, 3)
    assert right.passed
    assert (wrong.verdict, wrong.finding.got, wrong.finding.expected) == (Verdict.FAILED, "2", "3")


def test_an_endless_loop_is_stopped_and_its_line_named(hurried):
    """The other checks still run, in what time there is; nothing of the loop stays."""
    before, others = threading.active_count(), children()
    results = checked("while number == 1: pass\n    return number", 1, 2)
    assert [result.verdict for result in results] == [Verdict.TIMED_OUT, Verdict.PASSED]
    assert results[0].finding.problem.startswith("`f` did not come to an end, and was stopped.")
    assert "\nline 2 of that cell" in results[0].finding.problem
    assert threading.active_count() == before
    assert children() == others


def test_the_whole_check_is_bounded(hurried, monkeypatch):
    """When the time is used up, the rest is not tried."""
    monkeypatch.setattr(apart, "REST_SECONDS", 0.3)
    monkeypatch.setattr(apart, "HURRIED_SECONDS", 0.2)
    results = checked("while True: pass", 1, 2, 3, 4, 5)
    assert {result.verdict for result in results} == {Verdict.TIMED_OUT}
    assert results[-1].finding.problem == "Not tried any more: the time for this exercise's checks was used up."


def test_code_that_python_cannot_interrupt_is_stopped(hurried):
    """A regular expression that never ends holds Python's lock; the copy is ended all the same."""
    (result,) = checked("import re; re.match('(a+)+b', 'a' * 60)", 1)
    assert result.verdict is Verdict.TIMED_OUT


def test_a_wait_that_uses_no_processor_is_stopped(hurried):
    """Nobody will ever set the event."""
    (result,) = checked("import threading; threading.Event().wait()", 1)
    assert result.verdict is Verdict.TIMED_OUT


def test_code_that_ends_python_costs_one_check():
    """The notebook goes on, and so do the other checks."""
    results = checked("import os\n    if number == 1: os._exit(0)\n    return number", 1, 2)
    assert [result.verdict for result in results] == [Verdict.CRASHED, Verdict.PASSED]
    assert results[0].finding.problem == "`f` ended Python itself. Return a value or raise an exception instead."


def test_nobody_answers_input():
    """A copy must not read the notebook's keyboard."""
    (result,) = checked("return input('?')", 1)
    assert "EOFError: input() has nobody to ask while a check runs" in result.finding.problem


def test_the_stop_button_says_what_was_running(tmp_path):
    """An interrupt ends the copy, and becomes a sentence."""
    begun, others = tmp_path / "begun", children()

    def pressed(ended, total):
        if begun.exists():
            raise KeyboardInterrupt

    namespace: dict[str, object] = {"begun": begun}
    exec(compile(CELL.format(body="begun.touch()\n    while True: pass"), "cell", "exec"), namespace)
    exercise = exercise_of(1)
    message = "You stopped the check. It was trying: It returns its argument.\n`f` was at line 3 of that cell"
    with pytest.raises(Stopped, match=f"^{re.escape(message)}$"):
        run_apart("demo.f", exercise, exercise.checks, namespace, ("dynamodb",), pressed)
    assert children() == others


def test_time_counts_work_and_waits_but_not_a_busy_machine():
    """A process that got a tenth of the processor is charged for what it got, one that got none and wants it for
    nothing, one that wants none for all."""
    work, wall, waits = iter([0.0, 0.1, 0.1, 0.1]), iter([0.0, 1.0, 3.0, 6.0]), iter([False, True])
    watch = Watch(lambda: next(work), lambda: next(waits), lambda: next(wall))
    watch.look()
    assert (watch.spent, watch.passed) == (0.1, 1.0)
    watch.look()
    assert (watch.spent, watch.passed) == (0.1, 3.0)
    watch.look()
    assert (round(watch.spent, 6), watch.passed) == (3.1, 6.0)


STUBBORN = """
import threading
from course_lib.checks.here.end_thread import end_thread

def stubborn():
    while True:
        try:
            sum(range(100))
        except BaseException:
            pass

thread = threading.Thread(target=stubborn, daemon=True)
thread.start()
print(end_thread(thread, SystemExit, patience=120))
"""


def test_a_thread_that_catches_everything_is_ended():
    """Where there is no fork, a caller's thread is ended instead. (In a process of its own: what is raised in the
    thread may arrive when its function has ended, and would reach the test's own hooks.)"""
    ended = subprocess.run([sys.executable, "-c", STUBBORN], capture_output=True, text=True, check=True)
    assert ended.stdout == "True\n"


def test_the_thread_that_works_is_the_one_shown():
    """Of several threads in the learner's code, the one whose innermost frame is there is at work."""
    namespace: dict[str, object] = {}
    exec(compile("def f(): pass", "cell", "exec"), namespace)
    dump = (
        'Current thread 0x1 (most recent call first):\n  File "queue.py", line 171 in get\n  File "cell", line 2 in f\n'
        '\nThread 0x2 (most recent call first):\n  File "cell", line 7 in f\n  File "threading.py", line 9 in run\n'
    )
    assert learners_line(dump, namespace) == "line 7 of that cell"
    assert learners_line("", namespace) is None
