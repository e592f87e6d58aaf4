"""Questions as they come through the socket that all processes of a call share, and what is answered.

Nothing of a question is believed but what the kernel says of it, and nobody's socket is waited for.
"""

from __future__ import annotations

import array
import os
import socket
import struct
import zlib
from typing import Any

from course_lib.aws.values import BadValue, pack, unpack
from course_lib.checks.processors.work import SLEEP, WORK

PACKET = 64 * 1024  # bytes of a question
MOST_TOLD = 100_000  # bytes of an answer: so many a socket takes at once
LONGEST_PAUSE = 900_000.0  # milliseconds
_CREDENTIALS = struct.Struct("3i")
_NO_WAY = "asked work for something in a way that there is not"


class Stuck(Exception):
    """The call is ended; the message says why, after the function's name."""


class Odd(Stuck):
    """What was asked is no question of `work`, or there were too many, or too many processes."""


def told(**what: Any) -> bytes:
    """An answer.

    Raises:
        ValueError: it is too large.
    """
    packed = zlib.compress(pack(what))
    if len(packed) > MOST_TOLD:
        raise ValueError(f"a part's result has more than {MOST_TOLD:,} bytes when it is compressed")
    return packed


def described(error: Exception) -> list[Any]:
    """One of Python's exceptions as plain data: its name, and what it is made of."""
    reduced: Any = error.__reduce__()
    return [type(error).__name__, *reduced[1]]


def received(ours: socket.socket) -> tuple[bytes, socket.socket, int]:
    """What came, the socket to answer at, and the process that has sent it (0 where the system does not say).

    Raises:
        Odd: it is too long, or nobody waits for an answer.
    """
    room = socket.CMSG_SPACE(_CREDENTIALS.size) + socket.CMSG_SPACE(array.array("i").itemsize)
    data, beside, flags, _ = ours.recvmsg(PACKET, room)
    reply, process = None, 0
    for level, kind, value in beside:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            for descriptor in array.array("i", value[: len(value) - len(value) % 4]):
                reply = _socket(descriptor) if reply is None else _dropped(descriptor, reply)
        elif kind == getattr(socket, "SCM_CREDENTIALS", None):
            process = _CREDENTIALS.unpack(value)[0]
    if flags & socket.MSG_TRUNC:
        if reply is not None:
            reply.close()
        raise Odd("called work with something too large")
    if reply is None:
        raise Odd(_NO_WAY)
    return data, reply, process


def _socket(descriptor: int) -> socket.socket | None:
    try:
        return socket.socket(fileno=descriptor)
    except OSError:  # it is something else
        os.close(descriptor)
        return None


def _dropped(descriptor: int, kept: socket.socket) -> socket.socket:
    os.close(descriptor)
    return kept


def read(data: bytes) -> tuple[str, Any, int]:
    """Which kind of question it is, for what, and who says to ask.

    Raises:
        Odd: it is none.
    """
    try:
        asked = unpack(data)
    except BadValue:
        raise Odd(_NO_WAY) from None
    if not isinstance(asked, list) or len(asked) != 3 or type(asked[2]) is not int:
        raise Odd(_NO_WAY)
    kind, what, said = asked
    if kind == SLEEP and not (type(what) is float and 0 <= what <= LONGEST_PAUSE):
        raise Odd("slept for a time that there is not")
    if kind not in (WORK, SLEEP):
        raise Odd(_NO_WAY)
    return kind, what, said
