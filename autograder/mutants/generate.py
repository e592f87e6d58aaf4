"""Every mutant of a solution: its source, and the lines that differ."""

from __future__ import annotations

import ast
import copy
import difflib
import os
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.mutants.expressions import changed_texts
from autograder.mutants.python import RULES, Change, is_text

AROUND, LONGEST = 40, 60  # characters in a name


@dataclass(frozen=True)
class Mutant:
    """A changed solution.

    Attributes:
        source: the whole cell.
        old: the original's lines that are changed, as `ast.unparse` writes them, without the blanks around them.
        new: what stands there instead; empty where lines were left out.
    """

    source: str
    old: str
    new: str

    @property
    def name(self) -> str:
        """What tells it from the solution's other mutants, on one line: the changed part with what stands around it."""
        old, new = _in_one_line(self.old), _in_one_line(self.new)
        begin, end = _same_ends(old, new)
        before, after = old[max(0, begin - AROUND) : begin], old[len(old) - end :][:AROUND]
        return f"{before}[{_short(old[begin : len(old) - end])} → {_short(new[begin : len(new) - end])}]{after}"


def mutants(source: str) -> Iterator[Mutant]:
    """Change a solution by each rule at each place, one change at a time.

    Args:
        source: Python code, as a cell of a notebook has it.

    Returns:
        mutants that differ from the solution and from each other, in the order of its lines.
    """
    tree = _numbered(ast.parse(source))
    original = ast.unparse(tree)
    seen = {original}
    for node in _inner(tree):
        for change in _changes(node):
            try:
                text = ast.unparse(_replaced(tree, node, change))
                compile(text, "mutant", "exec")
            except (SyntaxError, ValueError, TypeError, AttributeError):
                continue
            if text not in seen:
                seen.add(text)
                yield Mutant(text + "\n", *_difference(original, text))


def _numbered(tree: ast.Module) -> ast.Module:
    for number, node in enumerate(ast.walk(tree)):
        node.number = number  # type: ignore[attr-defined]
    return tree


def _inner(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes inside functions, and functions themselves; no docstring, no annotation, no default of a stub."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            yield statement
            for part in statement.body:
                if not is_text(part):
                    yield from ast.walk(part)
        elif isinstance(statement, (ast.Assign, ast.ClassDef)):
            yield from ast.walk(statement)


def _changes(node: ast.AST) -> Iterator[Change]:
    for rule in RULES:
        yield from rule(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (ast.Constant(text) for text in changed_texts(node.value))


def _replaced(tree: ast.Module, node: ast.AST, change: Change) -> ast.Module:
    replacer = _Replacer(node.number, copy.deepcopy(change))  # type: ignore[attr-defined]
    made = replacer.visit(copy.deepcopy(tree))
    assert isinstance(made, ast.Module)
    return ast.fix_missing_locations(_never_empty(made))


class _Replacer(ast.NodeTransformer):
    """Puts a change in the place of the node of this number."""

    def __init__(self, number: int, change: Change) -> None:
        self._number, self._change = number, change

    def visit(self, node: ast.AST) -> object:
        if getattr(node, "number", None) == self._number:
            self._number = -1  # the change may hold the node itself
            return self._change
        return self.generic_visit(node)


def _never_empty(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            needed = field == "body" and isinstance(node, (ast.stmt, ast.ExceptHandler))
            if needed and block == []:
                node.body = [ast.Pass()]  # type: ignore[attr-defined]
    return tree


def _difference(original: str, changed: str) -> tuple[str, str]:
    before, after = original.splitlines(), changed.splitlines()
    old: list[str] = []
    new: list[str] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            old += before[i1:i2]
            new += after[j1:j2]
    return "\n".join(old), "\n".join(new)


def _same_ends(old: str, new: str) -> tuple[int, int]:
    """How many characters two texts share at their beginnings, and at their ends behind that."""
    begin = len(os.path.commonprefix([old, new]))
    end = len(os.path.commonprefix([old[begin:][::-1], new[begin:][::-1]]))
    return begin, end


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _in_one_line(text: str) -> str:
    return " ⏎ ".join(line.strip() for line in text.splitlines())
