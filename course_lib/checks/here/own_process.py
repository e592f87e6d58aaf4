"""Make a call in a process of its own: a notebook's, for what is handed a `Job`."""

from __future__ import annotations

import io
import multiprocessing.connection
import os
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import NoReturn

from course_lib.aws.clock import START
from course_lib.checks.processors.exchange import Exchange
from course_lib.checks.processors.job import Job
from course_lib.checks.processors.questions import Stuck
from course_lib.checks.processors.tree import below, has_ended
from course_lib.checks.processors.work import Work, be_an_instance
from course_lib.checks.submission import Ending, Outcome

ELSEWHERE = (
    "`{}` is handed work for several processes, which are copies of this one. Windows makes none: use the Windows "
    "Subsystem for Linux. In the judge it runs."
)
ROUNDS = 100  # in which everything that a call has left is killed


def call_in_own_process(name: str, job: Job, call: Callable[[Work], Outcome], seconds: float) -> Outcome:
    """Make a call in a copy of this process, and end what it leaves.

    Args:
        name: of the function.
        job: what it is handed.
        call: makes the call, given what stands for the job.
        seconds: of real time in which something has to happen.
    """
    if not hasattr(os, "fork"):
        return Outcome(Ending.DIED, problem=ELSEWHERE.format(name))
    heard, tell = multiprocessing.connection.Pipe(duplex=False)
    copies: list[int] = []
    exchange = Exchange(job, lambda: [*copies, *below(copies[0])])
    with _started(copies, tell, exchange, job, call):
        tell.close()
        try:
            exchange.attend(heard.fileno(), lambda: time.monotonic() + seconds)
            outcome: Outcome = heard.recv()
            exchange.end(time.monotonic() + seconds)
        except Stuck as problem:
            outcome = Outcome(Ending.TIMED_OUT, problem=f"`{name}` {problem}.")
        except EOFError:
            outcome = Outcome(Ending.DIED, problem=f"The process ended while `{name}` ran: it exited, or was killed.")
        finally:
            heard.close()
            exchange.close()
    return outcome


@contextmanager
def _started(
    copies: list[int], tell: Connection, exchange: Exchange, job: Job, call: Callable[[Work], Outcome]
) -> Iterator[None]:
    """A block in which the copy of this process makes the call. Afterwards it and what it has started are gone."""
    with warnings.catch_warnings():
        # Python 3.12 warns that other threads' locks are not copied. The copy uses nothing that those threads hold.
        warnings.simplefilter("ignore", DeprecationWarning)
        copy = os.fork()
    if copy == 0:
        _be_the_copy(tell, exchange, job, call)
    copies.append(copy)
    try:
        yield
    finally:
        _end(copy)


def _be_the_copy(tell: Connection, exchange: Exchange, job: Job, call: Callable[[Work], Outcome]) -> NoReturn:
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a notebook's interrupt is for the process that waits
        work = Work(exchange.theirs.detach(), START)
        exchange.close()
        be_an_instance(work, job.memory_mb)
        printed, logged = io.StringIO(), io.StringIO()
        with redirect_stdout(printed), redirect_stderr(logged):
            outcome = call(work)
        tell.send(replace(outcome, printed=printed.getvalue(), logged=logged.getvalue()))
        while True:  # what it has started is looked at before it is ended
            signal.pause()
    finally:
        os._exit(0)


def _end(copy: int) -> None:
    """Leave nothing of it."""
    for _ in range(ROUNDS):
        left = [each for each in below(copy) if not has_ended(each)]
        for each in left:
            _kill(each)
        if not left:
            break
    _kill(copy)
    with suppress(ChildProcessError):
        os.waitpid(copy, 0)


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
