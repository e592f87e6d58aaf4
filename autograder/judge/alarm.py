"""A bound on the judge's own work: an odd value must not keep a check busy for ever."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Stuck(BaseException):
    """The judge itself took too long. Not an Exception, so that no check catches it."""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise `Stuck` in the block after so many seconds.

    It takes the process's one timer, so it does nothing outside the main thread, where another timer runs, and on
    systems without timers.
    """
    if not _available():
        yield
        return

    def ring(*_: Any) -> None:
        raise Stuck

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _available() -> bool:
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    )
