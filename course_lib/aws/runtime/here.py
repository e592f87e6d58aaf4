"""The runtime of a notebook and of a plain account: each instance is a process of this machine, by the same user."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from course_lib.aws.http.messages import NotSimulated, Request
from course_lib.aws.runtime import link
from course_lib.aws.runtime.interface import Ending, Instance, Invocation, Outside, Program, Ran, Runtime

BEGINNING = 10  # seconds of processor time that a beginning may take, and an invocation with a longer timeout
WAITING = 120  # seconds of real time without a word, on a machine however busy
_SERVER = "course_lib.aws.runtime.server"


_FORBIDDEN: list[str] = []


@contextmanager
def nothing_runs_here() -> Iterator[None]:
    """A block in which no code of a function runs on this machine outside of a sandbox."""
    _FORBIDDEN.append("judging")
    try:
        yield
    finally:
        _FORBIDDEN.pop()


class RuntimeHere:
    """Starts instances on this machine."""

    def of_account(self) -> Runtime:
        return self

    def start(self, program: Program) -> Instance:
        if _FORBIDDEN:
            raise NotSimulated("No code of functions runs here: this account was not given a sandbox for it.")
        if not hasattr(os, "fork"):
            raise NotSimulated(
                "The code of functions runs on Linux and macOS only: on Windows, use the Windows Subsystem for Linux."
            )
        return InstanceHere(program, _connected())


class InstanceHere:
    """One process.

    Args:
        program: what runs in it.
        connection: to it.
    """

    def __init__(self, program: Program, connection: Connection) -> None:
        self._program, self._connection = program, connection
        self._process = int(self._hear()["process"])

    def begin(self, outside: Outside) -> Ran:
        return self._ask(outside, BEGINNING, program=vars(self._program))

    def run(self, invocation: Invocation, outside: Outside) -> Ran:
        left = (invocation.deadline - outside.now()).total_seconds()
        asked = {**vars(invocation), "deadline": invocation.deadline.timestamp()}
        return self._ask(outside, min(BEGINNING, max(1, int(left + 1))), invocation=asked)

    def stop(self) -> Ran:
        self._kill()
        try:
            while "ran" not in (message := self._hear()):
                pass
            return link.as_ran(message["ran"])
        except (EOFError, OSError):
            return Ran(Ending.EXITED)

    def close(self) -> None:
        self._kill()
        self._connection.close()

    def _kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process, signal.SIGKILL)

    def _ask(self, outside: Outside, seconds: int, **what: Any) -> Ran:
        """Ask for something, and answer requests until it is done.

        Args:
            seconds: of processor time that it may take.
        """
        try:
            link.tell(self._connection, **what, now=outside.now().timestamp(), seconds=seconds)
            while True:
                message = self._hear()
                if "request" not in message:
                    return _ended(link.as_ran(message["ran"]))
                answered = outside.answer(Request(*message["request"]), message["slept"])
                told = [answered.status, dict(answered.headers), answered.body]
                link.tell(self._connection, response=told, now=outside.now().timestamp())
        except TimeoutError:
            return replace(self.stop(), ending=Ending.TIMED_OUT)
        except (EOFError, OSError):
            return Ran(Ending.EXITED)

    def _hear(self) -> dict[str, Any]:
        """
        Raises:
            TimeoutError: nothing came.
        """
        if not self._connection.poll(WAITING):
            raise TimeoutError
        return link.hear(self._connection)


def _ended(ran: Ran) -> Ran:
    """A process that has used up its processor time has timed out."""
    is_late = ran.ending is Ending.EXITED and ran.status == -signal.SIGXCPU
    return replace(ran, ending=Ending.TIMED_OUT) if is_late else ran


@dataclass(frozen=True)
class _Server:
    """The process that instances are forked from, started once; a forked copy of this process uses the same."""

    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def address(self) -> str:
        return str(self.folder / "socket")

    def connect(self) -> Connection:
        connected = socket.socket(socket.AF_UNIX)
        try:
            connected.connect(self.address)
        except OSError:
            connected.close()
            raise
        return Connection(connected.detach())


_STARTED: list[_Server] = []


def _connected() -> Connection:
    """To an instance that has just been forked; by another server, where the one that was started has ended."""
    try:
        return _server().connect()
    except OSError:
        _STARTED.clear()
        return _server().connect()


def _server() -> _Server:
    if not _STARTED or not Path(_STARTED[0].address).exists():
        _STARTED[:] = [_start()]
    return _STARTED[0]


def _start() -> _Server:
    """
    Raises:
        NotSimulated: it does not start.
    """
    folder = Path(tempfile.mkdtemp(prefix="course-functions-"))
    root = str(Path(__file__).parents[3])
    kept = {name: os.environ[name] for name in ("LANG", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    path = os.pathsep.join([root, *filter(None, sys.path)])
    process = subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", _SERVER, str(folder / "socket")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath, "HOME": str(folder), "PYTHONPATH": path, **kept},
        cwd=folder,
        start_new_session=True,
    )
    assert process.stdout is not None
    with process.stdout as told:
        started = told.readline()
    if not started:
        raise NotSimulated("The process that runs functions' code did not start. Run `course doctor`.")
    atexit.register(_stop, process, folder, os.getpid())
    return _Server(process, folder)


def _stop(process: subprocess.Popen[bytes], folder: Path, starter: int) -> None:
    if os.getpid() != starter:
        return
    assert process.stdin is not None
    process.stdin.close()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)
