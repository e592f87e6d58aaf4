"""BatchGetItem and BatchWriteItem.

Source: DynamoDB API reference; words as captured by the dynamodb-conformance suite in us-east-1, October 2026.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb import keys, state
from course_lib.aws.services.dynamodb.accesses import Read, before_index_writes, before_read, before_write, note
from course_lib.aws.services.dynamodb.errors import BadRequest, Refused, invalid
from course_lib.aws.services.dynamodb.expressions.paths import project
from course_lib.aws.services.dynamodb.members import Params, failed, member_problems, name_problems, refused_together
from course_lib.aws.services.dynamodb.operations import plans
from course_lib.aws.services.dynamodb.operations.items import attributes_to_get
from course_lib.aws.services.dynamodb.operations.reading import Paths, View, partition_hash
from course_lib.aws.services.dynamodb.request import bound, mixed, refuse_mixing
from course_lib.aws.services.dynamodb.values import Item, Wording, checked_map, item_size

MOST_KEYS, MOST_WRITES = 100, 25
LARGEST_ANSWER = 16 * 1024 * 1024  # bytes. Source: API reference, BatchGetItem
DUPLICATES = "Provided list of item keys contains duplicates"
_NAME_CONSTRAINT = (
    "Map keys must satisfy constraint: [Member must have length less than or equal to 255, "
    "Member must have length greater than or equal to 3, "
    "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]"
)
_LIST_CONSTRAINT = (
    f"Map value must satisfy constraint: [Member must have length less than or equal to {MOST_WRITES}, "
    "Member must have length greater than or equal to 1]"
)


@dataclass(frozen=True)
class _Block:
    """What a BatchGetItem asks of one table."""

    name: str
    params: Params
    keys: list[Item]
    paths: Paths


def batch_get_item(call: Call) -> dict[str, Any]:
    """Items by their keys, in no particular order."""
    requests = _requests(call.params)
    _check_get_members(call.params, requests)
    blocks = [_block(name, params) for name, params in requests.items()]
    tables = [state.table(call, block.name) for block in blocks]
    for block, table in zip(blocks, tables, strict=True):
        for key in block.keys:
            keys.check_key(table, key)
        keys.check_scalar(table, block.paths or ())
    result: dict[str, Any] = {"Responses": {}, "UnprocessedKeys": {}}
    room, throttled = LARGEST_ANSWER, _Throttled()
    for block, table in zip(blocks, tables, strict=True):
        room = _read(block, table, room, result, throttled)
    throttled.refuse_if_all(sum(len(block.keys) for block in blocks))
    return result


@dataclass
class _Throttled:
    """The requests of a batch that were turned away for want of throughput: how many, and the first refusal."""

    count: int = 0
    first: Refused | None = None

    def admits(self, ask: Callable[[], None]) -> bool:
        """Whether one request may be carried out."""
        try:
            ask()
        except Refused as refusal:
            self.count, self.first = self.count + 1, self.first or refusal
            return False
        return True

    def refuse_if_all(self, requests: int) -> None:
        """A batch of which nothing can be done is refused. Source: API reference, BatchWriteItem, BatchGetItem."""
        if self.first is not None and self.count == requests:
            raise self.first


def _requests(params: Params) -> Mapping[str, Any]:
    requests: Mapping[str, Any] | None = params.get("RequestItems")
    if requests is None:
        raise refused_together([failed("null", "requestItems", "Member must not be null")])
    return requests


def _check_get_members(params: Params, requests: Mapping[str, Any]) -> None:
    problems = []
    if any(list(name_problems(name)) for name in requests):
        shown = json.dumps(requests, separators=(",", ":"), ensure_ascii=False)
        problems.append(failed(f"'{shown}'", "requestItems", _NAME_CONSTRAINT))
    problems += member_problems("BatchGetItem", params)
    if problems:
        raise refused_together(problems)
    if not requests:
        raise _named("RequestItems", "greater than or equal to 1")
    for name, block in requests.items():
        if not block.get("Keys"):
            raise _named(f"RequestItems.{name}.member.Keys", "greater than or equal to 1")
        if len(block["Keys"]) > MOST_KEYS:
            raise _named(f"RequestItems.{name}.member.Keys", f"less than or equal to {MOST_KEYS}")
    if sum(len(block["Keys"]) for block in requests.values()) > MOST_KEYS:
        raise BadRequest("Too many items requested for the BatchGetItem call")
    for block in requests.values():
        refuse_mixing(block, "GetItem")
    if len({name for block in requests.values() for name in _projections(block)}) > 1:
        raise mixed(["AttributesToGet"], ["ProjectionExpression"])


def _named(member: str, length: str) -> Refused:
    """The newer checks name a member without quoting its value."""
    return refused_together([f"Value at '{member}' failed to satisfy constraint: Member must have length {length}"])


def _projections(block: Params) -> list[str]:
    return [name for name in ("AttributesToGet", "ProjectionExpression") if block.get(name) is not None]


def _block(name: str, params: Params) -> _Block:
    wanted: list[Item] = []
    for given in params["Keys"]:
        key = checked_map(given)
        if key in wanted:
            raise BadRequest(DUPLICATES)
        wanted.append(key)
    return _Block(name, params, wanted, attributes_to_get(params) or bound(params).projection)


def _read(block: _Block, table: state.Table, room: int, result: dict[str, Any], throttled: _Throttled) -> int:
    """Add a table's items as long as there is room for them in the answer; say how much is left."""
    found, left = [], []
    view = View(table, None)
    # As at AWS, the order of the keys in the request is not kept.
    for key in sorted(block.keys, key=lambda key: partition_hash(view, key.get)):
        if not throttled.admits(partial(before_read, table, None, key)):
            left.append(key)
            continue
        item = table.get(key)
        size = item_size(item or {})
        room -= size
        if room < 0:
            left.append(key)
            continue
        note(Read(table, None, size, key))
        if item is not None:
            found.append(item if block.paths is None else project(item, block.paths))
    result["Responses"][block.name] = found
    if left:
        result["UnprocessedKeys"][block.name] = {**block.params, "Keys": left}
    return room


def batch_write_item(call: Call) -> dict[str, Any]:
    """Puts and deletes without conditions. Everything is checked before anything is written."""
    if problems := member_problems("BatchWriteItem", call.params):
        raise refused_together(problems)
    requests = _requests(call.params)
    _check_write_members(requests)
    planned = [(name, request, _plan(request)) for name, writes in requests.items() for request in writes]
    tables = {name: state.table(call, name) for name in requests}
    changes = [_change(tables[name], request, plan) for name, request, plan in planned]
    _refuse_duplicates(changes)
    left: dict[str, list[Any]] = {}
    throttled = _Throttled()
    for (name, request, _), change in zip(planned, changes, strict=True):
        if throttled.admits(partial(_ask, change)):
            change.commit()
        else:
            left.setdefault(name, []).append(request)
    throttled.refuse_if_all(len(changes))
    return {"UnprocessedItems": left}


def _ask(change: plans.Change) -> None:
    before_write(change.table, change.key)
    before_index_writes(change.table, change.old, change.new)


def _check_write_members(requests: Mapping[str, Any]) -> None:
    if not requests:
        raise BadRequest("The requestItems parameter is required for BatchWriteItem")
    shown = "'{" + ", ".join(f"{name}=[{_echo(writes)}]" for name, writes in requests.items()) + "}'"
    if any(list(name_problems(name)) for name in requests):
        raise refused_together([failed(shown, "requestItems", _NAME_CONSTRAINT)])
    if any(not 1 <= len(writes) <= MOST_WRITES for writes in requests.values()):
        raise refused_together([failed(shown, "requestItems", _LIST_CONSTRAINT)])
    if sum(map(len, requests.values())) > MOST_WRITES:
        raise BadRequest("Too many items requested for the BatchWriteItem call")


def _echo(writes: list[Mapping[str, Any]]) -> str:
    """Roughly how AWS quotes write requests."""
    return ", ".join(
        f"WriteRequest(putRequest={_shown(write, 'PutRequest', 'Item')}, "
        f"deleteRequest={_shown(write, 'DeleteRequest', 'Key')})"
        for write in writes
    )


def _shown(write: Mapping[str, Any], kind: str, member: str) -> str:
    if write.get(kind) is None:
        return "null"
    attributes = ", ".join(f"{name}={value}" for name, value in (write[kind].get(member) or {}).items())
    return f"{kind}({member.lower()}={{{attributes}}})"


def _plan(request: Params) -> plans.Plan:
    put, delete = request.get("PutRequest"), request.get("DeleteRequest")
    if (put is None) is (delete is None):
        raise BadRequest("Supplied WriteRequest must contain exactly one of PutRequest or DeleteRequest")
    if put is not None:
        return plans.put({"Item": put["Item"]}, wording=Wording.OLDER)
    return plans.delete({"Key": request["DeleteRequest"]["Key"]}, wording=Wording.OLDER)


def _change(table: state.Table, request: Params, plan: plans.Plan) -> plans.Change:
    """Other than PutItem, a batch says of an item's key what is said of a key alone."""
    keys.check_key(table, {key.name: plan.key[key.name] for key in table.keys if key.name in plan.key})
    plan.shape(table)
    return plan.change(table)


def _refuse_duplicates(changes: list[plans.Change]) -> None:
    seen: list[tuple[str, Item]] = []
    for change in changes:
        place = (change.table.name, change.key)
        if place in seen:
            raise invalid(DUPLICATES)
        seen.append(place)


OPERATIONS = {"BatchGetItem": batch_get_item, "BatchWriteItem": batch_write_item}
