"""Whether code in this process took more memory than it may: what Python allocated, at its peak."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Peak:
    """Whether the bound was passed; known when the block has ended."""

    passed: bool = False


@contextmanager
def peak_of(most: int) -> Iterator[Peak]:
    """Watch a block that may take `most` more bytes; with 0, nothing is watched."""
    peak = Peak()
    if not most:
        yield peak
        return
    begun = not tracemalloc.is_tracing()
    if begun:
        tracemalloc.start()
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    try:
        yield peak
    finally:
        peak.passed = tracemalloc.get_traced_memory()[1] - before > most
        if begun:
            tracemalloc.stop()
