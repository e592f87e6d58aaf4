"""What a cell defines, without what it does besides: for one that never comes to its end."""

from __future__ import annotations

import ast

WRITTEN = (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.expr_context, ast.UnaryOp, ast.unaryop)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)


def definitions_of(source: str) -> str:
    """Its functions, classes, imports and constants, each on its line; nothing of what Python cannot read."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    lines = source.splitlines()
    kept = [""] * len(lines)
    for node in tree.body:
        if isinstance(node, DEFINITIONS) or _is_constant(node):
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
            kept[first - 1 : node.end_lineno] = lines[first - 1 : node.end_lineno]
    return "\n".join(kept)


def _is_constant(node: ast.stmt) -> bool:
    """Whether it gives a name to a value that is written there."""
    if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
        return False
    return all(isinstance(each, WRITTEN) for each in ast.walk(node.value))
