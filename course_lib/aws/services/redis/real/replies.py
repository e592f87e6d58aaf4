"""Answers of a real server, read from its connection (RESP2).

Source: "Redis serialization protocol specification", version 2.
"""

from __future__ import annotations

from typing import BinaryIO

from course_lib.aws.services.redis.replies import NIL_ARRAY, Refusal, Reply, Status


def read(stream: BinaryIO) -> Reply:
    """The next answer.

    Raises:
        ConnectionError: the server closed the connection.
    """
    line = stream.readline()
    if not line.endswith(b"\r\n"):
        raise ConnectionError("The server closed the connection.")
    sign, rest = line[:1], line[1:-2]
    if sign == b"+":
        return Status(rest.decode())
    if sign == b"-":
        return Refusal(rest.decode())
    if sign == b":":
        return int(rest)
    count = int(rest)
    if sign == b"$":
        return None if count < 0 else stream.read(count + 2)[:-2]
    return NIL_ARRAY if count < 0 else [read(stream) for _ in range(count)]
