"""Point-in-time recovery: UpdateContinuousBackups, DescribeContinuousBackups, and a table as it was.

While it is on, every write's item images are kept; the table at a moment is the table now with the later writes undone.
Source: DynamoDB developer guide, "Point-in-time recovery: how it works" (1-35 days, default 35; the latest point is
about five minutes ago; off and on again starts anew); API reference, UpdateContinuousBackups.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.services.dynamodb.backups.jobs import Below
from course_lib.aws.services.dynamodb.backups.making import Place
from course_lib.aws.services.dynamodb.backups.snapshots import find
from course_lib.aws.services.dynamodb.backups.times import whole, wire
from course_lib.aws.services.dynamodb.state import Table
from course_lib.aws.services.dynamodb.values import Item

LONGEST = 35  # days
TRAILS = timedelta(minutes=5)  # how far the latest restorable moment is behind
_OFF = {"PointInTimeRecoveryStatus": "DISABLED"}


@dataclass(frozen=True)
class Written:
    """An item before and after a write."""

    when: datetime
    old: Item | None
    new: Item | None


@dataclass
class Recovery:
    """One table's point-in-time recovery.

    Attributes:
        since: nothing before this moment can be recovered.
        days: how long images are kept.
        written: the writes since, oldest first.
    """

    clock: Clock
    since: datetime
    days: int
    written: deque[Written] = field(default_factory=deque)

    def earliest(self) -> datetime:
        """The first moment that can be restored, a whole second."""
        return whole(max(self.since, self.clock.now() - timedelta(days=self.days)))

    def latest(self) -> datetime:
        """The last moment that can be restored."""
        return max(self.earliest(), whole(self.clock.now() - TRAILS))

    def note(self, old: Item | None, new: Item | None) -> None:
        """Keep a write, and let go of those that are too old."""
        self.written.append(Written(self.clock.now(), old, new))
        while self.written[0].when < self.earliest():
            self.written.popleft()

    def describe(self) -> dict[str, Any]:
        """As DescribeContinuousBackups shows it."""
        return {
            "PointInTimeRecoveryStatus": "ENABLED",
            "RecoveryPeriodInDays": self.days,
            "EarliestRestorableDateTime": wire(self.earliest()),
            "LatestRestorableDateTime": wire(self.latest()),
        }

    def between(self, start: datetime, end: datetime) -> Iterator[Written]:
        """The writes from `start` until just before `end`, oldest first."""
        return (each for each in self.written if start <= each.when < end)

    def items_at(self, table: Table, moment: datetime) -> list[Item]:
        """The table's items as they were at a moment, what was written in that instant included."""
        items = {_place(table, item): item for item in (row.item() for row in table.rows())}
        for each in reversed(self.written):
            if each.when <= moment:
                break
            _undo(items, table, each)
        return list(items.values())


def _undo(items: dict[str, Item], table: Table, write: Written) -> None:
    place = _place(table, write.old or write.new or {})
    if write.old is None:
        items.pop(place, None)
    else:
        items[place] = write.old


def _place(table: Table, item: Item) -> str:
    return repr([item[key.name] for key in table.keys])


class Recoveries:
    """Point-in-time recovery, table by table.

    Args:
        clock: of the cloud.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._on: dict[Place, Recovery] = {}

    def of(self, region: str, name: str) -> Recovery | None:
        """A table's recovery, if it is on."""
        return self._on.get((region, name))

    def kept(self) -> Iterator[tuple[str, Recovery]]:
        """The tables whose recovery is on, by name."""
        return ((name, recovery) for (_, name), recovery in self._on.items())

    def drop(self, region: str, name: str) -> None:
        """The table is gone."""
        self._on.pop((region, name), None)

    def update(self, below: Below) -> dict[str, Any]:
        """UpdateContinuousBackups."""
        params, region = below.call.params, below.call.region
        table = find(below.call, params["TableName"])
        asked = params["PointInTimeRecoverySpecification"]
        if asked["PointInTimeRecoveryEnabled"]:
            self._turn_on(region, table, asked.get("RecoveryPeriodInDays") or LONGEST)
        else:
            self.drop(region, table.name)
            table.watch(None)
        return self._described(region, table.name)

    def _turn_on(self, region: str, table: Table, days: int) -> None:
        recovery = self.of(region, table.name)
        if recovery is None:
            recovery = self._on[region, table.name] = Recovery(self._clock, self._clock.now(), days)
            table.watch(recovery.note)
        recovery.since = max(recovery.since, self._clock.now() - timedelta(days=recovery.days))
        recovery.days = days

    def describe(self, below: Below) -> dict[str, Any]:
        """DescribeContinuousBackups."""
        table = find(below.call, below.call.params["TableName"])
        return self._described(below.call.region, table.name)

    def _described(self, region: str, name: str) -> dict[str, Any]:
        recovery = self.of(region, name)
        shown = _OFF if recovery is None else recovery.describe()
        return {
            "ContinuousBackupsDescription": {
                "ContinuousBackupsStatus": "ENABLED",
                "PointInTimeRecoveryDescription": shown,
            }
        }
