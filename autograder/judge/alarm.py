"""Bounds on our own work for a submission: an odd value, text or file must not keep us busy for ever, or fill memory.

Processor time is counted, so that a busy machine costs nobody anything.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from course_lib.errors import CourseError

ROOM = 2 * 1024**3  # bytes that a process of ours may take beyond what it has when it starts
RING_AGAIN = 0.5  # seconds: what rang may have been caught on its way
HARD = 2  # times the seconds of a step: what a library of C does cannot be interrupted, only killed
HARD_MORE = 5


class Stuck(BaseException):
    """Our own work took too long. Not an Exception, so that nothing on its way catches it."""


class Overrun(CourseError):
    """A step of our own work for a submission took more time than it may."""


@dataclass
class _Process:
    """What this process is: whether it may be killed for taking too long, and whom it tells what it is at."""

    mortal: bool = False
    tell: Callable[[str], None] = lambda _: None


_PROCESS = _Process()


def be_mortal(tell: Callable[[str], None]) -> None:
    """From now on this process, one of a pool, has bounded memory, and is killed where an alarm is not enough.

    Args:
        tell: called with the name of each step that begins, and with an empty one when it has ended.
    """
    _PROCESS.mortal, _PROCESS.tell = True, tell
    if sys.platform == "linux":
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            in_use = int(file.read().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = in_use + ROOM
        resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


@contextlib.contextmanager
def step(name: str, seconds: float) -> Iterator[None]:
    """One step of what is done for a submission, in so many seconds of processor time.

    Raises:
        Overrun: it took more. Where it cannot be interrupted, a process of a pool is killed.
    """
    _PROCESS.tell(name)
    if _PROCESS.mortal:
        signal.setitimer(signal.ITIMER_VIRTUAL, HARD * seconds + HARD_MORE)  # whose signal ends the process
    try:
        with alarm(seconds):
            yield
    except Stuck:
        raise Overrun(f"It took more than {seconds:g} seconds of processor time.") from None
    finally:
        if _PROCESS.mortal:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        _PROCESS.tell("")


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise `Stuck` in the block after so many seconds of this process's processor time.

    Inside another alarm's block it shortens that one's time and never prolongs it. It does nothing outside the main
    thread and on systems without timers.
    """
    if not _available():
        yield
        return

    def ring(*_: object) -> None:
        raise Stuck

    started = time.process_time()
    left, _ = signal.getitimer(signal.ITIMER_PROF)
    handler = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, min(seconds, left) if left else seconds, RING_AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, handler)
        if left:
            used = time.process_time() - started
            signal.setitimer(signal.ITIMER_PROF, max(left - used, 0.001), RING_AGAIN)


def _available() -> bool:
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
