"""Changes inside DynamoDB expressions and SQL statements, which are text to Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

TURNED = (
    ("attribute_not_exists", "attribute_exists"),
    ("attribute_exists", "attribute_not_exists"),
    ("if_not_exists", "list_append"),
    (" >= ", " > "),
    (" <= ", " < "),
    (" > ", " >= "),
    (" < ", " <= "),
    (" <> ", " = "),
    (" = ", " <> "),
    (" + ", " - "),
    (" - ", " + "),
    ("ADD ", "SET "),
)
LEFT_OUT = (" FOR UPDATE", " FOR SHARE", " LIMIT 1")
SQL = re.compile(r"\b(SELECT|UPDATE|INSERT INTO|DELETE FROM)\b", re.IGNORECASE)
EXPRESSION = re.compile(
    r"attribute_(not_)?exists|if_not_exists|\b(SET|ADD|REMOVE|DELETE|AND|OR)\b|[:#]\w+ ?[=<>+-]|[=<>+-] ?[:#]\w+"
)


def changed_texts(text: str) -> Iterator[str]:
    """An expression with one clause dropped, one comparison turned, or two names swapped; nothing for other text."""
    if not (EXPRESSION.search(text) or SQL.search(text)):
        return
    for word in (" AND ", " OR "):
        yield from _without_one(text, word)
    yield from _without_assignment(text)
    for old, new in TURNED:
        for found in re.finditer(re.escape(old), text):
            if not (old == "attribute_exists" and text[: found.start()].endswith("not_")):
                yield text[: found.start()] + new + text[found.end() :]
    for word in LEFT_OUT:
        if word in text:
            yield text.replace(word, "")
    yield from _swapped(text)


def _without_one(text: str, word: str) -> Iterator[str]:
    parts = text.split(word)
    if len(parts) > 1:
        for index in range(len(parts)):
            yield word.join(part for number, part in enumerate(parts) if number != index)


def _without_assignment(text: str) -> Iterator[str]:
    """`SET a = :a, b = :b` with one of them left out."""
    found = re.match(r"\s*(SET|ADD|REMOVE) (.+)$", text, re.DOTALL)
    if found and "," in found[2] and "(" not in found[2]:
        parts = [part.strip() for part in found[2].split(",")]
        for index in range(len(parts)):
            yield f"{found[1]} " + ", ".join(part for number, part in enumerate(parts) if number != index)


def _swapped(text: str) -> Iterator[str]:
    """Two placeholders, each in the other's place."""
    names = sorted(set(re.findall(r"[:#]\w+", text)))
    for first, second in zip(names, names[1:], strict=False):
        if first[0] == second[0]:
            other = {first: second, second: first}
            yield re.sub(r"[:#]\w+", lambda found, other=other: other.get(found[0], found[0]), text)  # type: ignore[misc]
