"""What ElastiCache keeps for an account. Nothing runs in the background: what there is follows from the clock.

A group has shapes, each from a moment on, since nodes come, go and change their roles when the work is done and not
when it is asked for. It has spells, in which it is in another state than available.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.number_ranges import Ranges, numbers_in, ranges_of
from course_lib.aws.services.elasticache.errors import no_group, no_shard

SLOTS = 16384
REMEMBERED = timedelta(days=14)  # events: API reference, DescribeEvents


@dataclass(frozen=True)
class Durations:
    """How long things take. AWS promises nothing, but names some seconds for the promotion of a replica."""

    create: timedelta = timedelta(minutes=8)
    modify: timedelta = timedelta(minutes=6)
    promote: timedelta = timedelta(seconds=20)
    recover: timedelta = timedelta(minutes=5)
    snapshot: timedelta = timedelta(minutes=4)
    delete: timedelta = timedelta(minutes=5)
    slot: timedelta = timedelta(milliseconds=100)  # that moves to another shard


@dataclass(frozen=True)
class Node:
    """A node: the name of its cache cluster, and the Availability Zone that it is in."""

    name: str
    zone: str


@dataclass(frozen=True)
class Shard:
    """A shard: its id, its slots, and its nodes, the primary first.

    Attributes:
        made: how many nodes it ever had, so that no name comes twice.
    """

    name: str
    slots: Ranges
    nodes: tuple[Node, ...]
    made: int


Shape = tuple[Shard, ...]
SlotMove = tuple[int, str, str]  # a slot, the shard that has it, and the shard that gets it


@dataclass(frozen=True)
class Resharding:
    """Slots that move from shard to shard, one after the other.

    Attributes:
        before: the shards when the first one begins to move.
        moves: in their order.
        start: when the first one begins.
        each: how long each takes.
    """

    before: Shape
    moves: Sequence[SlotMove]
    start: datetime
    each: timedelta

    @property
    def end(self) -> datetime:
        return self.start + len(self.moves) * self.each

    def over(self, now: datetime) -> int:
        """How many moves are over."""
        return min(max(int((now - self.start) / self.each), 0), len(self.moves))

    def shape(self, now: datetime) -> Shape:
        """The shards with the slots that they have by now."""
        slots = {shard.name: numbers_in(shard.slots) for shard in self.before}
        for slot, source, target in self.moves[: self.over(now)]:
            slots[source].remove(slot)
            slots[target].add(slot)
        return tuple(replace(shard, slots=ranges_of(slots[shard.name])) for shard in self.before)


@dataclass
class Spell:
    """A time in which a group is in a state: from `start` up to `end`, which is not part of it."""

    status: str
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Event:
    """Something that is told by DescribeEvents."""

    source: str
    kind: str
    message: str
    when: datetime


@dataclass
class Group:
    """A replication group.

    Attributes:
        settings: what the caller chose, by the names of AWS's answer; nothing that has a field of its own.
        shapes: its shards, from when on; the latest last.
        address: the part of its endpoints that AWS draws.
        gone: when its deletion is over.
        resharding: the last time that slots moved between its shards.
        parameters: the name of the parameter group that was chosen; empty for the default one.
        shards_made: the highest number that a shard got when slots moved, so that none comes twice.
    """

    name: str
    settings: dict[str, Any]
    clustered: bool
    failover: bool
    multi_az: bool
    retention: int
    window: str
    created: datetime
    address: str
    shapes: list[tuple[datetime, Shape]]
    tags: dict[str, str] = field(default_factory=dict)
    spells: list[Spell] = field(default_factory=list)
    gone: datetime | None = None
    resharding: Resharding | None = None
    shards_made: int = 0
    parameters: str = ""

    def status(self, now: datetime) -> str:
        """Its state: that of the spell that began last, or `available`."""
        running = [spell.status for spell in self.spells if spell.start <= now < spell.end]
        return running[-1] if running else "available"

    def shape(self, now: datetime) -> Shape:
        """Its shards at a moment; none as long as it is being created."""
        if self.resharding and self.resharding.start <= now < self.resharding.end:
            return self.resharding.shape(now)
        return next((shape for since, shape in reversed(self.shapes) if since <= now), ())

    def planned(self) -> Shape:
        """Its shards once everything that was asked for is done."""
        return self.shapes[-1][1]

    def enter(self, status: str, start: datetime, lasting: timedelta) -> datetime:
        """Begin a spell, forget those that are over, and tell when it ends."""
        self.spells = [spell for spell in self.spells if spell.end > start]
        self.spells.append(Spell(status, start, start + lasting))
        return start + lasting

    def change(self, shape: Shape, since: datetime) -> None:
        """Have other shards from a moment on, which nothing planned comes after."""
        kept = [each for each in self.shapes if each[0] > since - REMEMBERED] or self.shapes[-1:]
        self.shapes = [*kept, (since, shape)]

    def shard(self, name: str, now: datetime) -> Shard:
        """
        Raises:
            Refused: there is none.
        """
        found = next((shard for shard in self.shape(now) if shard.name == name), None)
        if found is None:
            raise no_shard(name)
        return found


@dataclass
class ParameterGroup:
    """A parameter group: its name, its family, a description, and the values that differ from the family's."""

    name: str
    family: str
    words: str
    values: dict[str, str]
    tags: dict[str, str] = field(default_factory=dict)


@dataclass
class Snapshot:
    """A snapshot of a group that was taken by hand, or by the service.

    Attributes:
        settings: the group's, as AWS lists them, of its moment.
        shape: the group's shards of its moment.
    """

    name: str
    group: str
    settings: dict[str, Any]
    shape: Shape
    taken: datetime
    ready: datetime
    kind: str = "manual"
    tags: dict[str, str] = field(default_factory=dict)

    def status(self, now: datetime) -> str:
        return "creating" if now < self.ready else "available"


@dataclass
class Store:
    """Everything of one account and Region; `nodes` are clusters that have the nodes of groups, by the group's name.

    `failovers` are those of all Regions: AWS counts them for a customer.
    """

    groups: dict[str, Group] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    failovers: list[datetime] = field(default_factory=list)
    nodes: dict[str, Any] = field(default_factory=dict)
    parameters: dict[str, ParameterGroup] = field(default_factory=dict)

    def tell(self, source: str, kind: str, message: str, when: datetime) -> None:
        """Let DescribeEvents tell something, from its moment on."""
        self.events.append(Event(source, kind, message, when))

    def settle(self, now: datetime) -> None:
        """Drop what is gone or forgotten by now."""
        for name, group in list(self.groups.items()):
            if group.gone is not None and group.gone <= now:
                del self.groups[name]
                self.nodes.pop(name, None)
        self.events = [event for event in self.events if event.when > now - REMEMBERED]
        self.failovers[:] = [when for when in self.failovers if when > now - timedelta(hours=24)]

    def group(self, name: str) -> Group:
        """
        Raises:
            Refused: there is none.
        """
        found = self.groups.get(name.lower())
        if found is None:
            raise no_group(name)
        return found
