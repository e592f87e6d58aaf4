"""A call in an open notebook that does not come to an end is ended, and the notebook goes on."""

import threading
import time

import pytest

from course_lib.aws.account import Cloud
from course_lib.checks import Check, Exercise
from course_lib.checks.here.local import LocalSubmission
from course_lib.checks.here.time_limit import TimeIsUp, run_for_at_most
from course_lib.checks.results import Verdict
from course_lib.checks.run import run_check

EXERCISE = Exercise(call="f()", section="Part 1", hints=("a", "b", "c"))


def for_ever():
    while True:
        pass


def test_an_endless_loop_is_interrupted():
    """What does not end by itself is ended, and no watcher stays behind."""
    with pytest.raises(TimeIsUp):
        run_for_at_most(0.05, for_ever)

    assert "watch" not in [thread.name for thread in threading.enumerate()]


def test_code_that_catches_everything_is_interrupted_again():
    """One interrupt that a bare `except:` swallows does not save the loop."""
    caught = []

    def stubborn():
        while len(caught) < 2:
            try:
                for_ever()
            except:  # noqa: E722
                caught.append("interrupt")
        for_ever()

    with pytest.raises(TimeIsUp):
        run_for_at_most(0.05, stubborn)


def test_what_ends_in_time_comes_back_and_what_it_raises_comes_out():
    """The watch changes nothing about a call that ends."""
    assert run_for_at_most(60, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        run_for_at_most(60, lambda: 1 / 0)


def test_the_stop_button_is_no_endless_call():
    """An interrupt that the person sent comes out as it is."""

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_for_at_most(60, stop)


def test_a_loop_that_waits_and_never_asks_again_is_out_of_time():
    """Pauses take no time in a check, so such a loop would spin for ever; its check says what to look for."""

    def waits_without_asking():
        while True:
            time.sleep(5)

    def check(submission, cloud):
        submission.f()

    with Cloud(services=("dynamodb",), pooled=True) as cloud:
        submission = LocalSubmission({"f": waits_without_asking}, "practice", cloud.clock, seconds=0.2)
        result = run_check(Check("c", "It ends.", check), EXERCISE, submission, cloud)

    assert result.verdict is Verdict.TIMED_OUT
    assert result.finding.problem == (
        "After 0.2 seconds `f` had not come to an end. If it waits in a loop: does the loop ask again each time round, "
        "and can its condition come true?"
    )
