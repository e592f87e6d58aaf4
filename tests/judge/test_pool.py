"""Judging many at once: a judge process that dies costs nobody but the notebook that killed it."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.judge.limits import Limits
from autograder.judge.pool import Job, Judged, judge_many


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
    """A large class is never in memory as a whole."""
    taken = []

    def jobs():
        for number in range(20):
            taken.append(number)
            yield Job(str(number), {}, str(tmp_path))

    results = judge_many(jobs(), 2, judge=dying)
    next(results)
    assert len(taken) <= 4
    assert len(list(results)) == 19


def test_a_broken_judge_is_told_in_the_result(tmp_path):
    (result,) = judge_many([Job("a", {}, "no such lesson")], 1, judge=broken)

    assert result.result is None
    assert result.problem and "no such lesson" in result.problem
