"""Work done in several processes: judging many notebooks, each process with a warm parent of its own."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.util import Finalize
from typing import Any, Generic, TypeVar

from autograder.judge.limits import Limits
from course_lib.checks.results import SubmissionResult

AHEAD = 2  # tasks given out for each process, so that none waits for its next one
TRIES_ALONE = 2

Input = TypeVar("Input")
Output = TypeVar("Output")


@dataclass(frozen=True)
class Done(Generic[Input, Output]):
    """A task and what came of it; `lost` where every process that took it died."""

    task: Input
    output: Output | None
    lost: bool = False


Open = Callable[[int], AbstractContextManager[Executor]]


class Crew:
    """Processes that do one kind of work, and start over without the task that kills them.

    Args:
        workers: how many processes; None for one per core.
        open: opens an executor with so many workers; processes on this machine unless given.
        died: what a future of that executor raises when its process died.
    """

    def __init__(
        self,
        workers: int | None = None,
        open: Open | None = None,
        died: tuple[type[BaseException], ...] = (BrokenProcessPool,),
    ) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._open, self._died = open or processes, died

    def run(
        self, work: Callable[[Input], Output], tasks: Iterable[Input]
    ) -> Generator[Done[Input, Output], None, None]:
        """Do tasks as processes become free; what they give comes in the order it is ready.

        At most `AHEAD * workers` tasks are taken from `tasks` and not yet given back. When a process dies, all tasks
        under way in this crew are lost with it: each is done again, alone, and only one whose process dies twice more
        is given up.

        Args:
            work: a function that can be imported in another process.
            tasks: its arguments, data that can be pickled.

        Raises:
            whatever `work` raised.
        """
        waiting = iter(tasks)
        while True:
            lost: list[Input] = []
            yield from self._until_one_dies(work, waiting, lost)
            if not lost:
                return
            for task in lost:
                yield self._alone(work, task)

    def _until_one_dies(
        self, work: Callable[[Input], Output], waiting: Iterator[Input], lost: list[Input]
    ) -> Iterator[Done[Input, Output]]:
        """Do what waits until a process dies; then `lost` holds the tasks that were under way."""
        with self._open(self.workers) as executor:
            running: dict[Future[Output], Input] = {}
            while True:
                while not lost and len(running) < AHEAD * self.workers:
                    try:
                        task = next(waiting)
                    except StopIteration:
                        break
                    try:
                        running[executor.submit(work, task)] = task
                    except self._died:
                        lost.append(task)
                if not running:
                    return
                ready, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in ready:
                    task = running.pop(future)
                    try:
                        done = Done[Input, Output](task, future.result())
                    except self._died:
                        lost.append(task)
                    else:
                        yield done

    def _alone(self, work: Callable[[Input], Output], task: Input) -> Done[Input, Output]:
        for _ in range(TRIES_ALONE):
            try:
                with self._open(1) as executor:
                    return Done(task, executor.submit(work, task).result())
            except self._died:
                pass
        return Done(task, None, lost=True)


class Here(Executor):
    """Does each task at once, in this process."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **keywords: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*arguments, **keywords))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def here(workers: int) -> Iterator[Executor]:
    """An `open` for a crew that is this process; use it with one worker."""
    yield Here()


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """So many processes on this machine. They end with this one, however it ends, and with the block."""
    start_early()
    context = multiprocessing.get_context(_start_method())
    theirs, ours = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_live_with, initargs=(theirs,))
    try:
        yield pool
    except BaseException:
        ours.close()  # ends them now, whatever they are at
        pool.shutdown(cancel_futures=True)
        raise
    else:
        pool.shutdown(cancel_futures=True)
    finally:
        ours.close()
        theirs.close()


def start_early() -> None:
    """Let the process that a pool's processes are forked from start now, and import while this one goes on."""
    if _start_method() == "forkserver":
        from multiprocessing import forkserver

        multiprocessing.get_context("forkserver").set_forkserver_preload(
            ["autograder.judge.warm", "autograder.gradebook.warm"]
        )
        forkserver.ensure_running()


def _start_method() -> str:
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


def _live_with(line: Any) -> None:
    """End this process when the one that holds the other end of `line` has gone; leave Ctrl-C to that one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        try:
            line.recv()
        except (EOFError, OSError):
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


# judging with the course's own fixtures, as `prove` does


@dataclass(frozen=True)
class Job:
    """One notebook to judge.

    Attributes:
        key: whatever tells the caller which one it is.
        notebook: its JSON.
        lesson: whose checks.
        exercise: only this exercise; None for all.
        practice: run the practice checks too.
        until_failure: run no more checks of an exercise once one has not passed.
    """

    key: str
    notebook: Mapping[str, Any]
    lesson: str
    exercise: str | None = None
    practice: bool = False
    until_failure: bool = False


@dataclass(frozen=True)
class Judged:
    """A job's result, or the sentence that says why there is none, and how long it took (seconds)."""

    key: str
    result: SubmissionResult | None
    problem: str | None
    seconds: float


Judge = Callable[[Job, Limits], Judged]
DIED = "The judge's own process ended three times while it judged this notebook. Please report it."


@dataclass(frozen=True)
class _Judging:
    judge: Judge
    limits: Limits

    def __call__(self, job: Job) -> Judged:
        return self.judge(job, self.limits)


def judge_many(
    jobs: Iterable[Job], workers: int | None = None, limits: Limits | None = None, judge: Judge | None = None
) -> Iterator[Judged]:
    """Judge jobs as processes become free; results come in the order they are ready.

    Args:
        jobs: what to judge; only a few are taken ahead of the results. See `Crew.run`.
        workers: how many processes; None for one per core, 1 for this one.
        limits: on each notebook.
        judge: judges one job in a process of its own; the course's judge unless given.
    """
    crew = Crew(workers, here if workers == 1 else None)
    for done in crew.run(_Judging(judge or judge_job, limits or Limits()), jobs):
        yield done.output or Judged(done.task.key, None, DIED, 0)


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
        parent = warm_parent(job.lesson)
        result = judge_checks(job.notebook, job.lesson, wanted, limits, parent, job.until_failure)
        return Judged(job.key, result, None, time.monotonic() - started)
    except Exception as error:
        drop_parents()
        text = str(error) if isinstance(error, CourseError) else f"The judge broke ({type(error).__name__}: {error})."
        return Judged(job.key, None, text, time.monotonic() - started)


def warm_parent(lesson: str, walled: bool | None = None) -> Any:
    """This process's warm parent for a lesson's submissions; started once, ended with the process.

    Raises:
        CourseError: workers cannot be started here.
    """
    from course_lib.lessons import handed

    return _warm_parent(handed(lesson), walled)


@cache
def _warm_parent(services: tuple[str, ...], walled: bool | None) -> Any:
    from autograder.judge.parent import Parent

    parent = Parent(walled=walled, services=services)
    Finalize(None, parent.close, exitpriority=10)  # unlike atexit, it also runs at the end of a pool's process
    return parent


def drop_parents() -> None:
    """The warm parent may be what broke; what is judged next gets a new one."""
    _warm_parent.cache_clear()
