"""Where each statement stands in a policy's text.

IAM counts lines and columns from 1 and names the place behind what it has just read: a statement starts behind its
opening brace and ends behind its closing one. Source: an answer of SimulatePrincipalPolicy in LocalStack's snapshots.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Position:
    """A place in a text."""

    line: int
    column: int


@dataclass(frozen=True)
class Span:
    """From one place to another."""

    start: Position
    end: Position


def spans(text: str) -> list[Span]:
    """Where the statements of a document stand, in their order.

    Raises:
        ValueError: it is not a JSON object.
    """
    at = _behind(text, 0, "{")
    while True:
        key, at = _DECODER.raw_decode(text, _skip(text, at))
        at = _skip(text, _behind(text, at, ":"))
        if key == "Statement":
            return _statements(text, at)
        _, at = _DECODER.raw_decode(text, at)
        at = _behind(text, at, ",")


def _statements(text: str, at: int) -> list[Span]:
    is_list = text[at] == "["
    at = _skip(text, at + 1) if is_list else at
    found = []
    while True:
        _, end = _DECODER.raw_decode(text, at)
        found.append(Span(_position(text, at + 1), _position(text, end)))
        at = _skip(text, end)
        if not is_list or text[at] != ",":
            return found
        at = _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at


def _behind(text: str, at: int, sign: str) -> int:
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        raise ValueError(f"no {sign!r} at {at}")
    return at + 1


def _position(text: str, at: int) -> Position:
    return Position(text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1)
