"""A policy's own words, as something to try it with: whatever it names beside what is needed must not be allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

MOST = 50  # words of each kind that are looked at


@dataclass(frozen=True)
class Words:
    """What stands in a document, with something in the place of each wildcard and variable.

    Attributes:
        actions: of its statements, such as "logs:PutLogEvents"; none for a star alone.
        resources: of its statements, as ARNs; none for a star alone.
        values: of its conditions, and the defaults of its variables.
        contexts: for each condition, the condition keys that it asks for, with the values that it names.
    """

    actions: tuple[str, ...]
    resources: tuple[str, ...]
    values: tuple[str, ...]
    contexts: tuple[dict[str, str | list[str]], ...]


def words_of(document: str) -> Words:
    """The words of a document that IAM takes.

    Args:
        document: as JSON.
    """
    statements = _list_of(json.loads(document)["Statement"])
    actions = _few(_filled(text) for text in _under(statements, "Action", "NotAction") if text != "*")
    resources = _few(_filled(text) for text in _under(statements, "Resource", "NotResource") if text != "*")
    values = [text for statement in statements for text in _leaves(statement.get("Condition", {}))]
    defaults = [default for text in values for default in re.findall(r"'([^']+)'", text)]
    contexts = [_context(each["Condition"]) for each in statements if each.get("Condition")]
    return Words(actions, resources, _few([*defaults, *map(_filled, values)]), tuple(contexts[:MOST]))


def _context(condition: dict[str, Any]) -> dict[str, str | list[str]]:
    found: dict[str, str | list[str]] = {}
    for operator, tests in condition.items():
        for key, wanted in tests.items():
            values = [_filled(text) for text in _leaves(wanted)] or ["any"]
            found[key] = values if operator.startswith("For") else values[0]
    return found


def _list_of(statements: Any) -> list[dict[str, Any]]:
    return statements if isinstance(statements, list) else [statements]


def _under(statements: list[dict[str, Any]], *elements: str) -> Iterator[str]:
    for statement in statements:
        for element in elements:
            yield from _leaves(statement.get(element, []))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, str):
        yield value


def _filled(text: str) -> str:
    return re.sub(r"\$\{[^}]*\}|\*|\?", "any", text)


def _few(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(list(dict.fromkeys(word for word in words if word))[:MOST])
