"""Reads that lag: an eventually consistent read can be answered by a replica that does not have the last writes yet.

A table is kept by three replicas. The first has every write at once, and answers strongly consistent reads. A write
reaches each of the others after a time of its own, the longest of which is `Lag.longest`; writes under one partition
key arrive in the order they were made, so that a replica shows some beginning of an item's history and never goes back.
A global index has three replicas as well, and each is behind the table. An eventual read goes to any of the three:
of three reads in a row right after a write, at least one misses it. Or it goes to the other two only, as it may: then
every read right after a write misses it.

Times and replicas follow from the seed, the names and the keys alone: the same calls see the same every time.

Source: DynamoDB developer guide, "DynamoDB read consistency" (eventual reads may miss a recent write, usually for less
than a second; indexes) and "Using Global Secondary Indexes" (propagation). How many replicas: "Amazon DynamoDB: A
Scalable, Predictably Performant, and Fully Managed NoSQL Database Service", USENIX ATC 2022. How long each write takes
is this cloud's invention.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE
from course_lib.aws.services.dynamodb import capacity, state
from course_lib.aws.services.dynamodb.accesses import Access, Write
from course_lib.aws.services.dynamodb.contracts import CONTRACTS
from course_lib.aws.services.dynamodb.operations.transactions import Place, place
from course_lib.aws.services.dynamodb.partiql.asked import only_selects
from course_lib.aws.services.dynamodb.values import Item, Wire, content

REPLICAS, LEADER = 3, 0
USUAL = timedelta(seconds=1)  # the longest a write takes, once lag is turned on
SHORTEST = 0.2  # the least it takes, as a share of the longest
STATEMENTS = frozenset({"ExecuteStatement", "BatchExecuteStatement"})
_READS = frozenset(name for name, contract in CONTRACTS.items() if contract.lags)


@dataclass(frozen=True)
class Served:
    """One eventually consistent read of a table, or of one of its global indexes.

    Attributes:
        when: it was answered.
        who: sent it.
        operation: "GetItem", "BatchGetItem", "Query", "Scan", or that of a statement.
        table: what was read.
        index: the global index that was read, if one was.
        replica: which answered: 0 (of a table, the one that is never behind), 1 or 2.
        missing: how many writes to the items it looked at it did not have yet.
        age: for how long it had been behind with them; zero when it was not.
    """

    when: datetime
    who: str
    operation: str
    table: str
    index: str | None
    replica: int
    missing: int
    age: timedelta


@dataclass(frozen=True)
class Spread:
    """One write that changed an item, on its way to the replicas of its table.

    Attributes:
        when: it was made.
        who: sent it.
        table: whose item it changed.
        old: the item before, in typed values; None where there was none.
        new: the item after; None where there is none.
        arrives: when each replica has it, the first at once.
    """

    when: datetime
    who: str
    table: str
    old: Item | None
    new: Item | None
    arrives: tuple[datetime, ...]


@dataclass(frozen=True)
class _Recent:
    """A recent write: where, the item before it, when, and its number among the writes under its partition key."""

    place: Place
    old: Item | None
    when: datetime
    number: int

    @property
    def partition(self) -> Place:
        return self.place[:2]


class Lag:
    """Lets eventually consistent reads miss recent writes. Off until it is turned on.

    What the course itself writes is everywhere at once, and the course's reads miss nothing.

    Args:
        clock: of the cloud.
        seed: for the times that writes take, and for which replica answers.

    Attributes:
        longest: no write takes longer than this to be everywhere; zero while it is off.
        served: the eventually consistent reads since it was turned on.
        written: the writes since it was turned on that take time to be everywhere.
    """

    def __init__(self, clock: Clock, seed: int = 0) -> None:
        self.longest = timedelta(0)
        self.served: list[Served] = []
        self.written: list[Spread] = []
        self._replicas: Sequence[int] = range(REPLICAS)  # those that answer eventual reads
        self._clock, self._seed = clock, seed
        self._recent: dict[tuple[str, str], deque[_Recent]] = {}  # by region and table, oldest first
        self._written: Counter[tuple[str, Place]] = Counter()  # writes so far by region and partition key
        self._choices: dict[str, Iterator[int]] = {}  # by caller, so that callers do not disturb each other

    @property
    def order_matters(self) -> bool:
        """Whether calls that touch different things still depend on each other: each one moves the clock."""
        return bool(self.longest)

    def turn_on(self, longest: timedelta = USUAL, leader: bool = True) -> None:
        """From now on a write takes up to `longest` to be everywhere, and a fifth of that at least.

        Args:
            leader: whether the replica that is never behind answers eventual reads too.
        """
        self.turn_off()
        self.longest = longest
        self._replicas = [each for each in range(REPLICAS) if leader or each != LEADER]

    def turn_off(self) -> None:
        """All replicas have all writes, and what was recorded about reads and writes is dropped."""
        self.longest = timedelta(0)
        for kept in (self.served, self.written, self._recent, self._written, self._choices):
            kept.clear()

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if not self.longest or call.service != "dynamodb":
            return forward(call)
        if call.operation == "DeleteTable":
            return self._delete_table(call, forward)
        if call.operation not in _READS or call.who == COURSE or not _only_reads(call):
            return forward(call)
        seen: list[_Past] = []
        with state.seen_through(lambda asking, table: self._seen(asking, table, seen)):
            answer = forward(call)
        if answer.error is None:
            self.served += [self._served(call, past) for past in seen]
        return answer

    def meter(self, call: Call, answer: Answer, accesses: Sequence[Access]) -> Answer:
        """Remember what a call wrote; then say what it consumed, as `capacity.meter` does."""
        if self.longest:
            for access in accesses:
                if isinstance(access, Write) and access.old != access.new:
                    self._remember(call, access)
        return capacity.meter(call, answer, accesses)

    def _remember(self, call: Call, write: Write) -> None:
        where = place(write.table, write.new or write.old or {})
        recent = self._recent.setdefault((call.region, write.table.name), deque())
        if call.who == COURSE:
            self._recent[call.region, write.table.name] = deque(each for each in recent if each.place != where)
            return
        self._written[call.region, where[:2]] += 1
        recent.append(_Recent(where, write.old, self._clock.now(), self._written[call.region, where[:2]]))
        self._drop_old(recent)
        arrives = tuple(self._arrival(recent, replica) for replica in range(REPLICAS))
        self.written.append(Spread(self._clock.now(), call.who, write.table.name, write.old, write.new, arrives))

    def _arrival(self, recent: Sequence[_Recent], replica: int) -> datetime:
        """When a replica of the table has the last of these writes: after those before it under its partition key."""
        partition = recent[-1].partition
        return max(each.when + self._delay(each, None, replica) for each in recent if each.partition == partition)

    def _drop_old(self, recent: deque[_Recent]) -> None:
        while recent and recent[0].when + self.longest <= self._clock.now():
            recent.popleft()

    def _delete_table(self, call: Call, forward: Forward) -> Answer:
        answer = forward(call)
        if answer.error is None:
            name = str(call.params["TableName"]).rpartition("table/")[2]
            self._recent.pop((call.region, name), None)
        return answer

    def _seen(self, call: Call, table: state.Table, seen: list[_Past]) -> state.Table:
        """The table as this call finds it."""
        params = _params_for(call, table)
        if params.get("ConsistentRead"):
            return table
        index, replica = _global_index(table, params.get("IndexName")), self._choose(call.who)
        past = _Past(table, index, replica, self._missing(call.region, table, index, replica))
        seen.append(past)
        return past

    def _choose(self, who: str) -> int:
        if who not in self._choices:
            self._choices[who] = _rounds(random.Random(f"{self._seed}/{who}"), self._replicas)
        return next(self._choices[who])

    def _missing(self, region: str, table: state.Table, index: str | None, replica: int) -> list[_Recent]:
        """The writes that a replica does not have yet: those under way, and those behind them in their order."""
        recent = self._recent.get((region, table.name), deque())
        self._drop_old(recent)
        missing: list[_Recent] = []
        behind: set[Place] = set()
        for write in recent:
            if write.partition in behind or write.when + self._delay(write, index, replica) > self._clock.now():
                behind.add(write.partition)
                missing.append(write)
        return missing

    def _delay(self, write: _Recent, index: str | None, replica: int) -> timedelta:
        if index is None and replica == LEADER:
            return timedelta(0)
        name = repr((self._seed, write.partition, write.number, index, replica)).encode()
        chance = int.from_bytes(hashlib.blake2b(name, digest_size=4).digest(), "big") / 2**32
        return self.longest * (SHORTEST + (1 - SHORTEST) * chance)

    def _served(self, call: Call, past: _Past) -> Served:
        now = self._clock.now()
        missing = [write for write in past.missing if write.place in past.looked_at]
        age = now - missing[0].when if missing else timedelta(0)
        return Served(now, call.who, call.operation, past.name, past.index, past.replica, len(missing), age)


def _rounds(chance: random.Random, replicas: Sequence[int]) -> Iterator[int]:
    """Replicas by chance, but each once in a round: of any three reads in a row, one is not answered by the first."""
    while True:
        yield from chance.sample(replicas, len(replicas))


def _only_reads(call: Call) -> bool:
    """A statement can also write, which no replica but the first does."""
    return call.operation not in STATEMENTS or only_selects(call)


def _global_index(table: state.Table, name: str | None) -> str | None:
    """The name, if it is a global index's: a local one is kept with its table."""
    return next((name for each in table.indexes if each.is_global and each.name == name), None)


def _params_for(call: Call, table: state.Table) -> Mapping[str, Any]:
    """A call's parameters for one table."""
    if call.operation != "BatchGetItem":
        return call.params
    blocks: Mapping[str, Any] = call.params["RequestItems"]
    return next((block for name, block in blocks.items() if name.rpartition("table/")[2] == table.name), {})


class _Version(state.Row):
    """An item as it was."""

    def __init__(self, item: Item) -> None:
        self._item = item

    def value(self, name: str) -> Wire | None:
        return self._item.get(name)

    def item(self) -> Item:
        return dict(self._item)


class _Past(state.Table):
    """A table as it was before some writes."""

    def __init__(self, table: state.Table, index: str | None, replica: int, missing: Sequence[_Recent]) -> None:
        super().__init__(table._moto)
        self.index, self.replica, self.missing = index, replica, missing
        self.looked_at: set[Place] = set()
        self._before: dict[Place, Item | None] = {}
        for write in missing:
            self._before.setdefault(write.place, write.old)

    def get(self, key: Item) -> Item | None:
        where = place(self, key)
        self.looked_at.add(where)
        return self._before[where] if where in self._before else super().get(key)

    def rows(self) -> Iterator[state.Row]:
        return self._instead(super().rows(), self._before)

    def partition(self, value: Wire) -> Iterator[state.Row]:
        here = (self.name, str(content(value)))
        before = {where: item for where, item in self._before.items() if where[:2] == here}
        return self._instead(super().partition(value), before)

    def _instead(self, rows: Iterator[state.Row], before: Mapping[Place, Item | None]) -> Iterator[state.Row]:
        self.looked_at.update(before)
        if before:
            rows = (row for row in rows if place(self, self._key_in(row)) not in before)
        yield from rows
        yield from (_Version(item) for item in before.values() if item is not None)

    def _key_in(self, row: state.Row) -> Item:
        return {key.name: value for key in self.keys if (value := row.value(key.name)) is not None}
