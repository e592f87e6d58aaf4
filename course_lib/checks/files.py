"""What a check can hand to a function besides plain data and boto3 objects: files to read, files to write, folders.

    source, sink = Source.random(seed=7, size=10_000_000), Sink()
    submission.encrypt_stream(kms, key_id, source, sink, {})
    held(source, sink)    # the most bytes that were read and not yet written

The check keeps these objects; the function gets an open binary file, or a path. Each call gets a file at its start, and
an empty one to write to. A `Directory` is the same folder in every call that it is handed to.
"""

from __future__ import annotations

import errno
import io
import itertools
import random
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

CHUNK = 1024 * 1024  # bytes that travel at once
_EVENTS = itertools.count()
FAULTS = (  # what reading and writing can raise, each a class of its own in Python: number and text of an OSError
    (errno.ETIMEDOUT, "Connection timed out"),
    (errno.ECONNRESET, "Connection reset by peer"),
    (errno.EPIPE, "Broken pipe"),
    (errno.EINTR, "Interrupted system call"),
    (errno.EAGAIN, "Resource temporarily unavailable"),
    (errno.EACCES, "Permission denied"),
)


class Broken(OSError):
    """What reading or writing raises where the check wants it. It does so once: whoever tries again has hidden it."""


class Source:
    """A file to read. Make one of bytes, or with `random` of a size of which no more than a piece is ever in memory.

    Args:
        data: what is in it.
        breaks_at: after how many bytes reading raises an OSError, once in a call; None for never.
        fault: what it raises then; an input/output error unless told.

    Attributes:
        size: how many bytes there are.
        taken: how many of them the latest call has read.
        fault: what reading raises where it breaks: the number and the text of an OSError.
    """

    fault = (5, "Input/output error")

    def __init__(self, data: bytes, breaks_at: int | None = None, fault: tuple[int, str] | None = None) -> None:
        self._breaks_at = breaks_at
        self.fault = fault or self.fault
        self._piece: Callable[[int], bytes] = lambda number: data[number * CHUNK : (number + 1) * CHUNK]
        self.size = len(data)
        self.begin()

    @classmethod
    def random(cls, seed: object, size: int) -> Source:
        """Bytes that look random and are the same for the same seed."""
        source = cls(b"")
        source.size = size
        source._piece = lambda number: random.Random(f"{seed} {number}").randbytes(min(CHUNK, size - number * CHUNK))
        return source

    def begin(self) -> None:
        """A call opens it."""
        self.taken = 0
        self.events: list[tuple[int, int]] = []
        self._breaks = self._breaks_at is not None
        self._latest = (-1, b"")

    def read(self, size: int) -> bytes:
        """The next bytes, at most `size` and at most those of one piece; none at the end.

        Raises:
            Broken: it was to break here.
        """
        if self._breaks and self._breaks_at is not None and size > 0:
            size = min(size, self._breaks_at - self.taken)
            if size <= 0:
                self._breaks = False
                raise Broken(*self.fault)
        if self.taken >= self.size or size <= 0:
            return b""
        number, start = divmod(self.taken, CHUNK)
        if self._latest[0] != number:
            self._latest = (number, self._piece(number))
        data = self._latest[1][start : start + size]
        self.taken += len(data)
        self.events.append((next(_EVENTS), self.taken))
        return data

    def pieces(self) -> Any:
        """All of it, piece by piece, whatever was read."""
        return (self._piece(number) for number in range(-(-self.size // CHUNK)))

    def __repr__(self) -> str:
        return f"<a file of {self.size:,} bytes>"


class Sink:
    """A file to write.

    Args:
        into: what takes the bytes; without it they are kept in `data`.
        limit: how many bytes may be written.
        breaks_at: after how many bytes writing raises an OSError, once in a call; None for never.
        fault: what it raises then; that there is no space left unless told.

    Attributes:
        size: how many bytes the latest call has written.
        data: these bytes.
        fault: what writing raises where it breaks: the number and the text of an OSError.
    """

    fault = (28, "No space left on device")

    def __init__(
        self,
        into: Callable[[bytes], object] | None = None,
        limit: int = 64 * CHUNK,
        breaks_at: int | None = None,
        fault: tuple[int, str] | None = None,
    ) -> None:
        self._into, self.limit, self._breaks_at = into, limit, breaks_at
        self.fault = fault or self.fault
        self.begin()

    def begin(self) -> None:
        """A call opens it; what was in it is gone."""
        self.size, self.data = 0, bytearray()
        self.events: list[tuple[int, int]] = []
        self._breaks = self._breaks_at is not None

    def write(self, data: bytes) -> None:
        """Take bytes.

        Raises:
            OSError: they are more than the limit.
            Broken: it was to break here.
        """
        if self._breaks and self._breaks_at is not None and self.size + len(data) > self._breaks_at:
            self._breaks = False
            raise Broken(*self.fault)
        if self.size + len(data) > self.limit:
            raise OSError(28, f"No space left: more than {self.limit:,} bytes were written")
        self.size += len(data)
        self.events.append((next(_EVENTS), self.size))
        if self._into is None:
            self.data += data
        else:
            self._into(data)

    def __repr__(self) -> str:
        return "<a file to write to>"


class Directory:
    """A folder that is empty at first, and private to the check.

    Attributes:
        room: how many bytes a call that is handed it can write into a file before the disk is full; None for no bound.
            It counts for calls that are made one after the other.
        dies_before: before which of its changes to the folder, counted from 1, such a call dies; None for none.
    """

    def __init__(self) -> None:
        self.token = secrets.token_hex(8)
        self.room: int | None = None
        self.dies_before: int | None = None

    def __repr__(self) -> str:
        return "<a directory>"


Thing = Source | Sink | Directory
KINDS: dict[type, str] = {Source: "source", Sink: "sink", Directory: "directory"}


@contextmanager
def disk_is_full_after(room: int | None) -> Iterator[None]:
    """In this block no file of this process grows beyond so many bytes: what fits is written, then an OSError comes.

    On Windows nothing happens: it has no such bound.

    Args:
        room: the bytes; None for no bound.
    """
    if room is None or sys.platform == "win32":
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def held(source: Source, sink: Sink) -> int:
    """The most bytes that the latest call had read and not yet written, at any moment."""
    most = taken = written = 0
    events = [(*event, True) for event in source.events] + [(*event, False) for event in sink.events]
    for _, total, read in sorted(events):
        taken, written = (total, written) if read else (taken, total)
        most = max(most, taken - written)
    return most


class Reader(io.BufferedIOBase):
    """An open file to read, as a learner's function gets it.

    Args:
        read: gives at most so many of the next bytes; none at the end.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Exactly `size` bytes, or all there are until the end."""
        left = size if size is not None and size >= 0 else None
        parts = []
        while left is None or left > 0:
            data = self._read(CHUNK if left is None else min(left, CHUNK))
            if not data:
                break
            parts.append(data)
            left = None if left is None else left - len(data)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read1(self, size: int = -1) -> bytes:
        return self._read(CHUNK if size < 0 else min(size, CHUNK))


class Writer(io.BufferedIOBase):
    """An open file to write, as a learner's function gets it."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        view = memoryview(data).cast("B")
        for start in range(0, len(view), CHUNK):
            self._write(bytes(view[start : start + CHUNK]))
        return len(view)
