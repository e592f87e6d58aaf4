"""The item operations: a row for each says what it takes and what kind of operation it is.

A new operation is a row here and a function in `operations`. Source: botocore's DynamoDB model; the order in which
members are looked at, and which operations wrap what is wrong with a request: captures of the dynamodb-conformance
suite, us-east-1, October 2026, and dynalite's tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course_lib.aws.services.dynamodb.member_checks import (
    CAPACITY,
    EXPECTED,
    INDEX,
    LIMIT,
    LOGIC,
    METRICS,
    ON_FAILURE,
    SELECT,
    TABLE,
    TOKEN,
    AtLeast,
    Check,
    NotEmpty,
    Operators,
    Required,
    newer_return_values,
)


@dataclass(frozen=True)
class Shape:
    """The expressions an operation takes, and what older parameters they replace, in the order messages list them."""

    expressions: tuple[str, ...] = ()
    legacy: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Contract:
    """One operation.

    Attributes:
        members: looks at single members, in AWS's order; see `members`.
        expressions: see `request`. Empty for an operation that holds other requests or actions.
        reads: it changes no item.
        lags: its reads are eventually consistent unless they ask for more, if it reads; see `lag`.
        one_item: the parameter that tells which item it is about: "Key", or "Item" for the whole item.
        enveloped: what is wrong with a request is told in "1 validation error detected: …".
        per_table: it can be about several tables, so it lists what it consumed for each.
        units: of a transaction, which units it consumes.
    """

    members: tuple[Check, ...]
    expressions: Shape = Shape()
    reads: bool = False
    lags: bool = False
    one_item: str = ""
    enveloped: bool = False
    per_table: bool = False
    units: str = ""


CONTRACTS: Mapping[str, Contract] = {
    "PutItem": Contract(
        members=(CAPACITY, TABLE, Required("Item"), newer_return_values, METRICS, ON_FAILURE, EXPECTED),
        expressions=Shape(("ConditionExpression",), ("Expected", "ConditionalOperator")),
        one_item="Item",
        enveloped=True,
    ),
    "UpdateItem": Contract(
        members=(CAPACITY, TABLE, METRICS, newer_return_values, Required("Key"), ON_FAILURE, EXPECTED),
        expressions=Shape(
            ("UpdateExpression", "ConditionExpression"), ("AttributeUpdates", "Expected", "ConditionalOperator")
        ),
        one_item="Key",
        enveloped=True,
    ),
    "DeleteItem": Contract(
        members=(CAPACITY, TABLE, Required("Key"), newer_return_values, METRICS, ON_FAILURE, EXPECTED),
        expressions=Shape(("ConditionExpression",), ("Expected", "ConditionalOperator")),
        one_item="Key",
        enveloped=True,
    ),
    "GetItem": Contract(
        members=(NotEmpty("AttributesToGet"), CAPACITY, Required("Key"), TABLE),
        expressions=Shape(("ProjectionExpression",), ("AttributesToGet",)),
        reads=True,
        lags=True,
        one_item="Key",
    ),
    "Query": Contract(
        members=(
            SELECT, INDEX, CAPACITY, Operators("QueryFilter", True), TABLE, NotEmpty("AttributesToGet"), LIMIT,
            Operators("KeyConditions", True),
        ),
        expressions=Shape(
            ("ProjectionExpression", "FilterExpression", "KeyConditionExpression"),
            ("AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"),
        ),
        reads=True,
        lags=True,
    ),
    "Scan": Contract(
        members=(
            SELECT, INDEX, AtLeast("TotalSegments", 1), CAPACITY, TABLE, LOGIC, Operators("ScanFilter", True),
            AtLeast("Segment", 0), NotEmpty("AttributesToGet"), LIMIT,
        ),
        expressions=Shape(
            ("ProjectionExpression", "FilterExpression"), ("AttributesToGet", "ScanFilter", "ConditionalOperator")
        ),
        reads=True,
        lags=True,
    ),
    "BatchGetItem": Contract(members=(CAPACITY,), reads=True, lags=True, per_table=True),
    "BatchWriteItem": Contract(members=(CAPACITY, METRICS), per_table=True),
    "TransactGetItems": Contract(members=(CAPACITY,), reads=True, per_table=True, units="ReadCapacityUnits"),
    "ExecuteStatement": Contract(
        members=(CAPACITY, Required("Statement"), NotEmpty("Parameters"), LIMIT), lags=True
    ),
    "BatchExecuteStatement": Contract(members=(CAPACITY,), lags=True, per_table=True),
    "ExecuteTransaction": Contract(members=(TOKEN, CAPACITY), per_table=True, units="WriteCapacityUnits"),
    "TransactWriteItems": Contract(members=(TOKEN, CAPACITY, METRICS), per_table=True, units="WriteCapacityUnits"),
}  # fmt: skip
# The actions of a transaction take expressions as operations do.
ACTIONS: Mapping[str, Shape] = {
    "Put": Shape(("ConditionExpression",)),
    "Update": Shape(("UpdateExpression", "ConditionExpression")),
    "Delete": Shape(("ConditionExpression",)),
    "ConditionCheck": Shape(("ConditionExpression",)),
    "Get": Shape(("ProjectionExpression",)),
}

ITEM_READS = frozenset(name for name, contract in CONTRACTS.items() if contract.reads)
ITEM_WRITES = frozenset(CONTRACTS) - ITEM_READS
READS = (*sorted(ITEM_READS), "Describe*", "List*")  # all that changes nothing, operations on tables included
ENVELOPED = frozenset(name for name, contract in CONTRACTS.items() if contract.enveloped)
