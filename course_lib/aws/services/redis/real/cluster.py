"""A cluster whose keys lie on six real servers. Its nodes have the names and addresses that a simulated one's have.

What the cloud's clock is moved on by is taken off the time that keys have left: on a server that time is real.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any, BinaryIO

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Request
from course_lib.aws.layers.journal import Journal
from course_lib.aws.number_ranges import Ranges
from course_lib.aws.services.redis import cluster, messages
from course_lib.aws.services.redis.cluster import Cluster
from course_lib.aws.services.redis.keyspace import Value
from course_lib.aws.services.redis.messages import PORT
from course_lib.aws.services.redis.real import replies, servers
from course_lib.aws.services.redis.replies import Refusal, Reply, readable, text_of
from course_lib.aws.services.redis.shards import Node, Shard
from course_lib.aws.services.redis.told import slots_of
from course_lib.errors import CourseError

_MOVED = re.compile(r"(MOVED|ASK) (\d+) [^ ]*:(\d+)")
_WORTH = 0.05  # seconds; less is not worth asking all servers
MISSING = (
    "redis-server and redis-cli were not found. Install Redis 7 or later (Debian and Ubuntu: apt-get install "
    "redis-server; macOS: brew install redis), or open the lab without real=True."
)


class RealCluster(Cluster):
    """Answers commands by passing them on; what is noted, and what can go wrong on the way, is as with a simulated one.

    Args:
        clock, journal, account: of the cloud.

    Raises:
        CourseError: the servers are not installed, or did not start.
    """

    def __init__(self, clock: Clock, journal: Journal, account: str) -> None:
        if servers.programs() is None:
            raise CourseError(MISSING)
        command = [sys.executable, "-m", servers.__name__, tempfile.mkdtemp(prefix="redis-")]
        pipe = subprocess.PIPE
        self._program = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True)
        told = self._program.stdout.readline() if self._program.stdout else ""
        if not told:
            self._end()
            raise CourseError("The real Redis servers did not start. Open the lab without real=True.")
        self._connections: dict[tuple[int, str], _Connection] = {}
        self._node_of_port: dict[int, Node] = {}
        self._ports: list[int] = json.loads(told)
        self._then, self._real_then = clock.now(), time.monotonic()
        super().__init__(clock, journal, account)

    def build(self, shards: int = 3, replicas: int = 1) -> None:
        """Begin anew, empty; with three shards and one replica each, as the servers are set up.

        Raises:
            ValueError: it is to be built otherwise.
        """
        if (shards, replicas) != (3, 1):
            raise ValueError("The real cluster has 3 shards with 1 replica each.")
        super().build(shards, replicas)
        if not self._node_of_port:
            self._name_nodes()
        self._learn()
        for shard in self._shards:
            self._ask(self._port_of(shard.primary), "FLUSHALL")

    def take(self, group: str, shards: Sequence[tuple[str, Ranges, Sequence[str]]]) -> None:
        """As a simulated one, for the shards of `build` alone.

        Raises:
            ValueError: the servers are to be the nodes of a replication group.
        """
        if group:
            raise ValueError("The real servers are the nodes of no replication group.")
        super().take(group, shards)

    def reshard(self, *_: object, **__: object) -> None:
        """Not to be had.

        Raises:
            ValueError: always.
        """
        raise ValueError("The slots of the real servers do not move.")

    def limit_memory(self, *_: object, **__: object) -> None:
        """Not to be had.

        Raises:
            ValueError: always.
        """
        raise ValueError("The memory of the real servers is not limited.")

    def fail_over(self, *_: object, **__: object) -> None:
        """Not to be had: see `fail`.

        Raises:
            ValueError: always.
        """
        raise ValueError("The real servers are the nodes of no replication group.")

    def fail(self, node: str, lost: int = 0) -> None:
        """End a node's process, and wait until a replica has taken its place.

        Args:
            node: its name, such as "0001-001".
            lost: 0. What of the last writes is lost is for the servers to say.

        Raises:
            LookupError: there is no such node.
            ValueError: `lost` is not 0.
        """
        if lost:
            raise ValueError("Which writes a real failover loses cannot be chosen.")
        _, found = self._find_node(node)
        port = self._port_of(found)
        assert self._program.stdin is not None and self._program.stdout is not None
        self._program.stdin.write(f"kill {port}\n")
        self._program.stdin.flush()
        self._program.stdout.readline()
        self._ports.remove(port)
        found.is_up = False
        self._drop(lambda where, _: where == port)
        servers.until(lambda: servers.is_whole(self._ports))
        self._learn()

    def values(self) -> dict[str, Value]:
        """Not to be had: real servers tell their keys one by one.

        Raises:
            CourseError: always.
        """
        raise CourseError("What a real cluster holds is asked with commands, such as cache.scan_iter().")

    def do(self, *words: str | bytes | int | float) -> Any:
        self._settle()
        command = [each if isinstance(each, bytes) else str(each).encode() for each in words]
        spec = cluster.find_spec(command)
        reply = self._ask(self._port_of(self._shard_of(spec.keys_of(command)).primary), *command)
        if isinstance(reply, Refusal):
            raise LookupError(reply.text)
        return readable(reply)

    def close(self) -> None:
        """End the servers."""
        super().close()
        self._drop(lambda *_: True)
        self._end()

    def _end(self) -> None:
        with self._program:  # closes its input, at which it ends the servers and removes their files
            pass

    # One command

    def _reply(self, node: Node, session: str, command: Sequence[bytes]) -> Reply:
        spec = cluster.find_spec(command)
        keys = spec.keys_of(command)
        if self._trouble.error and keys and not (spec.reads and self._trouble.writes_only):
            raise self._trouble.error
        if [text_of(part).lower() for part in command] == ["cluster", "slots"]:
            return slots_of(self._shards)
        reply = self._connection(self._port_of(node), session).ask(command)
        return self._with_our_addresses(reply) if isinstance(reply, Refusal) else reply

    def _with_our_addresses(self, refusal: Refusal) -> Refusal:
        def ours(found: re.Match[str]) -> str:
            return f"{found[1]} {found[2]} {self._node_of_port[int(found[3])].host}:{PORT}"

        return Refusal(_MOVED.sub(ours, refusal.text))

    def hang_up(self, request: Request, who: str) -> None:
        super().hang_up(request, who)
        name = f"{who} {messages.read_batch(request).session}"
        self._drop(lambda _, session: session == name)

    # The servers

    def _name_nodes(self) -> None:
        """Give each server the name and address of the simulated node in its place, once all know of all."""
        servers.until(lambda: sum(len(places) for _, _, *places in self._slots()) == servers.NODES)
        for shard, (_, _, *places) in zip(self._shards, self._slots(), strict=True):
            for node, place in zip(shard.nodes, places, strict=True):
                self._node_of_port[place[1]] = node

    def _learn(self) -> None:
        """Which shard has which slots, and which of its nodes is the primary."""
        for shard, (first, last, *places) in zip(self._shards, self._slots(), strict=True):
            up = [self._node_of_port[place[1]] for place in places]
            down = [node for node in self._node_of_port.values() if node.name[:4] == up[0].name[:4] and node not in up]
            shard.ranges, shard.nodes = ((first, last),), [*up, *down]

    def _slots(self) -> list[Any]:
        found = self._ask(self._ports[0], "CLUSTER", "SLOTS")
        assert isinstance(found, list)
        return sorted(found, key=lambda each: int(each[0]))

    def _settle(self) -> None:
        """Take off the time that keys have left what the clock moved on since the last command, beyond real time."""
        now, real = self._clock.now(), time.monotonic()
        ahead = (now - self._then).total_seconds() - (real - self._real_then)
        self._then, self._real_then = now, real
        if ahead < _WORTH:
            return
        for shard in self._shards:
            self._hurry(shard, round(ahead * 1000))

    def _hurry(self, shard: Shard, milliseconds: int) -> None:
        port = self._port_of(shard.primary)
        keys = self._ask(port, "KEYS", "*")
        for key in keys if isinstance(keys, list) else []:
            left = self._ask(port, "PTTL", key)
            if isinstance(left, int) and left >= 0:
                later = max(left - milliseconds, 0)
                self._ask(port, "PEXPIRE", key, str(later))

    def _port_of(self, node: Node) -> int:
        return next(port for port, each in self._node_of_port.items() if each is node)

    def _ask(self, port: int, *command: str | bytes) -> Reply:
        """A command of the course's own."""
        words = [each if isinstance(each, bytes) else each.encode() for each in command]
        return self._connection(port, "").ask(words)

    def _connection(self, port: int, session: str) -> _Connection:
        found = self._connections.get((port, session))
        if found is None:
            found = self._connections[port, session] = _Connection(port)
        return found

    def _drop(self, which: Any) -> None:
        for port, session in [where for where in self._connections if which(*where)]:
            self._connections.pop((port, session)).close()


class _Connection:
    """A connection to a server, which remembers what it watches and queues."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=servers.PATIENCE)
        self._stream: BinaryIO = self._socket.makefile("rb")

    def ask(self, command: Sequence[bytes]) -> Reply:
        """Send a command and read the answer; an error is an answer too."""
        parts = [b"*%d\r\n" % len(command), *(b"$%d\r\n%s\r\n" % (len(part), part) for part in command)]
        self._socket.sendall(b"".join(parts))
        return replies.read(self._stream)

    def close(self) -> None:
        self._stream.close()
        self._socket.close()
