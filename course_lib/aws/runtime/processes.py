"""Processes that a handler starts.

On AWS Lambda there is no shared memory for semaphores: what needs them, such as `multiprocessing`'s Pool, Queue and
Lock and `concurrent.futures`' ProcessPoolExecutor, fails. Process and Pipe work. Source: AWS Compute Blog, "Parallel
Processing in Python with AWS Lambda".
"""

from __future__ import annotations

import errno
import fcntl
import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def forbid_semaphores() -> None:
    """From now on `multiprocessing` finds none, as on AWS."""
    importlib.import_module("_multiprocessing").SemLock = _NoSemaphore  # type: ignore[attr-defined]


class _NoSemaphore:
    """In the place of the system's."""

    SEM_VALUE_MAX = 2**31 - 1  # what multiprocessing looks at before it makes one

    def __init__(self, *_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


class Turns:
    """Lets the processes that a handler forks send their requests to the account one after the other.

    Args:
        file: of the instance's own.
    """

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextmanager
    def one(self) -> Iterator[None]:
        """A block in which no other process is."""
        fcntl.lockf(self._file, fcntl.LOCK_EX)  # a process's own, unlike flock's: a forked one does not have it
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)
