"""Global indexes that are added to a table, or taken from it, while the table is in use.

Adding one has two phases: for half a minute AWS allocates resources (the table is UPDATING), then it fills the index
(the table is ACTIVE again, the index still CREATING). Nothing can be read from it before it is ACTIVE. Source: the
public ack-api-quirks record of probes, October 2026 (phases, how long they take, what is refused meanwhile); developer
guide, "Managing Global Secondary Indexes in DynamoDB".
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb.errors import Refused, invalid
from course_lib.aws.services.dynamodb.state import moto_table
from course_lib.aws.services.dynamodb.tables import described, updates

_PROTECTED = (
    "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
)
_BUSY = "Cannot delete table while indexes are being created, updated, or deleted."
_ALLOCATING = (
    "Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index is "
    "active. Table: {} Index: {}"
)
_ABOUT_ONE_TABLE = {
    "CreateTable": "TableDescription",
    "UpdateTable": "TableDescription",
    "DeleteTable": "TableDescription",
    "DescribeTable": "Table",
}


@dataclass
class Durations:
    """How long changes of indexes take on the cloud's clock, for a small table.

    Attributes:
        allocation: until a new index begins to be filled.
        backfill: until it is ACTIVE, from then.
        deletion: until a deleted index is gone.
    """

    allocation: timedelta = timedelta(seconds=30)
    backfill: timedelta = timedelta(minutes=8)
    deletion: timedelta = timedelta(seconds=4)


@dataclass
class _Step:
    """What is to happen to an index, and when: "fill", "open" or "remove"."""

    due: datetime
    kind: str
    table: Any
    index: Any


class IndexChanges:
    """Carries out UpdateTable, and completes what moto tells of a table.

    Args:
        clock: of the cloud.

    Attributes:
        durations: how long changes take; may be changed.
    """

    def __init__(self, clock: Clock) -> None:
        self.durations = Durations()
        self._clock = clock
        self._steps: list[_Step] = []

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "dynamodb":
            return forward(call)
        if self._steps:
            self._settle()
        if call.operation not in _ABOUT_ONE_TABLE:
            return forward(call)
        try:
            return self._about_a_table(call, forward)
        except Refused as refusal:
            return Answer(error=refusal.error)

    def _about_a_table(self, call: Call, forward: Forward) -> Answer:
        before = moto_table(call, str(call.params["TableName"]))
        if before is not None and call.operation == "DeleteTable":
            self._check_deletable(before)
        if before is not None and call.operation == "UpdateTable":
            answer = self._update(call, forward, before)
        else:
            answer = forward(call)
        if answer.result is None:
            return answer
        member = _ABOUT_ONE_TABLE[call.operation]
        table = before or moto_table(call, str(call.params["TableName"]))
        shown = described.table(table, answer.result[member], self._status(call, table))
        return replace(answer, result={member: shown}, response=None)

    def _status(self, call: Call, table: Any) -> str:
        if call.operation in ("CreateTable", "DeleteTable"):
            return call.operation[:-5].rstrip("e").upper() + "ING"
        busy = any(step.table is table and step.kind in ("fill", "remove") for step in self._steps)
        return "UPDATING" if busy or call.operation == "UpdateTable" else "ACTIVE"

    def _check_deletable(self, table: Any) -> None:
        if table.deletion_protection_enabled:
            raise invalid(_PROTECTED)
        if self._changing(table):
            raise in_use(_BUSY)

    def _changing(self, table: Any) -> bool:
        return any(step.table is table for step in self._steps)

    def _update(self, call: Call, forward: Forward, table: Any) -> Answer:
        updates.check_against(table, call.params, False)
        for action in updates.actions(call.params, "Delete"):
            self._check_filling(table, action["IndexName"])
        updates.check_against(table, call.params, self._blocked(table, call))
        answer = forward(_without_index_changes(call))
        if answer.error is not None:
            return answer
        for index in updates.actions(call.params, "Create"):
            self._create(table, index, call.params["AttributeDefinitions"])
        for action in updates.actions(call.params, "Delete"):
            self._delete(table, next(each for each in table.global_indexes if each.name == action["IndexName"]))
        return replace(answer, result={"TableDescription": table.describe()["TableDescription"]})

    def _check_filling(self, table: Any, name: str) -> None:
        for step in self._steps:
            if step.table is table and step.index.name == name and step.kind == "fill":
                raise in_use(_ALLOCATING.format(table.name, name))

    def _blocked(self, table: Any, call: Call) -> bool:
        """Whether another index of the table is being made or deleted; the one being filled may be deleted itself."""
        deleted = {action["IndexName"] for action in updates.actions(call.params, "Delete")}
        return any(
            step.table is table and not (step.kind == "open" and step.index.name in deleted) for step in self._steps
        )

    def _create(self, table: Any, wanted: updates.Params, definitions: Any) -> None:
        from moto.dynamodb.models.table import GlobalSecondaryIndex

        index = GlobalSecondaryIndex.create(copy.deepcopy(dict(wanted)), table.table_key_attrs)
        index.status, index.backfilling = "CREATING", False
        known = {each["AttributeName"] for each in table.attr}
        keys = {each["AttributeName"] for each in index.schema}
        table.attr = [
            *table.attr,
            *(dict(each) for each in definitions if each["AttributeName"] in keys - known),
        ]
        table.global_indexes = [*table.global_indexes, index]
        self._steps.append(_Step(self._clock.now() + self.durations.allocation, "fill", table, index))

    def _delete(self, table: Any, index: Any) -> None:
        index.status, index.backfilling = "DELETING", None
        self._steps = [step for step in self._steps if step.index is not index]
        self._steps.append(_Step(self._clock.now() + self.durations.deletion, "remove", table, index))

    def _settle(self) -> None:
        """Do what is due."""
        now = self._clock.now()
        while due := [step for step in self._steps if step.due <= now]:
            self._steps = [step for step in self._steps if step.due > now]
            for step in due:
                self._take(step)

    def _take(self, step: _Step) -> None:
        if step.kind == "fill":
            step.index.backfilling = True
            self._steps.append(_Step(step.due + self.durations.backfill, "open", step.table, step.index))
        elif step.kind == "open":
            step.index.status, step.index.backfilling = "ACTIVE", None
        else:
            _remove(step.table, step.index)


def in_use(message: str) -> Refused:
    """Not now."""
    told = f"Attempt to change a resource which is still in use: {message}"
    return Refused(AwsError("ResourceInUseException", told))


def _remove(table: Any, index: Any) -> None:
    """Without the index, and the definitions that only it used."""
    table.global_indexes = [each for each in table.global_indexes if each is not index]
    schemas = [table.schema, *(each.schema for each in (*table.global_indexes, *table.indexes))]
    used = {key["AttributeName"] for schema in schemas for key in schema}
    table.attr = [each for each in table.attr if each["AttributeName"] in used]


def _without_index_changes(call: Call) -> Call:
    """The rest, for moto: it takes AttributeDefinitions for all that there are."""
    params = {name: value for name, value in call.params.items() if name != "AttributeDefinitions"}
    kept = [{"Update": action} for action in updates.actions(params, "Update")]
    params.pop("GlobalSecondaryIndexUpdates", None)
    if kept:
        params["GlobalSecondaryIndexUpdates"] = kept
    return replace(call, params=params, request=None)
