"""Where a key lies among all keys of a table or index."""

from __future__ import annotations

from typing import Any

Place = tuple[int, tuple[Any, ...]]  # hash of the partition key; the sort key, or nothing
HASHES = 1 << 128


def after(place: Place) -> Place:
    """The place right after a key's. Nothing lies between."""
    where, sort = place
    return (where, (*sort, 0)) if sort else (where + 1, ())
