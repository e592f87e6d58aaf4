"""Who holds which row locks, and who would have to wait for whom.

A gap stands for all keys that a table does not have (InnoDB knows the gap between every two keys). Locks on it do not
exclude each other; they keep others from inserting (MySQL 8.0 Reference Manual, "InnoDB Locking").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from course_lib.aws.services.mysql.statements import Mode


@dataclass(frozen=True)
class Row:
    """One row of a table, by its key."""

    table: str
    key: Any


@dataclass(frozen=True)
class Gap:
    """The keys that a table does not have."""

    table: str


@dataclass(frozen=True)
class Need:
    """A lock that a statement needs. On a gap: EXCLUSIVE to insert there, SHARED to keep others from it."""

    what: Row | Gap
    mode: Mode


class Locks:
    """The locks of one database."""

    def __init__(self) -> None:
        self._held: dict[Row | Gap, dict[str, Mode]] = defaultdict(dict)

    def in_the_way(self, session: str, needs: Iterable[Need]) -> set[str]:
        """The sessions whose locks exclude one of these."""
        others: set[str] = set()
        for need in needs:
            for other, mode in self._held[need.what].items():
                if other != session and Mode.EXCLUSIVE in (mode, need.mode):
                    others.add(other)
        return others

    def take(self, session: str, needs: Iterable[Need]) -> None:
        """Hold these until `release`. `in_the_way` must have found no other session."""
        for need in needs:
            if isinstance(need.what, Gap) and need.mode is Mode.EXCLUSIVE:
                continue  # an insert waits for the gap, and does not keep it
            held = self._held[need.what]
            if held.get(session) is not Mode.EXCLUSIVE:
                held[session] = need.mode

    def release(self, session: str) -> None:
        """Give up all locks of a session."""
        for held in self._held.values():
            held.pop(session, None)
