"""The judge's end of a conversation with a worker or an instance: messages of `messages`, with tickets."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Sequence
from typing import Any, TypeVar

from autograder.line.channel import Channel, ChannelGarbled
from autograder.line.messages import AwsAnswered, from_wire, to_wire
from course_lib.aws.http.messages import Response

M = TypeVar("M")


class Line:
    """A channel whose every question gets a ticket that nobody can guess, and whose answers must bear it.

    So what comes before a question, or belongs to an earlier one, is never taken for its answer.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._ticket = ""

    @classmethod
    def pair(cls) -> tuple[Line, socket.socket]:
        """A line, and the other end to hand to another process."""
        channel, theirs = Channel.pair()
        return cls(channel), theirs

    def ask(self, message: Any, deadline: float, passing: Sequence[socket.socket] = ()) -> None:
        """Ask for something to be done.

        Raises:
            ChannelClosed, ChannelTimeout: as they say.
        """
        self._ticket = secrets.token_hex(8)
        self._channel.send({**to_wire(message), "ticket": self._ticket}, passing, deadline)

    def receive(self, deadline: float, *expected: type[M]) -> M:
        """What comes next: the answer, or a request on the way to it.

        Args:
            deadline: a moment of `time.monotonic()`.
            expected: the kinds of message that may come.

        Raises:
            ChannelClosed, ChannelGarbled, ChannelTimeout: as they say.
        """
        message = self._channel.receive(deadline)
        if message.get("ticket") != self._ticket:
            raise ChannelGarbled("a message that belongs to no question")
        return from_wire(message, *expected)

    def reply(self, response: Response, deadline: float, now: float = 0.0) -> None:
        """Answer a request to AWS.

        Args:
            deadline: a moment of `time.monotonic()`.
            now: what the account's clock shows, in seconds since 1970; 0.0 leaves the other side's as it is.

        Raises:
            ChannelClosed, ChannelTimeout: as they say.
        """
        self.tell(AwsAnswered(response.status, dict(response.headers), response.body, now), deadline)

    def tell(self, message: Any, deadline: float) -> None:
        """Send what was asked for.

        Raises:
            ChannelClosed, ChannelTimeout: as they say.
        """
        self._channel.send(to_wire(message), deadline=deadline)

    def fileno(self) -> int:
        """The descriptor at which there is something to be read when the other side has said something."""
        return self._channel.fileno()

    def close(self) -> None:
        """Hang up."""
        self._channel.close()
