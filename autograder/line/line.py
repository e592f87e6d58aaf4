"""The judge's end of a conversation with a worker or an instance."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Sequence
from typing import Any

from autograder.line.channel import Channel, ChannelGarbled
from course_lib.aws.http.messages import Response


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

    def ask(self, message: dict[str, Any], deadline: float, passing: Sequence[socket.socket] = ()) -> None:
        """Ask for something to be done.

        Raises:
            ChannelClosed, ChannelTimeout: as they say.
        """
        self._ticket = secrets.token_hex(8)
        self._channel.send({**message, "ticket": self._ticket}, passing, deadline)

    def receive(self, deadline: float) -> dict[str, Any]:
        """What comes next: the answer, or a request to AWS on the way to it.

        Raises:
            ChannelClosed, ChannelGarbled, ChannelTimeout: as they say.
        """
        message = self._channel.receive(deadline)
        if message.get("ticket") != self._ticket:
            raise ChannelGarbled("a message that belongs to no question")
        return message

    def reply(self, response: Response, deadline: float) -> None:
        """Answer a request to AWS.

        Raises:
            ChannelClosed, ChannelTimeout: as they say.
        """
        message = {"status": response.status, "headers": dict(response.headers), "body": response.body}
        self.tell(message, deadline)

    def tell(self, message: dict[str, Any], deadline: float) -> None:
        """Send what was asked for.

        Raises:
            ChannelClosed, ChannelTimeout: as they say.
        """
        self._channel.send(message, deadline=deadline)

    def close(self) -> None:
        """Hang up."""
        self._channel.close()
