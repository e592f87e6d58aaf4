"""End a thread of this process that does not come to an end by itself."""

from __future__ import annotations

import ctypes
import threading
import time

AGAIN = 0.005  # seconds until it is tried again: code may catch everything, but not everywhere at once


def end_thread(thread: threading.Thread, error: type[BaseException], patience: float = 5.0) -> bool:
    """Raise an exception in a thread again and again until it has ended.

    One that waits inside a library, for a lock or for the network, notices nothing; it uses no processor either.

    Args:
        error: what is raised where the thread is.
        patience: seconds to go on trying.

    Returns:
        whether it has ended.
    """
    until = time.monotonic() + patience
    while thread.is_alive() and time.monotonic() < until:
        if thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(error))
        thread.join(AGAIN)
    return not thread.is_alive()
