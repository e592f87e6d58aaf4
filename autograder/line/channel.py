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

LIMIT = 8 * 1024 * 1024  # bytes of one message to the judge
BODY_LIMIT = 7 * 1024 * 1024  # of one AWS request; a part of a multipart upload has at least 5 MB
MEMBERS = 20_000  # in all lists and maps of one message; values travel packed, as bytes
CHUNK = 2**16  # bytes taken from the socket at once
_HEADER = struct.Struct(">I")


class ChannelClosed(Exception):
    """The other side is gone."""


class ChannelGarbled(Exception):
    """What arrived is not a message."""


class ChannelTimeout(Exception):
    """Nothing arrived in time."""


class Channel:
    """One end of a conversation.

    Args:
        end: the socket.
        trusting: whether the other side is the judge. The judge itself keeps no sockets that come with a message, since
            they would fill its table of open files, and takes no message above `LIMIT`.
    """

    def __init__(self, end: socket.socket, trusting: bool = False) -> None:
        self._socket, self._trusting = end, trusting
        self._arrived = bytearray()  # and not yet taken
        self.passed: list[int] = []

    @classmethod
    def pair(cls) -> tuple[Channel, socket.socket]:
        """A channel, and the other end to hand to another process."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        return cls(ours), theirs

    @classmethod
    def of_descriptor(cls, descriptor: int) -> Channel:
        """A worker's channel, on an inherited or received file descriptor."""
        return cls(socket.socket(fileno=descriptor), trusting=True)

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
        flags = 0 if deadline is None else socket.MSG_DONTWAIT
        try:
            if passing:
                self._wait(deadline, writing=True)
                descriptors = [each.fileno() for each in passing]
                sent = socket.send_fds(self._socket, [data[:1]], descriptors, flags)
                data = data[sent:]
            while data:
                self._wait(deadline, writing=True)
                data = data[self._socket.send(data, flags) :]
        except BlockingIOError:
            raise ChannelTimeout from None
        except OSError:
            raise ChannelClosed from None

    def receive(self, deadline: float | None = None) -> dict[str, Any]:
        """The next message; sockets that came with it are in `passed`, as descriptors.

        Raises:
            ChannelClosed, ChannelGarbled, ChannelTimeout: as they say.
        """
        size = _HEADER.unpack(self._read(_HEADER.size, deadline))[0]
        if size > LIMIT and not self._trusting:
            raise ChannelGarbled(f"a message of {size} bytes")
        return _decode(self._read(size, deadline))

    def _read(self, size: int, deadline: float | None) -> bytes:
        while len(self._arrived) < size:
            self._wait(deadline, writing=False)
            try:
                if self._trusting:
                    chunk, passed, _, _ = socket.recv_fds(self._socket, CHUNK, 2)
                    self.passed.extend(passed)
                else:
                    chunk = self._socket.recv(CHUNK)
            except OSError:
                raise ChannelClosed from None
            if not chunk:
                raise ChannelClosed
            self._arrived += chunk
        taken = bytes(self._arrived[:size])
        del self._arrived[:size]
        return taken

    def _wait(self, deadline: float | None, writing: bool) -> None:
        if deadline is None:
            return
        left = deadline - time.monotonic()
        poll = select.poll()
        poll.register(self._socket, select.POLLOUT if writing else select.POLLIN)
        if left <= 0 or not poll.poll(left * 1000):
            raise ChannelTimeout

    def take_passed(self) -> Channel:
        """The channel on the first socket that came and was not yet taken.

        Raises:
            ChannelGarbled: none came.
        """
        if not self.passed:
            raise ChannelGarbled("no socket came with the message")
        return Channel.of_descriptor(self.passed.pop(0))

    def hang_up(self) -> None:
        """Tell the other side that nothing more will come; `wait_for_end` then sees when it is gone."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def wait_for_end(self, deadline: float) -> bool:
        """Wait until the other side is gone; False if it is still there at the deadline."""
        try:
            while True:
                self._read(1, deadline)
        except ChannelClosed:
            return True
        except ChannelTimeout:
            return False

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close this end."""
        for descriptor in self.passed:
            os.close(descriptor)
        self.passed.clear()
        self._socket.close()


def _decode(body: bytes) -> dict[str, Any]:
    left = MEMBERS

    def count(container: Any) -> Any:
        nonlocal left
        left -= len(container) + 1
        if left < 0:
            raise ChannelGarbled(f"a message of more than {MEMBERS} members")
        return container

    try:
        message = msgpack.unpackb(
            body,
            raw=False,
            strict_map_key=True,
            list_hook=count,
            object_hook=count,
            max_array_len=MEMBERS,
            max_map_len=MEMBERS,
        )
    except ChannelGarbled:
        raise
    except Exception:
        raise ChannelGarbled("not msgpack") from None
    if not isinstance(message, dict):
        raise ChannelGarbled("not a map")
    return message
