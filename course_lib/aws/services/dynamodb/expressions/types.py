"""Which types the operators and functions take, as far as the request alone can tell.

An item's attribute of the wrong type only makes a condition false; a *value of the request* of a type that can
never do is an error. Source: developer guide, "Condition and filter expressions, operators, and functions";
words and cases: AWS's answers, as captured by dynalite's, Alternator's and dynamodb-conformance's tests.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.expressions.parser import ExpressionError
from course_lib.aws.services.dynamodb.expressions.walk import Node, everything
from course_lib.aws.services.dynamodb.values import ORDERED, SETS, TYPES, content, kind_of, order_key

UNSIZED = frozenset({"N", "BOOL", "NULL"})
LONG_NAMES = {"S": "STRING", "N": "NUMBER", "B": "BINARY", "NULL": "NULL", "BOOL": "BOOLEAN", "L": "LIST", "M": "MAP"}
ALLOWED: dict[str, frozenset[str]] = {  # operator or function: types a value of the request may have
    "<": ORDERED,
    "<=": ORDERED,
    ">": ORDERED,
    ">=": ORDERED,
    "BETWEEN": ORDERED,
    "begins_with": frozenset({"S", "B"}),
    "size": frozenset(TYPES) - UNSIZED,
    "attribute_type": frozenset({"S"}),
    "+": frozenset({"N"}),
    "-": frozenset({"N"}),
    "list_append": frozenset({"L"}),
}
_ANY_TYPE = "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"
_TYPE_NAMES = "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}"


def known_type(operand: Node) -> str | None:
    """An operand's type where the request tells it."""
    if isinstance(operand, tree.Literal):
        return kind_of(operand.value)
    if isinstance(operand, tree.Call):
        return {"size": "N"}.get(operand.name)
    return None


def check_distinct(node: Node) -> None:
    """A comparison or a two-operand function of a path with itself is refused."""
    for each in everything(node):
        operator, operands = _pair(each)
        if len(operands) == 2 and isinstance(operands[0], tree.Path) and operands[0] == operands[1]:
            raise ExpressionError(
                "The first operand must be distinct from the remaining operands for this operator or function; "
                f"operator: {operator}, first operand: {operands[0]}"
            )


def _pair(node: Node) -> tuple[str, tuple[Any, ...]]:
    if isinstance(node, tree.Comparison):
        return node.operator, (node.left, node.right)
    return (node.name, node.operands) if isinstance(node, tree.Call) else ("", ())


def check_condition(node: Node) -> None:
    """The operand types of one comparison or call, and of the calls within it."""
    for each in reversed(list(everything(node))):
        match each:
            case tree.Call():
                _check_call(each)
            case tree.Comparison(operator, left, right):
                _check_types(operator, left, right)
            case tree.Between(value, low, high):
                _check_types("BETWEEN", value, low, high)
                _check_bounds(low, high)


def _check_call(call: tree.Call) -> None:
    if call.name in ("attribute_exists", "attribute_not_exists"):
        _require_path(call)
    elif call.name == "attribute_type":
        _check_type_name(call.operands[1])
    else:
        _check_types(call.name, *call.operands)


def _require_path(call: tree.Call) -> None:
    if not isinstance(call.operands[0], tree.Path):
        raise ExpressionError(f"Operator or function requires a document path; operator or function: {call.name}")


def _check_types(operator: str, *operands: Node) -> None:
    allowed = ALLOWED.get(operator)
    for operand in operands:
        kind = known_type(operand)
        if allowed is not None and kind is not None and kind not in allowed:
            raise _wrong_type(operator, kind)


def _wrong_type(operator: str, kind: str) -> ExpressionError:
    return ExpressionError(
        f"Incorrect operand type for operator or function; operator or function: {operator}, operand type: {kind}"
    )


def _check_type_name(operand: Node) -> None:
    kind = known_type(operand)
    if kind != "S" or not isinstance(operand, tree.Literal):
        raise _wrong_type("attribute_type", kind or _ANY_TYPE)
    if content(operand.value) not in TYPES:
        raise ExpressionError(
            f"Invalid attribute type name found; type: {content(operand.value)}, valid types: {_TYPE_NAMES}"
        )


def _check_bounds(low: Node, high: Node) -> None:
    if not (isinstance(low, tree.Literal) and isinstance(high, tree.Literal)):
        return
    shown = f"lower bound operand: AttributeValue: {_shown(low)}, upper bound operand: AttributeValue: {_shown(high)}"
    if kind_of(low.value) != kind_of(high.value):
        raise ExpressionError(f"The BETWEEN operator requires same data type for lower and upper bounds; {shown}")
    if order_key(low.value) > order_key(high.value):
        raise ExpressionError(
            f"The BETWEEN operator requires upper bound to be greater than or equal to lower bound; {shown}"
        )


def _shown(literal: tree.Literal) -> str:
    return f"{{{kind_of(literal.value)}:{content(literal.value)}}}"


def check_change(action: tree.Action) -> None:
    """ADD takes a number or a set, DELETE a set."""
    if action.section not in ("ADD", "DELETE") or not isinstance(action.value, tree.Literal):
        return
    kind = kind_of(action.value.value)
    if kind not in SETS and not (action.section == "ADD" and kind == "N"):
        raise ExpressionError(
            "Incorrect operand type for operator or function; "
            f"operator: {action.section}, operand type: {LONG_NAMES[kind]}"
        )


def check_assignment(action: tree.Action) -> None:
    """The operand types of what a SET action assigns."""
    for each in reversed(list(everything(action))):
        match each:
            case tree.Call(name="if_not_exists"):
                _require_path(each)
            case tree.Call(name, operands):
                _check_types(name, *operands)
            case tree.Arithmetic(operator, left, right):
                _check_types(operator, left, right)
