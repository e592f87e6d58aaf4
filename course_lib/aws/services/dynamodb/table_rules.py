"""Requests to make, change and describe tables, checked before moto sees them: it takes more than AWS does.

Source: botocore's DynamoDB model (what members there are, lengths, patterns, values); API reference, CreateTable; words
and order as dynalite's tests captured them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb.errors import INVALID, Refused, invalid
from course_lib.aws.services.dynamodb.members import Params, failed, lower, name_problems, refused_together
from course_lib.aws.services.dynamodb.shapes import check_shape, input_of

OPERATIONS = frozenset(
    "CreateTable UpdateTable DeleteTable DescribeTable ListTables UpdateTimeToLive DescribeTimeToLive".split()
)
MOST_LOCAL_INDEXES, MOST_GLOBAL_INDEXES = 5, 20
# AWS lists these in other orders than the model.
_LISTED = {"ScalarAttributeType": ("B", "N", "S"), "ProjectionType": ("ALL", "INCLUDE", "KEYS_ONLY")}
_NOT_FOUND = ("ResourceNotFoundException", "ResourceNotFound")
_SAME_NAME = "Both the Hash Key and the Range Key element in the KeySchema have the same name"


class TableRules:
    """Refuses what AWS refuses of a request about a table; what passes goes on to moto."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "dynamodb" or call.operation not in OPERATIONS:
            return forward(call)
        try:
            _check(call)
        except Refused as refusal:
            return Answer(error=refusal.error)
        return _named(call, forward(call))


def _check(call: Call) -> None:
    check_shape(call.operation, call.params)
    if problems := list(_problems(input_of(call.operation), call.params, "")):
        raise refused_together(problems)
    if call.operation == "CreateTable" and (problem := _schema_problem(call.params)):
        raise invalid(problem)


def _named(call: Call, answer: Answer) -> Answer:
    """An answer that there is no such table, with its name; moto gives it in several ways."""
    if answer.error is None or answer.error.code not in _NOT_FOUND or "index" in answer.error.message:
        return answer
    told = f"Requested resource not found: Table: {call.params['TableName']} not found"
    return Answer(error=AwsError("ResourceNotFoundException", told))


def _problems(shape: Any, value: Any, where: str) -> Iterator[str]:
    if shape.type_name == "structure":
        yield from _members(shape, value, where)
    elif shape.type_name == "list":
        yield from _elements(shape, value, where)
    else:
        for problem in _of_value(shape, value, where):
            yield failed(f"'{value}'", where, problem)


def _members(shape: Any, value: Mapping[str, Any], where: str) -> Iterator[str]:
    for name, member in shape.members.items():
        path = f"{where}.{lower(name)}" if where else lower(name)
        if value.get(name) is not None:
            yield from _problems(member, value[name], path)
        elif name in shape.required_members:
            yield failed("null", path, "Member must not be null")


def _elements(shape: Any, value: Sequence[Any], where: str) -> Iterator[str]:
    yield from (failed(f"'{list(value)}'", where, problem) for problem in _of_length(shape, len(value)))
    if shape.member.type_name == "string":
        if any(list(_of_length(shape.member, len(each))) for each in value):
            least, most = shape.member.metadata["min"], shape.member.metadata["max"]
            told = f"Member must have length less than or equal to {most}, {_at_least(least)}"
            yield failed(f"'[{', '.join(value)}]'", where, f"Member must satisfy constraint: [{told}]")
        return
    for number, element in enumerate(value, start=1):
        yield from _problems(shape.member, element, f"{where}.{number}.member")


def _of_value(shape: Any, value: Any, where: str) -> Iterator[str]:
    metadata = shape.metadata
    if where == "tableName":
        yield from name_problems(value)
    elif shape.type_name == "string":
        if "enum" in metadata and value not in metadata["enum"]:
            listed = ", ".join(_LISTED.get(shape.name, metadata["enum"]))
            yield f"Member must satisfy enum value set: [{listed}]"
        if "pattern" in metadata and not re.fullmatch(metadata["pattern"], value):
            yield f"Member must satisfy regular expression pattern: {metadata['pattern']}"
        yield from _of_length(shape, len(value))
    elif "min" in metadata and value < metadata["min"]:
        yield f"Member must have value greater than or equal to {metadata['min']}"
    elif "max" in metadata and value > metadata["max"]:
        yield f"Member must have value less than or equal to {metadata['max']}"


def _of_length(shape: Any, length: int) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and length < least:
        yield _at_least(least)
    if most is not None and length > most:
        yield f"Member must have length less than or equal to {most}"


def _at_least(least: int) -> str:
    return f"Member must have length greater than or equal to {least}"


def _schema_problem(params: Params) -> str | None:
    """What is wrong with a new table's keys and indexes taken together."""
    local, keys = params.get("LocalSecondaryIndexes"), params["KeySchema"]
    indexes = [*(local or ()), *(params.get("GlobalSecondaryIndexes") or ())]
    if problem := _billing_problem(params) or _key_problem(keys):
        return problem
    if local and len(keys) != 2:
        needs = "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex"
        return INVALID + needs
    for index in local or ():
        if problem := _key_problem(index["KeySchema"]) or _local_key_problem(index, keys):
            return problem
    for index in indexes:
        if problem := _projection_problem(index["Projection"]):
            return problem
    names = [index["IndexName"] for index in indexes]
    if repeated := next((name for place, name in enumerate(names) if name in names[:place]), None):
        return INVALID + f"Duplicate index name: {repeated}"
    if len(local or ()) > MOST_LOCAL_INDEXES:
        return INVALID + f"Number of LocalSecondaryIndexes exceeds per-table limit of {MOST_LOCAL_INDEXES}"
    if len(indexes) - len(local or ()) > MOST_GLOBAL_INDEXES:
        return INVALID + f"GlobalSecondaryIndex count exceeds the per-table limit of {MOST_GLOBAL_INDEXES}"
    return None


def _billing_problem(params: Params) -> str | None:
    if params.get("BillingMode") == "PAY_PER_REQUEST" and params.get("ProvisionedThroughput"):
        neither = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified"
        return INVALID + f"{neither} when BillingMode is PAY_PER_REQUEST"
    return None


def _key_problem(schema: Sequence[Mapping[str, str]]) -> str | None:
    """A table's or local index's key is one partition key and perhaps one sort key; a global index may have more."""
    if len(schema) == 2 and schema[0]["AttributeName"] == schema[1]["AttributeName"]:
        return _SAME_NAME
    if schema[0]["KeyType"] != "HASH":
        return "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
    if len(schema) == 2 and schema[1]["KeyType"] != "RANGE":
        return "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"
    return None


def _local_key_problem(index: Mapping[str, Any], keys: Sequence[Mapping[str, str]]) -> str | None:
    name, schema = index["IndexName"], index["KeySchema"]
    if len(schema) != 2:
        return INVALID + f"Index KeySchema does not have a range key for index: {name}"
    own, tables = schema[0]["AttributeName"], keys[0]["AttributeName"]
    if own != tables:
        differs = "Index KeySchema does not have the same leading hash key as table KeySchema"
        return INVALID + f"{differs} for index: {name}. index hash key: {own}, table hash key: {tables}"
    return None


def _projection_problem(projection: Mapping[str, Any]) -> str | None:
    kind = projection.get("ProjectionType")
    if kind is None:
        return INVALID + "Unknown ProjectionType: null"
    if projection.get("NonKeyAttributes") is not None and kind != "INCLUDE":
        return INVALID + f"ProjectionType is {kind}, but NonKeyAttributes is specified"
    return None
