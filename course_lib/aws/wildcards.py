"""Texts with `*` and `?`, matched in time that grows with the product of both lengths, whatever they hold.

Submissions send patterns (policies, filters), and a regular expression can be made to take for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from course_lib.aws.remembered import remembered


class Wild(Enum):
    """What stands for other characters."""

    RUN = "*"
    ONE = "?"


Token = str | frozenset[str] | Wild  # one character, one of several, or a wildcard


def matches(pattern: Sequence[Token], text: str) -> bool:
    """Whether a pattern fits the whole text."""
    at = token = mark = 0
    run: int | None = None  # the last `*` that was met; `mark` is where the text goes on after it
    while at < len(text):
        here = pattern[token] if token < len(pattern) else None
        if here is Wild.RUN:
            run, mark, token = token, at, token + 1
        elif here is Wild.ONE or (here is not None and text[at] in here):
            at, token = at + 1, token + 1
        elif run is not None:
            mark += 1
            at, token = mark, run + 1
        else:
            return False
    return all(left is Wild.RUN for left in pattern[token:])


@remembered(most=4096, longest=256)
def plain(text: str) -> tuple[Token, ...]:
    """A text in which every `*` and `?` is a wildcard."""
    return tuple(Wild(character) if character in "*?" else character for character in text)
