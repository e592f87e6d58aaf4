"""Query."""

from __future__ import annotations

from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb import key_conditions, legacy, state
from course_lib.aws.services.dynamodb.accesses import before_read
from course_lib.aws.services.dynamodb.errors import BadRequest, invalid
from course_lib.aws.services.dynamodb.expressions.evaluate import holds
from course_lib.aws.services.dynamodb.expressions.walk import paths as paths_of
from course_lib.aws.services.dynamodb.keys import MISMATCH, check_scalar
from course_lib.aws.services.dynamodb.members import Params, check_members
from course_lib.aws.services.dynamodb.operations import reading
from course_lib.aws.services.dynamodb.operations.items import attributes_to_get
from course_lib.aws.services.dynamodb.request import bound, refuse_mixing
from course_lib.aws.services.dynamodb.state import Row
from course_lib.aws.services.dynamodb.values import Item, Wording

_NO_CONDITION = "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."
_OUTSIDE = "The provided starting key is outside query boundaries based on provided conditions"
_OFF_RANGE = "The provided starting key does not match the range key predicate"
_KEY_IN_FILTER = "{} can only contain non-primary key attributes: Primary key attribute: {}"


def query(call: Call) -> dict[str, Any]:
    """One page of the items with one partition key, in the order of their sort keys."""
    params = call.params
    check_members(call.operation, params)
    refuse_mixing(params, call.operation)
    condition = legacy.filter_condition(params, "QueryFilter", Wording.CURRENT)
    paths = attributes_to_get(params)
    start = reading.start_key(params, Wording.CURRENT)
    clauses = key_conditions.legacy_clauses(params.get("KeyConditions"))
    expressions = bound(params)
    if expressions.key_condition is not None:
        clauses = key_conditions.clauses(expressions.key_condition)
    if clauses is None:
        raise BadRequest(_NO_CONDITION)
    _check_select(params)
    condition, paths = condition or expressions.filter, paths or expressions.projection

    seen = reading.view(state.table(call, params["TableName"]), params)
    _check_start(seen, start, clauses)
    key_conditions.check_clauses(clauses, seen.hashes, seen.ranges)
    _check_boundaries(seen, start, clauses)
    _check_filter(seen, condition, "QueryFilter" if params.get("QueryFilter") else "Filter Expression")
    check_scalar(seen.table, [*paths_of(condition), *(paths or ())])
    reading.check_projection(seen, params, paths)
    forward = params.get("ScanIndexForward", True) is not False
    key = {each.name: key_conditions.values_of(clauses[each.name])[0] for each in seen.hashes}
    before_read(seen.table, seen.index, key)
    return reading.page(seen, _rows(seen, clauses, start, forward), params, condition, paths, key=key)


def _check_select(params: Params) -> None:
    """Other than Scan, Query wraps what is wrong with Select. Source: moto's tests against AWS, 2026."""
    try:
        reading.check_select(params)
    except BadRequest as problem:
        raise BadRequest(f"1 validation error detected: {problem.message}") from None


def _check_start(seen: reading.View, start: Item | None, clauses: key_conditions.Clauses) -> None:
    if start is None:
        return
    if not reading.names_a_place(seen, start):
        raise invalid(reading.START_INVALID)
    if not reading.has_key_types(seen, start):
        raise invalid(MISMATCH)


def _check_boundaries(seen: reading.View, start: Item | None, clauses: key_conditions.Clauses) -> None:
    if start is None:
        return
    if not all(holds(clauses[key.name], start) for key in seen.ranges if key.name in clauses):
        raise invalid(_OFF_RANGE)
    if not all(holds(clauses[key.name], start) for key in seen.hashes):
        raise invalid(_OUTSIDE)


def _check_filter(seen: reading.View, condition: Any, name: str) -> None:
    keys = {key.name for key in (*seen.hashes, *seen.ranges)}
    for path in paths_of(condition):
        if path.parts[0] in keys:
            raise invalid(_KEY_IN_FILTER.format(name, path.parts[0]))


def _rows(seen: reading.View, clauses: key_conditions.Clauses, start: Item | None, forward: bool) -> list[Row]:
    table = seen.table
    [first] = key_conditions.values_of(clauses[seen.hashes[0].name])
    in_table = table.partition(first) if seen.hashes == (table.hash,) else table.rows()
    found = [(seen.order(row.value), row) for row in in_table if seen.holds(row) and _matches(row, clauses)]
    found.sort(key=lambda each: each[0], reverse=not forward)
    if start is None:
        return [row for _, row in found]
    place = seen.order(start.get)
    return [row for order, row in found if (order > place if forward else order < place)]


def _matches(row: Row, clauses: key_conditions.Clauses) -> bool:
    key = {name: value for name in clauses if (value := row.value(name)) is not None}
    return all(holds(clause, key) for clause in clauses.values())


OPERATIONS = {"Query": query}
