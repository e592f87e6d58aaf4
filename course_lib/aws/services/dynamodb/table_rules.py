"""Requests to make, change and describe tables, checked before moto sees them: it takes more than AWS does.

Source: botocore's DynamoDB model (what members there are, lengths, patterns, values); API reference, CreateTable; words
and order as dynalite's tests captured them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb.errors import Refused, invalid
from course_lib.aws.services.dynamodb.members import failed, lower, name_problems, refused_together
from course_lib.aws.services.dynamodb.shapes import check_shape, input_of
from course_lib.aws.services.dynamodb.tables.schema import problem_of_table
from course_lib.aws.services.dynamodb.tables.updates import check_request

OPERATIONS = frozenset(
    "CreateTable UpdateTable DeleteTable DescribeTable ListTables UpdateTimeToLive DescribeTimeToLive".split()
)
# AWS lists these in other orders than the model.
_LISTED = {"ScalarAttributeType": ("B", "N", "S"), "ProjectionType": ("ALL", "INCLUDE", "KEYS_ONLY")}
_NOT_FOUND = ("ResourceNotFoundException", "ResourceNotFound")
# CreateTable's model asks for a name alone, since a table can also be made from another. That is not simulated.
_NEEDED = {"CreateTable": ("AttributeDefinitions", "KeySchema")}
_MOST_KEYS = 2  # of a table and of a local index; a global index may have more


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
    problems = list(_problems(input_of(call.operation), call.params, ""))
    for name in _NEEDED.get(call.operation, ()):
        if call.params.get(name) is None:
            problems.append(failed("null", lower(name), "Member must not be null"))
    if problems:
        raise refused_together(problems)
    if call.operation == "CreateTable" and (problem := problem_of_table(call.params)):
        raise invalid(problem)
    if call.operation == "UpdateTable":
        check_request(call.params)


def _named(call: Call, answer: Answer) -> Answer:
    """An answer that there is no such table, with its name; moto gives it in several ways."""
    if answer.error is None or answer.error.code not in _NOT_FOUND or "Index" in answer.error.message:
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
    if shape.name == "KeySchema":
        yield from _key_count(value, where)
    yield from (failed(f"'{list(value)}'", where, problem) for problem in _of_length(shape, len(value)))
    if shape.member.type_name == "string":
        if any(list(_of_length(shape.member, len(each))) for each in value):
            least, most = shape.member.metadata["min"], shape.member.metadata["max"]
            told = f"Member must have length less than or equal to {most}, {_at_least(least)}"
            yield failed(f"'[{', '.join(value)}]'", where, f"Member must satisfy constraint: [{told}]")
        return
    for number, element in enumerate(value, start=1):
        yield from _problems(shape.member, element, f"{where}.{number}.member")


def _key_count(value: Sequence[Mapping[str, Any]], where: str) -> Iterator[str]:
    if len(value) > _MOST_KEYS and "lobalSecondaryIndex" not in where:
        each = (f"attributeName={key.get('AttributeName')}, keyType={key.get('KeyType')}" for key in value)
        shown = ", ".join(f"KeySchemaElement({key})" for key in each)
        yield failed(f"'[{shown}]'", where, f"Member must have length less than or equal to {_MOST_KEYS}")


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
