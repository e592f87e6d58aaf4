"""What an AWS request touches, as far as it decides whether two requests commute."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from course_lib.aws.http.messages import Request

READS = {"GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems", "DescribeTable", "ListTables"}
ONE_ITEM = {"GetItem": "Key", "UpdateItem": "Key", "DeleteItem": "Key", "PutItem": "Item"}


@dataclass(frozen=True)
class Footprint:
    """A request's tables and, where it touches one item, the attributes that tell which.

    Attributes:
        reads_only: it changes nothing.
        tables: those it touches; None when that is not known.
        item: the key's attributes (of a put: all attributes) of the one item, else None.
        whole_key: `item` is exactly the key.
    """

    reads_only: bool
    tables: frozenset[str] | None
    item: Mapping[str, Any] | None = None
    whole_key: bool = False


def footprint(request: Request) -> Footprint:
    """What a request touches; of anything but DynamoDB's item calls, everything."""
    operation = operation_of(request)
    try:
        params = json.loads(request.body or b"{}")
        table = params.get("TableName")
    except (ValueError, AttributeError):
        return Footprint(False, None)
    tables = (
        frozenset([table.rpartition("/")[2]]) if isinstance(table, str) else None
    )  # a name, or an ARN that ends in it
    if operation in ONE_ITEM and isinstance(params.get(ONE_ITEM[operation]), dict):
        item = params[ONE_ITEM[operation]]
        return Footprint(operation in READS, tables, item, whole_key=operation != "PutItem")
    return Footprint(operation in READS, tables)


def operation_of(request: Request) -> str:
    """The AWS operation: "PutItem"."""
    return request.header("x-amz-target").partition(".")[2] or request.method


def commute(one: Footprint, other: Footprint) -> bool:
    """Whether the two requests have the same effects and answers in either order. In doubt, no."""
    if one.reads_only and other.reads_only:
        return True
    if one.tables is not None and other.tables is not None and not one.tables & other.tables:
        return True
    return _different_items(one, other)


def _different_items(one: Footprint, other: Footprint) -> bool:
    """Two puts may carry the same key in attributes we cannot tell from others, so one side must name a key alone."""
    if one.item is None or other.item is None or not (one.whole_key or other.whole_key):
        return False
    key, item = (one.item, other.item) if one.whole_key else (other.item, one.item)
    return any(name in item and _differ(item[name], value) for name, value in key.items())


def _differ(one: Any, other: Any) -> bool:
    """Whether two typed values are certainly not the same key. Numbers are, by value: 1 is 1.0."""
    try:
        return Decimal(one["N"]) != Decimal(other["N"])
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return bool(one != other)
