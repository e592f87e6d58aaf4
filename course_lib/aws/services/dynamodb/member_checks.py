"""What one member of a request may be: checks that yield AWS's words for what is wrong. Each operation's are data.

Source: botocore's DynamoDB model (enumerations, bounds); words: captures of the dynamodb-conformance suite, us-east-1,
October 2026, and dynalite's tests.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NAME_PATTERN = "[a-zA-Z0-9_.-]+"
SHORTEST_NAME, LONGEST_NAME = 3, 255
NAME_CONSTRAINT = (
    "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1"
)
RETURN_VALUES = ("ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW")
# AWS's newer checks list the values like this, the slip included, and do not quote what was sent.
_RETURN_VALUES_NEWER = (
    "Failed to satisfy constraint: "
    "Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
)
# Another slip of theirs: the values are AND and OR.
LOGIC_NEWER = "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]"

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


def older_empty_table(params: Params) -> Iterator[str]:
    if params.get("TableName") == "":
        yield failed("''", "tableName", "Member must have length greater than or equal to 1")
    else:
        yield from TABLE(params)


def newer_return_values(params: Params) -> Iterator[str]:
    if params.get("ReturnValues", "NONE") not in RETURN_VALUES:
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

CAPACITY = OneOf("ReturnConsumedCapacity", ("INDEXES", "TOTAL", "NONE"))
METRICS = OneOf("ReturnItemCollectionMetrics", ("SIZE", "NONE"))
ON_FAILURE = OneOf("ReturnValuesOnConditionCheckFailure", ("ALL_OLD", "NONE"))
LOGIC = OneOf("ConditionalOperator", ("OR", "AND"))
SELECT = OneOf("Select", ("SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"))
TABLE = Name("TableName")
INDEX = Name("IndexName", required=False)
TOKEN = Length("ClientRequestToken", 36)
LIMIT = AtLeast("Limit", 1)
EXPECTED = Operators("Expected", required=False)
