"""`work`, as a function is handed it, and what its process finds as on AWS Lambda.

All of this is in the process that the function is called in, and in those that it forks. A process that does this is
for one call: nothing is put back.

Sources of the numbers of CPUs that Linux shows in an instance: public measurements (rwnx/lambda-cpuinfo). They are not
what the memory pays for.
"""

from __future__ import annotations

import builtins
import ctypes
import multiprocessing
import os
import signal
import socket
import struct
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.sdk.on_clock import Life, has_paused
from course_lib.aws.values import pack, unpack

WORK, SLEEP = "work", "sleep"
SHOWN = ((3008, 2), (5307, 3), (7076, 4), (8845, 5))  # up to so many MB, Linux shows so many CPUs; then six
LONGEST_WAIT = 900.0  # seconds: an instance has no more for one call
HEAD = struct.Struct("<Id")  # of an answer: its bytes, and the time in milliseconds
_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER: linux/prctl.h


class Work:
    """Computes a part: that takes time on virtual CPUs.

    Args:
        asking: a descriptor of the socket that all processes of the call share.
        start: what the clock shows at first.

    Attributes:
        on_time: called when time has passed.
    """

    def __init__(self, asking: int, start: datetime) -> None:
        self._socket = socket.socket(fileno=asking)
        self._start = self._now = start
        self.on_time: Callable[[], None] = lambda: None

    def __call__(self, part: Any) -> Any:
        told = unpack(zlib.decompress(self._ask(WORK, part)))
        self.on_time()
        if "ends" in told:
            os.kill(os.getpid(), signal.SIGKILL)
        if "exits" in told:
            os._exit(0)
        if "raises" in told:
            raise _error(*told["raises"])
        return _error(*told["gives_error"]) if "gives_error" in told else told["gives"]

    def now(self) -> datetime:
        """The time, as far as it is known in this process."""
        return self._now

    def advance(self, *, seconds: float) -> None:
        """Somebody in this process pauses."""
        self._ask(SLEEP, seconds * 1000)

    def alarm(self, seconds: float) -> socket.socket:
        """What can be read once so much time has passed. Who does not wait for it any more closes it."""
        return self._asked(SLEEP, float(seconds) * 1000)

    def told(self, ours: socket.socket) -> bytes:
        """The answer to a question, or to an alarm; the time is known then."""
        size, now = HEAD.unpack(_received(ours, HEAD.size))
        answer = _received(ours, size)
        self._now = self._start + timedelta(milliseconds=now)
        return answer

    def _ask(self, kind: str, what: Any) -> bytes:
        with self._asked(kind, what) as ours:
            return self.told(ours)

    def _asked(self, kind: str, what: Any) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with theirs:
            socket.send_fds(self._socket, [pack([kind, what, os.getpid()])], [theirs.fileno()])
        return ours

    def __reduce__(self) -> Any:
        raise TypeError("work cannot be sent to another process: it is there in those that are forked")

    def __repr__(self) -> str:
        return "work"


def _error(kind: str, *made_of: Any) -> Exception:
    """One of Python's exceptions."""
    error: Exception = getattr(builtins, kind)(*made_of)
    return error


def _received(end: socket.socket, size: int) -> bytes:
    """So many bytes, whoever else has a copy of the other end. Where nobody answers any more, the process is over."""
    found = b""
    while len(found) < size:
        more = end.recv(size - len(found))
        if not more:
            os._exit(1)
        found += more
    return found


def be_an_instance(work: Work, memory_mb: int) -> None:
    """From now on this process finds what it would find in an instance of a function with so much memory."""
    from course_lib.aws.runtime.processes import forbid_semaphores  # Windows does not have what it needs

    forbid_semaphores()
    _fork_by_default()
    shown = next((count for most, count in SHOWN if memory_mb <= most), 6)
    for name in ("cpu_count", "process_cpu_count"):  # multiprocessing asks os
        setattr(os, name, lambda: shown)
    if hasattr(os, "sched_getaffinity"):
        os.sched_getaffinity = lambda _: set(range(shown))
    life = Life(work)
    life.begin()
    work.on_time = life.follow
    _wait_by_the_clock(work)
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_ADOPT_ORPHANS, 1, 0, 0, 0)


def _wait_by_the_clock(work: Work) -> None:
    """Waiting for a pipe or a process, for so long at most, is over when the clock says so: join, poll and wait."""
    if sys.platform == "win32":
        return
    import selectors
    from multiprocessing import connection

    class ByTheClock(selectors.PollSelector):
        def select(self, timeout: float | None = None) -> Any:
            ready = super().select(0)
            if ready or (timeout is not None and timeout <= 0):
                return ready
            if timeout is None or timeout >= LONGEST_WAIT:
                return super().select()
            with work.alarm(timeout) as alarm:
                self.register(alarm, selectors.EVENT_READ)
                found = super().select()
                self.unregister(alarm)
                ready = [each for each in found if each[0].fileobj is not alarm]
                if not ready:
                    work.told(alarm)
                    has_paused(timeout)
                    work.on_time()
            return ready

    connection._WaitSelector = ByTheClock  # type: ignore[attr-defined]


def _fork_by_default() -> None:
    """As nobody had chosen yet: whoever chooses may, once."""
    contexts: Any = multiprocessing.context._default_context
    contexts.set_start_method(None, force=True)
    contexts._default_context = multiprocessing.get_context("fork")
