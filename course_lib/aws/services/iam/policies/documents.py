"""A policy document, read: its statements, each with what it is about.

Source: IAM user guide, "IAM JSON policy element reference" and "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

VARIABLES_SINCE = "2012-10-17"  # in older documents, ${...} means itself


@dataclass(frozen=True)
class Names:
    """The entries of an element, such as Action; `all_but` for its opposite, such as NotAction."""

    entries: tuple[str, ...]
    all_but: bool = False


@dataclass(frozen=True)
class Principals:
    """Whom a statement is about, as pairs of type and name: ("AWS", "*"); `all_but` for NotPrincipal."""

    entries: tuple[tuple[str, str], ...]
    all_but: bool = False


class Quantifier(Enum):
    """How many values of a key a condition is about, where a key can have several."""

    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True)
class Condition:
    """One operator on one key.

    Attributes:
        operator: without prefix and suffix, such as "StringEquals".
        key: the condition key.
        wanted: values, any of which will do.
        quantifier: its prefix.
        if_exists: whether it ends in IfExists.
    """

    operator: str
    key: str
    wanted: tuple[str, ...]
    quantifier: Quantifier | None = None
    if_exists: bool = False


@dataclass(frozen=True)
class Statement:
    """One statement. Elements that it has not are None; `number` counts from 0 in its document."""

    number: int
    sid: str
    allows: bool
    actions: Names
    resources: Names | None
    principals: Principals | None
    conditions: tuple[Condition, ...]
    has_variables: bool = True


def read(document: str | Mapping[str, Any]) -> tuple[Statement, ...]:
    """The statements of a document that `grammar` has no objection to.

    Args:
        document: as JSON, or read from it.

    Raises:
        ValueError: it is not a policy.
    """
    held = json.loads(document) if isinstance(document, str) else document
    try:
        has_variables = held.get("Version") == VARIABLES_SINCE
        return tuple(_statement(number, each, has_variables) for number, each in enumerate(as_list(held["Statement"])))
    except (AttributeError, KeyError, TypeError) as problem:
        raise ValueError("this is not a policy document") from problem


def as_list(value: Any) -> list[Any]:
    """An element's value: one, or a list of them."""
    return value if isinstance(value, list) else [value]


def _statement(number: int, held: Mapping[str, Any], has_variables: bool) -> Statement:
    return Statement(
        number,
        held.get("Sid") or "",
        held["Effect"].lower() == "allow",
        _names(held, "Action") or Names(()),
        _names(held, "Resource"),
        _principals(held),
        tuple(_conditions(held.get("Condition") or {})),
        has_variables,
    )


def _names(held: Mapping[str, Any], element: str) -> Names | None:
    if element in held:
        return Names(tuple(str(each) for each in as_list(held[element]) if each is not None))
    if f"Not{element}" in held:
        return Names(tuple(str(each) for each in as_list(held[f"Not{element}"]) if each is not None), all_but=True)
    return None


def _principals(held: Mapping[str, Any]) -> Principals | None:
    for element in ("Principal", "NotPrincipal"):
        if element in held:
            value = {"AWS": held[element]} if isinstance(held[element], str) else held[element]
            entries = tuple((kind, str(name)) for kind, names in value.items() for name in as_list(names))
            return Principals(entries, all_but=element == "NotPrincipal")
    return None


def _conditions(block: Mapping[str, Any]) -> list[Condition]:
    found = []
    for operator, tests in block.items():
        quantifier, name, if_exists = operator_parts(operator)
        for key, wanted in tests.items():
            found.append(Condition(name, key, tuple(map(_text, as_list(wanted))), quantifier, if_exists))
    return found


def operator_parts(operator: str) -> tuple[Quantifier | None, str, bool]:
    """Take "ForAllValues:StringLikeIfExists" apart: the quantifier ALL, "StringLike", and True."""
    prefix, colon, rest = operator.partition(":")
    quantifier = next((each for each in Quantifier if colon and each.value == prefix), None)
    name = rest if quantifier else operator
    if_exists = name.endswith("IfExists")
    return quantifier, name.removesuffix("IfExists"), if_exists


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
