"""Attribute values as they travel ({"S": "x"}): what is allowed, one stored form, equality, order and size.

A checked value has its numbers normalised and its sets in DynamoDB's own order, so two checked values are equal
exactly when they are equal as Python values.

Source: DynamoDB API reference, AttributeValue; developer guide, "Supported data types" and "Constraints" (32
levels of nesting); AWS's words as captured by the dynamodb-conformance and dynalite suites.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import Any

from course_lib.aws.services.dynamodb import numbers
from course_lib.aws.services.dynamodb.errors import INVALID, BadRequest

Wire = dict[str, Any]
Item = dict[str, Wire]

TYPES = ("S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL")
ORDERED = frozenset({"S", "N", "B"})
SETS = frozenset({"SS", "NS", "BS"})
LONGEST_NAME = 65535  # bytes of an attribute's name
DEEPEST = 31  # containers around a leaf: the attribute itself is the first of 32 levels

EMPTY = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
AMBIGUOUS = (
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
)
TOO_DEEP = (
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
)
NULL_FALSE = INVALID + "Null attribute value types must have the value of true"
EMPTY_SET = {
    "SS": INVALID + "An string set  may not be empty",
    "NS": INVALID + "An number set  may not be empty",
    "BS": INVALID + "Binary sets should not be empty",
}


class Wording(Enum):
    """Which generation of AWS's request checks an operation runs; they word duplicates and bad numbers differently."""

    CURRENT = "current"
    OLDER = "older"


_Check = Callable[[Any, Wording, int], Any]


def checked(value: Mapping[str, Any], wording: Wording = Wording.CURRENT, depth: int = 0) -> Wire:
    """A value in its stored form.

    Args:
        value: of the shape of an attribute value; `shapes` saw to that.
        wording: for what is wrong with it.
        depth: how many containers it is in.

    Raises:
        BadRequest: it is not a value that DynamoDB accepts.
    """
    kinds = [kind for kind in TYPES if value.get(kind) is not None]
    if not kinds:
        raise BadRequest(EMPTY)
    stored = {kind: _CHECKS[kind](value[kind], wording, depth) for kind in kinds}
    if len(stored) > 1:
        raise BadRequest(AMBIGUOUS)
    return stored


def check_name(name: str) -> None:
    """Whether an attribute can have this name at all. Raises BadRequest."""
    if name == "":
        raise BadRequest("Empty attribute name")
    if len(name.encode()) > LONGEST_NAME:
        raise BadRequest(f"Attribute name is too large, must be less than {LONGEST_NAME + 1} bytes")


def checked_map(values: Mapping[str, Any], wording: Wording = Wording.CURRENT) -> Item:
    """Every value of a map (an item, a key) in its stored form."""
    return {name: checked(value, wording) for name, value in values.items()}


def _as_is(value: Any, wording: Wording, depth: int) -> Any:
    return value


def _number(value: str, wording: Wording, depth: int) -> str:
    return numbers.normalised(value) if wording is Wording.CURRENT else numbers.normalised_by_older(value)


def _null(value: bool, wording: Wording, depth: int) -> bool:
    if not value:
        raise BadRequest(NULL_FALSE)
    return True


def _list(value: Sequence[Any], wording: Wording, depth: int) -> list[Wire]:
    _check_depth(depth)
    return [checked(member, wording, depth + 1) for member in value]


def _map(value: Mapping[str, Any], wording: Wording, depth: int) -> dict[str, Wire]:
    _check_depth(depth)
    return {name: checked(member, wording, depth + 1) for name, member in value.items()}


def _check_depth(depth: int) -> None:
    if depth >= DEEPEST:
        raise BadRequest(TOO_DEEP)


def _set_of(kind: str, member: _Check) -> _Check:
    def check(value: Sequence[str], wording: Wording, depth: int) -> list[str]:
        if not value:
            raise BadRequest(EMPTY_SET[kind])
        members = [member(each, wording, depth) for each in value]
        if len(set(members)) != len(members):
            raise BadRequest(_duplicates(kind, members, wording))
        return in_order(kind, members)

    return check


def in_order(kind: str, members: Sequence[str]) -> list[str]:
    """A set's members in the order DynamoDB returns them: text and binary bytewise, numbers by value."""
    return sorted(members, key=lambda member: order_key({kind[0]: member}))


def _duplicates(kind: str, members: list[str], wording: Wording) -> str:
    if wording is Wording.OLDER:
        return _duplicates_older(kind, members)
    if kind == "NS":
        return INVALID + "Input collection contains duplicates."
    shown = [json.dumps(member, ensure_ascii=False) for member in _up_to_first_repeat(kind, members)]
    if kind == "BS":
        return INVALID + f"Input collection [{','.join(shown)}]of type BS contains duplicates."
    return INVALID + f"Input collection [{', '.join(shown)}] contains duplicates."


def _duplicates_older(kind: str, members: list[str]) -> str:
    if kind == "NS":
        return "Input collection contains duplicates"
    tail = "of type BS contains duplicates." if kind == "BS" else " contains duplicates."
    return INVALID + f"Input collection [{', '.join(members)}]{tail}"


def _up_to_first_repeat(kind: str, members: list[str]) -> list[str]:
    """AWS lists the members before the first repeat in order, then the repeat, then the rest as they were sent."""
    repeat = next(place for place, member in enumerate(members) if member in members[:place])
    return in_order(kind, members[:repeat]) + members[repeat:]


_CHECKS: dict[str, _Check] = {
    "S": _as_is,
    "N": _number,
    "B": _as_is,
    "SS": _set_of("SS", _as_is),
    "NS": _set_of("NS", _number),
    "BS": _set_of("BS", _as_is),
    "M": _map,
    "L": _list,
    "NULL": _null,
    "BOOL": _as_is,
}


def kind_of(value: Wire) -> str:
    """A checked value's type: "S", "N", …"""
    return next(iter(value))


def content(value: Wire) -> Any:
    """What a checked value holds."""
    return next(iter(value.values()))


def raw(binary: str) -> bytes:
    """The bytes of a binary value, which travels in base64."""
    return base64.b64decode(binary)


def order_key(value: Wire) -> Any:
    """What an ordered value (S, N, B) sorts by. Python orders text by code point, which is UTF-8's byte order."""
    kind, held = kind_of(value), content(value)
    if kind == "N":
        return numbers.value(held)
    return raw(held) if kind == "B" else held


def size(value: Wire) -> int:
    """Bytes a value takes in an item, its attribute's name not included."""
    kind, held = kind_of(value), content(value)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + size(member) for name, member in held.items())
    if kind == "L":
        return 3 + sum(1 + size(member) for member in held)
    if kind in SETS:
        return sum(size({kind[0]: member}) for member in held)
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "N":
        return numbers.size(held)
    return len(raw(held)) if kind == "B" else len(held.encode())


def depth(value: Wire) -> int:
    """How many containers are around a value's deepest leaf."""
    inner = value.get("L") if "L" in value else (value.get("M") or {}).values() if "M" in value else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def item_size(item: Mapping[str, Wire]) -> int:
    """Bytes an item takes: names and values. Source: developer guide, "DynamoDB item sizes and formats"."""
    return sum(len(name.encode()) + size(value) for name, value in item.items())
