"""What DescribeTable and UpdateTable show of a table's throughput.

Source: API reference, TableDescription; which members are there, and which values an update still shows: the public
ack-api-quirks record of probes, October 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from course_lib.aws.services.dynamodb.backups.times import wire
from course_lib.aws.services.dynamodb.state import Table
from course_lib.aws.services.dynamodb.throughput.history import Life, TableLife, Units
from course_lib.aws.services.dynamodb.throughput.kinds import Kind

Warm = Mapping[str | None, Units]
Most = Mapping[str | None, Mapping[Kind, float]]


def table(
    found: Mapping[str, Any], table: Table, life: TableLife, warm: Warm, most: Most, now: datetime
) -> dict[str, Any]:
    """A table's description with its throughput as it is at this moment."""
    shown = dict(found)
    busy = life.is_busy(now)
    if busy:
        shown["TableStatus"] = "UPDATING"
    units = (life.shown if busy else None) or table.throughput(None) or (0, 0)
    shown["ProvisionedThroughput"] = _provisioned(units, life.own, now)
    shown["WarmThroughput"] = _warm(warm[None], life, now)
    shown.pop("BillingModeSummary", None)
    if life.switches:
        shown["BillingModeSummary"] = _mode(table, life, now)
    if maximum := _maximum(most.get(None, {})):
        shown["OnDemandThroughput"] = maximum
    if indexes := found.get("GlobalSecondaryIndexes"):
        shown["GlobalSecondaryIndexes"] = [_index(each, table, life, warm, most, now) for each in indexes]
    return shown


def _index(
    found: Mapping[str, Any], table: Table, life: TableLife, warm: Warm, most: Most, now: datetime
) -> dict[str, Any]:
    name = found["IndexName"]
    reads, writes = warm.get(name, (0, 0))
    shown = {
        **found,
        "ProvisionedThroughput": _provisioned(table.throughput(name) or (0, 0), life.of(name), now),
        "WarmThroughput": {"ReadUnitsPerSecond": reads, "WriteUnitsPerSecond": writes, "Status": "ACTIVE"},
    }
    if maximum := _maximum(most.get(name, {})):
        shown["OnDemandThroughput"] = maximum
    return shown


def _provisioned(units: Units, life: Life, now: datetime) -> dict[str, Any]:
    times = {"LastIncreaseDateTime": life.increased, "LastDecreaseDateTime": life.decreased}
    return {
        **{name: wire(moment) for name, moment in times.items() if moment is not None},
        "NumberOfDecreasesToday": life.decreases_on(now),
        "ReadCapacityUnits": units[0],
        "WriteCapacityUnits": units[1],
    }


def _warm(current: Units, life: TableLife, now: datetime) -> dict[str, Any]:
    warming = life.is_warming(now)
    reads, writes = (life.warm_shown if warming else None) or current
    return {
        "ReadUnitsPerSecond": reads,
        "WriteUnitsPerSecond": writes,
        "Status": "UPDATING" if warming else "ACTIVE",
    }


def _mode(table: Table, life: TableLife, now: datetime) -> dict[str, Any]:
    mode = "PAY_PER_REQUEST" if table.throughput(None) is None else "PROVISIONED"
    done = [each for each in life.switches if each <= now]
    last = {"LastUpdateToPayPerRequestDateTime": wire(done[-1])} if done else {}
    return {"BillingMode": mode, **last}


def _maximum(most: Mapping[Kind, float]) -> dict[str, int]:
    names = {Kind.READ: "MaxReadRequestUnits", Kind.WRITE: "MaxWriteRequestUnits"}
    return {names[kind]: int(value) for kind, value in most.items()}
