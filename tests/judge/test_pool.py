"""Judging many at once: a judge process that dies costs nobody but the notebook that killed it."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import threading
import weakref
from pathlib import Path

import pytest

from autograder.judge import alarm
from autograder.judge.limits import Limits
from autograder.judge.pool import AHEAD, Crew, Job, Judged, here, judge_many
from autograder.judge.staff import GROWN


def dying(job: Job, limits: Limits) -> Judged:
    """Stands in for the judge: the notebook named "killer" ends the process, "once" only the first time."""
    marker = Path(job.lesson, "died")
    if job.key == "killer" or (job.key == "once" and not marker.exists()):
        marker.touch()
        os._exit(1)
    return Judged(job.key, None, "judged", 0)


def broken(job: Job, limits: Limits) -> Judged:
    from autograder.judge.pool import judge_job

    return judge_job(job, limits)


def test_only_the_notebook_that_kills_its_judge_is_left_without_a_result(tmp_path):
    """The others that were under way, and those that still waited, are judged."""
    keys = [f"n{number}" for number in range(6)] + ["killer"] + [f"n{number}" for number in range(6, 12)]
    found = {each.key: each.problem for each in judge_many([Job(k, {}, str(tmp_path)) for k in keys], 2, judge=dying)}

    assert found.pop("killer") == (
        "The judge's own process ended three times while it judged this notebook. Please report it."
    )
    assert found == {f"n{number}": "judged" for number in range(12)}


def test_a_notebook_whose_judge_died_once_is_judged(tmp_path):
    jobs = [Job(key, {}, str(tmp_path)) for key in ("a", "once", "b")]

    assert sorted((each.key, each.problem) for each in judge_many(jobs, 2, judge=dying)) == [
        ("a", "judged"),
        ("b", "judged"),
        ("once", "judged"),
    ]


def test_jobs_are_taken_as_they_are_needed(tmp_path):
    """A large class is never in memory as a whole: what is taken and not given back is bounded, all the way."""
    taken, most = [], 0

    def jobs():
        for number in range(40):
            taken.append(number)
            yield Job(str(number), {}, str(tmp_path))

    given = 0
    for _ in judge_many(jobs(), 2, judge=dying):
        most = max(most, len(taken) - given)
        given += 1

    assert given == 40
    assert most <= 2 * AHEAD


def test_nothing_is_kept_of_a_task_that_was_given_back():
    """Five hundred large results pass through; only the last few are still referred to."""
    crew = Crew(2, here)
    alive = []

    def work(number):
        return Large(number)

    for done in crew.run(work, range(500)):
        alive.append(weakref.ref(done.output))
        del done
        gc.collect(0)
        assert sum(each() is not None for each in alive) <= 2 * AHEAD + 1


class Large:
    """Stands for a marked submission."""

    def __init__(self, number):
        self.number = number


def test_a_broken_judge_is_told_in_the_result(tmp_path):
    (result,) = judge_many([Job("a", {}, "no such lesson")], 1, judge=broken)

    assert result.result is None
    assert result.problem and "no such lesson" in result.problem


def test_a_step_that_cannot_be_interrupted_is_ended_with_its_process():
    """A process whose work no alarm can stop is killed, the step is named, and what comes again is done without it."""
    crew = Crew(2)

    done = {each.task: each.output for each in crew.run(spin, ["endless", "a", "b"], again=lambda task, step: step)}

    assert done == {"endless": "did counting", "a": "did a", "b": "did b"}


def spin(task):
    """Stands for a library of C: the alarm's signal does nothing, so the process is killed when time is up."""
    if task == "endless":
        alarm.HARD, alarm.HARD_MORE = 1, 0.1
        with alarm.step("counting", 0.1):
            signal.signal(signal.SIGPROF, signal.SIG_IGN)
            while True:
                pass
    return f"did {task}"


def test_an_alarm_ends_work_that_takes_too_long():
    """It counts processor time, and catching everything on the way does not stop it."""
    with pytest.raises(alarm.Overrun, match=r"It took more than 0\.1 seconds of processor time\."):
        with alarm.step("counting", 0.1):
            while True:
                with contextlib.suppress(Exception):
                    sum(range(1000))


def test_an_alarm_within_an_alarm_shortens_it_and_never_prolongs_it():
    """The inner one rings alone when it is the shorter one; what it used is gone from the outer one's time."""
    with pytest.raises(alarm.Stuck), alarm.alarm(0.3):
        for _ in range(3):
            with contextlib.suppress(alarm.Stuck), alarm.alarm(0.05):
                while True:
                    pass
        with alarm.alarm(60):
            while True:
                pass


def test_waiting_costs_no_processor_time():
    """A busy machine, or a submission that is waited for, rings no alarm."""
    with alarm.alarm(0.05):
        assert not threading.Event().wait(0.2)


def test_a_process_that_grew_is_replaced():
    """What a task left in memory is gone with its process; the task itself is done."""
    crew = Crew(1)

    first, second, third = (done.output for done in crew.run(grow, [0, GROWN + 50, 0]))

    assert first == second
    assert third != second


KEPT = []


def grow(megabytes):
    """Keeps so much memory for ever, and tells the process."""
    KEPT.append(bytearray(b"x") * (megabytes * 2**20))
    return os.getpid()


def test_memory_of_a_judging_process_is_bounded():
    """It gets a MemoryError of its own instead of filling the machine, and goes on."""
    crew = Crew(1)

    outputs = {done.task: done.output for done in crew.run(ask_for, [2**33, 10])}

    assert outputs == {2**33: "too much", 10: "enough"}


def ask_for(size):
    try:
        return "enough" if bytearray(size) else ""
    except MemoryError:
        return "too much"
