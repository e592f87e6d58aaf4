"""The layer that answers DynamoDB's operations on backups, recovery, exports and imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.service import Ask
from course_lib.aws.services.dynamodb.backups.expiry import Expiry
from course_lib.aws.services.dynamodb.backups.exports import Exports
from course_lib.aws.services.dynamodb.backups.imports import Imports
from course_lib.aws.services.dynamodb.backups.jobs import Below, Schedule
from course_lib.aws.services.dynamodb.backups.making import ABOUT_TABLES, Tables, exists
from course_lib.aws.services.dynamodb.backups.on_demand import Backups
from course_lib.aws.services.dynamodb.backups.recovery import Recoveries
from course_lib.aws.services.dynamodb.backups.requests import check_request
from course_lib.aws.services.dynamodb.backups.restores import Restores
from course_lib.aws.services.dynamodb.backups.snapshots import Snapshot, find, table_name, take
from course_lib.aws.services.dynamodb.errors import Refused
from course_lib.aws.services.dynamodb.shapes import check_shape

Operation = Callable[[Below], dict[str, Any]]


class BackupRules:
    """Keeps backups and tables' histories, and makes tables of them. What takes time takes it on the cloud's clock.

    Args:
        clock: of the cloud.
        seed: for names and ids that AWS draws at random.
        ask: makes a call to another service.

    Attributes:
        durations: how long backups, restores, exports and imports take; may be changed.
    """

    sees_all = True  # a call to any service takes its jobs further: an export can be looked for in S3

    def __init__(self, clock: Clock, seed: int, ask: Ask) -> None:
        self._ask = ask
        self._schedule, self._tables = Schedule(clock, ask), Tables(clock, seed)
        self.durations = self._schedule.durations
        self._recoveries = Recoveries(clock)
        self._backups = Backups(clock, seed, self._schedule, self._tables)
        restores = Restores(clock, self._schedule, self._tables, self._backups, self._recoveries)
        self._exports = exports = Exports(clock, seed, self._schedule, self._tables, self._recoveries)
        imports = Imports(clock, seed, self._schedule, self._tables)
        self._expiry = Expiry(clock)
        self._operations: Mapping[str, Operation] = {
            "CreateBackup": self._backups.create,
            "DescribeBackup": self._backups.describe,
            "ListBackups": self._backups.list,
            "DeleteBackup": self._backups.delete,
            "UpdateContinuousBackups": self._recoveries.update,
            "DescribeContinuousBackups": self._recoveries.describe,
            "RestoreTableFromBackup": restores.from_backup,
            "RestoreTableToPointInTime": restores.to_point_in_time,
            "ExportTableToPointInTime": exports.export,
            "DescribeExport": exports.describe,
            "ListExports": exports.list,
            "ImportTable": imports.start,
            "DescribeImport": imports.describe,
            "ListImports": imports.list,
        }

    def __call__(self, call: Call, forward: Forward) -> Answer:
        self._schedule.run(forward)
        if call.service != "dynamodb":
            return forward(call)
        self._expiry.look(call)
        operation = self._operations.get(call.operation)
        if operation is not None:
            return self._answer(operation, call, forward)
        if call.operation == "DeleteTable":
            return self._delete_table(call, forward)
        return self._tables(call, forward) if call.operation in ABOUT_TABLES else forward(call)

    def contents(self) -> Iterator[tuple[str, str]]:
        """What it keeps, by name, in words that say nothing of how far a job is."""
        for name, recovery in self._recoveries.kept():
            yield f"recovery of {name}", f"{recovery.days} days since {recovery.since}"
        for arn in self._backups.kept():
            yield f"backup {arn}", "made"
        for arn in self._exports.kept():
            yield f"export {arn}", "begun"

    def _answer(self, operation: Operation, call: Call, forward: Forward) -> Answer:
        try:
            check_shape(call.operation, call.params)
            check_request(call.operation, call.params)
            return Answer(result=operation(Below(call, forward, self._ask)))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def _delete_table(self, call: Call, forward: Forward) -> Answer:
        name = table_name(str(call.params.get("TableName")))
        left = self._left_by(call, forward, name)
        answer = self._tables(call, forward)
        if answer.error is None:
            self._recoveries.drop(call.region, name)
            self._tables.forget(call.region, name)
            if left is not None:
                self._backups.add_system(left)
        return answer

    def _left_by(self, call: Call, forward: Forward, name: str) -> Snapshot | None:
        """What a deleted table leaves: a backup of its last state, if its recovery is on."""
        if self._recoveries.of(call.region, name) is None or not exists(call, name):
            return None
        return take(Below(call, forward, self._ask), find(call, name), self._tables.shown_identity(call.region, name))
