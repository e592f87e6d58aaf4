"""Key conditions: one clause for the partition key, at most one for the sort key.

Their form is decided by the request alone, their fit by the table or index that is queried. Source: developer
guide, "Key condition expressions for the Query operation"; words and order as captured by the
dynamodb-conformance and dynalite suites.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from course_lib.aws.services.dynamodb import legacy
from course_lib.aws.services.dynamodb.errors import INVALID, BadRequest, invalid
from course_lib.aws.services.dynamodb.expressions import tree
from course_lib.aws.services.dynamodb.expressions.walk import Node, everything, paths
from course_lib.aws.services.dynamodb.state import Key
from course_lib.aws.services.dynamodb.values import Wire, Wording, content, kind_of

Clauses = Mapping[str, Any]  # key attribute: its condition

_FLIPPED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPERATOR = "Invalid operator used in KeyConditionExpression: {}"
_CONDITION = "Invalid condition in KeyConditionExpression: {}"
_NESTED_OPERATION = "KeyConditionExpressions cannot contain nested operations"
_NESTED_PATH = "KeyConditionExpressions cannot have conditions on nested attributes"
_REPEATED = "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key"
_EMPTY_KEY = (
    "One or more parameter values are not valid. "
    "The AttributeValue for a key attribute cannot contain an empty {} value. Key: {}"
)


def clauses(expression: Node) -> Clauses:
    """A key condition expression's clauses, by the attribute each is about.

    Raises:
        BadRequest: it is not of the form a key condition has.
    """
    found: dict[str, Any] = {}
    for clause in _flat(expression):
        name, condition = _clause(clause)
        if name in found:
            raise BadRequest(_REPEATED)
        found[name] = condition
    return found


def _flat(node: Node) -> Iterator[Node]:
    match node:
        case tree.Both(left, right):
            yield from _flat(left)
            yield from _flat(right)
        case tree.Either():
            raise BadRequest(_OPERATOR.format("OR"))
        case tree.Not():
            raise BadRequest(_OPERATOR.format("NOT"))
        case _:
            yield node


def _clause(node: Node) -> tuple[str, Node]:
    _check_operator(node)
    if any(isinstance(each, tree.Call) for each in everything(node) if each is not node):
        raise BadRequest(_NESTED_OPERATION)
    named = list(paths(node))
    if len(named) > 1:
        raise BadRequest(_CONDITION.format("Multiple attribute names used in one condition"))
    if not named:
        raise BadRequest(_CONDITION.format("No key attribute specified"))
    if len(named[0].parts) > 1:
        raise BadRequest(_NESTED_PATH)
    return str(named[0].parts[0]), _path_first(node)


def _check_operator(node: Node) -> None:
    match node:
        case tree.In():
            raise BadRequest(_OPERATOR.format("IN"))
        case tree.Comparison("<>"):
            raise BadRequest(_OPERATOR.format("<>"))
        case tree.Call(name) if name != "begins_with":
            raise BadRequest(_OPERATOR.format(name))


def _path_first(node: Node) -> Node:
    match node:
        case tree.Comparison(operator, left, tree.Path() as right):
            return tree.Comparison(_FLIPPED[operator], right, left)
        case tree.Between(value) if not isinstance(value, tree.Path):
            raise BadRequest(_CONDITION.format("BETWEEN operator must have the key attribute as its first operand"))
        case tree.Call(name, operands) if not isinstance(operands[0], tree.Path):
            raise BadRequest(_CONDITION.format(f"{name} operator must have the key attribute as its first operand"))
    return node


def legacy_clauses(conditions: Mapping[str, Any] | None, wording: Wording = Wording.CURRENT) -> Clauses | None:
    """The same from the older KeyConditions, or None.

    Raises:
        BadRequest: an operator has the wrong arguments.
    """
    if conditions is None:
        return None
    return {
        name: legacy.condition(name, entry["ComparisonOperator"], legacy.arguments(entry, wording))
        for name, entry in conditions.items()
    }


def check_clauses(found: Clauses, hashes: Sequence[Key], ranges: Sequence[Key]) -> None:
    """Key conditions against the key they are for: the whole partition key by equality, then the sort key's first part.

    Raises:
        Refused: they do not fit.
    """
    if len(found) > len(hashes) + len(ranges):
        raise invalid(
            f"The number of query conditions ({len(found)}) exceeds the number of key attributes "
            f"defined in the schema ({len(hashes) + len(ranges)})"
        )
    for key in (*hashes, *ranges[: len(found) - len(hashes)]):
        if key.name not in found:
            raise invalid(f"Query condition missed key schema element: {key.name}")
    for key in (*hashes, *ranges):
        if key.name in found:
            _check_values(key, found[key.name])
    for key in hashes:
        if not _is_equality(found[key.name]):
            raise invalid("Query key condition not supported")
    given = [found[key.name] for key in ranges if key.name in found]
    for condition in given:
        _check_indexable(condition)
    if not all(_is_equality(condition) for condition in given[:-1]):
        raise invalid("Query key condition not supported")


def _check_values(key: Key, condition: Node) -> None:
    for value in values_of(condition):
        if kind_of(value) != key.type:
            raise invalid(INVALID + "Condition parameter type does not match schema type")
    for value in values_of(condition):
        if content(value) == "":
            raise invalid(_EMPTY_KEY.format("string" if key.type == "S" else "binary", key.name))


def _check_indexable(condition: Node) -> None:
    match condition:
        case tree.Comparison("<>") | tree.In() | tree.Both():
            pass
        case tree.Comparison() | tree.Between() | tree.Call("begins_with"):
            return
    raise invalid("Attempted conditional constraint is not an indexable operation")


def _is_equality(condition: Node) -> bool:
    return isinstance(condition, tree.Comparison) and condition.operator == "="


def values_of(condition: Node) -> list[Wire]:
    """The values a clause compares with."""
    return [each.value for each in everything(condition) if isinstance(each, tree.Literal)]
