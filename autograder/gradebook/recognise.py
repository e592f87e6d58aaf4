"""The cells a lesson gives, and how to know them again in a submission when their metadata is gone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from nbformat import NotebookNode

from autograder.gradebook.notebooks import exercise_of, map_exercises, released
from course_lib.aws.remembered import remembered

ALIKE = 0.7  # the share of text two cells must have in common to be called the same cell

# within one line: what looks on to the next ones takes time that grows with the square of their number
_DEFINES = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)|^(\w+)[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


class Kind(Enum):
    """What nbgrader does with a given cell."""

    CHECK = "check cell"
    SOLUTION = "solution cell"
    ANSWER = "answer cell"
    TEXT = "given cell"


@dataclass(frozen=True)
class Given:
    """A cell of the released notebook that nbgrader knows by its grade id; `place` is its rank among them."""

    id: str
    place: int
    kind: Kind
    label: str
    cell: NotebookNode
    exercise: str | None
    names: frozenset[str]


def given_cells(source: NotebookNode) -> dict[str, Given]:
    """The cells of a source notebook that nbgrader knows, by grade id, in order, as a class receives them."""
    release = released(source)
    exercises = map_exercises(source)
    owner = {cell: exercise.name for exercise in exercises for cell in (exercise.grade_id, *exercise.solutions)}
    several = {cell for exercise in exercises if len(exercise.solutions) > 1 for cell in exercise.solutions}
    given: dict[str, Given] = {}
    for original, cell in zip(source.cells, release.cells, strict=True):
        meta = cell.metadata.get("nbgrader", {})
        if not any(meta.get(key) for key in ("grade", "solution", "locked", "task")):
            continue
        name, kind, exercise = meta["grade_id"], _kind(meta), owner.get(meta["grade_id"])
        label = f"the {kind.value} of {exercise}" if exercise and name not in several else f"the {kind.value} {name}"
        names = defined(cell) or defined(original) if kind is Kind.SOLUTION else set[str]()
        names = names & {exercise} or names if exercise else names
        given[name] = Given(name, len(given), kind, label, cell, exercise, frozenset(names))
    return given


def _kind(meta: NotebookNode) -> Kind:
    if meta.get("task") or (meta.get("grade") and meta.get("solution")):
        return Kind.ANSWER
    if meta.get("grade"):
        return Kind.CHECK
    return Kind.SOLUTION if meta.get("solution") else Kind.TEXT


def defined(cell: NotebookNode) -> set[str]:
    """The functions, classes and variables a code cell defines at its top level, also when it has a syntax error."""
    if cell.cell_type != "code":
        return set()
    source: str = cell.source
    return set(_defined(source))


@remembered(most=1000, longest=10_000)  # a cell is compared with each of the lesson's cells
def _defined(source: str) -> frozenset[str]:
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(function or variable for function, variable in _DEFINES.findall(source))
    names = set[str]()
    for statement in statements:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(statement.name)
        elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(names)


def same_source(cell: NotebookNode, given: Given) -> bool:
    """Whether a cell still holds what the lesson gave."""
    return tidy(cell.source) == tidy(given.cell.source)


def tidy(source: str) -> str:
    """A cell's text without blank lines and trailing spaces."""
    return "\n".join(line.rstrip() for line in source.splitlines() if line.strip())


def recognise(given: Given, cells: Iterable[NotebookNode]) -> NotebookNode | None:
    """The one cell that must be this given cell, going by content; None when there is none, or more than one."""
    candidates = list(cells)
    same = [cell for cell in candidates if same_source(cell, given)]
    if given.kind is Kind.CHECK:
        same = same or [cell for cell in candidates if cell.cell_type == "code" and exercise_of(cell) == given.exercise]
        return same[0] if same else None
    if given.kind is Kind.SOLUTION and given.names:
        worked_on = [cell for cell in candidates if given.names & defined(cell) and not same_source(cell, given)]
    else:
        worked_on = [] if same else [cell for cell in candidates if _alike(cell, given)]
    if worked_on:
        return worked_on[0] if len(worked_on) == 1 else None
    return same[0] if same else None


def _alike(cell: NotebookNode, given: Given) -> bool:
    ours, theirs = tidy(given.cell.source), tidy(cell.source)
    if cell.cell_type != given.cell.cell_type or len(theirs) > 10 * len(ours) + 1000:
        return False
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE  # the quick one is an upper bound
