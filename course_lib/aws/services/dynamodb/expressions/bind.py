"""Putting a request's names and values into its expressions, and checking what only then can be checked.

Conditions are bound one comparison or call at a time, in the order written, and the first problem is reported:
names and values that are not defined, then numbers of operands, then operands that must differ, then their
types. Updates are checked as a whole. Source of order and words: AWS's answers, as captured by dynalite's and
dynamodb-conformance's tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from course_lib.aws.services.dynamodb.expressions import tree, types
from course_lib.aws.services.dynamodb.expressions.check import CONDITION_FUNCTIONS, UPDATE_FUNCTIONS
from course_lib.aws.services.dynamodb.expressions.parser import ExpressionError
from course_lib.aws.services.dynamodb.expressions.paths import clash
from course_lib.aws.services.dynamodb.expressions.walk import Node, everything
from course_lib.aws.services.dynamodb.values import Item

_NO_NAME = "An expression attribute name used in the document path is not defined; attribute name: {}"
_NO_VALUE = "An expression attribute value used in expression is not defined; attribute value: {}"


@dataclass
class Binder:
    """A request's names and values, and which of them its expressions used."""

    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def path(self, path: tree.Path) -> tree.Path:
        """A path with its placeholders replaced."""
        return tree.Path(tuple(self._name(part) for part in path.parts))

    def _name(self, part: tree.Part) -> tree.Part:
        if not isinstance(part, tree.Placeholder):
            return part
        if part.name not in self.names:
            raise ExpressionError(_NO_NAME.format(part.name))
        self.used.add(part.name)
        return self.names[part.name]

    def operand(self, node: Node) -> Any:
        """An operand with its names and values in place."""
        match node:
            case tree.Path():
                return self.path(node)
            case tree.ValueName(name):
                if name not in self.values:
                    raise ExpressionError(_NO_VALUE.format(name))
                self.used.add(name)
                return tree.Literal(self.values[name])
            case tree.Call(name, operands):
                return tree.Call(name, tuple(self.operand(each) for each in operands))
            case tree.Arithmetic(operator, left, right):
                return tree.Arithmetic(operator, self.operand(left), self.operand(right))
        return node


def condition(node: Node, binder: Binder) -> Any:
    """A condition, filter or key condition, bound and checked.

    Raises:
        ExpressionError: something in it is not defined, or cannot be compared.
    """
    match node:
        case tree.Both(left, right):
            return tree.Both(condition(left, binder), condition(right, binder))
        case tree.Either(left, right):
            return tree.Either(condition(left, binder), condition(right, binder))
        case tree.Not(inner):
            return tree.Not(condition(inner, binder))
    bound = _single(node, binder)
    _check_counts(bound, CONDITION_FUNCTIONS)
    types.check_distinct(bound)
    types.check_condition(bound)
    return bound


def _single(node: Node, binder: Binder) -> Any:
    match node:
        case tree.Comparison(operator, left, right):
            return tree.Comparison(operator, binder.operand(left), binder.operand(right))
        case tree.Between(value, low, high):
            return tree.Between(binder.operand(value), binder.operand(low), binder.operand(high))
        case tree.In(value, options):
            return tree.In(binder.operand(value), tuple(binder.operand(option) for option in options))
    return binder.operand(node)


def projection(node: tree.Projection, binder: Binder) -> tuple[tree.Path, ...]:
    """A projection's paths.

    Raises:
        ExpressionError: a name is not defined, or two paths clash.
    """
    paths = tuple(binder.path(path) for path in node.paths)
    _raise(clash(paths))
    return paths


def update(node: tree.Update, binder: Binder) -> tree.Update:
    """An update's actions, bound and checked.

    Raises:
        ExpressionError: something is not defined, two targets clash, or an operand has a type that can never do.
    """
    _check_names_before_values(node, binder)
    actions = tuple(_action(action, binder) for action in node.actions)
    _raise(clash([action.target for action in actions]))
    for action in actions:
        types.check_change(action)
    for action in actions:
        _check_counts(action, UPDATE_FUNCTIONS)
        types.check_assignment(action)
    return tree.Update(node.sections, actions)


def _check_names_before_values(node: tree.Update, binder: Binder) -> None:
    for each in everything(node):
        if isinstance(each, tree.Path):
            binder.path(each)


def _action(action: tree.Action, binder: Binder) -> tree.Action:
    return tree.Action(action.section, binder.path(action.target), binder.operand(action.value))


def _check_counts(node: Node, functions: Mapping[str, int]) -> None:
    for call in everything(node):
        if isinstance(call, tree.Call) and len(call.operands) != functions[call.name]:
            raise ExpressionError(
                "Incorrect number of operands for operator or function; "
                f"operator or function: {call.name}, number of operands: {len(call.operands)}"
            )


def _raise(problem: str | None) -> None:
    if problem:
        raise ExpressionError(problem)


def unused(supplied: Item | Mapping[str, str], binder: Binder) -> list[str]:
    """Which supplied names or values no expression used."""
    return [name for name in supplied if name not in binder.used]
