"""Judging many at once: a judge process that dies costs nobody but the notebook that killed it."""

from __future__ import annotations

import gc
import os
import weakref
from pathlib import Path

from autograder.judge.limits import Limits
from autograder.judge.pool import AHEAD, Crew, Job, Judged, here, judge_many


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
