"""The client that a program is handed: redis-py's own RedisCluster, over connections that send to a `Port`.

What it says to open a connection, and its question which commands there are, is answered right here: that is no
request of the program's. It learned the nodes when it was made, of a cluster of three shards with one replica each;
like every client that has been open for a while it may have to learn them anew.
"""

from __future__ import annotations

import errno
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import redis.exceptions
import redis.retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.cluster import ClusterPipeline, RedisCluster
from redis.connection import Connection
from redis.retry import Retry

from course_lib.aws.clock import Clock
from course_lib.aws.http.fates import CALLER_DIES, CONNECTION_CLOSED, FATE_HEADER
from course_lib.aws.http.messages import Response
from course_lib.aws.http.wire import raise_if_not_simulated
from course_lib.aws.layers.journal import Journal
from course_lib.aws.sdk.botocore_hook import CallerDied
from course_lib.aws.sdk.ports import Handle, Port
from course_lib.aws.services.redis.cluster import Cluster
from course_lib.aws.services.redis.commands import COMMANDS, KNOWN, Spec
from course_lib.aws.services.redis.messages import NAME, PORT, REFUSED, Batch, Command
from course_lib.aws.services.redis.replies import OK, Reply, Status, encode, read_commands

KIND = "cache"
TRIES = 3  # redis-py's usual ten make a broken cluster's journal long, and teach nothing more
TIMEOUT = 2.0  # seconds of the cloud's clock until a client gives up on an answer

Send = Callable[[Batch], Response]


class CacheBinding:
    """A client and where it sends to at present."""

    def __init__(self) -> None:
        redis.retry.sleep = _pause  # type: ignore[assignment, attr-defined]
        ClusterPipeline.__del__ = _forget  # type: ignore[method-assign]
        self.port: Port | None = None
        self.handle = Handle(KIND, NAME, "")
        self._first: Cluster | None = None  # that a client learns its nodes from, while it is made
        self._make()

    def release(self) -> None:
        """Close its connections. A client that had to learn the nodes anew, or was set up otherwise, is replaced."""
        self.port = None
        if self._is_changed():
            self._make()
            return
        for node in self.object.nodes_manager.nodes_cache.values():
            if node.redis_connection is not None:
                node.redis_connection.connection_pool.reset()

    def _is_changed(self) -> bool:
        client = self.object
        learned = client.nodes_manager._epoch != self._known or client.reinitialize_counter
        set_up = client.retry is not self._retry or client.read_from_replicas or client.load_balancing_strategy
        return bool(learned or set_up)

    def _make(self) -> None:
        """Take a new client, which has just learned which nodes there are."""
        self._first = Cluster(Clock(), Journal(Clock()), "")
        self._retry = Retry(ExponentialWithJitterBackoff(base=0.01, cap=1), TRIES)
        try:
            self.object = RedisCluster(
                url=f"redis://{self._first.shards[0].primary.host}:{PORT}",
                retry=self._retry,
                decode_responses=True,
                protocol=2,
                socket_timeout=TIMEOUT,
                connection_class=_connection_class(self._send),
            )
        finally:
            self._first = None
        self._known = self.object.nodes_manager._epoch

    def _send(self, batch: Batch) -> Response:
        if self._first is not None:
            return self._first.send(batch.to_request(), "")
        if self.port is None:
            raise RuntimeError("This client belongs to a cloud that was closed. Open the lab again for a new one.")
        return self.port.send(batch.to_request(), self.handle.who)


def _forget(pipeline: ClusterPipeline) -> None:
    """Python clears a pipeline away that nobody needs any more. redis-py would send UNWATCH, whenever that happens:
    in the middle of another request, say. Its connection is not used again, so that it watches nothing that matters.
    """


def _connection_class(send: Send) -> type[Connection]:
    """redis-py's connection, with a socket of ours that sends to a port."""

    class PortConnection(Connection):
        def _connect(self) -> Any:
            return PortSocket(self.host, self.socket_timeout, send)

    return PortConnection


class PortSocket:
    """As much of a socket as redis-py uses. What was written is sent when an answer is waited for.

    Args:
        host: of the node.
        timeout: seconds that an answer is waited for, when none comes.
        send: sends commands and gives what came of them.
    """

    def __init__(self, host: str, timeout: float | None, send: Send) -> None:
        self._host, self._timeout, self._send = host, timeout, send
        self._session = uuid.uuid4().hex
        self._written, self._answers = bytearray(), bytearray()
        self._closed = False

    def sendall(self, data: bytes) -> None:
        self._written += data

    def recv(self, size: int) -> bytes:
        """Bytes of an answer; none when the connection was closed.

        Raises:
            BlockingIOError: nothing was asked.
            OSError: the connection was refused.
            TimeoutError: no answer came.
            NotSimulated, CallerDied: see there.
        """
        if not self._answers and self._written:
            self._ask()
        if not self._answers:
            if self._closed:
                return b""
            raise BlockingIOError(errno.EWOULDBLOCK, "Resource temporarily unavailable")
        data = bytes(self._answers[:size])
        del self._answers[:size]
        return data

    def recv_into(self, buffer: memoryview) -> int:
        data = self.recv(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def settimeout(self, seconds: float | None) -> None:
        pass

    def setsockopt(self, *_: object) -> None:
        pass

    def getpeername(self) -> tuple[str, int]:
        return self._host, PORT

    def shutdown(self, how: int) -> None:
        self._closed = True

    def close(self) -> None:
        self._closed = True
        self._written.clear()

    def _ask(self) -> None:
        for commands in _batches(list(read_commands(self._written))):
            own = _own_answer(commands[0])
            if own is not None:
                self._answers += encode(own)
                continue
            response = raise_if_not_simulated(self._send(Batch(self._host, self._session, commands)))
            if not self._meet_fate(response):
                return
            self._answers += response.body

    def _meet_fate(self, response: Response) -> bool:
        """Whether an answer came."""
        fate, refused = response.headers.get(FATE_HEADER), response.headers.get(REFUSED)
        if fate == CALLER_DIES.headers[FATE_HEADER]:
            raise CallerDied("The function died here: nothing of it runs on.")
        if refused == "refused":
            self._closed = True
            message = f"Error {errno.ECONNREFUSED} connecting to {self._host}:{PORT}. Connection refused."
            raise redis.exceptions.ConnectionError(message)
        if refused == "silent":
            self._closed = True
            time.sleep(self._timeout or TIMEOUT)
            raise TimeoutError("timed out")
        self._closed = fate == CONNECTION_CLOSED.headers[FATE_HEADER]
        return not self._closed


def _batches(commands: list[Command]) -> Iterator[tuple[Command, ...]]:
    """Commands as they are sent: each alone, and a transaction that was written at once as one."""
    while commands:
        names = [command[0].upper() for command in commands]
        whole = names[0] == b"MULTI" and b"EXEC" in names
        end = names.index(b"EXEC") + 1 if whole else 1
        yield tuple(commands[:end])
        commands = commands[end:]


def _own_answer(command: Command) -> Reply:
    """What a node answers to every client alike; None for what has to be sent."""
    name = command[0].upper()
    if name == b"CLIENT" and command[1].upper() in (b"SETINFO", b"SETNAME"):
        return OK
    if name == b"COMMAND" and len(command) == 1:
        others = (Spec(name, -1, (1, 1, 1), False, False, None) for name in KNOWN - COMMANDS.keys())
        return [_described(spec) for spec in (*COMMANDS.values(), *others)]  # those too are refused by name, if sent
    if name == b"COMMAND" and command[1].upper() == b"GETKEYS":
        spec = COMMANDS.get(command[2].decode().lower())
        return spec.keys_of(command[2:]) if spec else None
    return None


def _described(spec: Spec) -> Reply:
    """A command as COMMAND describes it: name, arity, flags, first and last key, step."""
    flags = [Status("readonly" if spec.reads else "write")]
    if spec.name in ("eval", "evalsha"):
        flags.append(Status("movablekeys"))
    return [spec.name.encode(), spec.arity, flags, *spec.keys]


def _pause(seconds: float) -> None:
    """redis.retry has its own name for `sleep`, from before pauses were made to move the cloud's clock."""
    time.sleep(seconds)
