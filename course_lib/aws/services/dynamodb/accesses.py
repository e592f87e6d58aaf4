"""What a call read and wrote: enough to say afterwards what it cost.

A call's operation runs in one thread, so the list that is being filled is a context variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.aws.services.dynamodb.state import Index, Table
    from course_lib.aws.services.dynamodb.values import Item


@dataclass(frozen=True)
class Read:
    """Bytes read of a table or one of its indexes: one item's, or those of a page that lie in one partition."""

    table: Table
    index: Index | None
    size: int


@dataclass(frozen=True)
class Write:
    """An item before and after. They are the same for a condition that was checked, or that failed."""

    table: Table
    old: Item | None
    new: Item | None


Access = Read | Write
_noted: ContextVar[list[Access] | None] = ContextVar("accesses", default=None)


@contextmanager
def noting() -> Iterator[list[Access]]:
    """Collect the accesses made within the block."""
    noted: list[Access] = []
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def note(access: Access) -> None:
    """Add one, if someone collects them."""
    noted = _noted.get()
    if noted is not None:
        noted.append(access)
