"""What a statement asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.values import Item


@dataclass(frozen=True)
class Select:
    """SELECT paths FROM table.index WHERE condition ORDER BY …; no paths are all attributes."""

    table: str
    index: str | None
    paths: tuple[tree.Path, ...] | None
    where: tree.Condition | None
    order: tuple[tuple[str, bool], ...] = ()  # attribute, and whether downwards


@dataclass(frozen=True)
class Exists:
    """EXISTS(SELECT …): a condition check of a transaction."""

    select: Select

    @property
    def table(self) -> str:
        return self.select.table


@dataclass(frozen=True)
class Insert:
    """INSERT INTO table VALUE item."""

    table: str
    item: Item


@dataclass(frozen=True)
class Update:
    """UPDATE table SET … REMOVE … WHERE condition RETURNING …"""

    table: str
    actions: tree.Update
    where: tree.Condition | None
    returning: str | None


@dataclass(frozen=True)
class Delete:
    """DELETE FROM table WHERE condition RETURNING …"""

    table: str
    where: tree.Condition | None
    returning: str | None


Write: TypeAlias = Insert | Update | Delete
Statement: TypeAlias = Select | Exists | Write
