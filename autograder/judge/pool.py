"""Work done in several processes: judging many notebooks, each process with a fork server of its own."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing.util import Finalize
from typing import Any, Generic, TypeVar

from autograder.judge.died import Died
from autograder.judge.limits import Limits
from autograder.judge.staff import Staff
from course_lib.checks.exercise import Check
from course_lib.checks.results import SubmissionResult

AHEAD = 2  # tasks given out for each process, so that none waits for its next one
TRIES = 3

Input = TypeVar("Input")
Output = TypeVar("Output")


@dataclass(frozen=True)
class Done(Generic[Input, Output]):
    """A task and what came of it; `lost` where every process that took it died."""

    task: Input
    output: Output | None
    lost: bool = False


Open = Callable[[int], AbstractContextManager[Executor]]
Again = Callable[[Input, str], Input]


def _the_same(task: Input, step: str) -> Input:
    return task


class Crew:
    """Processes that do one kind of work. A task that kills its process costs no other task anything.

    Args:
        workers: how many processes; None for one per core.
        open: opens an executor with so many workers; processes on this machine unless given.
        died: what a future of that executor raises when its process died.
    """

    def __init__(
        self,
        workers: int | None = None,
        open: Open | None = None,
        died: tuple[type[BaseException], ...] = (Died,),
    ) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._open, self._died = open or processes, died

    def run(
        self, work: Callable[[Input], Output], tasks: Iterable[Input], again: Again[Input] = _the_same
    ) -> Generator[Done[Input, Output], None, None]:
        """Do tasks as processes become free; what they give comes in the order it is ready.

        At most `AHEAD * workers` tasks are taken from `tasks` and not yet given back. A task whose process died is done
        again, in another one; one that has killed `TRIES` processes is given up.

        Args:
            work: a function that can be imported in another process.
            tasks: its arguments, data that can be pickled.
            again: what to do in place of a task whose process died in a step.

        Raises:
            whatever `work` raised.
        """
        waiting = iter(tasks)
        with self._open(self.workers) as executor:
            running: dict[Future[Output], _Try[Input]] = {}

            def begin(one: _Try[Input]) -> None:
                running[executor.submit(work, one.now)] = one

            while True:
                for task in itertools.islice(waiting, AHEAD * self.workers - len(running)):
                    begin(_Try(task, task))
                if not running:
                    return
                ready, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in ready:
                    one = running.pop(future)
                    try:
                        done = Done[Input, Output](one.task, future.result())
                    except self._died as death:
                        if one.number < TRIES:
                            begin(_Try(one.task, again(one.now, getattr(death, "step", "")), one.number + 1))
                            continue
                        done = Done(one.task, None, lost=True)
                    yield done


@dataclass(frozen=True)
class _Try(Generic[Input]):
    """A task under way: as it was given, what is done of it now, and how many times that was begun."""

    task: Input
    now: Input
    number: int = 1


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
    staff = Staff(workers, start_method())
    try:
        yield staff
    except BaseException:
        staff.kill()
        raise
    finally:
        staff.shutdown(cancel_futures=True)


def start_early() -> None:
    """Let the process that a pool's processes are forked from start now, and import while this one goes on."""
    if start_method() == "forkserver":
        from multiprocessing import forkserver

        multiprocessing.get_context("forkserver").set_forkserver_preload(
            ["autograder.judge.preload", "autograder.gradebook.warm", "autograder.judge.garbage"]
        )
        forkserver.ensure_running()


def start_method() -> str:
    """How processes of a pool are started here."""
    return "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"


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
        only: of these, only the checks of these names; None for all.
        until_failure: run no more checks of an exercise once one has not passed.
        salt: what the checks draw their inputs from; without it, the notebook's code.
    """

    key: str
    notebook: Mapping[str, Any]
    lesson: str
    exercise: str | None = None
    practice: bool = False
    only: frozenset[str] | None = None
    until_failure: bool = False
    salt: str = ""


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


def _is_wanted(check: Check, job: Job) -> bool:
    return (check.secret or job.practice) and (job.only is None or check.name in job.only)


def judge_job(job: Job, limits: Limits) -> Judged:
    """Judge one job with this process's fork server. Whatever goes wrong is told in the result."""
    from autograder.catalog import exercises, load
    from autograder.judge.run import judge_checks
    from course_lib.errors import CourseError

    started = time.monotonic()
    try:
        names = [job.exercise] if job.exercise else exercises(job.lesson)
        loaded = [load(job.lesson, name) for name in names]
        wanted = [(each, [check for check in each.checks if _is_wanted(check, job)]) for each in loaded]
        server = fork_server_for(job.lesson)
        result = judge_checks(job.notebook, job.lesson, wanted, limits, server, job.until_failure, job.salt)
        return Judged(job.key, result, None, time.monotonic() - started)
    except Exception as error:
        drop_fork_servers()
        text = str(error) if isinstance(error, CourseError) else f"The judge broke ({type(error).__name__}: {error})."
        return Judged(job.key, None, text, time.monotonic() - started)


def fork_server_for(lesson: str, walled: bool | None = None) -> Any:
    """This process's fork server for a lesson's submissions; started once, ended with the process.

    Raises:
        CourseError: workers cannot be started here.
    """
    from course_lib.lessons import handed

    return _fork_server(handed(lesson), walled)


@cache
def _fork_server(services: tuple[str, ...], walled: bool | None) -> Any:
    from autograder.judge.workers import ForkServer

    server = ForkServer(walled=walled, services=services)
    Finalize(None, server.close, exitpriority=10)  # unlike atexit, it also runs at the end of a pool's process
    return server


def drop_fork_servers() -> None:
    """The fork server may be what broke; what is judged next gets a new one."""
    _fork_server.cache_clear()
