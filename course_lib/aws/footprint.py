"""What a request touches, as far as it decides whether two requests commute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True)
class Footprint:
    """A request's tables and, where it touches one item, the attributes that tell which.

    Attributes:
        reads_only: it changes nothing.
        tables: those it touches; None when that is not known.
        item: the key's attributes (of a put: all attributes) of the one item, else None.
        whole_key: `item` is exactly the key.
    """

    reads_only: bool
    tables: frozenset[str] | None
    item: Mapping[str, Any] | None = None
    whole_key: bool = False


UNKNOWN = Footprint(False, None)  # it commutes with nothing


def commute(one: Footprint, other: Footprint) -> bool:
    """Whether the two requests have the same effects and answers in either order. In doubt, no."""
    if one.reads_only and other.reads_only:
        return True
    if one.tables is not None and other.tables is not None and not one.tables & other.tables:
        return True
    return _different_items(one, other)


def _different_items(one: Footprint, other: Footprint) -> bool:
    """Two puts may carry the same key in attributes we cannot tell from others, so one side must name a key alone."""
    if one.item is None or other.item is None or not (one.whole_key or other.whole_key):
        return False
    key, item = (one.item, other.item) if one.whole_key else (other.item, one.item)
    return any(name in item and _differ(item[name], value) for name, value in key.items())


def _differ(one: Any, other: Any) -> bool:
    """Whether two typed values are certainly not the same key. Numbers are, by value: 1 is 1.0."""
    try:
        return Decimal(one["N"]) != Decimal(other["N"])
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return bool(one != other)
