"""Tables that are being made, by a restore or an import: they are seen by DescribeTable, and by nothing else.

Source: DynamoDB API reference, RestoreTableFromBackup; what each operation answers meanwhile is from the public
ack-api-quirks record of probes, us-west-2, October 2026.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb.backups.jobs import Below
from course_lib.aws.services.dynamodb.backups.snapshots import table_name
from course_lib.aws.services.dynamodb.backups.times import wire
from course_lib.aws.services.dynamodb.errors import Refused
from course_lib.aws.services.dynamodb.state import Table, moto_table, table
from course_lib.aws.services.dynamodb.values import Item

_HIDDEN = frozenset(
    {"UpdateTable", "UpdateTimeToLive", "DescribeTimeToLive", "TagResource", "UntagResource", "ListTagsOfResource"}
)
_DESCRIBING = {
    "DescribeTable": "Table",
    "CreateTable": "TableDescription",
    "UpdateTable": "TableDescription",
    "DeleteTable": "TableDescription",
}
# What DeleteTable does not tell. Source: ScyllaDB Alternator's tests against AWS.
_NOT_AT_THE_END = frozenset(
    {"AttributeDefinitions", "CreationDateTime", "GlobalSecondaryIndexes", "KeySchema", "LocalSecondaryIndexes"}
)
ABOUT_TABLES = _HIDDEN | _DESCRIBING.keys()
Place = tuple[str, str]  # region and table name


@dataclass(frozen=True)
class Making:
    """A table that is being made; `backup_arn` and `summary` when it is by a restore."""

    backup_arn: str | None = None
    summary: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Identity:
    """What tells a table from the next of its name: its id, and when it was made."""

    id: str
    made: datetime


class Tables:
    """The tables that are being made, and the identity of each table.

    Args:
        clock: of the cloud.
        seed: for the ids.
    """

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock = clock
        self._making: dict[Place, Making] = {}
        self._identities: dict[Place, Identity] = {}
        self._random = random.Random(f"{seed}/tables")

    def id_of(self, region: str, name: str) -> str:
        """A table's id."""
        return self._identity(region, name).id

    def shown_identity(self, region: str, name: str) -> dict[str, Any]:
        """What DescribeTable shows of a table's identity."""
        identity = self._identity(region, name)
        return {"TableId": identity.id, "CreationDateTime": wire(identity.made)}

    def _identity(self, region: str, name: str) -> Identity:
        if (region, name) not in self._identities:
            drawn = str(UUID(int=self._random.getrandbits(128), version=4))
            self._identities[region, name] = Identity(drawn, self._clock.now())
        return self._identities[region, name]

    def is_current(self, region: str, name: str, table_id: str) -> bool:
        """Whether the table of this name is still the one with this id."""
        known = self._identities.get((region, name))
        return known is not None and known.id == table_id

    def forget(self, region: str, name: str) -> None:
        """The table is gone; the next of this name is another."""
        self._identities.pop((region, name), None)

    def making(self, call: Call, name: str) -> Making | None:
        """What is being made under this name."""
        return self._making.get((call.region, table_name(name)))

    def restoring(self, backup_arn: str) -> bool:
        """Whether a table is being made from this backup."""
        return any(each.backup_arn == backup_arn for each in self._making.values())

    def begin(self, below: Below, request: Mapping[str, Any], making: Making) -> Mapping[str, Any]:
        """Make a table in the state CREATING, which answers no item operation. Returns its description.

        Raises:
            Refused: it cannot be made like this.
        """
        made: Mapping[str, Any] = below.result("dynamodb", "CreateTable", **request)["TableDescription"]
        name, call = request["TableName"], below.call
        table(call, name).hide(True)
        self._making[call.region, name] = making
        return self._shown(made, making, call.region)

    def finish(self, below: Below, name: str, items: Iterable[Item]) -> Table:
        """Put the items in, and let the table be used."""
        made = self._unhidden(below.call, name)
        for item in items:
            made.put(item, None)
        return made

    def _unhidden(self, call: Call, name: str) -> Table:
        del self._making[call.region, name]
        made = Table(moto_table(call, name))
        made.hide(False)
        return made

    def __call__(self, call: Call, forward: Forward) -> Answer:
        """Answer a call about tables in general."""
        name = str(call.params.get("TableName") or call.params.get("ResourceArn") or "")
        making = self.making(call, name)
        if making is not None and call.operation in _HIDDEN:
            told = f"Requested resource not found: Table: {table_name(name)} not found"
            return Answer(error=AwsError("ResourceNotFoundException", told))
        if making is not None and call.operation == "DeleteTable":
            told = f"Attempt to change a resource which is still in use: Table is being created: {table_name(name)}"
            return Answer(error=AwsError("ResourceInUseException", told))
        return self._identified(call, forward(call))

    def _identified(self, call: Call, answer: Answer) -> Answer:
        """A description with what moto does not know, or takes from another clock."""
        member = _DESCRIBING.get(call.operation)
        if member is None or answer.result is None:
            return answer
        found = answer.result[member]
        shown = self._shown(found, self.making(call, found["TableName"]), call.region)
        if call.operation == "DeleteTable":
            shown = {name: value for name, value in shown.items() if name not in _NOT_AT_THE_END}
        return replace(answer, result={member: shown}, response=None)

    def _shown(self, described: Mapping[str, Any], making: Making | None, region: str) -> dict[str, Any]:
        shown = {**described, **self.shown_identity(region, described["TableName"])}
        on_demand = shown.get("BillingModeSummary", {}).get("BillingMode") == "PAY_PER_REQUEST"
        if on_demand and shown.get("TableStatus") != "UPDATING":  # a switch to it is dated once it is done
            summary = {"LastUpdateToPayPerRequestDateTime": shown["CreationDateTime"], **shown["BillingModeSummary"]}
            shown["BillingModeSummary"] = summary
        if making is None:
            return shown
        shown["TableStatus"] = "CREATING"
        return shown if making.summary is None else {**shown, "RestoreSummary": making.summary}


def exists(call: Call, name: str) -> bool:
    """Whether a table of this name can be used."""
    try:
        table(call, name)
    except Refused:
        return False
    return True
