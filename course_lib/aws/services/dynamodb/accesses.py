"""What a call read and wrote: enough to say afterwards what it cost, and to ask first whether it may.

A call's operation runs in one thread, so the list that is being filled, and the gate, are context variables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from course_lib.aws.services.dynamodb.state import Index, Table
    from course_lib.aws.services.dynamodb.values import Item


@dataclass(frozen=True)
class Read:
    """Bytes read of a table or one of its indexes: one item's, or those of a page that lie in one partition.

    Attributes:
        table, index: what was read.
        size: bytes.
        key: the key, or the partition key, that was read.
        hash: where that lies, when it was not a key but a part of all keys.
        consistent: how it was read; None for as the whole call asks.
    """

    table: Table
    index: Index | None
    size: int
    key: Mapping[str, Any] | None = None
    hash: int | None = None
    consistent: bool | None = None


@dataclass(frozen=True)
class Write:
    """An item before and after. They are the same for a condition that was checked, or that failed.

    Attributes:
        table: whose item.
        old, new: the item; None where there is none.
        key: what names it.
    """

    table: Table
    old: Item | None
    new: Item | None
    key: Mapping[str, Any] = field(default_factory=dict)


Access = Read | Write
_noted: ContextVar[list[Access] | None] = ContextVar("accesses", default=None)


class Gate(Protocol):
    """Decides whether a call may go on. Each method raises Refused when it may not; `used` never does."""

    def read(self, table: Table, index: Index | None, key: Mapping[str, Any] | None, hash: int | None) -> None: ...

    def write(self, table: Table, key: Mapping[str, Any]) -> None: ...

    def index_writes(self, table: Table, old: Item | None, new: Item | None) -> None: ...

    def used(self, access: Access) -> None: ...


_gate: ContextVar[Gate | None] = ContextVar("gate", default=None)


@contextmanager
def guarded_by(gate: Gate) -> Iterator[None]:
    """Let a gate be asked about everything within the block."""
    token = _gate.set(gate)
    try:
        yield
    finally:
        _gate.reset(token)


def before_read(
    table: Table, index: Index | None, key: Mapping[str, Any] | None = None, hash: int | None = None
) -> None:
    """Ask whether a key, or the part of all keys around a hash, may be read. Raises Refused."""
    if (gate := _gate.get()) is not None:
        gate.read(table, index, key, hash)


def before_write(table: Table, key: Mapping[str, Any]) -> None:
    """Ask whether the item with this key may be written. Raises Refused."""
    if (gate := _gate.get()) is not None:
        gate.write(table, key)


def before_index_writes(table: Table, old: Item | None, new: Item | None) -> None:
    """Ask whether a write may change the table's global indexes as it would. Raises Refused."""
    if (gate := _gate.get()) is not None:
        gate.index_writes(table, old, new)


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
    if (gate := _gate.get()) is not None:
        gate.used(access)
