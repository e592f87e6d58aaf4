"""What a request's own members may be: names, enumerations, lengths. Each operation's are data.

AWS collects these problems into one message. Where its newer checks stop at the first one instead, the comments
say so. Source: botocore's DynamoDB model (enumerations, bounds); order and words: captures of the
dynamodb-conformance suite, us-east-1, October 2026, and dynalite's tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.services.dynamodb.errors import ENVELOPED, BadRequest, Refused, invalid

NAME_PATTERN = "[a-zA-Z0-9_.-]+"
SHORTEST_NAME, LONGEST_NAME = 3, 255
_NAME_CONSTRAINT = (
    "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1"
)
_RETURN_VALUES = ("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW")
# AWS's newer checks list the values like this, the slip included, and do not quote what was sent.
_RETURN_VALUES_NEWER = (
    "Failed to satisfy constraint: "
    "Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
)
# Another slip of theirs: the values are AND and OR.
_LOGIC_NEWER = "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]"

Params = Mapping[str, Any]
Check = Callable[[Params], Iterator[str]]


def failed(shown: str, member: str, constraint: str) -> str:
    """One problem with one member; `shown` is its value as the message quotes it."""
    return f"Value {shown} at '{member}' failed to satisfy constraint: {constraint}"


def lower(name: str) -> str:
    """A member's name as messages spell it."""
    return name[0].lower() + name[1:]


@dataclass(frozen=True)
class OneOf:
    """A member with a closed set of values."""

    name: str
    values: Sequence[str]
    inside: str = ""

    def __call__(self, params: Params) -> Iterator[str]:
        value = params.get(self.name)
        if value is not None and value not in self.values:
            listed = ", ".join(self.values)
            yield failed(
                f"'{value}'", self.inside + lower(self.name), f"Member must satisfy enum value set: [{listed}]"
            )


@dataclass(frozen=True)
class AtLeast:
    """A number with a least value."""

    name: str
    least: int

    def __call__(self, params: Params) -> Iterator[str]:
        value = params.get(self.name)
        if value is not None and value < self.least:
            yield failed(
                f"'{value}'", lower(self.name), f"Member must have value greater than or equal to {self.least}"
            )


@dataclass(frozen=True)
class Required:
    """A member that has to be there."""

    name: str
    inside: str = ""

    def __call__(self, params: Params) -> Iterator[str]:
        if params.get(self.name) is None:
            yield failed("null", self.inside + lower(self.name), "Member must not be null")


@dataclass(frozen=True)
class NotEmpty:
    """A list that needs an element when it is there."""

    name: str

    def __call__(self, params: Params) -> Iterator[str]:
        if params.get(self.name) == []:
            yield failed("'[]'", lower(self.name), "Member must have length greater than or equal to 1")


@dataclass(frozen=True)
class Length:
    """A text that is not empty when it is there, and not longer than this."""

    name: str
    most: int

    def __call__(self, params: Params) -> Iterator[str]:
        value = params.get(self.name)
        if value == "":
            yield failed("''", lower(self.name), "Member must have length greater than or equal to 1")
        if value is not None and len(value) > self.most:
            yield failed(f"'{value}'", lower(self.name), f"Member must have length less than or equal to {self.most}")


@dataclass(frozen=True)
class Name:
    """A table's or an index's name. A table may also be named by its ARN."""

    name: str
    required: bool = True
    inside: str = ""

    def __call__(self, params: Params) -> Iterator[str]:
        value, where = params.get(self.name), self.inside + lower(self.name)
        if value is None:
            if self.required:
                yield failed("null", where, "Member must not be null")
            return
        for problem in name_problems(value):
            yield failed(f"'{value}'", where, problem)


def name_problems(name: str) -> Iterator[str]:
    """What is wrong with a table's or an index's name."""
    if name.startswith("arn:"):
        return
    if not re.fullmatch(NAME_PATTERN, name):
        yield f"Member must satisfy regular expression pattern: {NAME_PATTERN}"
    if len(name) < SHORTEST_NAME:
        yield f"Member must have length greater than or equal to {SHORTEST_NAME}"
    if len(name) > LONGEST_NAME:
        yield f"Member must have length less than or equal to {LONGEST_NAME}"


def _older_empty_table(params: Params) -> Iterator[str]:
    if params.get("TableName") == "":
        yield failed("''", "tableName", "Member must have length greater than or equal to 1")
    else:
        yield from _TABLE(params)


def _newer_return_values(params: Params) -> Iterator[str]:
    if params.get("ReturnValues", "NONE") not in _RETURN_VALUES:
        yield _RETURN_VALUES_NEWER


@dataclass(frozen=True)
class Operators:
    """The comparison operators of a map of legacy conditions."""

    name: str
    required: bool

    def __call__(self, params: Params) -> Iterator[str]:
        for attribute, condition in (params.get(self.name) or {}).items():
            value = condition.get("ComparisonOperator")
            where = f"{lower(self.name)}.{attribute}.member.comparisonOperator"
            if value is None and self.required:
                yield failed("null", where, "Member must not be null")
            elif value is not None and value not in OPERATORS:
                listed = ", ".join(OPERATORS)
                yield failed(f"'{value}'", where, f"Member must satisfy enum value set: [{listed}]")


OPERATORS = (
    "IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT", "NOT_NULL", "NE", "LE", "BEGINS_WITH", "GE", "CONTAINS",
)  # fmt: skip

_CAPACITY = OneOf("ReturnConsumedCapacity", ("INDEXES", "TOTAL", "NONE"))
_METRICS = OneOf("ReturnItemCollectionMetrics", ("SIZE", "NONE"))
_ON_FAILURE = OneOf("ReturnValuesOnConditionCheckFailure", ("ALL_OLD", "NONE"))
_LOGIC = OneOf("ConditionalOperator", ("OR", "AND"))
_SELECT = OneOf("Select", ("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"))
_TABLE = Name("TableName")
_INDEX = Name("IndexName", required=False)
_TOKEN = Length("ClientRequestToken", 36)
_LIMIT = AtLeast("Limit", 1)
_EXPECTED = Operators("Expected", required=False)

_ACTION_MEMBERS = {
    "ConditionCheck": ("ConditionExpression", "Key"),
    "Put": ("Item",),
    "Delete": ("Key",),
    "Update": ("UpdateExpression", "Key"),
    "Get": ("Key",),
}

MEMBERS: dict[str, tuple[Check, ...]] = {
    "PutItem": (_CAPACITY, _TABLE, Required("Item"), _newer_return_values, _METRICS, _ON_FAILURE, _EXPECTED),
    "UpdateItem": (_CAPACITY, _TABLE, _METRICS, _newer_return_values, Required("Key"), _ON_FAILURE, _EXPECTED),
    "DeleteItem": (_CAPACITY, _TABLE, Required("Key"), _newer_return_values, _METRICS, _ON_FAILURE, _EXPECTED),
    "GetItem": (NotEmpty("AttributesToGet"), _CAPACITY, Required("Key"), _TABLE),
    "Query": (
        _SELECT, _INDEX, _CAPACITY, Operators("QueryFilter", True), _TABLE, NotEmpty("AttributesToGet"), _LIMIT,
        Operators("KeyConditions", True),
    ),
    "Scan": (
        _SELECT, _INDEX, AtLeast("TotalSegments", 1), _CAPACITY, _TABLE, _LOGIC, Operators("ScanFilter", True),
        AtLeast("Segment", 0), NotEmpty("AttributesToGet"), _LIMIT,
    ),
    "BatchGetItem": (_CAPACITY,),
    "BatchWriteItem": (_CAPACITY, _METRICS),
    "TransactGetItems": (_CAPACITY,),
    "TransactWriteItems": (_TOKEN, _CAPACITY, _METRICS),
}  # fmt: skip
# Without a key, UpdateItem runs the older checks alone.
_UPDATE_WITHOUT_KEY: tuple[Check, ...] = (
    _CAPACITY, _older_empty_table, _METRICS, OneOf("ReturnValues", _RETURN_VALUES), _LOGIC, Required("Key"),
)  # fmt: skip


def check_members(operation: str, params: Params) -> None:
    """Refuse a request for its members' own values.

    Raises:
        BadRequest, Refused: with every problem found, or the one AWS stops at.
    """
    if operation == "UpdateItem" and params.get("Key") is None:
        raise refused_together([problem for check in _UPDATE_WITHOUT_KEY for problem in check(params)])
    if operation in ENVELOPED and params.get("TableName") == "":
        raise BadRequest(_NAME_CONSTRAINT)
    if operation != "Scan" and params.get("ConditionalOperator", "AND") not in ("AND", "OR"):
        raise BadRequest(_LOGIC_NEWER)
    if operation == "UpdateItem":  # its newer checks stop at the return values
        for problem in _newer_return_values(params):
            raise BadRequest(problem)
    if operation == "Query" and params.get("Limit") == 0:
        raise refused_together(
            ["Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1"]
        )
    if problems := member_problems(operation, params):
        raise refused_together(problems)


def member_problems(operation: str, params: Params) -> list[str]:
    """What is wrong with a request's own members, in the order AWS lists it."""
    return [problem for check in MEMBERS[operation] for problem in check(params)]


def refused_together(problems: Sequence[str]) -> Refused:
    """Problems with members, in AWS's one sentence."""
    plural = "s" if len(problems) > 1 else ""
    return invalid(f"{len(problems)} validation error{plural} detected: {'; '.join(problems)}")


def action_problems(action: str, params: Params, place: int) -> list[str]:
    """What is wrong with the members of a transaction's action; `place` counts from 1."""
    inside = f"transactItems.{place}.member.{lower(action)}."
    checks: tuple[Check, ...] = (
        *(Required(name, inside) for name in _ACTION_MEMBERS[action]),
        Name("TableName", inside=inside),
        OneOf("ReturnValuesOnConditionCheckFailure", _ON_FAILURE.values, inside),
    )
    return [problem for check in checks for problem in check(params)]
