"""Going through a tree in the order it was written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from course_lib.aws.services.dynamodb.expressions import tree

Node = Any  # any class of `tree`


def children(node: Node) -> tuple[Node, ...]:
    """What a node is made of, left to right."""
    match node:
        case tree.Both(left, right) | tree.Either(left, right) | tree.Comparison(_, left, right):
            return (left, right)
        case tree.Arithmetic(_, left, right):
            return (left, right)
        case tree.Not(condition):
            return (condition,)
        case tree.Between(value, low, high):
            return (value, low, high)
        case tree.In(value, options):
            return (value, *options)
        case tree.Call(_, operands):
            return operands
        case tree.Action(_, target, value):
            return (target,) if value is None else (target, value)
        case tree.Update(_, actions):
            return actions
        case tree.Projection(paths):
            return paths
    return ()


def everything(node: Node) -> Iterator[Node]:
    """A node and all within it, in the order written."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(children(here)))


def paths(node: Node) -> Iterator[tree.Path]:
    """Every document path in it."""
    return (each for each in everything(node) if isinstance(each, tree.Path))
