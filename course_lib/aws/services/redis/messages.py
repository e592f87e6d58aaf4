"""What travels between a program and a node of the cluster: commands, and their replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.addresses import DEFAULT_REGION
from course_lib.aws.http.messages import Call, NotSimulated, Request, Response
from course_lib.aws.services.redis.replies import text_of
from course_lib.aws.values import BadValue, pack, unpack

NAME = "redis"
SCHEME = f"{NAME}://"
PORT = 6379
REFUSED = "x-course-refused"  # of a response: nobody listens at this address
# client-query-buffer-limit is 1 GB at Redis; ours is what one cloud can hold of requests.
LONGEST = 1024 * 1024  # bytes of all arguments of one request
MOST_COMMANDS = 1000  # of one transaction
LONGEST_ANSWER = 4 * 1024 * 1024  # bytes
SHOWN = (
    200  # arguments of a command, and members of an answer, that the journal keeps; letters of each: a hundred times
)

Command = Sequence[bytes]


@dataclass(frozen=True)
class Batch:
    """Commands that arrive at a node together and are carried out one right after the other.

    Attributes:
        host: of the node.
        session: the connection they come over.
        commands: each its name and its arguments; one, or a whole transaction from MULTI to EXEC.
    """

    host: str
    session: str
    commands: tuple[Command, ...]

    @property
    def verb(self) -> str:
        """What is asked for: "GET"; "EXEC" of a transaction."""
        last = self.commands[-1] if self.commands else ()
        name = text_of(last[0]).upper()[:20] if last else "COMMAND"
        if name in ("CLUSTER", "SCRIPT") and len(last) > 1:
            return f"{name} {text_of(last[1]).upper()[:20]}"
        return name

    def to_request(self) -> Request:
        """
        Raises:
            NotSimulated: it is too long.
        """
        body = pack([self.session, [list(command) for command in self.commands]])
        if len(body) > LONGEST:
            raise NotSimulated(f"A command of Redis with more than {LONGEST // 1024} KB is not simulated.")
        return Request(self.verb, f"{SCHEME}{self.host}:{PORT}", {}, body)


def is_batch(request: Request) -> bool:
    """Whether a request is for a node of the cluster."""
    return request.url.startswith(SCHEME)


def read_batch(request: Request) -> Batch:
    """The commands in a request; none where it holds none."""
    host = request.url.removeprefix(SCHEME).rpartition(":")[0]
    try:
        session, commands = unpack(request.body)
    except (BadValue, TypeError, ValueError):
        return Batch(host, "", ())
    if not isinstance(session, str) or len(session) > 100:
        return Batch(host, "", ())
    if not isinstance(commands, list) or len(commands) > MOST_COMMANDS:
        return Batch(host, "", ())
    if not all(_is_command(command) for command in commands) or len(request.body) > LONGEST:
        return Batch(host, "", ())
    return Batch(host, session, tuple(tuple(command) for command in commands))


def _is_command(command: Any) -> bool:
    return isinstance(command, list) and bool(command) and all(isinstance(part, bytes) for part in command)


def to_call(batch: Batch, who: str, account: str) -> Call:
    """The commands as the journal has them."""
    commands = [[text_of(part[: 100 * SHOWN]) for part in command[:SHOWN]] for command in batch.commands]
    return Call(NAME, batch.verb, {"Node": batch.host, "Commands": commands}, who, DEFAULT_REGION, account)


def to_response(data: bytes) -> Response:
    return Response(200, {}, data)
