"""What an expression means, as a small tree of frozen objects.

Parsing gives a tree that still holds `Placeholder`s (#name) and `ValueName`s (:value); binding replaces them by
the request's names and `Literal` values. Everything after that sees bound trees only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True)
class Placeholder:
    """A #name in a path, not yet replaced."""

    name: str


Part: TypeAlias = str | int | Placeholder


@dataclass(frozen=True)
class Path:
    """A document path: a.b[2].#c is ("a", "b", 2, Placeholder("#c"))."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        """As AWS writes paths in its messages: [a, b, [2]]."""
        return "[" + ", ".join(f"[{part}]" if isinstance(part, int) else str(part) for part in self.parts) + "]"


@dataclass(frozen=True)
class ValueName:
    """A :value, not yet replaced."""

    name: str


@dataclass(frozen=True)
class Literal:
    """A value of the request, checked: {"S": "x"}."""

    value: dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A function and its operands."""

    name: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True)
class Arithmetic:
    """left + right, or left - right, in a SET action."""

    operator: str
    left: Operand
    right: Operand


Operand: TypeAlias = Path | ValueName | Literal | Call


@dataclass(frozen=True)
class Comparison:
    """left = right, and the other five."""

    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True)
class Between:
    """value BETWEEN low AND high."""

    value: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True)
class In:
    """value IN (option, …)."""

    value: Operand
    options: tuple[Operand, ...]


@dataclass(frozen=True)
class Not:
    """NOT condition."""

    condition: Condition


@dataclass(frozen=True)
class Both:
    """left AND right."""

    left: Condition
    right: Condition


@dataclass(frozen=True)
class Either:
    """left OR right."""

    left: Condition
    right: Condition


Condition: TypeAlias = Comparison | Between | In | Not | Both | Either | Call


@dataclass(frozen=True)
class Action:
    """One change of an update: SET target = value, REMOVE target, ADD target value, DELETE target value."""

    section: str
    target: Path
    value: Operand | Arithmetic | None = None


@dataclass(frozen=True)
class Update:
    """An update expression: its sections in the order written, and all their actions."""

    sections: tuple[str, ...]
    actions: tuple[Action, ...]


@dataclass(frozen=True)
class Projection:
    """A projection expression."""

    paths: tuple[Path, ...]


Tree: TypeAlias = Condition | Update | Projection
