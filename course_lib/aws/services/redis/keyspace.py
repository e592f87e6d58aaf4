"""The keys of one shard: typed values that expire by the cloud's clock, bounded in number and size."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.redis.replies import Refusal
from course_lib.aws.services.redis.slots import slot_of

MOST_KEYS = 10_000
MOST_BYTES = 8 * 1024 * 1024  # of keys and values of a shard; the whole cloud of a check stays small
MOST_MEMBERS = 5_000  # of one hash, set, list or sorted set: each change copies it
KEPT_WRITES = 100  # of the last ones, which a failover can lose

# Redis 7.0, server.c `shared.wrongtypeerr`, `shared.oomerr`.
WRONG_TYPE = Refusal("WRONGTYPE Operation against a key holding the wrong kind of value")
OUT_OF_MEMORY = Refusal("OOM command not allowed when used memory > 'maxmemory'.")

_EMPTY = {"string": bytes, "hash": dict, "set": dict, "list": list, "zset": dict}
_VERSIONS = itertools.count(1)


@dataclass
class Value:
    """What a key holds.

    Attributes:
        kind: "string" (bytes), "hash" (fields and values), "set" (members in order, as keys), "list" or "zset" (members
            and their scores).
        held: the value itself. It is never changed in place: who changes it puts another one.
        expires: when it is gone, in milliseconds since 1970; None for never.
        version: grows with every change of any key.
    """

    kind: str
    held: Any
    expires: int | None = None
    version: int = 0

    @property
    def size(self) -> int:
        """Bytes, about."""
        if self.kind == "string":
            return len(self.held)
        if self.kind == "list":
            return sum(len(each) + 16 for each in self.held)
        return sum(len(each) + (len(held) if isinstance(held, bytes) else 8) + 32 for each, held in self.held.items())


@dataclass(frozen=True)
class Use:
    """How a key is used: when it was last, in milliseconds, and how often, on Redis's scale (see `memory`)."""

    at: int
    count: int = 5


@dataclass
class _Write:
    """A write that a failover can lose: its moment, the bytes of what was there before, and that itself."""

    moment: int
    size: int
    before: dict[bytes, Value | None]


class Keyspace:
    """Keys and values.

    Args:
        now: gives the present in milliseconds since 1970.
        touched: is told each key that changes.
    """

    def __init__(self, now: Callable[[], int], touched: Callable[[bytes], None]) -> None:
        self.now, self._touched = now, touched
        self._values: dict[bytes, Value] = {}
        self._sizes: dict[bytes, int] = {}
        self._used = 0
        self._uses: dict[bytes, Use] = {}
        self.counts = {"expired": 0, "evicted": 0, "hits": 0, "misses": 0}
        self._undo: deque[_Write] = deque()
        self._undo_bytes = 0
        self._before: dict[bytes, Value | None] = {}

    def find(self, key: bytes, kind: str | None = None) -> Value | None:
        """What a key holds; None when there is none, or none any more.

        Raises:
            Refusal: it holds something of another kind.
        """
        value = self._values.get(key)
        if value is not None and value.expires is not None and value.expires <= self.now():
            self._drop(key)
            self.counts["expired"] += 1
            value = None
        if value is not None and kind is not None and value.kind != kind:
            raise WRONG_TYPE
        return value

    def held(self, key: bytes, kind: str) -> Any:
        """The value itself; an empty one of its kind when there is none.

        Raises:
            Refusal: it holds something of another kind.
        """
        value = self.find(key, kind)
        return _EMPTY[kind]() if value is None else value.held

    def put(self, key: bytes, kind: str, held: Any, expires: int | None = None) -> None:
        """Let a key hold something; an empty hash, set, list or sorted set is none.

        Raises:
            NotSimulated: it has more members than are kept here.
        """
        if kind != "string" and len(held) > MOST_MEMBERS:
            raise NotSimulated(f"A {kind} of more than {MOST_MEMBERS:,} members is not simulated.")
        self._remember(key)
        if kind != "string" and not held or expires is not None and expires <= self.now():
            self._drop(key)
        else:
            self._values[key] = Value(kind, held, expires, next(_VERSIONS))
            self._count(key)
        self._touched(key)

    def keep(self, key: bytes, kind: str, held: Any) -> None:
        """Let a key hold something else of its kind until the moment it was to expire anyway."""
        value = self.find(key, kind)
        self.put(key, kind, held, value.expires if value else None)

    def delete(self, key: bytes) -> bool:
        """Whether there was such a key."""
        if self.find(key) is None:
            return False
        self._remember(key)
        self._drop(key)
        self._touched(key)
        return True

    def keys(self) -> Iterator[bytes]:
        """All keys, in the order they came."""
        return iter([key for key in list(self._values) if self.find(key) is not None])

    def in_slot(self, slot: int) -> list[bytes]:
        """The keys of a slot, the newest first."""
        return [key for key in self.keys() if slot_of(key) == slot][::-1]

    def values(self) -> dict[bytes, Value]:
        """Everything that is not gone, without changing anything."""
        now = self.now()
        return {key: each for key, each in self._values.items() if each.expires is None or each.expires > now}

    def __len__(self) -> int:
        """How many keys there are, with those that have expired since somebody looked."""
        return len(self._values)

    def kind_of(self, key: bytes) -> str:
        """What a key that is there holds."""
        return self._values[key].kind

    @property
    def used(self) -> int:
        """Bytes, about."""
        return self._used

    def clear(self) -> None:
        """Lose everything."""
        self._values.clear()
        self._sizes.clear()
        self._uses.clear()
        self._undo.clear()
        self._used = self._undo_bytes = 0

    def give(self, key: bytes, other: Keyspace) -> None:
        """Let a key lie with others, as it is: no failover here has it come back."""
        value = self.find(key)
        if value is None:
            return
        use = self._uses.get(key)
        self._drop(key)
        for write in self._undo:
            write.before.pop(key, None)
        self._touched(key)
        other._values[key] = value
        other._count(key)
        if use is not None:
            other._uses[key] = use

    # How keys are used, and which can go: see `memory`

    def look_up(self, keys: Iterable[bytes]) -> None:
        """Count keys that are read, by whether they are there."""
        for key in keys:
            self.counts["misses" if self.find(key) is None else "hits"] += 1

    def note_uses(self, keys: Iterable[bytes], noted: Callable[[Use, int], Use]) -> None:
        """Keep that keys were used, as `noted` says."""
        for key in keys:
            if key in self._values:
                self._uses[key] = noted(self.use_of(key), self.now())

    def use_of(self, key: bytes) -> Use:
        """How a key is used; one that nobody has used is as a new one."""
        return self._uses.get(key) or Use(self.now())

    def volatile(self) -> list[bytes]:
        """The keys that expire some day, in the order they came."""
        return [key for key in self.keys() if self._values[key].expires is not None]

    def expiry(self, key: bytes) -> int:
        """When a key that expires does."""
        return self._values[key].expires or 0

    def drop_expired(self) -> None:
        """Let go what has expired."""
        for _ in self.keys():
            pass

    def evict(self, key: bytes) -> None:
        """Let a key go that is there, for others."""
        self.delete(key)
        self.counts["evicted"] += 1

    # What a failover can lose

    def end_write(self) -> None:
        """What was changed since the last time is one write."""
        if self._before:
            if len(self._undo) == KEPT_WRITES:
                self._undo_bytes -= self._undo.popleft().size
            size = sum(value.size for value in self._before.values() if value is not None)
            self._undo.append(_Write(self.now(), size, self._before))
            self._undo_bytes += size
            self._before = {}
            while self._undo_bytes > MOST_BYTES:
                self._undo_bytes -= self._undo.popleft().size

    def writes_of_last(self, milliseconds: int) -> int:
        """How many writes, of those that can be lost, were made in so short a time before now."""
        return sum(write.moment > self.now() - milliseconds for write in self._undo)

    def lose(self, writes: int) -> None:
        """Undo so many of the last writes: no replica had them yet."""
        for _ in range(min(writes, len(self._undo))):
            write = self._undo.pop()
            self._undo_bytes -= write.size
            for key, value in write.before.items():
                self._drop(key)
                if value is not None:
                    self._values[key] = value
                    self._count(key)

    def _remember(self, key: bytes) -> None:
        if key not in self._before:
            self._before[key] = self._values.get(key)

    def _count(self, key: bytes) -> None:
        self._used -= self._sizes.get(key, 0)
        self._sizes[key] = len(key) + self._values[key].size + 48
        self._used += self._sizes[key]

    def _drop(self, key: bytes) -> None:
        self._values.pop(key, None)
        self._uses.pop(key, None)
        self._used -= self._sizes.pop(key, 0)
