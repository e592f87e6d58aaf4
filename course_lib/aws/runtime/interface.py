"""What an account asks of whoever runs code of functions, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from course_lib.aws.http.messages import Request, Response

PAYLOAD = 6_291_556  # bytes of an answer; AWS's own number for 6 MB
LOG = 256 * 1024  # characters of one invocation's log that are kept


@dataclass(frozen=True)
class Program:
    """What an instance is started with.

    Attributes:
        code: a zip file.
        handler: "module.function".
        environment: all variables that its process has.
        memory_mb: how much its process may take.
    """

    code: bytes
    handler: str
    environment: Mapping[str, str]
    memory_mb: int


@dataclass(frozen=True)
class Invocation:
    """One call of a handler.

    Attributes:
        event: JSON.
        request_id: its own.
        arn: as the function was named.
        deadline: on the account's clock.
    """

    event: bytes
    request_id: str
    arn: str
    deadline: datetime


class Ending(Enum):
    """How the beginning of an instance, or an invocation, ended."""

    READY = "ready"
    RETURNED = "returned"
    RAISED = "raised"
    REFUSED = "refused"  # the code cannot be used; the payload says why
    TIMED_OUT = "timed out"
    EXITED = "exited"


@dataclass(frozen=True)
class Ran:
    """What came of it.

    Attributes:
        ending: how it ended.
        payload: JSON, of what was returned or of the error.
        log: what was printed.
        slept: seconds of pauses that the account has not heard of.
        status: of a process that exited; the signal's number below zero. None where nobody knows.
    """

    ending: Ending
    payload: bytes = b""
    log: str = ""
    slept: float = 0.0
    status: int | None = None


class TimeIsUp(Exception):
    """The deadline has passed on the account's clock."""


class Outside(Protocol):
    """The account, as an instance meets it."""

    def now(self) -> datetime: ...

    def answer(self, request: Request, slept: float) -> Response:
        """Answer a request to AWS, sent after a pause of `slept` seconds.

        Raises:
            TimeIsUp: the deadline has passed.
        """
        ...


class Instance(Protocol):
    """A process with a function's code. One that timed out or exited is only good for `close`."""

    def begin(self, outside: Outside) -> Ran:
        """Unpack the code and import the handler's module: READY, or anything but RETURNED."""
        ...

    def run(self, invocation: Invocation, outside: Outside) -> Ran:
        """Call the handler."""
        ...

    def stop(self) -> Ran:
        """End it while it runs something; EXITED, with what it has printed."""
        ...

    def close(self) -> None:
        """End it with everything that it started."""
        ...


class Runtime(Protocol):
    """Starts instances."""

    def of_account(self) -> Runtime:
        """The one for a single account, which counts what its instances take."""
        ...

    def start(self, program: Program) -> Instance:
        """A new process, in which nothing has run yet.

        Raises:
            NotSimulated: none can be started here.
        """
        ...
