"""Answer what comes from a worker or an instance: AWS requests, and nothing else. Nothing is believed unchecked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.judge.limits import TooMuch
from autograder.line.channel import BODY_LIMIT, ChannelGarbled
from autograder.line.messages import (
    KIND,
    Came,
    FileBroken,
    FileData,
    RaisedMessage,
    ReadFile,
    SendToAws,
    Taken,
    WriteFile,
    from_wire,
)
from course_lib.aws.account import Cloud, Request, Response
from course_lib.aws.values import BadValue, readable, unpack
from course_lib.checks.files import CHUNK, Broken, Sink, Source
from course_lib.checks.submission import Ending, Outcome, Raised

LONGEST_PAUSE = 40 * 24 * 3600.0  # longer than anything that a table can be restored to
HEAD_LIMIT = 16 * 1024  # characters of method, address and headers
TEXT_LIMIT = 4000
MOST_TYPES = 50  # base classes of an exception
MOST_CHANGED = 50  # arguments that a call has changed
OWN_CLIENT = "own client"  # who the scratch cloud's journal names


@dataclass(frozen=True)
class WaitingRequest:
    """An AWS request that waits for its answer: who sends it, and how long it claims to have paused (seconds)."""

    request: Request
    who: str
    slept: float


def waiting(sent: SendToAws) -> WaitingRequest:
    """The AWS request in a message.

    Raises:
        ChannelGarbled: it is larger, or its sender paused longer, than can be.
    """
    if not 0 <= sent.slept <= LONGEST_PAUSE:
        raise ChannelGarbled("a pause that is too long")
    if len(sent.body) > BODY_LIMIT:
        raise ChannelGarbled(f"a request of {len(sent.body)} bytes")
    headers = sum(len(name) + len(value) for name, value in sent.headers.items())
    if len(sent.method) + len(sent.url) + headers > HEAD_LIMIT:
        raise ChannelGarbled(f"a request with more than {HEAD_LIMIT} characters of headers")
    return WaitingRequest(Request(sent.method, sent.url, sent.headers, sent.body), sent.who, sent.slept)


def answer_file(message: ReadFile | WriteFile, files: Sequence[Source | Sink]) -> FileData | Taken | FileBroken:
    """Read from, or write to, one of the files that a call was handed. A fault that the check wants is an answer too.

    Raises:
        ChannelGarbled: there is no such file, or it is not for this, or too many bytes are moved at once.
        TooMuch: the file takes no more.
    """
    file = files[message.number] if 0 <= message.number < len(files) else None
    try:
        if isinstance(file, Source) and isinstance(message, ReadFile) and 0 < message.size <= CHUNK:
            return FileData(file.read(message.size))
        if isinstance(file, Sink) and isinstance(message, WriteFile) and len(message.data) <= CHUNK:
            file.write(message.data)
            return Taken()
    except Broken as fault:
        return FileBroken(fault.errno or 0, fault.strerror or "")
    except OSError:
        assert isinstance(file, Sink)
        raise TooMuch(f"more than {file.limit:,} bytes were written to a file") from None
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


def read_outcome(came: Came) -> Outcome:
    """What a call came to.

    Raises:
        ChannelGarbled: it contradicts itself, or what is packed in it cannot be unpacked.
    """
    try:
        ending = Ending(came.ending)
        value = unpack(came.value)
        raised = _raised(came.raised) if came.raised else None
        if (ending is Ending.RAISED) != (raised is not None):
            raise ChannelGarbled("an exception without its description")
        changed = tuple(_text(name) for name in came.changed[:MOST_CHANGED])
        printed, problem, logged = _text(came.printed), _text(came.problem), _text(came.logged)
        return Outcome(ending, value, raised, printed, problem, logged, changed)
    except (ValueError, TypeError, BadValue):
        raise ChannelGarbled("an outcome that is not well formed") from None


def _raised(described: dict[str, Any]) -> Raised:
    raised = from_wire({KIND: RaisedMessage.__name__, **described}, RaisedMessage)
    types = tuple(_text(name) for name in raised.types[:MOST_TYPES])
    attributes, response = unpack(raised.attributes), unpack(raised.response)
    if not types or not isinstance(attributes, dict) or not isinstance(response, (dict, type(None))):
        raise ChannelGarbled("an exception that is not well formed")
    line = None if raised.line is None else _text(raised.line)
    return Raised(types, _text(raised.message), attributes, response, line)


def _text(value: str) -> str:
    return readable(value, TEXT_LIMIT)
