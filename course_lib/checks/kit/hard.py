"""Values that code gets wrong which was tried with usual ones only: what a check stores and hands over by default."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

DIGITS = 38  # of a number at most: DynamoDB developer guide, "Supported data types and naming rules"

# More digits than a float has, or a decimal context of Python's; fractions; either side of zero.
NUMBERS = (
    Decimal("99999999999999999999999999999999999999"),
    Decimal("-0.12345678901234567890123456789012345678"),
    Decimal("1234567890123456789.0123456789012345678"),
    Decimal("0.5"),
    Decimal("-37.63"),
    Decimal(0),
    Decimal("1E-20"),
)

# Signs that end a line for str.splitlines, though not in JSON; both forms of one letter; quotes; nothing.
TEXTS = (
    "",
    "one\u2028line",
    "still\u0085one\u000bline",
    "caf\u00e9",
    "cafe\u0301",
    'O\'Neil "&" sons',
    " padded ",
    "NULL",
)

# Attributes that are called like what is written around their values.
NAMES = ("S", "N", "B", "BS", "L", "M", "NULL", "Item", "a.b", "a#b", "size", "status")


def number(chance: random.Random, digits: int = DIGITS, whole: bool = False) -> Decimal:
    """A number of so many digits, below zero or above; `whole` without a fraction."""
    text = str(chance.randrange(10 ** (digits - 2), 10 ** (digits - 1))) + "7"
    point = 0 if whole else chance.randrange(1, digits)
    sign = chance.choice(("", "-"))
    return Decimal(f"{sign}{text}E-{point}")


def items(key: str, prefix: str = "H") -> list[dict[str, Any]]:
    """Items with every hard number, text and name, in plain values, and values inside values.

    Args:
        key: the name of the key attribute, a text.
        prefix: what the keys begin with.
    """
    values: list[dict[str, Any]] = [{"number": each} for each in NUMBERS]
    values += [{"text": each, "list": [each, {"inner": each}]} for each in TEXTS]
    values += [{each: {each: {each}}, "bytes": {each: each.encode()}} for each in NAMES]
    return [{key: f"{prefix}-{index:03}", **value} for index, value in enumerate(values)]
