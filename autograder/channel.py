"""Length-prefixed msgpack messages over a socket pair, with a size limit and deadlines; a message may carry one open
socket.

Both sides use it. Nothing that arrives is trusted: a message is a map with text keys and plain values, or it is
refused.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

import msgpack

LIMIT = 8 * 1024 * 1024
_HEADER = struct.Struct(">I")


class ChannelClosed(Exception):
    """The other side is gone."""


class ChannelGarbled(Exception):
    """What arrived is not a message."""


class ChannelTimeout(Exception):
    """Nothing arrived in time."""


class Channel:
    """One end of a conversation."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end
        self.passed: list[int] = []

    @classmethod
    def pair(cls) -> tuple[Channel, socket.socket]:
        """A channel, and the other end to hand to another process."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        return cls(ours), theirs

    @classmethod
    def of_descriptor(cls, descriptor: int) -> Channel:
        """The channel on an inherited or received file descriptor."""
        return cls(socket.socket(fileno=descriptor))

    def send(
        self, message: dict[str, Any], passing: Sequence[socket.socket] = (), deadline: float | None = None
    ) -> None:
        """Send a message, and with it open sockets.

        Args:
            deadline: a moment of `time.monotonic()`.

        Raises:
            ChannelClosed: the other side is gone.
            ChannelTimeout: the other side does not read.
        """
        body = msgpack.packb(message, use_bin_type=True)
        data = memoryview(_HEADER.pack(len(body)) + body)
        try:
            if passing:
                sent = socket.send_fds(self._socket, [data[:1]], [each.fileno() for each in passing])
                data = data[sent:]
            while data:
                self._wait(deadline, writing=True)
                data = data[self._socket.send(data, socket.MSG_DONTWAIT) :]
        except BlockingIOError:
            raise ChannelTimeout from None
        except OSError:
            raise ChannelClosed from None

    def receive(self, deadline: float | None = None) -> dict[str, Any]:
        """The next message; sockets that came with it are in `passed`, as descriptors.

        Raises:
            ChannelClosed, ChannelGarbled, ChannelTimeout: as they say.
        """
        first = self._read(1, deadline, descriptors=True)
        size = _HEADER.unpack(first + self._read(_HEADER.size - 1, deadline))[0]
        if size > LIMIT:
            raise ChannelGarbled(f"a message of {size} bytes")
        body = self._read(size, deadline)
        try:
            message = msgpack.unpackb(body, raw=False, strict_map_key=True)
        except Exception:
            raise ChannelGarbled("not msgpack") from None
        if not isinstance(message, dict):
            raise ChannelGarbled("not a map")
        return message

    def _read(self, size: int, deadline: float | None, descriptors: bool = False) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._wait(deadline, writing=False)
            try:
                if descriptors:
                    chunk, passed, _, _ = socket.recv_fds(self._socket, size - len(parts), 2)
                    self.passed.extend(passed)
                else:
                    chunk = self._socket.recv(min(size - len(parts), 2**16))
            except OSError:
                raise ChannelClosed from None
            if not chunk:
                raise ChannelClosed
            parts += chunk
        return bytes(parts)

    def _wait(self, deadline: float | None, writing: bool) -> None:
        if deadline is None:
            return
        left = max(0.0, deadline - time.monotonic())
        watched = [self._socket]
        ready = select.select([], watched, [], left)[1] if writing else select.select(watched, [], [], left)[0]
        if not ready:
            raise ChannelTimeout

    def take_passed(self) -> Channel:
        """The channel on the first socket that came and was not yet taken.

        Raises:
            ChannelGarbled: none came.
        """
        if not self.passed:
            raise ChannelGarbled("no socket came with the message")
        return Channel.of_descriptor(self.passed.pop(0))

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close this end."""
        for descriptor in self.passed:
            os.close(descriptor)
        self.passed.clear()
        self._socket.close()
