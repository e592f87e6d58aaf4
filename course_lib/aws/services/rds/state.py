"""What RDS keeps for an account. Nothing runs in the background: what there is follows from the clock.

An instance has spells, in which it is in another state than available: it is created, backed up, modified, stopped.
Automated backups are no list that grows. From the day's window, the days of retention and the spells it follows which
there are at a moment; see `backups`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.services.rds.errors import no_instance, no_snapshot

Rows = Mapping[str, Any]
FORGET = timedelta(days=36)  # after that, no automated backup hangs on a spell


@dataclass(frozen=True)
class Durations:
    """How long things take. AWS promises nothing: a snapshot of a large database can take hours."""

    create: timedelta = timedelta(minutes=8)
    restore: timedelta = timedelta(minutes=15)
    snapshot: timedelta = timedelta(minutes=4)
    automated: timedelta = timedelta(minutes=5)
    modify: timedelta = timedelta(minutes=2)
    stop: timedelta = timedelta(minutes=3)
    start: timedelta = timedelta(minutes=6)
    delete: timedelta = timedelta(minutes=4)


@dataclass
class Spell:
    """A time in which an instance is in a state: from `start` up to `end`, which is not part of it."""

    status: str
    start: datetime
    end: datetime

    def covers(self, moment: datetime) -> bool:
        return self.start <= moment < self.end


@dataclass
class Instance:
    """A database instance.

    Attributes:
        settings: what the caller chose, by the names of AWS's parameters; nothing that has a field of its own.
        window: when a day's automated backup begins, in minutes after midnight, and how many minutes the window has.
        made: when it was first there with an endpoint.
        written: what its tables hold, from when on; the latest last.
        backed_up_since: when its automated backups were last turned on.
        gone: when its deletion is over.
    """

    name: str
    number: str
    settings: dict[str, Any]
    retention: int
    window: tuple[int, int]
    created: datetime
    made: datetime
    backed_up_since: datetime
    tags: dict[str, str] = field(default_factory=dict)
    spells: list[Spell] = field(default_factory=list)
    written: list[tuple[datetime, Rows]] = field(default_factory=list)
    gone: datetime | None = None

    def status(self, now: datetime) -> str:
        """Its state: that of the spell that began last, of two the one entered last; or `available`."""
        running = [spell for spell in self.spells if spell.covers(now)]
        return max(reversed(running), key=lambda spell: spell.start).status if running else "available"

    def rows(self, moment: datetime) -> Rows:
        """What its tables held at a moment."""
        return next((rows for since, rows in reversed(self.written) if since <= moment), {})

    def enter(self, status: str, start: datetime, lasting: timedelta) -> datetime:
        """Begin a spell, forget those that nothing hangs on any more, and tell when it ends."""
        self.spells = [spell for spell in self.spells if spell.end > start - FORGET]
        self.spells.append(Spell(status, start, start + lasting))
        return start + lasting


@dataclass
class Snapshot:
    """A snapshot, made by hand or by the service.

    Attributes:
        instance: its instance as it was, which need not exist any more.
        rows: what the tables held at that moment.
        taken: when it was begun; `original` says so of the snapshot that this is a copy of.
        ready: when it is complete.
        fails: it ends as `failed`, and holds nothing.
        kind: "manual" or "automated"; or "shared", of another account that lets this one restore it.
        number: which one it is of all that were ever kept here.
        account: whose it is, where that is another account.
    """

    name: str
    instance: Instance
    settings: Mapping[str, Any]
    rows: Rows
    taken: datetime
    original: datetime
    ready: datetime
    kind: str = "manual"
    fails: bool = False
    source: str = ""
    tags: dict[str, str] = field(default_factory=dict)
    number: int = 0
    account: str = ""

    def status(self, now: datetime) -> str:
        if now < self.ready:
            return "creating"
        return "failed" if self.fails else "available"

    def percent(self, now: datetime) -> int:
        """How much of it is done; a failed one stops half-way."""
        if now >= self.ready:
            return 50 if self.fails else 100
        return int(100 * ((now - self.taken) / (self.ready - self.taken)))


@dataclass
class Store:
    """Everything of one account and Region."""

    instances: dict[str, Instance] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    shared: list[Snapshot] = field(default_factory=list)
    kept: int = 0

    def keep(self, snapshot: Snapshot) -> None:
        """Keep a snapshot that was taken by hand."""
        self.kept += 1
        snapshot.number = self.kept
        self.snapshots[snapshot.name] = snapshot

    def settle(self, now: datetime) -> None:
        """Drop what is gone by now."""
        for name, instance in list(self.instances.items()):
            if instance.gone is not None and instance.gone <= now:
                del self.instances[name]

    def instance(self, name: str) -> Instance:
        """
        Raises:
            Refused: there is none.
        """
        if name not in self.instances:
            raise no_instance(name)
        return self.instances[name]

    def snapshot(self, name: str, automated: Iterator[Snapshot]) -> Snapshot:
        """One of those made by hand or of the automated ones.

        Raises:
            Refused: there is none.
        """
        found = self.snapshots.get(name) or next((each for each in automated if each.name == name), None)
        if found is None:
            raise no_snapshot(name)
        return found
