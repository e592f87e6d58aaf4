"""A statement cut into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass

from course_lib.aws.services.dynamodb.errors import Refused, invalid

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^']|'')*')
      | (?P<quoted>"(?:[^"]|"")+")
      | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
      | (?P<word>[A-Za-z_$][A-Za-z0-9_$-]*)
      | (?P<sign><<|>>|<>|!=|<=|>=|[=<>?.,(){}\[\]:*+\-])
    )""",
    re.VERBOSE,
)
MALFORMED = "Statement wasn't well formed, can't be processed: {}"


@dataclass(frozen=True)
class Token:
    """A token: its kind ("text", "quoted", "number", "word", "sign", "end") and what it says, without quotes."""

    kind: str
    text: str

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords."""
        return self.kind == "word" and self.text.upper() in words


def malformed(what: str) -> Refused:
    """The statement cannot be read."""
    return invalid(MALFORMED.format(what))


def cut(statement: str) -> list[Token]:
    """All tokens of a statement, an "end" last.

    Raises:
        Refused: something in it is no token.
    """
    tokens, place = [], 0
    statement = statement.rstrip().removesuffix(";").rstrip()
    while place < len(statement):
        found = _TOKEN.match(statement, place)
        if found is None or found.lastgroup is None:
            raise malformed("Unexpected token")
        tokens.append(_token(found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return [*tokens, Token("end", "")]


def _token(kind: str, text: str) -> Token:
    if kind == "text":
        return Token(kind, text[1:-1].replace("''", "'"))
    if kind == "quoted":
        return Token(kind, text[1:-1].replace('""', '"'))
    return Token(kind, text)
