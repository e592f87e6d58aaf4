"""CreateBackup, DescribeBackup, ListBackups, DeleteBackup, and the backup that a deleted table leaves behind.

Source: DynamoDB API reference; developer guide, "On-demand backup" and "Delete a table with point-in-time recovery
enabled"; words, times and the forms of ARNs from the public ack-api-quirks record of probes, October 2026.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb.backups.jobs import Below, Schedule
from course_lib.aws.services.dynamodb.backups.making import Tables
from course_lib.aws.services.dynamodb.backups.refusals import backup_not_found, denied, refused
from course_lib.aws.services.dynamodb.backups.snapshots import Snapshot, billing_mode, find, table_name, take, units
from course_lib.aws.services.dynamodb.backups.times import from_wire, millis, wire
from course_lib.aws.services.dynamodb.errors import invalid

KEPT = timedelta(days=35)  # a system backup
MOST_LISTED = 100
_INDEX_INFO = ("IndexName", "KeySchema", "Projection")


@dataclass(frozen=True)
class Backup:
    """One backup: of `when`, and ready at `made`."""

    arn: str
    name: str
    kind: str  # "USER" or "SYSTEM"
    when: datetime
    made: datetime
    snapshot: Snapshot

    @property
    def expires(self) -> datetime | None:
        """When it ends by itself."""
        return self.when + KEPT if self.kind == "SYSTEM" else None

    def status(self, now: datetime) -> str:
        """CREATING, then AVAILABLE."""
        return "CREATING" if now < self.made else "AVAILABLE"


class Backups:
    """A cloud's backups.

    Args:
        clock: of the cloud.
        seed: for their ARNs.
        schedule: which tells how long they take.
        tables: those that are being restored.
    """

    def __init__(self, clock: Clock, seed: int, schedule: Schedule, tables: Tables) -> None:
        self._clock, self._schedule, self._tables = clock, schedule, tables
        self._random = random.Random(f"{seed}/backups")
        self._kept: dict[str, Backup] = {}

    def kept(self) -> list[str]:
        """The ARNs of all backups."""
        return list(self._kept)

    def create(self, below: Below) -> dict[str, Any]:
        """CreateBackup."""
        params = below.call.params
        table = find(below.call, params["TableName"])
        snapshot = take(below, table, self._tables.shown_identity(below.call.region, table.name))
        made = self._add(snapshot, params["BackupName"], "USER", f"{self._random.getrandbits(32):08x}")
        return {"BackupDetails": self._details(made, "CREATING")}

    def add_system(self, snapshot: Snapshot) -> None:
        """The backup of a table that was deleted while its recovery was on."""
        self._add(snapshot, f"{snapshot.description['TableName']}$DeletedTableBackup", "SYSTEM", "0" * 8)

    def _add(self, snapshot: Snapshot, name: str, kind: str, suffix: str) -> Backup:
        now = self._clock.now()
        arn = f"{snapshot.description['TableArn']}/backup/{millis(now):014d}-{suffix}"
        ready = now + self._schedule.durations.backup if kind == "USER" else now
        made = self._kept[arn] = Backup(arn, name, kind, now, ready, snapshot)
        return made

    def describe(self, below: Below) -> dict[str, Any]:
        """DescribeBackup."""
        found = self.get(below.call)
        return {"BackupDescription": self._description(found, found.status(self._clock.now()))}

    def delete(self, below: Below) -> dict[str, Any]:
        """DeleteBackup."""
        found = self.available(below.call, "Backup is being used to restore table: {}")
        if found.expires is not None:
            raise invalid(
                f"User is not allowed to delete the system backup with arn {found.arn}. "
                f"It will automatically expire on {found.expires}"
            )
        del self._kept[found.arn]
        return {"BackupDescription": self._description(found, "DELETED")}

    def get(self, call: Call) -> Backup:
        """The backup that a request names.

        Raises:
            Refused: there is none, or it is another account's.
        """
        arn = str(call.params["BackupArn"])
        parts = arn.split(":")
        if len(parts) != 6 or "/backup/" not in parts[5]:
            raise invalid("Invalid Backup ARN")
        if parts[4] != call.account:
            raise denied()
        found = next((each for each in self._current() if each.arn == arn), None)
        if found is None or parts[3] != call.region:
            raise backup_not_found(arn)
        return found

    def available(self, call: Call, in_use: str) -> Backup:
        """The backup that a request names, when nothing else is done with it.

        Raises:
            Refused: it is not there, or in use; `in_use` says so, with a place for its ARN.
        """
        found = self.get(call)
        if found.status(self._clock.now()) == "CREATING":
            raise refused("BackupInUseException", f"Backup is being created: {found.arn}")
        if self._tables.restoring(found.arn):
            raise refused("BackupInUseException", in_use.format(found.arn))
        return found

    def _current(self) -> Iterator[Backup]:
        now = self._clock.now()
        return (each for each in self._kept.values() if each.expires is None or now < each.expires)

    def list(self, below: Below) -> dict[str, Any]:
        """ListBackups."""
        params = below.call.params
        lower, upper = params.get("TimeRangeLowerBound"), params.get("TimeRangeUpperBound")
        if lower is not None and upper is not None and lower > upper:
            raise invalid("Time range lower bound must be less than or equal to upper bound")
        found = sorted(_chosen(self._current(), params, below.call.region), key=_cursor)
        start = params.get("ExclusiveStartBackupArn")
        if start is not None:
            found = [each for each in found if _cursor(each) > start.rpartition("/")[2]]
        limit = params.get("Limit") or MOST_LISTED
        answer: dict[str, Any] = {"BackupSummaries": [self._summary(each) for each in found[:limit]]}
        return {**answer, "LastEvaluatedBackupArn": found[limit - 1].arn} if len(found) > limit else answer

    def _summary(self, backup: Backup) -> dict[str, Any]:
        table = {name: backup.snapshot.description[name] for name in ("TableName", "TableId", "TableArn")}
        return {**table, **self._details(backup, backup.status(self._clock.now()))}

    def _details(self, backup: Backup, status: str) -> dict[str, Any]:
        shown = {
            "BackupArn": backup.arn,
            "BackupName": backup.name,
            "BackupSizeBytes": backup.snapshot.size,
            "BackupStatus": status,
            "BackupType": backup.kind,
            "BackupCreationDateTime": wire(backup.when),
        }
        return {**shown, "BackupExpiryDateTime": wire(backup.expires)} if backup.expires else shown

    def _description(self, backup: Backup, status: str) -> dict[str, Any]:
        return {
            "BackupDetails": self._details(backup, status),
            "SourceTableDetails": _source(backup.snapshot),
            "SourceTableFeatureDetails": {} if backup.kind == "SYSTEM" else _features(backup.snapshot),
        }


def _cursor(backup: Backup) -> str:
    """By when they were made."""
    return backup.arn.rpartition("/")[2]


def _chosen(backups: Iterator[Backup], params: Mapping[str, Any], region: str) -> Iterator[Backup]:
    kind, name = params.get("BackupType") or "USER", params.get("TableName")
    lower, upper = params.get("TimeRangeLowerBound"), params.get("TimeRangeUpperBound")
    for each in backups:
        table = each.snapshot.description
        if (
            table["TableArn"].split(":")[3] == region
            and kind in (each.kind, "ALL")
            and (name is None or table["TableName"] == table_name(name))
            and (lower is None or each.when >= from_wire(lower))
            and (upper is None or each.when < from_wire(upper))
        ):
            yield each


def _source(snapshot: Snapshot) -> dict[str, Any]:
    table = snapshot.description
    return {
        **{name: table[name] for name in ("TableName", "TableId", "TableArn", "KeySchema")},
        "TableSizeBytes": snapshot.size,
        "ItemCount": len(snapshot.items),
        "TableCreationDateTime": table["CreationDateTime"],
        "ProvisionedThroughput": units(table),
        "BillingMode": billing_mode(table),
    }


def _features(snapshot: Snapshot) -> dict[str, Any]:
    table = snapshot.description
    shown: dict[str, Any] = {}
    if table.get("LocalSecondaryIndexes"):
        shown["LocalSecondaryIndexes"] = [
            {name: each[name] for name in _INDEX_INFO} for each in table["LocalSecondaryIndexes"]
        ]
    if table.get("GlobalSecondaryIndexes"):
        shown["GlobalSecondaryIndexes"] = [
            {**{name: each[name] for name in _INDEX_INFO}, "ProvisionedThroughput": units(each)}
            for each in table["GlobalSecondaryIndexes"]
        ]
    if table.get("StreamSpecification"):
        shown["StreamDescription"] = table["StreamSpecification"]
    if snapshot.ttl.get("TimeToLiveStatus") in ("ENABLED", "ENABLING"):
        shown["TimeToLiveDescription"] = snapshot.ttl
    if table.get("SSEDescription"):
        shown["SSEDescription"] = table["SSEDescription"]
    return shown
