"""Judge many notebooks in several processes, each with a warm parent of its own."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from autograder.judge.limits import Limits
from autograder.results import SubmissionResult


@dataclass(frozen=True)
class Job:
    """One notebook to judge.

    Attributes:
        key: whatever tells the caller which one it is.
        notebook: its JSON.
        lesson: whose checks.
        exercise: only this exercise; None for all.
        practice: run the practice checks too.
    """

    key: str
    notebook: Mapping[str, Any]
    lesson: str
    exercise: str | None = None
    practice: bool = False


@dataclass(frozen=True)
class Judged:
    """A job's result, or the sentence that says why there is none, and how long it took (seconds)."""

    key: str
    result: SubmissionResult | None
    problem: str | None
    seconds: float


def judge_many(jobs: Iterable[Job], workers: int | None = None, limits: Limits | None = None) -> Iterator[Judged]:
    """Judge jobs as processes become free; results come in the order they are ready.

    No more than a few jobs are taken from `jobs` ahead of the results, so a large class is never in memory as a whole.

    Args:
        jobs: what to judge.
        workers: how many processes; None for one per core.
        limits: on each notebook.
    """
    count = workers or os.cpu_count() or 1
    limits = limits or Limits()
    waiting = iter(jobs)
    if count == 1:
        yield from (_judge(job, limits) for job in waiting)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        running: dict[Future[Judged], Job] = {}
        for job in waiting:
            running[pool.submit(_judge, job, limits)] = job
            if len(running) >= 2 * count:
                yield from _ready(running)
        while running:
            yield from _ready(running)


def _ready(running: dict[Future[Judged], Job]) -> Iterator[Judged]:
    done, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in done:
        job = running.pop(future)
        try:
            yield future.result()
        except BrokenProcessPool:
            yield Judged(
                job.key, None, "The judge's own process ended while it judged this notebook. Please report it.", 0
            )


_parent: list[Any] = []


def _judge(job: Job, limits: Limits) -> Judged:
    from autograder.catalog import exercises, load
    from autograder.judge.parent import Parent
    from autograder.judge.run import judge_checks
    from course_lib.errors import CourseError

    started = time.monotonic()
    try:
        if not _parent:
            _parent.append(Parent())
        names = [job.exercise] if job.exercise else exercises(job.lesson)
        loaded = [load(job.lesson, name) for name in names]
        wanted = [(each, each.checks if job.practice else (each.exam.checks if each.exam else [])) for each in loaded]
        result = judge_checks(job.notebook, job.lesson, wanted, limits, _parent[0])
        return Judged(job.key, result, None, time.monotonic() - started)
    except CourseError as error:
        return Judged(job.key, None, str(error), time.monotonic() - started)
