"""Judge many notebooks in several processes, each with a warm parent of its own."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
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


Judge = Callable[[Job, Limits], Judged]


def judge_many(
    jobs: Iterable[Job], workers: int | None = None, limits: Limits | None = None, judge: Judge | None = None
) -> Iterator[Judged]:
    """Judge jobs as processes become free; results come in the order they are ready.

    No more than a few jobs are taken from `jobs` ahead of the results, so a large class is never in memory as a whole.
    When a process dies, all jobs under way are lost with it: each is judged again, alone, and only one whose
    process dies twice more is reported as not judged.

    Args:
        jobs: what to judge.
        workers: how many processes; None for one per core.
        limits: on each notebook.
        judge: judges one job in a process of its own; the course's judge unless given.
    """
    count, limits, judge = workers or os.cpu_count() or 1, limits or Limits(), judge or judge_job
    waiting = iter(jobs)
    if count == 1:
        yield from (judge(job, limits) for job in waiting)
        return
    while True:
        lost: list[Job] = []
        yield from _until_one_dies(waiting, count, limits, judge, lost)
        if not lost:
            return
        yield from (_judge_alone(job, limits, judge) for job in lost)


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))


def _until_one_dies(
    waiting: Iterator[Job], count: int, limits: Limits, judge: Judge, lost: list[Job]
) -> Iterator[Judged]:
    """Judge what waits until a process dies; then `lost` holds the jobs that were under way."""
    with _pool(count) as pool:
        running: dict[Future[Judged], Job] = {}
        while True:
            while not lost and len(running) < 2 * count and (job := next(waiting, None)) is not None:
                try:
                    running[pool.submit(judge, job, limits)] = job
                except BrokenProcessPool:
                    lost.append(job)
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                job = running.pop(future)
                try:
                    yield future.result()
                except BrokenProcessPool:
                    lost.append(job)


def _judge_alone(job: Job, limits: Limits, judge: Judge) -> Judged:
    for _ in range(2):
        try:
            with _pool(1) as pool:
                return pool.submit(judge, job, limits).result()
        except BrokenProcessPool:
            pass
    text = "The judge's own process ended three times while it judged this notebook. Please report it."
    return Judged(job.key, None, text, 0)


_parent: list[Any] = []


def judge_job(job: Job, limits: Limits) -> Judged:
    """Judge one job with this process's warm parent. Whatever goes wrong is told in the result."""
    from autograder.catalog import exercises, load
    from autograder.judge.run import judge_checks
    from course_lib.errors import CourseError

    started = time.monotonic()
    try:
        names = [job.exercise] if job.exercise else exercises(job.lesson)
        loaded = [load(job.lesson, name) for name in names]
        wanted = [(each, each.checks if job.practice else (each.exam.checks if each.exam else [])) for each in loaded]
        result = judge_checks(job.notebook, job.lesson, wanted, limits, _warm_parent())
        return Judged(job.key, result, None, time.monotonic() - started)
    except Exception as error:
        _drop_parent()
        text = str(error) if isinstance(error, CourseError) else f"The judge broke ({type(error).__name__}: {error})."
        return Judged(job.key, None, text, time.monotonic() - started)


def _warm_parent() -> Any:
    from autograder.judge.parent import Parent

    if not _parent:
        _parent.append(Parent())
    return _parent[0]


def _drop_parent() -> None:
    """The warm parent may be what broke; the next job gets a new one."""
    while _parent:
        _parent.pop().close()
