"""What is done to a damaged notebook, and what is said about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.gradebook.notebooks import Damaged, read, released
from autograder.gradebook.repair import repair, unreadable
from tests.gradebook.small_course import cell_of, handed_in, settings, source

ADD = "def add(x):\n    return x + 1"
HALF = "def half(x):\n    return x / 2"
STUB = cell_of(handed_in(), "write_half").source
GIVEN_IDS = ["given", "write_add", "check_add", "write_half", "check_half"]


def drop(grade_id: str) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        notebook.cells.remove(cell_of(notebook, grade_id))

    return change


def copy(grade_id: str, after: bool = True, **values: Any) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        cell = cell_of(notebook, grade_id)
        where = notebook.cells.index(cell) + int(after)
        notebook.cells.insert(where, NotebookNode({**deepcopy(cell), "id": f"copy-{where}", **values}))

    return change


def edit(grade_id: str, **values: Any) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        cell_of(notebook, grade_id).update(values)

    return change


def set_meta(grade_id: str, **values: Any) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        cell_of(notebook, grade_id).metadata["nbgrader"].update(values)

    return change


def strip(*grade_ids: str) -> Callable[[NotebookNode], None]:
    def change(notebook: NotebookNode) -> None:
        for cell in notebook.cells:
            if not grade_ids or cell.metadata.get("nbgrader", {}).get("grade_id") in grade_ids:
                cell.metadata = {}

    return change


def append(source: str, **metadata: Any) -> Callable[[NotebookNode], None]:
    return lambda notebook: notebook.cells.append(new_code_cell(source, id="own", metadata=metadata))


def reverse(notebook: NotebookNode) -> None:
    notebook.cells.reverse()


def empty_types(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata["nbgrader"] = "gone"


@dataclass(frozen=True)
class Damage:
    """What happened to the notebook, the sentences about it, and the ids and code it must have afterwards."""

    changes: tuple[Callable[[NotebookNode], None], ...]
    problems: tuple[str, ...] = ()
    ids: tuple[str, ...] = tuple(GIVEN_IDS)
    code: tuple[str, ...] = (ADD, HALF)


ALL_CONTENT = "The nbgrader settings of all 5 cells were missing; every cell was known by its content."

DAMAGES = {
    "nothing": Damage(()),
    "check deleted": Damage((drop("check_add"),), ("The check cell of add was missing; it was put back.",)),
    "all checks deleted": Damage(
        (drop("check_add"), drop("check_half")),
        (
            "The check cell of add was missing; it was put back.",
            "The check cell of half was missing; it was put back.",
        ),
    ),
    "given deleted": Damage((drop("given"),), ("The given cell given was missing; it was put back.",)),
    "check twice": Damage((copy("check_add"),), ("The check cell of add was there 2 times; the first one counts.",)),
    "given three times": Damage(
        (lambda notebook: notebook.cells.extend([deepcopy(cell_of(notebook, "given")) for _ in range(2)]),),
        ("The given cell given was there 3 times; the first one counts.",),
    ),
    "solution twice, one a stub before": Damage(
        (copy("write_half", after=False, source=STUB),),
        ("The solution cell of half was there 2 times; the one you worked on counts.",),
    ),
    "solution twice, one a stub after": Damage(
        (copy("write_half", source=STUB),),
        ("The solution cell of half was there 2 times; the one you worked on counts.",),
    ),
    "solution twice, both changed": Damage(
        (copy("write_half", source=HALF + "  # better"),),
        ("The solution cell of half was there 2 times; the last one counts.",),
        code=(ADD, HALF, HALF + "  # better"),
    ),
    "solution turned into text": Damage(
        (edit("write_add", cell_type="markdown"),),
        ("The solution cell of add had become a markdown cell; it is a code cell again.",),
    ),
    "check turned into raw": Damage(
        (edit("check_add", cell_type="raw"),),
        ("The check cell of add had become a raw cell; it is a code cell again.",),
    ),
    "points changed": Damage(
        (set_meta("check_add", points=40),),
        ("The nbgrader settings of the check cell of add had been changed (points); they are restored.",),
    ),
    "unlocked, and made a solution": Damage(
        (set_meta("check_add", locked=False, solution=True),),
        ("The nbgrader settings of the check cell of add had been changed (locked, solution); they are restored.",),
    ),
    "old schema": Damage(
        (set_meta("check_add", schema_version=1),),
        ("The nbgrader settings of the check cell of add had been changed (schema_version); they are restored.",),
    ),
    "all metadata stripped": Damage((strip(),), (ALL_CONTENT,)),
    "metadata not an object": Damage((empty_types,), (ALL_CONTENT,)),
    "two cells' metadata stripped": Damage(
        (strip("write_add", "check_half"),),
        (
            "The nbgrader settings of 2 cells were missing; "
            "known by content: the solution cell of add, the check cell of half.",
        ),
    ),
    "one cell's metadata stripped": Damage(
        (strip("check_half"),),
        ("The nbgrader settings of 1 cell were missing; known by content: the check cell of half.",),
    ),
    "stripped, and a solution with a syntax error": Damage(
        (edit("write_half", source=HALF + " ("), strip("write_half")),
        ("The nbgrader settings of 1 cell were missing; known by content: the solution cell of half.",),
        code=(ADD, HALF + " ("),
    ),
    "stripped, and the function defined twice": Damage(
        (append(HALF + "  # again"), strip("write_half")),
        ("The solution cell of half was missing, but other cells define half; they were run as they are.",),
        ids=("given", "write_add", "check_add", "check_half"),
        code=(ADD, HALF, HALF + "  # again"),
    ),
    "solution deleted": Damage(
        (drop("write_half"),),
        ("The solution cell of half is missing, and no other cell was recognised in its place.",),
        ids=("given", "write_add", "check_add", "check_half"),
        code=(ADD,),
    ),
    "solution deleted, written elsewhere": Damage(
        (drop("write_half"), append(HALF + "  # own")),
        ("The nbgrader settings of 1 cell were missing; known by content: the solution cell of half.",
         "The cells are not in the lesson's order; they were run in the order of your notebook."),
        ids=("given", "write_add", "check_add", "check_half", "write_half"),
        code=(ADD, HALF + "  # own"),
    ),
    "both in one cell": Damage(
        (drop("write_half"), edit("write_add", source=f"{ADD}\n\n{HALF}")),
        ("The solution cell of half was missing, but other cells define half; they were run as they are.",),
        ids=("given", "write_add", "check_add", "check_half"),
        code=(f"{ADD}\n\n{HALF}",),
    ),
    "reversed": Damage(
        (reverse,),
        ("The cells are not in the lesson's order; they were run in the order of your notebook.",),
        ids=tuple(reversed(GIVEN_IDS)),
        code=(HALF, ADD),
    ),
    "check emptied": Damage(
        (edit("check_add", source="# nothing"),),
        ("The check cell of add had been changed; it is as it was given.",),
    ),
    "check called twice": Damage(
        (edit("check_add", source='check("add")\ncheck("add", "again")'),),
        ("The check cell of add had been changed; it is as it was given.",),
    ),
    "code written into a check": Damage(
        (edit("check_add", source='def add(x):\n    return 7\n\ncheck("add")'),),
        ("The check cell of add had been changed; it is as it was given; "
         "what you had written in it was kept as a cell of its own.",),
        code=(ADD, "def add(x):\n    return 7", HALF),
    ),
    "given code changed": Damage(
        (edit("given", source="from fractions import Fraction\nimport math"),),
        ("The given cell given had been changed; it is as it was given; "
         "what you had written in it was kept as a cell of its own.",),
        code=("from fractions import Fraction\nimport math", ADD, HALF),
    ),
    "a cell of another lesson": Damage(
        (append("other = 1", **settings("write_other", solution=True)),),
        ("Cells with grade ids that this lesson does not have were treated as ordinary cells: write_other.",),
        code=(ADD, HALF, "other = 1"),
    ),
    "own cells": Damage((append("print(add(1))"),), code=(ADD, HALF, "print(add(1))")),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_damage_is_repaired_and_said(damage: Damage) -> None:
    """One sentence a repair; every given cell once, as given; every line the learner wrote still there."""
    notebook = handed_in(write_add=ADD, write_half=HALF)
    for change in damage.changes:
        change(notebook)
    before = deepcopy(notebook)

    repaired = repair(notebook, source())

    assert repaired.problems == damage.problems
    assert notebook == before, "what was handed in must not change"
    assert _ids(repaired.notebook) == list(damage.ids)
    assert _own_code(repaired.notebook) == list(damage.code)
    _is_gradable(repaired.notebook)


def _ids(notebook: NotebookNode) -> list[str]:
    return [cell.metadata.nbgrader.grade_id for cell in notebook.cells if "nbgrader" in cell.metadata]


def _own_code(notebook: NotebookNode) -> list[str]:
    """The code that will run, without what the lesson gave and without copies of its check cells."""
    given = [cell.source for cell in released(source()).cells]
    return [cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source not in given]


def _is_gradable(notebook: NotebookNode) -> None:
    """What nbgrader needs: valid, unique ids, and every check cell exactly as it was given."""
    from nbgrader.nbgraderformat import MetadataValidator

    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    for name in {"given", "check_add", "check_half"} & set(_ids(notebook)):
        mine, ours = cell_of(notebook, name), cell_of(released(source()), name)
        assert (mine.cell_type, mine.source, mine.metadata.nbgrader) == (
            ours.cell_type,
            ours.source,
            ours.metadata.nbgrader,
        )


def test_a_repaired_notebook_needs_no_repair() -> None:
    """Repairing is done once: a second time finds nothing."""
    notebook = handed_in(write_add=ADD)
    for change in (drop("check_add"), copy("write_half"), strip("given")):
        change(notebook)

    once = repair(notebook, source()).notebook

    assert repair(once, source()).problems == ()
    assert repair(once, source()).notebook == once


def test_an_untouched_copy_of_a_stub_does_not_run() -> None:
    """Run after the learner's function, the stub would undo it; it is kept, but not as code."""
    notebook = handed_in(write_half=HALF)
    copy("write_half", source=STUB)(notebook)

    cells = repair(notebook, source()).notebook.cells

    assert [cell.cell_type for cell in cells if cell.source == STUB] == ["raw"]


def test_a_check_is_put_back_after_its_solution() -> None:
    """A cell that was missing stands where the lesson has it."""
    notebook = handed_in(write_add=ADD)
    drop("check_add")(notebook)
    notebook.cells.insert(0, new_markdown_cell("my notes"))

    cells = repair(notebook, source()).notebook.cells

    place = [cell.source for cell in cells].index(ADD)
    assert cells[place + 1].metadata.nbgrader.grade_id == "check_add"


def test_an_earlier_release_is_not_called_changed() -> None:
    """A check cell whose text fits its own checksum is one the class was given before the lesson was corrected."""
    older = source()
    cell_of(older, "check_add").source = 'check("add")  # run me'
    notebook = released(older)

    repaired = repair(notebook, source())

    assert repaired.problems == ()
    assert cell_of(repaired.notebook, "check_add").source == 'check("add")'


def test_points_that_the_lesson_changed_are_not_the_learners_doing() -> None:
    """The class has what was handed out; each is graded with what the lesson says now, and nobody is blamed for it."""
    older = source()
    cell_of(older, "check_add").metadata.nbgrader.points = 40
    notebook = released(older)
    for name in ("check_add", "write_add"):
        cell_of(notebook, name).source += "\n# run and changed"

    repaired = repair(notebook, source())

    assert repaired.problems == ("The check cell of add had been changed; it is as it was given.",)
    assert cell_of(repaired.notebook, "check_add").metadata.nbgrader.points == 4


OTHER = "This is not the notebook of this lesson: none of the lesson's cells were found in it."
OTHERS = {
    "another lesson": (
        [
            new_markdown_cell("# Caching\ntext"),
            new_code_cell("def warm(): ...", metadata=settings("warm", solution=True)),
        ],
        f'{OTHER} Its title is "Caching".',
    ),
    "any code": (
        [new_code_cell("1 + 1")],
        OTHER,
    ),
    "only the given cell": (
        [new_code_cell("from fractions import Fraction", metadata=settings("given", locked=True))],
        OTHER,
    ),
    "nothing": ([], "The notebook is empty: it has no cells with anything in them."),
    "empty cells": ([new_code_cell(" \n")], "The notebook is empty: it has no cells with anything in them."),
}


@pytest.mark.parametrize(("cells", "sentence"), OTHERS.values(), ids=list(OTHERS))
def test_another_notebook_is_called_that(cells: list[NotebookNode], sentence: str) -> None:
    """Said once and plainly; the check cells are there for the points, nothing else is invented, and its code stays."""
    notebook = new_notebook(cells=deepcopy(cells))

    repaired = repair(notebook, source())

    assert repaired.problems == (sentence,)
    assert _ids(repaired.notebook) == ["check_add", "check_half"]
    kept = [cell.source for cell in repaired.notebook.cells]
    assert [cell.source for cell in cells if cell.source not in kept] == []
    _is_gradable(repaired.notebook)


def test_what_cannot_be_read_still_has_check_cells() -> None:
    """They are where nbgrader finds the 0, and where the learner reads why."""
    notebook = unreadable(source())

    assert _ids(notebook) == ["check_add", "check_half"]
    _is_gradable(notebook)


def test_incomplete_cells_are_said() -> None:
    """What the file format lacked is among the problems of the notebook."""
    notebook = handed_in()
    del notebook.cells[0]["source"]

    assert repair(notebook, source()).problems == (
        "Cell 1 of the file was incomplete; what was missing was filled in.",
    )  # fmt: skip


def test_manually_graded_answers_are_recognised_and_put_back() -> None:
    """An answer in words is known by its text when it is alike, and put back empty when it is gone."""
    lesson = source()
    meta = settings("why", grade=True, solution=True, points=1)
    lesson.cells.append(new_markdown_cell("Because of many reasons that are hard to guess.", id="why", metadata=meta))
    notebook = released(lesson)
    edited, gone = deepcopy(notebook), deepcopy(notebook)
    cell_of(edited, "why").update(source="YOUR ANSWER HERE, he said", metadata={})
    drop("why")(gone)

    assert repair(edited, lesson).problems == (
        "The nbgrader settings of 1 cell were missing; known by content: the answer cell why.",
    )  # fmt: skip
    assert repair(gone, lesson).problems == ("The answer cell why was missing; it was put back.",)
    assert cell_of(repair(gone, lesson).notebook, "why").source == "YOUR ANSWER HERE"


JUNK = (None, 3, "x", [], {}, True, "\ud83d", [1, "a"], {"a": None}, "markdown", "check_add", "write_half")


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_broken_the_notebook_can_be_graded(seed: int, tmp_path: Path) -> None:
    """Parts of the file are deleted, replaced, copied and shuffled at random: it is refused in words, or gradable."""
    random = Random(seed)
    document = json.loads(json.dumps(handed_in(write_add=ADD, write_half=HALF)))
    for _ in range(random.randint(1, 8)):
        _break_something(document, random)
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(document))

    try:
        notebook = read(path).notebook
    except Damaged as damage:
        assert str(damage).startswith("a.ipynb ")
        return
    repaired = repair(notebook, source()).notebook

    nbformat.writes(repaired).encode("utf-8")
    assert [name for name in _ids(repaired) if name.startswith("check_")].count("check_add") == 1
    _is_gradable(repaired)


def _break_something(document: Any, random: Random) -> None:
    parts = [(parent, key) for parent, key in _parts(document) if isinstance(parent, (dict, list))]
    if not parts:
        return
    parent, key = random.choice(parts)
    damage = random.choice(("delete", "replace", "copy", "shuffle"))
    if damage == "delete":
        del parent[key]
    elif damage == "replace" or isinstance(parent, dict):
        parent[key] = deepcopy(random.choice(JUNK))
    elif damage == "copy":
        parent.insert(random.randrange(len(parent) + 1), deepcopy(parent[key]))
    else:
        random.shuffle(parent)


def _parts(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from _parts(value[key])


def test_a_solution_above_an_untouched_stub_is_taken() -> None:
    """The stub comes after it and would undo the function; it is kept as text, and that is said."""
    notebook = handed_in()
    stub = notebook.cells.index(cell_of(notebook, "write_add"))
    notebook.cells.insert(stub, new_code_cell("def add(x):\n    return x  # mine"))

    repaired = repair(notebook, source())

    assert cell_of(repaired.notebook, "write_add").source == "def add(x):\n    return x  # mine"
    assert repaired.notebook.cells[stub + 1].cell_type == "raw"
    assert repaired.problems == (
        "The solution cell of add was left as it was given, and a cell above it defines add; that one counts.",
    )


def test_a_helper_above_a_solution_stays_a_helper() -> None:
    """A stub that was worked on is the solution, whatever a cell above it defines."""
    notebook = handed_in(write_add="def add(x):\n    return x  # mine")
    stub = notebook.cells.index(cell_of(notebook, "write_add"))
    notebook.cells.insert(stub, new_code_cell("def add(x):\n    return 0"))

    repaired = repair(notebook, source())

    assert cell_of(repaired.notebook, "write_add").source == "def add(x):\n    return x  # mine"
    assert repaired.problems == ()
