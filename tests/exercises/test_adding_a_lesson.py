"""What docs/adding-a-lesson.md tells an author to do is enough: it is done here, in a copy, word by word."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import autograder.exercises
import course_lib.lessons
from autograder import catalog
from autograder.prove import prove
from course_lib import open_lab, overview
from course_lib.prepare import student_version
from tests.exercises import test_adding

ROOT = Path(__file__).resolve().parents[2]
LESSON, NAME = "deliveries", "deliver"
PAGE = (ROOT / "docs" / "adding-a-lesson.md").read_text(encoding="utf-8")


def block(title: str, language: str = "python") -> str:
    """The first code block in a language after a bold title of the page."""
    found = re.search(rf"^\*\*`?{re.escape(title)}`?\*\*.*?^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"the page shows nothing for {title}"
    return found[1]


def cell(title: str, kind: str = "code", **graded: object) -> dict[str, Any]:
    """A cell of the page; with its nbgrader metadata as the page on exercises shows them."""
    language = "python" if kind == "code" else "markdown"
    made: dict[str, Any] = {"cell_type": kind, "id": title.lower().replace("'", "").replace(" ", "-"), "metadata": {}}
    made["source"] = block(title, language).rstrip("\n")
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    if graded:
        made["metadata"] = {"nbgrader": test_adding.nbgrader(title, **graded)}
    return made


def notebook() -> dict[str, Any]:
    """The page's notebook."""
    cells = [
        cell("The title cell", "markdown"),
        cell("The cell that opens the lab"),
        cell("The part's heading", "markdown"),
        cell("The solution cell", grade_id=f"{NAME}_solution"),
        cell("The check cell", grade_id=NAME, points=2),
    ]
    metadata = json.loads(block("The notebook's metadata", "json"))
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Folders beside the course's own, to which nothing has been added yet."""
    for package in (autograder.exercises, course_lib.lessons):
        folder = tmp_path / package.__name__.rpartition(".")[2]
        folder.mkdir()
        monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    monkeypatch.setattr(course_lib.lessons, "NOTEBOOKS", tmp_path / "notebooks")
    overview.about.cache_clear()
    yield tmp_path
    overview.about.cache_clear()
    for name in [name for name in sys.modules if f"s.{LESSON}" in name]:
        del sys.modules[name]
    catalog.load.cache_clear()
    course_lib.lessons.load_exercise.cache_clear()


def add(course: Path) -> None:
    """Write what the page shows to where it says."""
    practice, folder = course / "lessons" / LESSON / "practice", course / "exercises" / LESSON / NAME
    notebooks = course / "notebooks" / LESSON
    for made in (practice, folder / "right", folder / "wrong", notebooks):
        made.mkdir(parents=True)
    (practice.parent / "data.py").write_text(block("data.py"), encoding="utf-8")
    (practice / f"{NAME}.py").write_text(block(f"practice/{NAME}.py"), encoding="utf-8")
    for name in ("exam.py", "mistakes.py"):
        (folder / name).write_text(block(name), encoding="utf-8")
    reference = re.sub(r" *### (BEGIN|END) SOLUTION\n", "", block("The solution cell"))
    (folder / "reference.py").write_text(reference, encoding="utf-8")
    (notebooks / f"{LESSON}.ipynb").write_text(json.dumps(notebook()), encoding="utf-8")


def test_what_the_page_adds_is_a_lesson(course: Path) -> None:
    """It is listed with its place and times, its lab opens, it proves itself, and learners get no solution."""
    add(course)

    assert LESSON in catalog.lessons()
    told = overview.about(LESSON)
    assert (told.title, told.order, told.hours) == (
        "Deliveries: an order that never was", 90, {"short": 1, "long": 2},
    )  # fmt: skip
    lab = open_lab(LESSON)
    try:
        assert "O-17" in repr(lab.table("orders"))
    finally:
        lab.close()
    (exercise,) = prove(LESSON, workers=1)
    assert exercise.misses == []
    assert (exercise.id, exercise.checks, exercise.wrong) == (f"{LESSON}.{NAME}", 4, 2)
    given = student_version(course_lib.lessons.source_notebook(LESSON).read_text(encoding="utf-8"), ROOT)
    assert "attribute_exists" not in given and "YOUR CODE HERE" in given
