"""SELECT: a get, a query or a scan, whichever its conditions allow."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb import state
from course_lib.aws.services.dynamodb.accesses import Read, before_read, note
from course_lib.aws.services.dynamodb.errors import invalid
from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.expressions.evaluate import holds
from course_lib.aws.services.dynamodb.expressions.paths import find
from course_lib.aws.services.dynamodb.keys import check_key
from course_lib.aws.services.dynamodb.members import Params
from course_lib.aws.services.dynamodb.operations.reading import ONE_PARTITION, Parts, View, page, partition_hash
from course_lib.aws.services.dynamodb.operations.scan import parts_of
from course_lib.aws.services.dynamodb.partiql import where
from course_lib.aws.services.dynamodb.partiql.statements import Select
from course_lib.aws.services.dynamodb.state import Row
from course_lib.aws.services.dynamodb.values import Item, content, item_size

_NO_INDEX = "The table does not have the specified index"
_NOT_CONSISTENT = "Consistent reads are not supported on global secondary indexes"
_NEXT = "NextToken does not match request"
_ORDER = "Must have WHERE clause in the statement when using ORDER BY clause."
_ORDERED_BY_KEY = "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause."


def view(call: Call, select: Select, consistent: bool) -> View:
    """What a SELECT reads.

    Raises:
        Refused: there is no such table or index, or it cannot be read like this.
    """
    params = {"TableName": select.table, "IndexName": select.index, "ConsistentRead": consistent}
    table = state.table(replace(call, params=params), select.table)
    if select.index is None:
        return View(table, None)
    index = next((each for each in table.indexes if each.name == select.index), None)
    if index is None or index.status == "DELETING":
        raise invalid(_NO_INDEX)
    if index.status == "CREATING":
        raise invalid(f"Cannot read from backfilling global secondary index: {index.name}")
    if index.is_global and consistent:
        raise invalid(_NOT_CONSISTENT)
    return View(table, index)


def one_item(call: Call, select: Select, consistent: bool) -> tuple[state.Table, Item | None]:
    """The item whose whole key a SELECT names, or None; for batches and transactions.

    Raises:
        Refused: it names none.
    """
    table = view(call, select, consistent).table
    key, rest = where.needed_key(table, select.where)
    check_key(table, key)
    before_read(table, None, key)
    found = table.get(key)
    note(Read(table, None, item_size(found or {}), key, consistent=consistent))
    return table, found if found is not None and (rest is None or holds(rest, found)) else None


def shown(item: Item, select: Select) -> Item:
    """What of an item a SELECT asks for: a path gives an attribute with the name of its last step."""
    if select.paths is None:
        return item
    found = {_name(path): find(item, path) for path in select.paths}
    return {name: value for name, value in found.items() if value is not None}


def _name(path: tree.Path) -> str:
    last = path.parts[-1]
    if isinstance(last, int):
        names = [str(part) for part in path.parts if not isinstance(part, int)]
        return f"{names[-1]}[{last}]"
    return str(last)


def select(call: Call, asked: Select, params: Params) -> dict[str, Any]:
    """One page of what a SELECT asks for."""
    seen = view(call, asked, bool(params.get("ConsistentRead")))
    _check_order(seen, asked)
    rows = _rows(seen, asked)
    start = _start(params.get("NextToken"), asked)
    if start is not None:
        rows = _after(seen, rows, start)
    key, parts = _ask(seen, asked, start)
    found = page(seen, rows, {"Limit": params.get("Limit")}, asked.where, None, parts, key)
    answer: dict[str, Any] = {"Items": [shown(item, asked) for item in found["Items"]]}
    if "LastEvaluatedKey" in found:
        answer["NextToken"] = _token(found["LastEvaluatedKey"], asked)
        answer["LastEvaluatedKey"] = found["LastEvaluatedKey"]
    return answer


def _ask(seen: View, asked: Select, start: Item | None) -> tuple[Item | None, Parts]:
    """The partition key that is read, or else the partitions. Raises Refused when one has nothing left."""
    values = where.values_of(seen.hashes[0].name, asked.where)
    if not values or len(seen.hashes) > 1:
        parts = parts_of(seen, {}, start)
        before_read(seen.table, seen.index, hash=parts.hashes_from(parts.first))
        return None, parts
    keys: list[Item] = [{seen.hashes[0].name: value} for value in values]
    for key in keys:
        before_read(seen.table, seen.index, key)
    return keys[0], ONE_PARTITION


def _check_order(seen: View, asked: Select) -> None:
    if not asked.order:
        return
    if asked.where is None:
        raise invalid(_ORDER)
    if not where.values_of(seen.hashes[0].name, asked.where):
        raise invalid(_ORDERED_BY_KEY)
    names = {key.name for key in (*seen.hashes, *seen.ranges)}
    wrong = next((name for name, _ in asked.order if name not in names), None)
    if wrong is not None:
        raise invalid(f"Variable reference {wrong} in ORDER BY clause must be part of the primary key")


def _rows(seen: View, asked: Select) -> list[Row]:
    """The rows that a SELECT has to look at, in order."""
    conditions = list(where.parts(asked.where))
    values = where.values_of(seen.hashes[0].name, asked.where)
    keys = {key.name for key in (*seen.hashes, *seen.ranges)}
    limits = [condition for condition in conditions if values is not None and where.about(condition) in keys]

    def wanted(row: Row) -> bool:
        if not seen.holds(row) or (values is not None and row.value(seen.hashes[0].name) not in values):
            return False
        return all(holds(condition, _key_of(row, keys)) for condition in limits)

    rows = [row for row in seen.table.rows() if wanted(row)]
    rows.sort(key=lambda row: _place(seen, row.value))
    downwards = any(name in {key.name for key in seen.ranges} and down for name, down in asked.order)
    return sorted(rows, key=lambda row: seen.order(row.value), reverse=True) if downwards else rows


def _key_of(row: Row, names: set[str]) -> Item:
    found = {name: row.value(name) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _place(seen: View, read: Callable[[str], Any]) -> tuple[Any, ...]:
    return (partition_hash(seen, read), *seen.order(read))


def _after(seen: View, rows: Sequence[Row], start: Item) -> list[Row]:
    """The rows behind a place; what was there may be gone."""
    key = {name: content(value) for name, value in start.items()}
    places = [{name: content(row.value(name) or {"S": None}) for name in key} for row in rows]
    if key in places:
        return list(rows[places.index(key) + 1 :])
    return [row for row in rows if _place(seen, row.value) > _place(seen, start.get)]


def _token(last: Item, asked: Select) -> str:
    return base64.b64encode(json.dumps([repr(asked), last]).encode()).decode()


def _start(token: str | None, asked: Select) -> Item | None:
    if token is None:
        return None
    try:
        of, key = json.loads(base64.b64decode(token, validate=True))
    except ValueError:
        raise invalid("NextToken is invalid") from None
    if of != repr(asked):
        raise invalid(_NEXT)
    start: Item = key
    return start
