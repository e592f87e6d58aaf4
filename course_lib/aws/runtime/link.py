"""Between an account and an instance on the same machine: msgpack maps over one socket."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NoReturn

import msgpack

from course_lib.aws.clock import START
from course_lib.aws.http.messages import Request, Response
from course_lib.aws.runtime.interface import Ending, Invocation, Program, Ran

if TYPE_CHECKING:
    from course_lib.aws.runtime.processes import Turns

LARGEST = 128 * 1024 * 1024  # bytes of one message


def tell(connection: Connection, **members: Any) -> None:
    """Send one message."""
    connection.send_bytes(msgpack.packb(members))


def hear(connection: Connection) -> dict[str, Any]:
    """The next message.

    Raises:
        EOFError, OSError: the other side is gone.
    """
    message: dict[str, Any] = msgpack.unpackb(connection.recv_bytes(LARGEST), strict_map_key=False)
    return message


def as_map(ran: Ran) -> dict[str, Any]:
    return {**vars(ran), "ending": ran.ending.value}


def as_ran(message: Mapping[str, Any]) -> Ran:
    return Ran(**{**message, "ending": Ending(message["ending"])})


class SocketLink:
    """An instance's way to the account. Its threads send one request after the other, and only while an invocation
    runs: between two of them they stand still.

    Args:
        connection: to the account.
        turns: of the processes that the handler forks.
    """

    def __init__(self, connection: Connection, turns: Turns) -> None:
        self._connection, self._turns = connection, turns
        self._turn = threading.Lock()
        self._now, self._slept = START, 0.0
        self._on_pause: Callable[[], None] = lambda: None
        self._on_time: Callable[[], None] = lambda: None

    def introduce(self) -> None:
        """Tell the account which process this is."""
        tell(self._connection, process=os.getpid())

    def hear(self) -> dict[str, Any]:
        """What the account asks for next."""
        with self._turn:
            return hear(self._connection)

    def ended(self, ran: Ran) -> None:
        """Tell what came of that, and hear nothing of this process's threads until it asks for more."""
        slept, self._slept = self._slept, 0.0
        tell(self._connection, ran=as_map(Ran(ran.ending, ran.payload, ran.log, slept, ran.status)))

    def last_word(self, ran: Ran) -> NoReturn:
        with self._turn:
            self.ended(ran)
            os._exit(0)

    def send(self, request: Request) -> Response:
        """Ask the account, and wait for its answer."""
        with self._turn, self._turns.one():
            slept, self._slept = self._slept, 0.0
            tell(
                self._connection,
                request=[request.method, request.url, dict(request.headers), request.body],
                slept=slept,
            )
            message = hear(self._connection)
        self.set_clock(message["now"])
        status, headers, body = message["response"]
        return Response(status, headers, body)

    def now(self) -> datetime:
        """The account's time, as far as it is known here."""
        return self._now

    def on_pause(self, do: Callable[[], None]) -> None:
        """Let this be done after each pause."""
        self._on_pause = do

    def on_time(self, do: Callable[[], None]) -> None:
        """Let this be done whenever the account tells its time."""
        self._on_time = do

    def set_clock(self, moment: float) -> None:
        """The account's clock shows this moment, in seconds since 1970."""
        self._now = datetime.fromtimestamp(moment, UTC)
        self._on_time()

    def advance(self, *, seconds: float) -> None:
        """Somebody here pauses. The account hears of it with the next message."""
        self._slept += seconds
        self._now += timedelta(seconds=seconds)
        self._on_pause()


def invocation_of(message: Mapping[str, Any]) -> Invocation:
    return Invocation(**{**message, "deadline": datetime.fromtimestamp(message["deadline"], UTC)})


def program_of(message: Mapping[str, Any]) -> Program:
    return Program(**message)
