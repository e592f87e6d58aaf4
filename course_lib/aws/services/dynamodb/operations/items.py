"""PutItem, UpdateItem, DeleteItem and GetItem."""

from __future__ import annotations

from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb import keys, state
from course_lib.aws.services.dynamodb.accesses import Read, before_index_writes, before_read, before_write, note
from course_lib.aws.services.dynamodb.errors import INVALID, BadRequest
from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.expressions.paths import project
from course_lib.aws.services.dynamodb.members import Params, check_members
from course_lib.aws.services.dynamodb.operations import plans
from course_lib.aws.services.dynamodb.request import bound, refuse_mixing
from course_lib.aws.services.dynamodb.values import check_name, checked_map, item_size


def put_item(call: Call) -> dict[str, Any]:
    """PutItem."""
    return _write(call, plans.put)


def update_item(call: Call) -> dict[str, Any]:
    """UpdateItem."""
    return _write(call, plans.update)


def delete_item(call: Call) -> dict[str, Any]:
    """DeleteItem."""
    return _write(call, plans.delete)


def _write(call: Call, planned: Any) -> dict[str, Any]:
    check_members(call.operation, call.params)
    plan: plans.Plan = planned(call.params)
    table = state.table(call, call.params["TableName"])
    plan.shape(table)
    before_write(table, plan.key)
    change = plan.change(table)
    before_index_writes(table, change.old, change.new)
    change.commit()
    return plans.returned(change, call.params.get("ReturnValues"))


def get_item(call: Call) -> dict[str, Any]:
    """GetItem."""
    params = call.params
    check_members(call.operation, params)
    refuse_mixing(params, call.operation)
    key = checked_map(params["Key"])
    paths = attributes_to_get(params) or bound(params).projection
    table = state.table(call, params["TableName"])
    keys.check_key(table, key)
    if paths is not None:
        keys.check_scalar(table, paths)
    before_read(table, None, key)
    item = table.get(key)
    note(Read(table, None, item_size(item or {}), key))
    if item is None:
        return {}
    return {"Item": item if paths is None else project(item, paths)}


def attributes_to_get(params: Params) -> tuple[tree.Path, ...] | None:
    """The paths that AttributesToGet names, or None.

    Raises:
        BadRequest: it names one twice, or an impossible one.
    """
    names: list[str] | None = params.get("AttributesToGet")
    if names is None:
        return None
    for place, name in enumerate(names):
        if name in names[:place]:
            raise BadRequest(INVALID + f"Duplicate value in attribute name: {name}")
        check_name(name)
    return tuple(tree.Path((name,)) for name in names)


OPERATIONS = {"PutItem": put_item, "UpdateItem": update_item, "DeleteItem": delete_item, "GetItem": get_item}
