"""The parameters that came before expressions: conditions as maps of operators, updates as maps of actions.

They are turned into the same trees that expressions give, so there is one way to evaluate. Source: DynamoDB
developer guide, "Legacy conditional parameters"; words as captured by the dynamodb-conformance and dynalite
suites.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from course_lib.aws.services.dynamodb.errors import INVALID, BadRequest
from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.values import (
    ORDERED,
    SETS,
    Wire,
    Wording,
    check_name,
    checked,
    kind_of,
    order_key,
)

_COMPARISONS = {"EQ": "=", "NE": "<>", "LE": "<=", "LT": "<", "GE": ">=", "GT": ">"}
_NUMBER_OF_ARGUMENTS = {"NULL": (0, 0), "NOT_NULL": (0, 0), "IN": (1, 100), "BETWEEN": (2, 2)}  # others: exactly one
_TYPES = {  # operator: types its arguments may have; EQ and NE take all
    "LE": ORDERED,
    "LT": ORDERED,
    "GE": ORDERED,
    "GT": ORDERED,
    "BETWEEN": ORDERED,
    "IN": ORDERED,
    "CONTAINS": ORDERED | {"BOOL", "NULL"},
    "NOT_CONTAINS": ORDERED | {"BOOL", "NULL"},
    "BEGINS_WITH": frozenset({"S", "B"}),
}
REVERSED = "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"
NO_CONDITIONS = "ConditionalOperator cannot be used without Filter or Expected"
ONE_CONDITION = "ConditionalOperator can only be used when Filter or Expected has two or more elements"


def expected(params: Mapping[str, Any], wording: Wording = Wording.CURRENT) -> Any:
    """The condition that Expected and ConditionalOperator ask for, or None.

    Raises:
        BadRequest: they are not well formed.
    """
    conditions = params.get("Expected")
    _check_operator_use(params.get("ConditionalOperator"), conditions)
    parts = [_expectation(name, entry, wording) for name, entry in (conditions or {}).items()]
    return _joined(parts, params.get("ConditionalOperator"))


def filter_condition(params: Mapping[str, Any], name: str, wording: Wording) -> Any:
    """The condition that QueryFilter or ScanFilter ask for, or None.

    Raises:
        BadRequest: it is not well formed.
    """
    conditions = params.get(name)
    _check_operator_use(params.get("ConditionalOperator"), conditions)
    parts = [
        condition(attribute, entry["ComparisonOperator"], arguments(entry, wording))
        for attribute, entry in (conditions or {}).items()
    ]
    return _joined(parts, params.get("ConditionalOperator"))


def arguments(entry: Mapping[str, Any], wording: Wording) -> list[Wire]:
    """The values that a legacy condition compares with, checked for its operator.

    Raises:
        BadRequest: too few, too many, or of the wrong type.
    """
    operator = entry["ComparisonOperator"]
    given = entry.get("AttributeValueList") or ([entry["Value"]] if entry.get("Value") is not None else [])
    values = [checked(value, wording) for value in given]
    least, most = _NUMBER_OF_ARGUMENTS.get(operator, (1, 1))
    if not least <= len(values) <= most:
        raise BadRequest(INVALID + f"Invalid number of argument(s) for the {operator} ComparisonOperator")
    if len({kind_of(value) for value in values}) > 1:
        raise BadRequest(INVALID + "AttributeValues inside AttributeValueList must be of same type")
    for value in values:
        if operator in _TYPES and kind_of(value) not in _TYPES[operator]:
            raise BadRequest(
                INVALID + f"ComparisonOperator {operator} is not valid for {kind_of(value)} AttributeValue type"
            )
    if operator == "BETWEEN" and order_key(values[0]) > order_key(values[1]):
        raise BadRequest(REVERSED)
    return values


def condition(attribute: str, operator: str, values: Sequence[Wire]) -> Any:
    """One legacy condition as a tree."""
    path = tree.Path((attribute,))
    operands = [tree.Literal(value) for value in values]
    if operator in _COMPARISONS:
        return tree.Comparison(_COMPARISONS[operator], path, operands[0])
    match operator:
        case "NULL":
            return tree.Call("attribute_not_exists", (path,))
        case "NOT_NULL":
            return tree.Call("attribute_exists", (path,))
        case "IN":
            return tree.In(path, tuple(operands))
        case "BETWEEN":
            return tree.Between(path, operands[0], operands[1])
        case "NOT_CONTAINS":
            return tree.Both(
                tree.Call("attribute_exists", (path,)), tree.Not(tree.Call("contains", (path, operands[0])))
            )
    return tree.Call(operator.lower(), (path, operands[0]))


def _joined(parts: list[Any], operator: str | None) -> Any:
    if not parts:
        return None
    return reduce(tree.Either if operator == "OR" else tree.Both, parts)


def _check_operator_use(operator: str | None, conditions: Mapping[str, Any] | None) -> None:
    if operator is None:
        return
    if not conditions:
        raise BadRequest(NO_CONDITIONS)
    if len(conditions) == 1:
        raise BadRequest(ONE_CONDITION)


def _expectation(name: str, entry: Mapping[str, Any], wording: Wording) -> Any:
    if entry.get("AttributeValueList") is not None and entry.get("Value") is not None:
        raise BadRequest(INVALID + f"Value and AttributeValueList cannot be used together for Attribute: {name}")
    if entry.get("ComparisonOperator") is not None:
        return _compared(name, entry, wording)
    if entry.get("AttributeValueList") is not None:
        raise BadRequest(
            INVALID + f"AttributeValueList can only be used with a ComparisonOperator for Attribute: {name}"
        )
    return _existence(name, entry, wording)


def _compared(name: str, entry: Mapping[str, Any], wording: Wording) -> Any:
    operator = entry["ComparisonOperator"]
    if entry.get("Exists") is not None:
        raise BadRequest(INVALID + f"Exists and ComparisonOperator cannot be used together for Attribute: {name}")
    needs_value = operator not in ("NULL", "NOT_NULL")
    if needs_value and entry.get("AttributeValueList") is None and entry.get("Value") is None:
        raise BadRequest(
            INVALID
            + f"Value or AttributeValueList must be used with ComparisonOperator: {operator} for Attribute: {name}"
        )
    return condition(name, operator, arguments(entry, wording))


def _existence(name: str, entry: Mapping[str, Any], wording: Wording) -> Any:
    exists, value = entry.get("Exists"), entry.get("Value")
    shown = "null" if exists is None else str(exists).lower()
    if exists in (None, True):
        if value is None:
            raise BadRequest(INVALID + f"Value must be provided when Exists is {shown} for Attribute: {name}")
        return condition(name, "EQ", [checked(value, wording)])
    if value is not None:
        raise BadRequest(INVALID + f"Value cannot be used when Exists is false for Attribute: {name}")
    return condition(name, "NULL", [])


def attribute_updates(updates: Mapping[str, Any] | None, wording: Wording = Wording.CURRENT) -> tree.Update | None:
    """The actions that AttributeUpdates ask for, or None.

    Raises:
        BadRequest: one is not well formed.
    """
    if updates is None:
        return None
    actions = tuple(_action(name, entry, wording) for name, entry in updates.items())
    return tree.Update(("AttributeUpdates",), actions)


def _action(name: str, entry: Mapping[str, Any], wording: Wording) -> tree.Action:
    action, value = entry.get("Action") or "PUT", entry.get("Value")
    check_name(name)
    path = tree.Path((name,))
    if action not in ("PUT", "ADD", "DELETE"):
        raise BadRequest(
            f"Value '{action}' at 'attributeUpdates.{name}.member.action' failed to satisfy constraint: "
            "Member must satisfy enum value set: [ADD, DELETE, PUT]"
        )
    if value is None:
        if action != "DELETE":
            raise BadRequest(INVALID + "Only DELETE action is allowed when no attribute value is specified")
        return tree.Action("REMOVE", path)
    held = checked(value, wording)
    kind = kind_of(held)
    if action == "DELETE" and kind not in SETS:
        raise BadRequest(INVALID + f"DELETE action with value is not supported for the type {kind}")
    if action == "ADD" and kind not in SETS | {"N", "L"}:
        raise BadRequest(INVALID + f"ADD action is not supported for the type {kind}")
    return tree.Action({"PUT": "SET"}.get(action, action), path, tree.Literal(held))
