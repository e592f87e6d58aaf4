"""From lark's parse tree to ours. The methods are named for the grammar's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lark import Token
from lark.visitors import Transformer_NonRecursive

from course_lib.aws.services.dynamodb.expressions import tree


@dataclass(frozen=True)
class _Grouped:
    """Something in parentheses: forgotten as soon as it is used, unless parentheses are all it is used in."""

    inner: Any


def _open(node: Any) -> Any:
    return node.inner if isinstance(node, _Grouped) else node


def _plain(children: list[Any]) -> list[Any]:
    """Children without punctuation, out of their parentheses."""
    return [_open(child) for child in children if not isinstance(child, Token)]


class Builder(Transformer_NonRecursive[Token, Any]):
    """Builds one expression's tree; `redundant` tells whether it had parentheses right inside parentheses.

    Not recursive, because 4 KB are enough to nest a thousand calls.
    """

    redundant = False

    def condition(self, children: list[Any]) -> Any:
        return _open(children[0])

    def grouped(self, children: list[Any]) -> _Grouped:
        inner = children[1]
        self.redundant = self.redundant or isinstance(inner, _Grouped)
        return _Grouped(_open(inner))

    def either(self, children: list[Any]) -> tree.Either:
        return tree.Either(*_plain(children))

    def both(self, children: list[Any]) -> tree.Both:
        return tree.Both(*_plain(children))

    def negated(self, children: list[Any]) -> tree.Not:
        return tree.Not(*_plain(children))

    def comparison(self, children: list[Any]) -> tree.Comparison:
        return tree.Comparison(str(children[1]), _open(children[0]), _open(children[2]))

    def between(self, children: list[Any]) -> tree.Between:
        return tree.Between(*_plain(children))

    def membership(self, children: list[Any]) -> tree.In:
        value, *options = _plain(children)
        return tree.In(value, tuple(options))

    def function(self, children: list[Any]) -> tree.Call:
        return tree.Call(str(children[0]), tuple(_plain(children[1:])))

    def value_name(self, children: list[Any]) -> tree.ValueName:
        return tree.ValueName(str(children[0]))

    def head(self, children: list[Any]) -> tree.Path:
        return tree.Path((_part(children[0]),))

    def member(self, children: list[Any]) -> tree.Path:
        return tree.Path((*_open(children[0]).parts, _part(children[2])))

    def element(self, children: list[Any]) -> tree.Path:
        return tree.Path((*_open(children[0]).parts, int(children[2])))

    def projection(self, children: list[Any]) -> tree.Projection:
        return tree.Projection(tuple(_plain(children)))

    def arithmetic(self, children: list[Any]) -> tree.Arithmetic:
        return tree.Arithmetic(str(children[1]), _open(children[0]), _open(children[2]))

    def assignment(self, children: list[Any]) -> tree.Action:
        return tree.Action("SET", *_plain(children))

    def change(self, children: list[Any]) -> list[Any]:
        return _plain(children)

    def section(self, children: list[Any]) -> tuple[str, list[tree.Action]]:
        name = children[0].type
        return name, [_action(name, child) for child in children[1:] if not isinstance(child, Token)]

    def update(self, children: list[Any]) -> tree.Update:
        sections = tuple(name for name, _ in children)
        return tree.Update(sections, tuple(action for _, actions in children for action in actions))


def _action(section: str, child: Any) -> tree.Action:
    if isinstance(child, tree.Action):
        return child
    if isinstance(child, tree.Path):
        return tree.Action(section, child)
    return tree.Action(section, *child)


def _part(token: Token) -> tree.Part:
    return tree.Placeholder(str(token)) if token.type == "PLACEHOLDER" else str(token)
