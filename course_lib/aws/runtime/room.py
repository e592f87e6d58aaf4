"""A bound on the memory that one call may take beyond what its process has already."""

from __future__ import annotations

import ctypes
import mmap
import sys
import threading
from contextlib import suppress

HIGHEST = 1024 * 1024 * 1024  # bytes; a worker has no more
STACK = 1024 * 1024  # of a thread: the usual 8 MB, all counted, would leave no room for a few threads


def bound_memory(size: int) -> None:
    """From now on this process may take `size` more bytes. There is no way back: the process is for one call.

    On macOS and Windows nothing happens: they have no such bound.
    """
    if sys.platform != "linux":
        return
    import resource

    threading.stack_size(STACK)
    _give_back()
    most = min(_in_use() + size, _highest())
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _give_back() -> None:
    """Give freed memory back to the system: what comes out of it later would count for nothing.

    A process that has read one of botocore's larger models has 60 MB of it.
    """
    with suppress(AttributeError, OSError):  # another C library has no such function
        ctypes.CDLL(None).malloc_trim(0)


def _highest() -> int:
    """What the judge has set as a bound from outside, which is a little wider than the one that is set here."""
    from resource import RLIM_INFINITY, RLIMIT_DATA, getrlimit

    _, hard = getrlimit(RLIMIT_DATA)
    return HIGHEST if hard == RLIM_INFINITY else min(hard, HIGHEST)


def _in_use() -> int:
    """How many bytes are in use, found by asking for one page under ever closer bounds: a worker has no /proc."""
    from resource import RLIMIT_DATA, getrlimit, setrlimit

    before = getrlimit(RLIMIT_DATA)
    low, high = 0, _highest()
    while high - low > mmap.PAGESIZE:
        middle = (low + high) // 2
        setrlimit(RLIMIT_DATA, (middle, before[1]))
        try:
            mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
        except (OSError, MemoryError):
            low = middle
        else:
            high = middle
    setrlimit(RLIMIT_DATA, before)
    return high
