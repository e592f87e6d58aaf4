"""The condition keys by which a policy can tell items and attributes apart.

Source: DynamoDB developer guide, "Using IAM policy conditions for fine-grained access control", "Specifying conditions:
using condition keys". `dynamodb:LeadingKeys` has the partition key values of a request; a Scan has none.
`dynamodb:Attributes` has the top-level attributes that a request names, those of its keys included. Where a parameter
is left out, its key has the parameter's default.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb import key_conditions
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused
from course_lib.aws.services.dynamodb.expressions.walk import paths
from course_lib.aws.services.dynamodb.request import Expressions, bound
from course_lib.aws.services.dynamodb.state import Table, table
from course_lib.aws.services.dynamodb.values import Wire, content, kind_of

Params = Mapping[str, Any]

_READS = {"GetItem", "Get", "BatchGetItem"}
_RETURNS = {"PutItem", "UpdateItem", "DeleteItem"}
# Parameters from before there were expressions, whose names are attributes.
_OLD_MAPS = ("AttributeUpdates", "Expected", "KeyConditions", "QueryFilter", "ScanFilter")


def item_values(call: Call, operation: str, params: Params) -> dict[str, Any]:
    """The keys of a request about one item.

    Args:
        call: that the request is, or is a part of.
        operation: an operation's name, or an action's in a transaction or batch.
        params: its own.
    """
    found = _table(call, params)
    item = params.get("Item") or params.get("Key") or {}
    values: dict[str, Any] = {
        "dynamodb:LeadingKeys": tuple(_texts(item.get(key) for key in ([found.hash.name] if found else []))),
        "dynamodb:Attributes": _attributes(params, item),
        "dynamodb:ReturnConsumedCapacity": str(params.get("ReturnConsumedCapacity", "NONE")),
    }
    if operation in _READS:
        values["dynamodb:Select"] = "SPECIFIC_ATTRIBUTES" if _projects(params) else "ALL_ATTRIBUTES"
    elif operation in _RETURNS:
        values["dynamodb:ReturnValues"] = str(params.get("ReturnValues", "NONE"))
    elif operation != "ConditionCheck":
        values["dynamodb:ReturnValues"] = "NONE"
    if "ReturnValuesOnConditionCheckFailure" in params and params["ReturnValuesOnConditionCheckFailure"] != "NONE":
        values["dynamodb:ReturnValues"] = str(params["ReturnValuesOnConditionCheckFailure"])
    return values


def search_values(call: Call) -> dict[str, Any]:
    """The keys of a Query or Scan."""
    params = call.params
    values: dict[str, Any] = {
        "dynamodb:Attributes": _attributes(params, {}),
        "dynamodb:Select": str(params.get("Select") or _default_select(params)),
        "dynamodb:ReturnConsumedCapacity": str(params.get("ReturnConsumedCapacity", "NONE")),
        "dynamodb:ReturnValues": "NONE",
    }
    if call.operation == "Query":
        values["dynamodb:LeadingKeys"] = tuple(_texts(_queried(call)))
    return values


def _default_select(params: Params) -> str:
    if _projects(params):
        return "SPECIFIC_ATTRIBUTES"
    return "ALL_PROJECTED_ATTRIBUTES" if params.get("IndexName") else "ALL_ATTRIBUTES"


def _projects(params: Params) -> bool:
    return bool(params.get("ProjectionExpression") or params.get("AttributesToGet"))


def _table(call: Call, params: Params) -> Table | None:
    try:
        return table(call, str(params.get("TableName", "")))
    except Refused:
        return None  # the call will be refused for it


def _expressions(params: Params) -> Expressions:
    try:
        return bound(params)
    except (BadRequest, Refused, TypeError, KeyError):
        return Expressions()  # the call will be refused for it


def _attributes(params: Params, item: Params) -> tuple[str, ...]:
    named = [*item, *_old_names(params), *_names(_expressions(params))]
    return tuple(dict.fromkeys(named))


def _names(expressions: Expressions) -> Iterator[str]:
    for node in (expressions.update, expressions.condition, expressions.key_condition, expressions.filter):
        if node is not None:
            yield from (str(path.parts[0]) for path in paths(node))
    yield from (str(path.parts[0]) for path in expressions.projection or ())


def _old_names(params: Params) -> Iterator[str]:
    for name in _OLD_MAPS:
        if isinstance(params.get(name), Mapping):
            yield from params[name]
    yield from params.get("AttributesToGet") or ()


def _queried(call: Call) -> list[Wire | None]:
    """The partition key values that a Query asks for."""
    found = _table(call, call.params)
    if found is None:
        return []
    index = next((each for each in found.indexes if each.name == call.params.get("IndexName")), None)
    hashes = [found.hash] if index is None else index.hashes
    try:
        condition = _expressions(call.params).key_condition
        clauses = (
            key_conditions.clauses(condition)
            if condition is not None
            else key_conditions.legacy_clauses(call.params.get("KeyConditions")) or {}
        )
    except (BadRequest, Refused, TypeError, KeyError):
        return []
    return [value for key in hashes if key.name in clauses for value in key_conditions.values_of(clauses[key.name])]


def _texts(values: Iterable[Wire | None]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Mapping) and len(value) == 1 and kind_of(value) in ("S", "N", "B"):
            yield str(content(value))
