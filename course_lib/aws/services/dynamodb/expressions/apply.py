"""Applying an update expression to an item.

Every value is read from the item as it was before the update; list indexes are those of before as well.
Elements set past a list's end are appended in the order of their indexes. Source: developer guide, "Using
update expressions in DynamoDB".
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from course_lib.aws.services.dynamodb import numbers
from course_lib.aws.services.dynamodb.errors import BadRequest, invalid
from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.expressions.paths import child, find
from course_lib.aws.services.dynamodb.expressions.walk import Node
from course_lib.aws.services.dynamodb.values import SETS, Item, Wire, content, in_order, kind_of

BAD_PATH = "The document path provided in the update expression is invalid for update"
NO_ATTRIBUTE = "The provided expression refers to an attribute that does not exist in the item"
BAD_TYPE = "An operand in the update expression has an incorrect data type"
LEGACY_MISMATCH = "Type mismatch for attribute to update"

_GONE: Wire = {}  # stands where a list's element was removed, until all actions are done


@dataclass
class _Edit:
    """The item being changed, and what has to wait for the end of the update."""

    item: Item
    is_new: bool
    lists: list[list[Wire]] = field(default_factory=list)
    appended: list[tuple[list[Wire], int, Wire]] = field(default_factory=list)

    def finish(self) -> Item:
        for elements in self.lists:
            elements[:] = [element for element in elements if element is not _GONE]
        for elements, _, value in sorted(self.appended, key=lambda each: each[1]):
            elements.append(value)
        return self.item


def updated(item: Item, update: tree.Update, is_new: bool = False) -> Item:
    """The item as the update leaves it; `item` itself is not changed.

    Args:
        item: what is stored, or the key alone when nothing is.
        is_new: nothing is stored. AWS then lets REMOVE and DELETE lead nowhere.

    Raises:
        Refused: an action does not fit the item.
    """
    edit = _Edit(copy.deepcopy(item), is_new)
    mismatch = LEGACY_MISMATCH if update.sections == ("AttributeUpdates",) else BAD_TYPE
    changes = [(action, _new_value(action, item, mismatch)) for action in update.actions]
    for action, value in changes:
        _put(edit, action.target, value)
    return edit.finish()


def _new_value(action: tree.Action, item: Item, mismatch: str) -> Wire | None:
    """What a target becomes; None when it goes."""
    match action.section:
        case "SET":
            return copy.deepcopy(_assigned(action.value, item))
        case "REMOVE":
            return None
    current = find(item, action.target)
    assert isinstance(action.value, tree.Literal)
    if action.section == "ADD":
        return added(current, action.value.value, mismatch)
    return deleted(current, action.value.value, mismatch)


def _assigned(node: Node, item: Item) -> Wire:
    match node:
        case tree.Literal(value):
            return value
        case tree.Path():
            found = find(item, node)
            if found is None:
                raise invalid(NO_ATTRIBUTE)
            return found
        case tree.Call("if_not_exists", (tree.Path() as path, default)):
            return find(item, path) or _assigned(default, item)
        case tree.Call("list_append", (first, second)):
            return {"L": [*_of_type("L", first, item), *_of_type("L", second, item)]}
        case tree.Arithmetic(operator, left, right):
            calculate = numbers.add if operator == "+" else numbers.subtract
            return _calculated(calculate, _of_type("N", left, item), _of_type("N", right, item))
    raise TypeError(f"not a value: {node!r}")


def _of_type(kind: str, node: Node, item: Item) -> Any:
    value = _assigned(node, item)
    if kind not in value:
        raise invalid(BAD_TYPE)
    return value[kind]


def _calculated(calculate: Any, left: str, right: str) -> Wire:
    try:
        return {"N": calculate(left, right)}
    except BadRequest as problem:
        raise invalid(problem.message) from None


def added(current: Wire | None, value: Wire, mismatch: str) -> Wire:
    """ADD: a number to a number, members to a set. A missing attribute counts as zero or as empty.

    AttributeUpdates may also add elements to a list, which the guide does not tell.
    """
    if current is None:
        return value
    kind = kind_of(value)
    if kind_of(current) != kind:
        raise invalid(mismatch)
    if kind == "N":
        return _calculated(numbers.add, current["N"], value["N"])
    if kind == "L":
        return {"L": [*current["L"], *value["L"]]}
    return {kind: in_order(kind, list({*current[kind], *value[kind]}))}


def deleted(current: Wire | None, value: Wire, mismatch: str) -> Wire | None:
    """DELETE: members from a set. A set that loses all goes."""
    if current is None:
        return None
    kind = kind_of(value)
    if kind not in SETS or kind_of(current) != kind:
        raise invalid(mismatch)
    left = [member for member in content(current) if member not in value[kind]]
    return {kind: left} if left else None


def _put(edit: _Edit, target: tree.Path, value: Wire | None) -> None:
    *way, last = target.parts
    if not way:
        _put_member(edit.item, str(last), value)
        return
    parent = _parent(edit, target, removing=value is None)
    if parent is None:
        return
    if isinstance(last, int) and "L" in parent:
        _put_element(edit, parent["L"], last, value)
    elif isinstance(last, str) and "M" in parent:
        _put_member(parent["M"], last, value)
    else:
        raise invalid(BAD_PATH)


def _parent(edit: _Edit, target: tree.Path, removing: bool) -> Wire | None:
    here: Wire | None = edit.item.get(str(target.parts[0]))
    for part in target.parts[1:-1]:
        here = child(here, part) if here is not None else None
    if here is None and not (removing and edit.is_new):
        raise invalid(BAD_PATH)
    return here


def _put_member(members: Item, name: str, value: Wire | None) -> None:
    if value is None:
        members.pop(name, None)
    else:
        members[name] = value


def _put_element(edit: _Edit, elements: list[Wire], place: int, value: Wire | None) -> None:
    if place >= len(elements):
        if value is not None:
            edit.appended.append((elements, place, value))
    elif value is None:
        elements[place] = _GONE
        edit.lists.append(elements)
    else:
        elements[place] = value
