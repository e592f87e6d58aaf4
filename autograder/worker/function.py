"""An instance of a function of the account, in the cell of a worker that has run none of the submission's cells."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from autograder.line.messages import BeginFunction, FunctionRan, RunFunction
from autograder.worker.cloud_link import CloudLink
from course_lib.aws.runtime.inside import Function
from course_lib.aws.runtime.interface import Ending, Invocation, Program, Ran
from course_lib.aws.runtime.own_tmp import lead_to
from course_lib.aws.runtime.processes import Turns


class FunctionInstance:
    """What this process does when it is asked to be one.

    Args:
        link: to the judge.
    """

    def __init__(self, link: CloudLink) -> None:
        self._link = link
        self._function: Function | None = None

    def do(self, message: BeginFunction | RunFunction) -> FunctionRan:
        """Begin, or run one invocation."""
        self._link.set_clock(datetime.fromtimestamp(message.now, UTC))
        if isinstance(message, BeginFunction):
            program = Program(message.code, message.handler, message.environment, message.memory)
            base = _furnished()
            self._link.among_processes = Turns(base / "turns").one
            self._function = Function(program, _Way(self._link), base)
            return _told(self._function.begin(), self._link)
        deadline = datetime.fromtimestamp(message.deadline, UTC)
        if self._function is None:
            return _told(Ran(Ending.EXITED, status=1), self._link)
        invocation = Invocation(message.event, message.request, message.arn, deadline)
        return _told(self._function.run(invocation), self._link)


class _Way:
    """The link, as a function's code knows it."""

    def __init__(self, link: CloudLink) -> None:
        self._link = link

    def now(self) -> datetime:
        return self._link.now()

    def on_pause(self, do: Any) -> None:
        self._link.on_pause = do

    def last_word(self, ran: Ran) -> NoReturn:
        self._link.finish(_told(ran, self._link))


def folder(worker: int) -> Path:
    """The folder of the instance in a worker, by the worker's process number."""
    return Path(tempfile.gettempdir()) / f"function-{worker}"


def _furnished() -> Path:
    """This instance's folder, with empty ones in it for the code and for `/tmp`."""
    base = folder(os.getppid())
    for name in ("task", "tmp"):
        (base / name).mkdir(parents=True)
    os.environ["TMPDIR"] = str(base / "tmp")
    lead_to(base / "tmp")
    return base


def _told(ran: Ran, link: CloudLink) -> FunctionRan:
    return FunctionRan(ran.ending.value, ran.payload, ran.log, link.take_pauses(), ran.status)
