"""One cluster of a cloud: answers commands as its nodes do, writes them into the journal, and can lose nodes.

A shard has a primary, which answers, and replicas, which get its writes a little later. When the primary fails, a
replica takes its place after a while, without the writes that had not reached it; without a replica the shard comes
back empty. Commands that reach the wrong node are redirected.
Source: Redis cluster specification ("MOVED redirection", "Write safety"), cluster.c of Redis 7.0 for the words;
Amazon ElastiCache user guide, "Minimizing downtime in ElastiCache by using Multi-AZ" and "Replication: …".
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, NotSimulated, Request, Response
from course_lib.aws.layers.journal import Journal
from course_lib.aws.number_ranges import Ranges
from course_lib.aws.services.redis import messages
from course_lib.aws.services.redis.commands import COMMANDS, KNOWN, Spec
from course_lib.aws.services.redis.commands.server import tell
from course_lib.aws.services.redis.commands.spec import unknown, wrong_number
from course_lib.aws.services.redis.keyspace import MOST_BYTES, Keyspace, Value
from course_lib.aws.services.redis.lua.scripts import NOT_IN_SCRIPTS
from course_lib.aws.services.redis.memory import POLICIES, Memory
from course_lib.aws.services.redis.messages import LONGEST_ANSWER, REFUSED, SHOWN, Batch
from course_lib.aws.services.redis.migration import Migration, Move
from course_lib.aws.services.redis.placing import check_place, holder_of, one_slot, owner_of
from course_lib.aws.services.redis.replies import (
    NIL_ARRAY,
    OK,
    QUEUED,
    Refusal,
    Reply,
    encode,
    readable,
    size_of,
    text_of,
)
from course_lib.aws.services.redis.sessions import Session, Sessions, asks_transaction, in_transaction
from course_lib.aws.services.redis.shards import Node, Shard, address_of, new_shard
from course_lib.aws.services.redis.slots import SLOTS, slot_of

# cluster-node-timeout of redis.conf: so long the others wait before a replica takes a primary's place.
FAILOVER = timedelta(seconds=15)
REPLACED = timedelta(minutes=5)  # ours: a node without a replica is replaced by an empty one
MOST_SHARDS, MOST_REPLICAS = 16, 5  # ElastiCache takes 500 shards; a lesson's pictures do not

# Their keys, or scripts, are everybody's.
TOUCH_ALL = frozenset(["dbsize", "flushall", "flushdb", "info", "keys", "scan", "script"])
# Redis 7.0: those that read a key with LOOKUP_NOTOUCH, and those that read one before they change it.
UNSEEN = frozenset(["exists", "expiretime", "pexpiretime", "pttl", "ttl", "type"])
READ_FIRST = frozenset(["getdel", "getex", "getset"])
TIMED_OUT, NOBODY = Response(504, {REFUSED: "silent"}), Response(504, {REFUSED: "refused"})


@dataclass
class Trouble:
    """What is wrong at present: an answer to everything, or an error to commands with keys, all or those that write."""

    answer: Response | None = None
    error: Refusal | None = None
    writes_only: bool = False


class Cluster:
    """A cluster that several programs talk to; three shards with one replica each unless it is built otherwise.

    Args:
        clock: keys expire by it.
        journal: where commands are written down.
        account: of the cloud.
        seed: for what is drawn.

    Attributes:
        group: the replication group whose nodes these are; see `take`.
        migration: the slots that move, if any do.
        lag: how far replicas are behind their primary when ElastiCache lets one take its place. At most 100 writes
            are behind.
        memory: that each node has; see `limit_memory`.
        most_shards: that it can have.
    """

    most_shards = MOST_SHARDS

    def __init__(self, clock: Clock, journal: Journal, account: str, seed: int = 0) -> None:
        self._clock, self._journal, self._account = clock, journal, account
        self._sessions = Sessions()
        self._trouble = Trouble()
        self._shards: list[Shard] = []
        self.group = ""
        self.lag = timedelta(0)
        self.memory = Memory(chance=random.Random(f"redis {seed}"))
        self.migration: Migration | None = None
        self.build()

    # What programs send

    def send(self, request: Request, who: str) -> Response:
        """Carry a request's commands out, one right after the other."""
        self._settle()
        batch = messages.read_batch(request)
        batch = Batch(batch.host, f"{who} {batch.session}", batch.commands)
        node = self._node_at(batch.host)
        if self._trouble.answer or node is None or not node.is_up:
            return self._note_silence(batch, who, self._trouble.answer or NOBODY)
        replies: list[Reply] = []
        for command in batch.commands or ((b"",),):
            try:
                replies.append(self._reply(node, batch.session, command))
            except Refusal as refusal:
                replies.append(refusal)
        self._sessions.forget_idle(batch.session)
        return self._note(batch, who, replies)

    def keys_of(self, request: Request) -> tuple[bool, list[bytes]] | None:
        """Whether a request only reads, and the keys it touches; None where they cannot be told.

        Where memory is short, a command on one key can let another one go; while slots move, it matters when it comes.
        """
        if self.migration is not None or self.memory.maxmemory < MOST_BYTES:
            return None
        batch = messages.read_batch(request)
        reads, keys = True, list[bytes]()
        for command in batch.commands:
            spec = COMMANDS.get(text_of(command[0]).lower())
            if spec is None or not spec.takes(len(command)) or _touches_all(spec, command):
                return None
            try:
                keys += spec.keys_of(command)
            except Refusal:
                return None
            if spec.name == "exec":
                keys += self._sessions.watched_by(batch.session)
            reads = reads and spec.reads
        return reads, keys

    def hang_up(self, request: Request, who: str) -> None:
        """The connection of a request is gone, and with it what it watched."""
        self._sessions.drop(f"{who} {messages.read_batch(request).session}")

    # What a check or a lab does

    @property
    def shards(self) -> list[Shard]:
        """The shards as they are at present."""
        self._settle()
        return self._shards

    def do(self, *words: str | bytes | int | float) -> Any:
        """Carry out a command, on the node that has its keys. It stands in no journal.

        Returns:
            what a client with decode_responses gets, or the text of an error.

        Raises:
            LookupError: there is no such command here, or it was refused.
        """
        self._settle()
        command = [each if isinstance(each, bytes) else str(each).encode() for each in words]
        spec = COMMANDS.get(text_of(command[0]).lower())
        if spec is None:
            raise LookupError(f"There is no command {words[0]!r} here.")
        try:
            shard = holder_of(self._shards, self.migration, spec.keys_of(command))
            reply = self._run(shard, spec, command)
        except Refusal as refusal:
            raise LookupError(refusal.text) from None
        return readable(reply)

    def build(self, shards: int = 3, replicas: int = 1) -> None:
        """Begin anew, empty.

        Args:
            shards: 1 to 16; each has the same number of slots, as far as that is possible.
            replicas: of each shard, 0 to 5.

        Raises:
            ValueError: so many are not possible.
        """
        if not 1 <= shards <= MOST_SHARDS or not 0 <= replicas <= MOST_REPLICAS:
            raise ValueError(f"A cluster has 1 to {MOST_SHARDS} shards with 0 to {MOST_REPLICAS} replicas each.")
        ends = [round(SLOTS * each / shards) for each in range(shards + 1)]
        names = [f"{number:04d}" for number in range(1, shards + 1)]
        nodes = [[f"{name}-{each:03d}" for each in range(1, replicas + 2)] for name in names]
        ranges = [((first, end - 1),) for first, end in zip(ends, ends[1:], strict=False)]
        self.take("", list(zip(names, ranges, nodes, strict=True)))

    def take(self, group: str, shards: Sequence[tuple[str, Ranges, Sequence[str]]]) -> None:
        """Begin anew, empty, as the nodes of a replication group.

        Args:
            group: its name; an empty one for none.
            shards: of each its name, its slots and its nodes' names, the primary's first.

        Raises:
            ValueError: they are too many.
        """
        if len(shards) > MOST_SHARDS:
            raise ValueError(f"A cluster has 1 to {MOST_SHARDS} shards here.")
        self._shards = [new_shard(name, ranges, nodes, self._new_space()) for name, ranges, nodes in shards]
        self.group, self.migration = group, None
        self._sessions = Sessions()

    def reshard(
        self,
        moves: Sequence[tuple[int, str, str]],
        start: datetime,
        each: timedelta,
        joining: Sequence[tuple[str, Sequence[str]]] = (),
        leaving: Sequence[str] = (),
    ) -> None:
        """Move slots from shard to shard, one after the other, over the cloud's clock.

        Args:
            moves: slots, each with the shard that has it and the shard that gets it.
            start: when the first one begins to move.
            each: how long each takes.
            joining: shards that there are from the start on, and the names of their nodes.
            leaving: shards that are gone at the end.

        Raises:
            ValueError: slots move already, or the shards would be too many.
        """
        self._settle()
        if self.migration is not None:
            raise ValueError("Slots are moving already.")
        if len(self._shards) + len(joining) > MOST_SHARDS:
            raise ValueError(f"A cluster has 1 to {MOST_SHARDS} shards here.")
        new = [new_shard(name, (), nodes, self._new_space()) for name, nodes in joining]
        planned = [Move(slot, source, target) for slot, source, target in moves]
        self.migration = Migration(planned, start, each, new, frozenset(leaving))

    def limit_memory(self, maxmemory: int = MOST_BYTES, policy: str = "volatile-lru") -> None:
        """Let each node have this much memory for its keys from now on.

        Args:
            maxmemory: in bytes. What a key takes is about the length of its name and its value, and 48 more.
            policy: what happens when it is used up, as maxmemory-policy says it.

        Raises:
            ValueError: there is no such policy.
        """
        if policy not in POLICIES:
            raise ValueError(f"There is no policy {policy!r}. There are {', '.join(POLICIES)}.")
        self.memory.maxmemory, self.memory.policy = maxmemory, policy

    def fits(self, leaving: Sequence[str]) -> bool:
        """Whether what all shards hold would fit without these: in equal parts, as far as that can be told."""
        left = [shard for shard in self.shards if shard.name not in leaving]
        return sum(shard.space.used for shard in self.shards) <= self.memory.maxmemory * len(left)

    def have_nodes(self, shard: str, nodes: Sequence[str]) -> None:
        """Let a shard have these nodes and no others; its primary stays, and new ones are replicas.

        Args:
            shard: its name. If there is none, nothing is done.
            nodes: their names.
        """
        self._settle()
        for each in self._shards:
            if each.name == shard:
                there = [node for node in each.nodes if node.name in nodes or node is each.primary]
                known = {node.name for node in there}
                each.nodes = [*there, *(Node(name, address_of(name)) for name in nodes if name not in known)]

    def fail(self, node: str, lost: int = 0) -> None:
        """Let a node fail. A replica takes a primary's place after 15 seconds of the cloud's clock.

        Args:
            node: its name, such as "0001-001".
            lost: how many of the last writes of its shard had not reached a replica. At most 100.

        Raises:
            LookupError: there is no such node.
        """
        self._settle()
        shard, failed = self._find_node(node)
        failed.is_up = False
        others_up = any(each.is_up for each in shard.nodes)
        if failed is shard.primary or not others_up:
            self._sessions = Sessions()
            shard.recovers = self._clock.now() + (FAILOVER if others_up else REPLACED)
        if not others_up:
            shard.space.clear()
        elif failed is shard.primary:
            shard.space.lose(lost)

    def nodes_of(self, shard: str) -> list[str]:
        """The nodes of a shard that are up, the primary first; none if that is down, or there is no such shard."""
        self._settle()
        found = [each for each in self._shards if each.name == shard and each.primary.is_up]
        return [node.name for each in found for node in each.nodes if node.is_up]

    def fail_over(self, shard: str, promoted: datetime, recovered: datetime) -> None:
        """Let a primary fail, and a replica take its place without the writes that had not reached it: see `lag`.

        Args:
            shard: its name.
            promoted: when the replica is the primary.
            recovered: when the failed node is a replica.
        """
        failed, *_ = self.nodes_of(shard)
        found, node = self._find_node(failed)
        self.fail(failed, lost=found.space.writes_of_last(int(self.lag / timedelta(milliseconds=1))))
        found.recovers, node.returns = promoted, recovered

    @contextmanager
    def unreachable(self, silent: bool = False) -> Iterator[None]:
        """For the length of the block nobody reaches any node: each connection is refused, or nothing is answered."""
        with self._in_trouble(Trouble(answer=TIMED_OUT if silent else NOBODY)):
            yield

    @contextmanager
    def refusing(self, error: str, writes_only: bool = False) -> Iterator[None]:
        """For the length of the block every command with keys is refused, or every one that writes.

        Args:
            error: the server's words, such as "LOADING Redis is loading the dataset in memory".
            writes_only: whether those that only read are answered.
        """
        with self._in_trouble(Trouble(error=Refusal(error), writes_only=writes_only)):
            yield

    @contextmanager
    def _in_trouble(self, trouble: Trouble) -> Iterator[None]:
        before, self._trouble = self._trouble, trouble
        try:
            yield
        finally:
            self._trouble = before

    def values(self) -> dict[str, Value]:
        """Every key that is not gone, and what it holds."""
        self._settle()
        return {text_of(key): value for shard in self._shards for key, value in shard.space.values().items()}

    def slot(self, key: str) -> int:
        """The slot of a key."""
        return slot_of(key.encode())

    def shard_of(self, key: str) -> Shard:
        """The shard that has a key's slot."""
        self._settle()
        return self._shard_of([key.encode()])

    def close(self) -> None:
        """Forget everything."""
        self._shards = []

    # One command

    def _reply(self, node: Node, session: str, command: Sequence[bytes]) -> Reply:
        """What a node answers to a command that comes over a connection.

        Raises:
            Refusal: it refuses.
        """
        begun = self._sessions.of(session)
        try:
            return self._process(node, begun, command)
        finally:
            if command[0].lower() != b"asking" and not begun.in_multi:
                begun.asking = False

    def _process(self, node: Node, session: Session, command: Sequence[bytes]) -> Reply:
        """As processCommand in server.c: first whether it can be carried out here, then it is, or it is queued.

        Raises:
            Refusal: it cannot. A transaction that it was to be a part of is spoiled.
        """
        try:
            spec = find_spec(command)
            keys = spec.keys_of(command)
            shard = self._check_place(node, keys, session)
            if self._trouble.error and keys and not (spec.reads and self._trouble.writes_only):
                raise self._trouble.error
            if not self.memory.make_room(shard.space) and _needs_memory(session, spec):
                self.memory.refuse()
        except Refusal as refusal:
            if command[0].lower() == b"exec":
                raise session.abort(refusal) from None
            session.spoil()
            raise
        if in_transaction(session, spec):
            session.enqueue(spec, command)
            return QUEUED
        if spec.name == "exec" and session.in_multi:
            return self._exec(node, session)
        if spec.name == "asking":
            session.asking = True
            return OK
        if asks_transaction(spec):
            return session.handle(spec.name, keys, lambda key: shard.space.find(key) is not None)
        return self._run(shard, spec, command, session.asking)

    def _check_place(self, node: Node, keys: Sequence[bytes], session: Session) -> Shard:
        """The shard that a node is the primary of, if it has the keys.

        Raises:
            Refusal: it has not.
        """
        return check_place(self._shards, self.migration, node, keys, session.asking)

    def _run(self, shard: Shard, spec: Spec, command: Sequence[bytes], asking: bool = False) -> Reply:
        try:
            if spec.run is not None:
                return self._work(shard.space, spec, command)
            if spec.name in ("eval", "evalsha", "script"):
                return shard.scripts.carry_out(spec.name, command[1:], lambda words: self._call(shard, words, asking))
            return tell(self._shards, self.memory, shard.space, spec.name, command[1:])
        finally:
            shard.space.end_write()

    def _work(self, space: Keyspace, spec: Spec, command: Sequence[bytes]) -> Reply:
        """Carry out a command on keys, and keep that they were used."""
        assert spec.run is not None
        keys = spec.keys_of(command)
        if spec.reads or spec.name in READ_FIRST:
            space.look_up(keys)
        reply = spec.run(space, command[1:])
        if spec.name not in UNSEEN:
            space.note_uses(keys, self.memory.note_use)
        return reply

    def _exec(self, node: Node, session: Session) -> Reply:
        """Carry out what was queued, as one step.

        Raises:
            Refusal: something in it was refused, or its keys are not all in one slot here.
        """
        queue, spoiled, watched = session.end()
        if spoiled:
            raise Refusal("EXECABORT Transaction discarded because of previous errors.")
        shard = self._check_place(node, [key for spec, command in queue for key in spec.keys_of(command)], session)
        if watched is None or any(was_there and shard.space.find(key) is None for key, was_there in watched.items()):
            return NIL_ARRAY
        replies: list[Reply] = []
        for spec, command in queue:
            try:
                replies.append(self._run(shard, spec, command, session.asking))
            except Refusal as refusal:
                replies.append(refusal)
        return replies

    def _call(self, shard: Shard, command: Sequence[bytes], asking: bool) -> Reply:
        """A command that a script calls.

        Raises:
            Refusal: as script.c words it.
        """
        name = text_of(command[0]).lower()
        if name not in COMMANDS and name not in KNOWN:
            raise Refusal("ERR Unknown Redis command called from script")
        if name in NOT_IN_SCRIPTS:
            raise Refusal("ERR This Redis command is not allowed from script")
        if name in COMMANDS and not COMMANDS[name].takes(len(command)):
            raise Refusal("ERR Wrong number of args calling Redis command from script")
        spec = find_spec(command)
        try:
            check_place(self._shards, self.migration, shard.primary, spec.keys_of(command), asking)
        except Refusal:
            raise Refusal("ERR Script attempted to access a non local key in a cluster node") from None
        if spec.grows and self.memory.is_over(shard.space):
            self.memory.refuse()
        assert spec.run is not None or spec.name in ("asking", "info", "ping", "echo", "time")
        return (
            self._work(shard.space, spec, command)
            if spec.run
            else tell(self._shards, self.memory, shard.space, spec.name, command[1:])
        )

    # Nodes

    def _shard_of(self, keys: Sequence[bytes]) -> Shard:
        """The shard of some keys; the first one for none.

        Raises:
            Refusal: they are of different slots.
        """
        return owner_of(self._shards, one_slot(keys))

    def _settle(self) -> None:
        """Do what was to happen by now: replicas take the place of primaries, failed nodes are replaced, slots move."""
        now = self._clock.now()
        if self.migration is not None and self.migration.go_on(now, self._shards):
            self.migration = None
        for shard in self._shards:
            if shard.recovers is not None and shard.recovers <= now:
                shard.recovers = None
                shard.nodes.sort(key=lambda node: not node.is_up)  # those that are up first, else in their order
                for node in shard.nodes:
                    node.is_up = node.is_up or node.returns is None
            for node in shard.nodes:
                if node.returns is not None and node.returns <= now:
                    node.is_up, node.returns = True, None

    def _new_space(self) -> Keyspace:
        return Keyspace(self._now, lambda key: self._sessions.touch(key))

    def _node_at(self, host: str) -> Node | None:
        return next((node for shard in self._shards for node in shard.nodes if node.host == host), None)

    def _find_node(self, name: str) -> tuple[Shard, Node]:
        for shard in self._shards:
            for node in shard.nodes:
                if node.name == name:
                    return shard, node
        names = ", ".join(node.name for shard in self._shards for node in shard.nodes)
        raise LookupError(f"There is no node {name!r}. There are {names}.")

    def _now(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    # What comes of it

    def _note(self, batch: Batch, who: str, replies: Sequence[Reply]) -> Response:
        if sum(map(size_of, replies)) > LONGEST_ANSWER:
            raise NotSimulated("An answer of a cache of more than 4 MB is not simulated.")
        last = replies[-1]
        shown = [readable(reply, SHOWN) for reply in replies]
        result = {"Reply": shown[0] if len(shown) == 1 else shown[-1]}
        error = AwsError(last.code, last.text) if isinstance(last, Refusal) else None
        self._write_down(batch, who, Answer(error=error) if error else Answer(result=result))
        return messages.to_response(b"".join(map(encode, replies)))

    def _note_silence(self, batch: Batch, who: str, response: Response) -> Response:
        words = {"silent": "nothing was answered", "refused": "the connection was refused"}
        said = words[response.headers[REFUSED]]
        self._write_down(batch, who, Answer(error=AwsError("ConnectionError", said)))
        return response

    def _write_down(self, batch: Batch, who: str, answer: Answer) -> None:
        self._journal(messages.to_call(batch, who, self._account), lambda _: answer)


def find_spec(command: Sequence[bytes]) -> Spec:
    """What a command is.

    Raises:
        Refusal: there is none of this name, or it takes another number of arguments.
        NotSimulated: Redis has it, and this course does not.
    """
    name = text_of(command[0]).lower()
    spec = COMMANDS.get(name)
    if spec is None:
        if name in KNOWN:
            raise NotSimulated(f"The command {name.upper()} of Redis is not simulated. These are: {_offered()}.")
        raise unknown(command)
    if not spec.takes(len(command)):
        raise wrong_number(name)
    return spec


def _offered() -> str:
    return ", ".join(sorted(name.upper() for name in COMMANDS))


def _needs_memory(session: Session, spec: Spec) -> bool:
    """Whether a command is refused when there is none: also every one after MULTI, and an EXEC of such ones."""
    if spec.name == "exec":
        return any(queued.grows for queued, _ in session.queue)
    return spec.grows or session.in_multi and spec.name != "discard"


def _touches_all(spec: Spec, command: Sequence[bytes]) -> bool:
    """Whether it cannot be told from a command which keys it is about."""
    return spec.name in TOUCH_ALL or spec.name == "cluster" and command[1].lower().endswith(b"keysinslot")
