"""Answer what comes from a worker or an instance: AWS requests, and nothing else. Nothing is believed unchecked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.judge.limits import TooMuch
from autograder.line.channel import BODY_LIMIT, ChannelGarbled
from course_lib.aws.account import Cloud, Request, Response
from course_lib.aws.values import BadValue, readable, unpack
from course_lib.checks.files import CHUNK, Sink, Source
from course_lib.checks.submission import Ending, Outcome, Raised

LONGEST_PAUSE = 40 * 24 * 3600.0  # longer than anything that a table can be restored to
HEAD_LIMIT = 16 * 1024  # characters of method, address and headers
TEXT_LIMIT = 4000
MOST_TYPES = 50  # base classes of an exception
OWN_CLIENT = "own client"  # who the scratch cloud's journal names


@dataclass(frozen=True)
class WaitingRequest:
    """An AWS request that waits for its answer: who sends it, and how long it claims to have paused (seconds)."""

    request: Request
    who: str
    slept: float


def read_waiting(message: dict[str, Any]) -> WaitingRequest | None:
    """The AWS request in a message, or None if the message is something else.

    Raises:
        ChannelGarbled: it claims to be a request and is not well formed.
    """
    if message.get("ask") != "aws":
        return None
    method, url, headers = message.get("method"), message.get("url"), message.get("headers")
    body, who, slept = message.get("body"), message.get("who"), message.get("slept")
    well_formed = (
        isinstance(method, str)
        and isinstance(url, str)
        and isinstance(headers, dict)
        and all(isinstance(name, str) and isinstance(value, str) for name, value in headers.items())
        and isinstance(body, bytes)
        and isinstance(who, str)
        and isinstance(slept, float)
        and 0 <= slept <= LONGEST_PAUSE
    )
    if not well_formed:
        raise ChannelGarbled("a request that is not well formed")
    assert isinstance(method, str) and isinstance(url, str) and isinstance(headers, dict)
    assert isinstance(body, bytes) and isinstance(who, str) and isinstance(slept, float)
    if len(body) > BODY_LIMIT:
        raise ChannelGarbled(f"a request of {len(body)} bytes")
    if len(method) + len(url) + sum(len(name) + len(value) for name, value in headers.items()) > HEAD_LIMIT:
        raise ChannelGarbled(f"a request with more than {HEAD_LIMIT} characters of headers")
    return WaitingRequest(Request(method, url, headers, body), who, slept)


def answer_file(message: dict[str, Any], files: Sequence[Source | Sink]) -> dict[str, Any]:
    """Read from, or write to, one of the files that a call was handed.

    Raises:
        ChannelGarbled: there is no such file, or it is not for this, or too many bytes are moved at once.
        TooMuch: the file takes no more.
    """
    number, size, data = message.get("thing"), message.get("size"), message.get("data")
    file = files[number] if isinstance(number, int) and 0 <= number < len(files) else None
    if isinstance(file, Source) and message["ask"] == "read" and isinstance(size, int) and 0 < size <= CHUNK:
        return {"data": file.read(size)}
    if isinstance(file, Sink) and message["ask"] == "write" and isinstance(data, bytes) and len(data) <= CHUNK:
        try:
            file.write(data)
        except OSError:
            raise TooMuch(f"more than {file.limit:,} bytes were written to a file") from None
        return {"taken": True}
    raise ChannelGarbled("something that no file answers")


def answer_from_scratch(waiting: WaitingRequest, scratch: Cloud) -> Response:
    """Answer a client that the submission made itself, from a cloud that no check looks at.

    A request on which the cloud itself breaks is answered as AWS answers when something breaks there.
    """
    try:
        scratch.clock.advance(seconds=waiting.slept)
        return scratch.send(waiting.request, OWN_CLIENT)
    except Exception as error:
        body = {"__type": "InternalServerError", "message": f"The simulated AWS broke ({type(error).__name__})."}
        return Response(500, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(body).encode())


def read_outcome(message: dict[str, Any]) -> Outcome:
    """What a call came to.

    Raises:
        ChannelGarbled: the message is not an outcome.
    """
    try:
        ending = Ending(message["ending"])
        value = unpack(_bytes(message["value"]))
        raised = _raised(message["raised"]) if message["raised"] else None
        if (ending is Ending.RAISED) != (raised is not None):
            raise ChannelGarbled("an exception without its description")
        return Outcome(ending, value, raised, _text(message["printed"]), _text(message["problem"]))
    except (KeyError, ValueError, TypeError, BadValue):
        raise ChannelGarbled("an outcome that is not well formed") from None


def _raised(message: dict[str, Any]) -> Raised:
    types = tuple(_text(name) for name in message["types"][:MOST_TYPES])
    attributes, response = unpack(_bytes(message["attributes"])), unpack(_bytes(message["response"]))
    if not types or not isinstance(attributes, dict) or not isinstance(response, (dict, type(None))):
        raise ChannelGarbled("an exception that is not well formed")
    line = message["line"]
    return Raised(types, _text(message["message"]), attributes, response, None if line is None else _text(line))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ChannelGarbled("text expected")
    return readable(value, TEXT_LIMIT)


def _bytes(value: Any) -> bytes:
    if not isinstance(value, bytes):
        raise ChannelGarbled("bytes expected")
    return value
