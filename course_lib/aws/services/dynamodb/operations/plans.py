"""What a write asks for, in two steps: what the request alone decides, then what it does to the item that is
stored.

A plan is made from the request and raises for everything that is wrong with it. Given the table, it reads the
item, decides the condition and says what is to change, and changes nothing. The same plans serve single writes
and transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from course_lib.aws.services.dynamodb import keys, legacy, values
from course_lib.aws.services.dynamodb.accesses import Write, note
from course_lib.aws.services.dynamodb.errors import INVALID, BadRequest, condition_failed, invalid
from course_lib.aws.services.dynamodb.expressions import apply, tree
from course_lib.aws.services.dynamodb.expressions.evaluate import holds
from course_lib.aws.services.dynamodb.expressions.paths import project
from course_lib.aws.services.dynamodb.expressions.types import known_type
from course_lib.aws.services.dynamodb.expressions.walk import Node, paths
from course_lib.aws.services.dynamodb.request import bound, refuse_mixing
from course_lib.aws.services.dynamodb.state import Table
from course_lib.aws.services.dynamodb.values import Item, Wording, check_name, checked_map, item_size

LARGEST_ITEM = 400 * 1024  # bytes. Source: developer guide, "Quotas", item size
ITEM_TOO_LARGE = "Item size has exceeded the maximum allowed size"
UPDATE_TOO_LARGE = "Item size to update has exceeded the maximum allowed size"
ONLY_OLD = "ReturnValues can only be ALL_OLD or NONE"

Params = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """What a write does to one item.

    Attributes:
        table: where.
        key: of the item.
        old: what is stored, or None.
        new: what will be stored, or None.
        targets: the document paths an update names.
    """

    table: Table
    key: Item
    old: Item | None
    new: Item | None
    targets: tuple[tree.Path, ...] = ()

    def commit(self) -> None:
        """Make it so."""
        note(Write(self.table, self.old, self.new, self.key))
        if self.new is not None:
            self.table.put(self.new, self.old)
        elif self.old is not None:
            self.table.delete(self.key)


@dataclass(frozen=True)
class Plan:
    """A write that is right as far as the request tells.

    Attributes:
        key: what names the item: a key, or a whole item to be put.
        shape: checks that key against the table; raises Refused.
        change: decides what happens to what is stored; raises Refused.
    """

    key: Item
    shape: Callable[[Table], None]
    change: Callable[[Table], Change]


def put(params: Params, operation: str = "PutItem", wording: Wording = Wording.CURRENT) -> Plan:
    """Plan a put. Raises BadRequest or Refused."""
    refuse_mixing(params, operation)
    for name in params["Item"]:
        check_name(name)
    item = checked_map(params["Item"], wording)
    condition = legacy.expected(params, wording)
    _check_old_only(params)
    if item_size(item) > LARGEST_ITEM:
        raise invalid(ITEM_TOO_LARGE)
    condition = bound(params, wording).condition or condition

    def change(table: Table) -> Change:
        key = table.key_of(item)
        old = _guarded(table, key, condition, params)
        return Change(table, key, old, item)

    return Plan(item, lambda table: keys.check_item(table, item), change)


def delete(params: Params, operation: str = "DeleteItem", wording: Wording = Wording.CURRENT) -> Plan:
    """Plan a delete. Raises BadRequest or Refused."""
    refuse_mixing(params, operation)
    key = checked_map(params["Key"], wording)
    condition = legacy.expected(params, wording)
    _check_old_only(params)
    return deletion(key, bound(params, wording).condition or condition, params)


def deletion(key: Item, condition: Node | None, params: Params) -> Plan:
    """Plan a delete whose parts are known; of `params` counts what a false condition is to show."""

    def change(table: Table) -> Change:
        return Change(table, key, _guarded(table, key, condition, params), None)

    return Plan(key, lambda table: keys.check_key(table, key), change)


def check(params: Params, wording: Wording = Wording.CURRENT) -> Plan:
    """Plan a condition check, which leaves the item as it is. Raises BadRequest or Refused."""
    refuse_mixing(params, "ConditionCheck")
    key = checked_map(params["Key"], wording)
    return checking(key, bound(params, wording).condition, params)


def checking(key: Item, condition: Node | None, params: Params) -> Plan:
    """Plan a condition check whose parts are known."""

    def change(table: Table) -> Change:
        old = _guarded(table, key, condition, params)
        return Change(table, key, old, old)

    return Plan(key, lambda table: keys.check_key(table, key), change)


def update(params: Params, operation: str = "UpdateItem", wording: Wording = Wording.CURRENT) -> Plan:
    """Plan an update. Raises BadRequest or Refused."""
    refuse_mixing(params, operation)
    key = checked_map(params["Key"], wording)
    actions = legacy.attribute_updates(params.get("AttributeUpdates"), wording)
    condition = legacy.expected(params, wording)
    expressions = bound(params, wording)
    return updating(key, expressions.update or actions, expressions.condition or condition, params)


def updating(key: Item, actions: tree.Update | None, condition: Node | None, params: Params) -> Plan:
    """Plan an update whose parts are known."""

    def change(table: Table) -> Change:
        _check_targets(table, actions)
        old = _guarded(table, key, condition, params)
        new = _updated(table, key, old, actions)
        return Change(table, key, old, new, _targets(actions))

    return Plan(key, lambda table: keys.check_key(table, key), change)


def _guarded(table: Table, key: Item, condition: Node | None, params: Params) -> Item | None:
    """What is stored, provided that the condition holds for it."""
    if condition is not None:
        keys.check_scalar(table, paths(condition))
    old = table.get(key)
    if condition is not None and not holds(condition, old or {}):
        shown = old if params.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" else None
        note(Write(table, old, old, key))
        raise condition_failed(shown)
    return old


def _check_old_only(params: Params) -> None:
    if params.get("ReturnValues", "NONE") not in ("NONE", "ALL_OLD"):
        raise BadRequest(ONLY_OLD)


def _targets(actions: tree.Update | None) -> tuple[tree.Path, ...]:
    return () if actions is None else tuple(action.target for action in actions.actions)


def _check_targets(table: Table, actions: tree.Update | None) -> None:
    """An update leaves keys alone, and gives index keys their type."""
    names = {key.name for key in table.keys}
    for action in actions.actions if actions else ():
        first = str(action.target.parts[0])
        if first in names:
            raise invalid(INVALID + f"Cannot update attribute {first}. This attribute is part of the key")
        kind = _assigned_type(action)
        if kind is not None and len(action.target.parts) == 1:
            keys.check_index_type(table, first, kind)
    if actions is not None:
        keys.check_scalar(table, paths(actions))


def _assigned_type(action: tree.Action) -> str | None:
    """The type an attribute will have, where the request tells."""
    match action.section, action.value:
        case "SET", tree.Arithmetic():
            return "N"
        case "SET", tree.Call("list_append"):
            return "L"
        case "SET", tree.Call("if_not_exists", (_, default)):
            return known_type(default)
        case (("SET" | "ADD"), value):
            return known_type(value)
    return None


def _updated(table: Table, key: Item, old: Item | None, actions: tree.Update | None) -> Item | None:
    if actions is None:
        return old or key
    if old is None and actions.actions and all(action.section in ("REMOVE", "DELETE") for action in actions.actions):
        apply.updated(key, actions, is_new=True)
        return None  # only removing creates nothing
    new = apply.updated(old or key, actions, is_new=old is None)
    keys.check_updated_index_keys(table, new, old)
    if item_size(new) > LARGEST_ITEM:
        raise invalid(UPDATE_TOO_LARGE)
    if any(values.depth(value) > values.DEEPEST for value in new.values()):
        raise invalid(values.TOO_DEEP)
    return new


def returned(change: Change, mode: str | None) -> dict[str, Any]:
    """The Attributes that ReturnValues asks for."""
    match mode:
        case "ALL_OLD":
            attributes = change.old
        case "ALL_NEW":
            attributes = change.new
        case "UPDATED_OLD":
            attributes = project(change.old or {}, change.targets)
        case "UPDATED_NEW":
            attributes = project(change.new or {}, change.targets)
        case _:
            attributes = None
    return {"Attributes": attributes} if attributes else {}
