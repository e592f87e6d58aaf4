"""Lua's values: nil is None, numbers are floats, texts are bytes; tables; and how replies become values and back.

Source: Redis manual, "Redis Lua API reference", data type conversion; Lua 5.1 Reference Manual, section 2.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.commands.spec import LEAST, MOST
from course_lib.aws.services.redis.replies import NIL_ARRAY, Refusal, Reply, Status

_NUMBER = re.compile(rb"\s*-?(0[xX][0-9a-fA-F]+|(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?)\s*")


@dataclass
class Table:
    """A table: what stands at 1, 2, …, and under names such as ok and err."""

    items: list[Any] = field(default_factory=list)
    named: dict[bytes, Any] = field(default_factory=dict)

    def get(self, key: Any) -> Any:
        if isinstance(key, float):
            place = int(key) if key == key and abs(key) < 1e15 else 0
            return self.items[place - 1] if place == key and 1 <= place <= len(self.items) else None
        return self.named.get(key) if isinstance(key, bytes) else None


def type_of(value: Any) -> str:
    """Lua's name of a value's type."""
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "boolean"
    return {float: "number", bytes: "string", Table: "table"}.get(type(value), "function")


def to_number(value: Any) -> float | None:
    """A number, or a text that is one; else None."""
    if isinstance(value, float):
        return value
    if not isinstance(value, bytes) or len(value) > 400 or not _NUMBER.fullmatch(value):
        return None
    text = value.strip().lower()
    if b"x" in text:
        return float(int(text, 16)) if len(text) < 200 else float("inf")
    return float(text)


def to_text(value: Any) -> bytes | None:
    """A text, or a number as Lua writes it; else None."""
    if isinstance(value, float):
        return b"inf" if value == float("inf") else b"%.14g" % value
    return value if isinstance(value, bytes) else None


def shown(value: Any) -> bytes:
    """What tostring gives."""
    text = to_text(value)
    if text is not None:
        return text
    return (
        {None: b"nil", True: b"true", False: b"false"}[value] if value is None or isinstance(value, bool) else b"table"
    )


def from_reply(reply: Reply) -> Any:
    """A command's reply as a script sees it: nothing found is false."""
    if reply is None or reply is NIL_ARRAY:
        return False
    if isinstance(reply, Status):
        return Table(named={b"ok": reply.encode()})
    if isinstance(reply, Refusal):
        return Table(named={b"err": reply.text.encode()})
    if isinstance(reply, list):
        return Table([from_reply(each) for each in reply])
    return float(reply) if isinstance(reply, int) else reply


MOST_PARTS, MOST_LEVELS = 20_000, 50  # of what a script returns


def to_reply(value: Any, left: list[int] | None = None, depth: int = 0) -> Reply:
    """What a script returns, as a reply: numbers lose their fractions, false is nothing, a list ends at nil."""
    left = [MOST_PARTS] if left is None else left
    left[0] -= 1
    if left[0] < 0 or depth > MOST_LEVELS:
        raise NotSimulated("A script that returns so much, or lists in so many lists, is not simulated.")
    if value is None or value is False:
        return None
    if value is True:
        return 1
    if isinstance(value, float):
        return int(value) if LEAST <= value < MOST else LEAST
    if isinstance(value, bytes):
        return value
    if not isinstance(value, Table):
        return None
    if isinstance(value.named.get(b"err"), bytes):
        return Refusal(value.named[b"err"].decode("utf-8", "replace"))
    if isinstance(value.named.get(b"ok"), bytes):
        return Status(value.named[b"ok"].decode("utf-8", "replace"))
    until = next((place for place, each in enumerate(value.items) if each is None), len(value.items))
    return [to_reply(each, left, depth + 1) for each in value.items[:until]]
