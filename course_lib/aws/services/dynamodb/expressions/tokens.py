"""The words of an expression, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CONDITION_WORDS = frozenset({"AND", "OR", "NOT", "BETWEEN", "IN"})
UPDATE_WORDS = frozenset({"SET", "REMOVE", "ADD", "DELETE"})

_TOKEN = re.compile(
    r"""(?P<BLANK>[ \t\r\n]+)|(?P<NAME>[A-Za-z][A-Za-z0-9_]*)|(?P<PLACEHOLDER>\#[A-Za-z0-9_]+)|(?P<VALUE>:[A-Za-z0-9_]+)
    |(?P<INTEGER>[0-9]+)|(?P<COMPARATOR><>|<=|>=|[<>])|(?P<EQUALS>=)
    |(?P<LPAR>\()|(?P<RPAR>\))|(?P<LSQB>\[)|(?P<RSQB>\])|(?P<COMMA>,)|(?P<DOT>\.)|(?P<PLUS>\+)|(?P<MINUS>-)|(?P<STRAY>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Word:
    """One token: its kind, its text, and where that starts and ends."""

    kind: str
    text: str
    start: int
    end: int


def words(text: str, keywords: frozenset[str]) -> Iterator[Word]:
    """The tokens of an expression; `keywords` are its language's own words, in any case."""
    for found in _TOKEN.finditer(text):
        kind, token = str(found.lastgroup), found[0]
        if kind == "BLANK":
            continue
        if kind == "NAME" and token.upper() in keywords:
            kind = token.upper()
        yield Word(kind, token, found.start(), found.end())


def near(text: str, tokens: list[Word], place: int) -> str:
    """What AWS quotes around a token: it and its neighbours, as written."""
    first = tokens[max(place - 1, 0)]
    last = tokens[min(place + 1, len(tokens) - 1)]
    return text[first.start : last.end]
