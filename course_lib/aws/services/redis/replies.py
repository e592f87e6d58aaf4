"""Replies of a server as Python values, and as they travel: version 2 of the Redis serialization protocol (RESP2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass
class Refusal(Exception):
    """An error reply. `text` starts with its code: "WRONGTYPE Operation against …"."""

    text: str

    def __str__(self) -> str:
        return self.text

    @property
    def code(self) -> str:
        """Its first word."""
        return self.text.partition(" ")[0]


class Status(str):
    """A status reply, such as OK; other texts are bytes."""


OK, QUEUED, PONG = Status("OK"), Status("QUEUED"), Status("PONG")


class NilArray:
    """The reply that is no array: of an EXEC that was not carried out."""


NIL_ARRAY = NilArray()
Reply = Any  # Status, Refusal, int, bytes, None, NIL_ARRAY, or a list of replies


def encode(reply: Reply) -> bytes:
    """A reply as it travels."""
    if isinstance(reply, Status):
        return b"+%s\r\n" % reply.encode()
    if isinstance(reply, Refusal):
        return b"-%s\r\n" % reply.text.encode()
    if isinstance(reply, int):
        return b":%d\r\n" % reply
    if reply is None:
        return b"$-1\r\n"
    if reply is NIL_ARRAY:
        return b"*-1\r\n"
    if isinstance(reply, list):
        return b"*%d\r\n" % len(reply) + b"".join(map(encode, reply))
    return b"$%d\r\n%s\r\n" % (len(reply), reply)


def size_of(reply: Reply) -> int:
    """Bytes of a reply, about. Nothing is put together for it."""
    if isinstance(reply, list):
        return 16 + sum(map(size_of, reply))
    return 16 + (len(reply) if isinstance(reply, (bytes, str)) else 0)


def readable(reply: Reply, most: int | None = None) -> Any:
    """A reply for a person: bytes as text.

    Args:
        reply: as it travels.
        most: how many members of a list, and a hundred times as many letters of a text, are kept; None for all.
    """
    if isinstance(reply, list):
        return [readable(each, most) for each in reply[:most]]
    if isinstance(reply, bytes):
        return text_of(reply if most is None else reply[: 100 * most])
    if isinstance(reply, Refusal | Status):
        return str(reply)
    return None if reply is NIL_ARRAY else reply


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def read_commands(data: bytearray) -> Iterator[list[bytes]]:
    """The commands that have arrived whole, taken out of the data."""
    while (found := _command(data)) is not None:
        command, end = found
        del data[:end]
        yield command


def _command(data: bytearray) -> tuple[list[bytes], int] | None:
    """The first command and where it ends; None when it is not all there."""
    count, position = _number(data, 0, b"*")
    parts = []
    for _ in range(count):
        length, position = _number(data, position, b"$")
        if length < 0 or len(data) < position + length + 2:
            return None
        parts.append(bytes(data[position : position + length]))
        position += length + 2
    return (parts, position) if count > 0 else None


def _number(data: bytearray, position: int, sign: bytes) -> tuple[int, int]:
    """The number on the line that begins here, and where the next line begins; -1 when the line is not all there."""
    end = data.find(b"\r\n", position)
    if end < 0 or data[position : position + 1] != sign:
        return -1, position
    return int(data[position + 1 : end]), end + 2
