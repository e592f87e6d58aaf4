"""A table's description: what moto tells of it, completed.

Source: API reference, TableDescription and GlobalSecondaryIndexDescription; the public ack-api-quirks record of probes,
October 2026 (order of lists, which members are there when). AWS counts items and bytes anew every six hours or so, here
they are always of the present.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from course_lib.aws.services.dynamodb.operations.reading import View
from course_lib.aws.services.dynamodb.state import Table
from course_lib.aws.services.dynamodb.values import Item, item_size

_LISTS = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")


def table(moto_table: Any, told: Mapping[str, Any], status: str) -> dict[str, Any]:
    """A description as DescribeTable gives it.

    Args:
        moto_table: the table.
        told: moto's description.
        status: its TableStatus.
    """
    own = Table(moto_table)
    items = [row.item() for row in own.rows()]
    shown = {name: _on_the_wire(value) for name, value in told.items() if value != [] and value is not None}
    shown |= {
        "AttributeDefinitions": sorted(moto_table.attr, key=lambda each: str(each["AttributeName"])),
        "TableStatus": status,
        "ItemCount": len(items),
        "TableSizeBytes": sum(map(item_size, items)),
    }
    views = {index.name: View(own, index) for index in own.indexes}
    states = {index.name: index for index in moto_table.global_indexes}
    for member, known in zip(_LISTS, (moto_table.global_indexes, moto_table.indexes), strict=True):
        described = [_index(each.describe(), views[each.name], items, shown["TableArn"]) for each in known]
        for each in described if member == "GlobalSecondaryIndexes" else ():
            each |= _state(states[each["IndexName"]], status)
        shown.pop(member, None)
        if described:
            shown[member] = described
    return shown


def _index(told: Mapping[str, Any], view: View, items: list[Item], table_arn: str) -> dict[str, Any]:
    held = [view.shown(item, False) for item in items if view.holds_item(item)]
    projection = dict(told["Projection"])
    if "NonKeyAttributes" in projection:
        projection["NonKeyAttributes"] = sorted(projection["NonKeyAttributes"])
    return {
        **_on_the_wire(told),
        "Projection": projection,
        "IndexArn": f"{table_arn}/index/{told['IndexName']}",
        "IndexSizeBytes": sum(map(item_size, held)),
        "ItemCount": len(held),
    }


def _state(index: Any, status: str) -> dict[str, Any]:
    backfilling = getattr(index, "backfilling", None)
    state = {"IndexStatus": "CREATING" if status == "CREATING" else index.status}
    state["ProvisionedThroughput"] = {"NumberOfDecreasesToday": 0, **index.throughput}
    return state if backfilling is None else {**state, "Backfilling": backfilling}


def _on_the_wire(value: Any) -> Any:
    """moto gives moments as datetimes where it was not asked over HTTP."""
    if isinstance(value, Mapping):
        return {name: _on_the_wire(each) for name, each in value.items() if each is not None}
    if isinstance(value, list):
        return [_on_the_wire(each) for each in value]
    if isinstance(value, datetime):
        return round(value.replace(tzinfo=UTC).timestamp(), 3)
    return value
