"""Whether two statements can change places without anybody's noticing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Calls of these look at their arguments, and do nothing else.
LOOKS = frozenset(
    "abs all any bool bytes dict enumerate float frozenset int isinstance len list max min range repr reversed round "
    "set sorted str sum tuple zip Decimal".split()
)
METHODS = frozenset("encode endswith get items join keys lower partition split startswith strip values".split())


def are_independent(one: ast.stmt, other: ast.stmt) -> bool:
    """Neither uses what the other writes, and at most one of them does more than look at values.

    Args:
        one, other: two statements beside each other.
    """
    written, also = set(_written(one)), set(_written(other))
    apart = not (written & (set(_used(other)) | also) or also & set(_used(one)))
    return apart and not (_acts(one) and _acts(other))


def _written(statement: ast.stmt) -> Iterator[str]:
    """The names that it binds, or whose objects it may change."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield node.id
        elif isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield from _used(node.value)
        elif isinstance(node, ast.Call) and not _only_looks(node):
            yield from _used(node)


def _used(node: ast.AST) -> Iterator[str]:
    return (each.id for each in ast.walk(node) if isinstance(each, ast.Name))


def _acts(statement: ast.stmt) -> bool:
    """It may call what does something, or end the block."""
    ends = (ast.Return, ast.Raise, ast.Break, ast.Continue, ast.Yield, ast.YieldFrom, ast.Await)
    calls = (node for node in ast.walk(statement) if isinstance(node, ast.Call))
    return any(isinstance(node, ends) for node in ast.walk(statement)) or not all(map(_only_looks, calls))


def _only_looks(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in LOOKS
    return isinstance(call.func, ast.Attribute) and call.func.attr in METHODS
