"""End a call in this process that does not come to an end by itself."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Callable
from typing import TypeVar

AGAIN = 0.5  # seconds until the next interrupt, for code that catches the first

Result = TypeVar("Result")


class TimeIsUp(Exception):
    """The call had not ended in time, and was interrupted."""


def run_for_at_most(seconds: float, call: Callable[[], Result]) -> Result:
    """Call a function, and interrupt it as the stop button would once it has run for too long.

    Only the main thread can be interrupted; in another one the function may run for ever.

    Args:
        seconds: of real time.

    Raises:
        TimeIsUp: it was interrupted.
        KeyboardInterrupt: the person at the keyboard asked for it.
    """
    if threading.current_thread() is not threading.main_thread():
        return call()
    ended, fired = threading.Event(), threading.Event()

    def watch() -> None:
        while not ended.wait(AGAIN if fired.is_set() else seconds):
            fired.set()
            _thread.interrupt_main()

    watcher = threading.Thread(target=watch, name="watch", daemon=True)
    try:
        watcher.start()
        try:
            return call()
        finally:
            ended.set()
            watcher.join()  # an interrupt on its way arrives here, and not in somebody else's code
    except KeyboardInterrupt:
        ended.set()
        if fired.is_set():
            raise TimeIsUp from None
        raise
