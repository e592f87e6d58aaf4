"""Whether a condition holds for an item. A missing item is an empty one.

Comparing different types, or anything with a missing attribute, is false, except that <> is then true. Source:
developer guide, "Condition and filter expressions, operators, and functions"; details from Alternator's tests,
which run against AWS.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.expressions.paths import find
from course_lib.aws.services.dynamodb.expressions.walk import Node
from course_lib.aws.services.dynamodb.values import ORDERED, SETS, Item, Wire, content, kind_of, order_key, raw

_ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def holds(condition: Node, item: Item) -> bool:
    """Whether a bound condition is true of an item."""
    match condition:
        case tree.Both(left, right):
            return holds(left, item) and holds(right, item)
        case tree.Either(left, right):
            return holds(left, item) or holds(right, item)
        case tree.Not(inner):
            return not holds(inner, item)
        case tree.Comparison(sign, left, right):
            return compare(sign, operand(left, item), operand(right, item))
        case tree.Between(value, low, high):
            held = operand(value, item)
            return compare(">=", held, operand(low, item)) and compare("<=", held, operand(high, item))
        case tree.In(value, options):
            held = operand(value, item)
            return any(compare("=", held, operand(option, item)) for option in options)
        case tree.Call(name, operands):
            return _FUNCTIONS[name](*(operand(each, item) for each in operands))
    raise TypeError(f"not a condition: {condition!r}")


def operand(node: Node, item: Item) -> Wire | None:
    """What an operand stands for in this item, or None."""
    match node:
        case tree.Literal(value):
            return value
        case tree.Path():
            return find(item, node)
        case tree.Call("size", (inner,)):
            return _size(operand(inner, item))
    raise TypeError(f"not an operand: {node!r}")


def compare(sign: str, left: Wire | None, right: Wire | None) -> bool:
    """left sign right, by DynamoDB's rules."""
    if sign == "=":
        return left is not None and left == right
    if sign == "<>":
        return left is None or left != right
    if left is None or right is None or kind_of(left) != kind_of(right) or kind_of(left) not in ORDERED:
        return False
    return _ORDERINGS[sign](order_key(left), order_key(right))


def _size(value: Wire | None) -> Wire | None:
    if value is None or kind_of(value) in ("N", "BOOL", "NULL"):
        return None
    held = raw(content(value)) if "B" in value else content(value)
    return {"N": str(len(held))}


def begins_with(value: Wire | None, prefix: Wire | None) -> bool:
    """Whether a text or binary starts with another."""
    if value is None or prefix is None or kind_of(value) != kind_of(prefix):
        return False
    if "B" in value:
        return raw(value["B"]).startswith(raw(prefix["B"]))
    return "S" in value and str(value["S"]).startswith(prefix["S"])


def contains(container: Wire | None, sought: Wire | None) -> bool:
    """Whether a text has a part, a set a member or a list an element."""
    if container is None or sought is None:
        return False
    kind = kind_of(container)
    if kind == "L":
        return sought in container["L"]
    if kind in SETS:
        return kind_of(sought) == kind[0] and content(sought) in container[kind]
    if kind != kind_of(sought):
        return False
    if kind == "B":
        return raw(sought["B"]) in raw(container["B"])
    return kind == "S" and sought["S"] in container["S"]


def _exists(value: Wire | None) -> bool:
    return value is not None


def _not_exists(value: Wire | None) -> bool:
    return value is None


def _has_type(value: Wire | None, name: Wire | None) -> bool:
    return value is not None and name is not None and kind_of(value) == name["S"]


_FUNCTIONS: dict[str, Callable[..., bool]] = {
    "attribute_exists": _exists,
    "attribute_not_exists": _not_exists,
    "attribute_type": _has_type,
    "begins_with": begins_with,
    "contains": contains,
}
