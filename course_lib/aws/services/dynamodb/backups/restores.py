"""RestoreTableFromBackup and RestoreTableToPointInTime: always into a new table.

Source: DynamoDB API reference; developer guide, "Restoring a DynamoDB table to a point in time"; the order of checks,
their words and how long a restore takes from the public ack-api-quirks record of probes, October 2026.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb.backups.jobs import Below, Schedule
from course_lib.aws.services.dynamodb.backups.making import Making, Tables, exists
from course_lib.aws.services.dynamodb.backups.on_demand import Backups
from course_lib.aws.services.dynamodb.backups.recovery import Recoveries, Recovery
from course_lib.aws.services.dynamodb.backups.refusals import bad_request, no_recovery, refused, table_exists
from course_lib.aws.services.dynamodb.backups.snapshots import Description, creation, find, take
from course_lib.aws.services.dynamodb.backups.times import from_wire, text, wire
from course_lib.aws.services.dynamodb.errors import invalid
from course_lib.aws.services.dynamodb.values import Item

_IN_USE = "Backup is being used to restore another table: {}"


class Restores:
    """Makes tables from backups, and from tables as they were.

    Args:
        clock: of the cloud.
        schedule: where the work waits.
        tables: those that are being made.
        backups, recoveries: what is restored from.
    """

    def __init__(
        self, clock: Clock, schedule: Schedule, tables: Tables, backups: Backups, recoveries: Recoveries
    ) -> None:
        self._clock, self._schedule, self._tables = clock, schedule, tables
        self._backups, self._recoveries = backups, recoveries

    def from_backup(self, below: Below) -> dict[str, Any]:
        """RestoreTableFromBackup."""
        call = below.call
        self._refuse_making(call)
        backup = self._backups.available(call, _IN_USE)
        if exists(call, call.params["TargetTableName"]):
            raise table_exists(call.params["TargetTableName"])
        source = backup.snapshot.description
        summary = _summary(source, backup.when) | {"SourceBackupArn": backup.arn}
        return self._restore(below, source, backup.snapshot.items, Making(backup.arn, summary))

    def to_point_in_time(self, below: Below) -> dict[str, Any]:
        """RestoreTableToPointInTime."""
        call = below.call
        name = _source_name(call.params)
        _check_time_is_chosen(call.params)
        table = find(call, name)
        recovery = self._recoveries.of(call.region, table.name)
        if recovery is None:
            raise no_recovery(table.name)
        moment = _moment(call.params, recovery)
        self._refuse_making(call)
        if exists(call, call.params["TargetTableName"]):
            raise table_exists(call.params["TargetTableName"])
        source = take(below, table, self._tables.shown_identity(call.region, table.name)).description
        items = recovery.items_at(table, moment)
        return self._restore(below, source, items, Making(summary=_summary(source, moment)))

    def _restore(self, below: Below, source: Description, items: Sequence[Item], making: Making) -> dict[str, Any]:
        params = below.call.params
        target = str(params["TargetTableName"])
        made = self._tables.begin(below, creation(source, target, params), making)
        takes = self._schedule.durations.restore
        self._schedule.after(takes, below.call, lambda later, due: _done(self._tables, later, target, items))
        return {"TableDescription": made}

    def _refuse_making(self, call: Call) -> None:
        target = call.params["TargetTableName"]
        making = self._tables.making(call, target)
        if making is None:
            return
        source = f" from backup: {making.backup_arn}" if making.backup_arn else ""
        raise refused("TableInUseException", f"Table: {target} is already being restored{source}")


def _done(tables: Tables, below: Below, target: str, items: Sequence[Item]) -> None:
    tables.finish(below, target, items)


def _summary(source: Description, moment: datetime) -> dict[str, Any]:
    return {"SourceTableArn": source["TableArn"], "RestoreDateTime": wire(moment), "RestoreInProgress": True}


def _source_name(params: Mapping[str, Any]) -> str:
    arn, name = params.get("SourceTableArn"), params.get("SourceTableName")
    if arn and name:
        raise invalid("Must provide exactly one of: sourceTableArn, sourceTableName")
    if not arn and not name:
        raise invalid("The parameter 'TableName' is required")
    if arn and not str(arn).startswith("arn:"):
        raise invalid("One or more parameter values were invalid: sourceTableArn is not a valid ARN")
    return str(arn or name)


def _check_time_is_chosen(params: Mapping[str, Any]) -> None:
    latest, moment = params.get("UseLatestRestorableTime"), params.get("RestoreDateTime")
    if latest and moment is not None:
        raise bad_request(
            "Both RestoreDateTime and UseLatestRestorableTime cannot be set for point-in-time restore request. "
            "Please specify either RestoreDateTime time or UseLatestRestorableTime"
        )
    if not latest and moment is None:
        raise bad_request("Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both")


def _moment(params: Mapping[str, Any], recovery: Recovery) -> datetime:
    earliest, latest = recovery.earliest(), recovery.latest()
    if params.get("UseLatestRestorableTime"):
        return latest
    moment = from_wire(params["RestoreDateTime"])
    if earliest <= moment <= latest:
        return moment
    raise refused(
        "InvalidRestoreTimeException",
        f"RestoreDateTime '{text(moment)}' must be within EarliestRestorableDateTime '{text(earliest)}' "
        f"and LatestRestorableDateTime '{text(latest)}'",
    )
