"""What a statement's caller must be allowed, and the condition keys that tell statements apart.

Sources: Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB" (the keys of the
PartiQL actions); developer guide, "IAM security policies with PartiQL for DynamoDB" (`FullTableScan`,
`EnclosingOperation`) and "PartiQL select statements for DynamoDB" (what is a full table scan); API reference,
BatchStatementError (`AccessDenied`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from course_lib.aws.access import Need
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.dynamodb import state
from course_lib.aws.services.dynamodb.errors import Refused
from course_lib.aws.services.dynamodb.expressions.walk import paths
from course_lib.aws.services.dynamodb.partiql import asked, where
from course_lib.aws.services.dynamodb.partiql.statements import Delete, Exists, Insert, Select, Statement, Update
from course_lib.aws.services.dynamodb.values import Wire, content, kind_of


def needs(call: Call) -> Iterator[Need]:
    """A permission for each statement; none for one that cannot be read, which is refused for that."""
    for each in asked.given(call):
        statement = asked.read(each)
        if statement is not None:
            yield _need(call, statement)


def batch_of_allowed(call: Call, refusals: Sequence[AwsError | None], forward: Forward) -> Answer | None:
    """Carry out what is allowed of a BatchExecuteStatement call, and tell what is not; None where all of it is.

    Args:
        call: as it came.
        refusals: for each statement that can be read, how it is refused.
        forward: answers the call for the others.
    """
    if not any(refusals):
        return None
    from course_lib.aws.services.dynamodb.operations.statements import batch_error, check_batch

    try:
        check_batch(call)
    except Refused as refused:
        return Answer(error=refused.error)
    given, decided = asked.given(call), iter(refusals)
    refused_ones = [None if asked.read(each) is None else next(decided) for each in given]
    allowed = [each for each, refusal in zip(given, refused_ones, strict=True) if refusal is None]
    result: dict[str, Any] = {"Responses": []}
    if allowed:
        answer = forward(replace(call, params={**call.params, "Statements": allowed}, request=None))
        if answer.result is None:
            return answer
        result = dict(answer.result)
    answers = iter(result["Responses"])
    told = [{"Error": batch_error(each)} if each else next(answers) for each in refused_ones]
    return Answer(result={**result, "Responses": told})


def _need(call: Call, statement: Statement) -> Need:
    select = statement.select if isinstance(statement, Exists) else statement
    index = f"/index/{select.index}" if isinstance(select, Select) and select.index else ""
    name = select.table.rpartition("table/")[2]  # a table can be named by its ARN
    resource = f"arn:aws:dynamodb:{call.region}:{call.account}:table/{name}{index}"
    return Need(f"dynamodb:PartiQL{type(select).__name__}", resource, _values(call, select))


def _values(call: Call, statement: Select | Insert | Update | Delete) -> dict[str, Any]:
    leading = _leading(call, statement)
    values: dict[str, Any] = {
        "dynamodb:LeadingKeys": tuple(_texts(leading or ())),
        "dynamodb:Attributes": tuple(dict.fromkeys(_attributes(statement))),
    }
    if isinstance(statement, Select):
        whole = "ALL_PROJECTED_ATTRIBUTES" if statement.index else "ALL_ATTRIBUTES"
        values["dynamodb:Select"] = whole if statement.paths is None else "SPECIFIC_ATTRIBUTES"
        values["dynamodb:FullTableScan"] = "true" if leading is None else "false"
    elif not isinstance(statement, Insert):
        values["dynamodb:ReturnValues"] = statement.returning or "NONE"
    if call.operation == "ExecuteTransaction":
        values["dynamodb:EnclosingOperation"] = call.operation
    return values


def _leading(call: Call, statement: Select | Insert | Update | Delete) -> Sequence[Wire] | None:
    """The partition key values that a statement is about; None where it leaves them open."""
    try:
        table = state.table(call, statement.table)
    except Refused:
        return None  # the call will be refused for it
    if isinstance(statement, Insert):
        return [statement.item[table.hash.name]] if table.hash.name in statement.item else None
    hashes = [table.hash]
    if isinstance(statement, Select) and statement.index:
        hashes = [key for each in table.indexes if each.name == statement.index for key in each.hashes]
    found = [where.values_of(key.name, statement.where) for key in hashes]
    if not found or any(values is None for values in found):
        return None
    return [value for values in found for value in values or ()]


def _attributes(statement: Select | Insert | Update | Delete) -> Iterator[str]:
    """The top-level attributes that it names."""
    if isinstance(statement, Insert):
        yield from statement.item
        return
    named = [path for node in (statement.where, _actions(statement)) if node is not None for path in paths(node)]
    if isinstance(statement, Select):
        named += statement.paths or ()
        yield from (name for name, _ in statement.order)
    yield from (str(path.parts[0]) for path in named)


def _actions(statement: Select | Update | Delete) -> Any:
    return statement.actions if isinstance(statement, Update) else None


def _texts(values: Sequence[Wire]) -> Iterator[str]:
    return (str(content(value)) for value in values if kind_of(value) in ("S", "N", "B"))
