"""Values that code gets wrong which was tried with usual ones only: what a check stores and hands over by default."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

DIGITS = 38  # of a number at most: DynamoDB developer guide, "Supported data types and naming rules"

LONG = 10**37 + 2**53 + 1  # a whole number of 38 digits, the last of which a float and Python's Decimal lose

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

# Data that code cuts off which takes it for text: a mark of its order, line ends, the zeros of a buffer, blanks.
BLOBS = tuple(
    b"\xef\xbb\xbf\x00 \r\n" + b"ACGT" + end for end in (b"\n\r\n\n", b"\x00\x00", b" \t ", b"\x1a", b"\x10" * 16)
)

# Attributes that are called like what is written around their values.
NAMES = ("S", "N", "B", "BS", "L", "M", "NULL", "Item", "a.b", "a#b", "size", "status")


def key(name: object) -> str:
    """A key around a name that is another key once code tidies it: blanks, capitals, both forms of a letter, quotes.

    Args:
        name: what tells it from others.
    """
    return f" S-\u00e9e\u0301 '{name}\" "


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


def attributes() -> dict[str, Any]:
    """Attributes of an item, none of them a key.

    Source: DynamoDB developer guide, "Supported data types and naming rules", and "Reserved words in DynamoDB".
    """
    return {
        "empty": "",
        "nothing": None,
        "no": False,
        "zero": 0,
        "digits": Decimal("1.2345678901234567890123456789012345678"),
        "large": LONG,
        "bytes": b"\x00\xff",
        "empty_list": [],
        "empty_map": {},
        "numbers": {1, 2},
        "binaries": {b"a", b"b"},
        "mixed": [None, True, "", {"deep": [Decimal("0.1"), {"x"}]}],
        "status": "a reserved word",
        "a.b": "a name with a dot",
        "#c": "a name with a sign",
        "two words": "a name with a space",
        "\u00e9": "one letter",
        "e\u0301": "the same letter in two",
    }
