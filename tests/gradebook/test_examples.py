"""The lesson as a class meets it: the submissions of `examples/class`, graded by the course's own judge."""

from __future__ import annotations

import csv
import html
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from autograder import catalog
from autograder.gradebook.grade import ClassResult, grade_class
from autograder.gradebook.notebooks import map_exercises, read

ROOT = Path(__file__).resolve().parents[2]
LESSON = "conditional_writes"
SOUND = ("perfect", "other_ways", "half_done", "looks_first", "catches_all", "untouched", "prints_a_lot")
SAID = {
    "metadata_stripped": "The nbgrader settings of all 10 cells were missing; every cell was known by its content.",
    "check_deleted": "The check cell of record_result was missing; it was put back.",
    "check_copied": "The check cell of retire_sample was there 2 times; the first one counts.",
    "endless_cell": "The cell that begins with `while True:` did not end within 10 seconds, so it was skipped.",
    "exits": "The cell that begins with `import os` ended the process, so it was skipped.",
    "not_a_notebook": (
        "conditional_writes.ipynb is not a notebook: it is not JSON (line 1). "
        "Open it in JupyterLab, save it, and submit again."
    ),
    "another_notebook": (
        "This is not the notebook of this lesson: none of the lesson's cells were found in it. "
        'Its title is "Shopping list".'
    ),
}


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_examples", ROOT / "tools" / "make_examples.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


tool = _tool()


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> ClassResult:
    """What `make grade` does, into a folder of the test's own."""
    out = tmp_path_factory.mktemp("class")
    return grade_class(LESSON, ROOT / "examples" / "class", out, workers=2, walled=None)


@pytest.mark.parametrize("lesson", catalog.lessons())
def test_check_cells_are_worth_what_their_exams_give(lesson: str) -> None:
    """Otherwise nbgrader's total and the judge's would differ."""
    notebook = read(ROOT / "notebooks" / lesson / f"{lesson}.ipynb").notebook
    worth = {each.name: each.points for each in map_exercises(notebook)}
    exams = {name: exam.max for name in catalog.exercises(lesson) if (exam := catalog.load(lesson, name).exam)}

    assert worth == exams


def test_the_examples_are_up_to_date() -> None:
    """They follow the lesson and its fixtures: run `tools/make_examples.py` after changing either."""
    assert [str(path.relative_to(ROOT)) for path in tool.out_of_date()] == []


def test_every_example_earns_what_its_readme_says(graded: ClassResult) -> None:
    """All are graded in one run, and none loses a mark it earned elsewhere in the notebook."""
    assert {row.student: row.points for row in graded.rows} == {each.student: each.points for each in tool.EXAMPLES}
    assert {row.max for row in graded.rows} == {44}
    assert not any(row.needs_manual_grade for row in graded.rows)


def test_every_damage_is_said(graded: ClassResult) -> None:
    """What was repaired, skipped or unreadable is in the row, and on the feedback page."""
    rows = {row.student: row for row in graded.rows}
    for student, sentence in SAID.items():
        page = rows[student].feedback
        assert sentence in rows[student].problems
        assert page is not None and page.read_text(encoding="utf-8").count("About your notebook") == 1


def test_nothing_is_said_about_a_sound_notebook(graded: ClassResult) -> None:
    """Wrong or unfinished is not damaged: the lesson's own cells and untouched stubs are no problems of a learner's."""
    rows = {row.student: row for row in graded.rows}

    assert {student: rows[student].problems for student in SOUND} == dict.fromkeys(SOUND, ())


def test_misconceptions_get_their_advice(graded: ClassResult) -> None:
    """Feedback on a wrong solution addresses the mistake, and shows nothing of the exam's code."""
    rows = {row.student: row for row in graded.rows}
    looks_first, catches_all = rows["looks_first"].feedback, rows["catches_all"].feedback
    assert looks_first is not None and catches_all is not None
    advice = catalog.load(LESSON, "register_sample").exercise.advice

    for page, key in ((looks_first, "looks_first"), (catches_all, "catches_all")):
        text = html.unescape(page.read_text(encoding="utf-8"))
        assert str(getattr(advice[key], "text", advice[key])).split("`")[0].strip() in text
        for secret in ("exam(", "HIDDEN TESTS", "Traceback (most recent call last)"):
            assert secret not in text


def test_nbgrader_autograde_agrees(tmp_path: Path, graded: ClassResult) -> None:
    """nbgrader's own commands, with this repository's nbgrader_config.py and judge, give the same points."""
    ours = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (tmp_path / "nbgrader_config.py").write_text(f"{ours}\nc.Judge.walled = None\n", encoding="utf-8")
    shutil.copytree(ROOT / "notebooks" / LESSON, tmp_path / "notebooks" / LESSON)
    students = ("looks_first", "metadata_stripped", "not_a_notebook")
    for student in students:
        shutil.copytree(ROOT / "examples" / "class" / student, tmp_path / "submitted" / student)

    for command in (["generate_assignment", LESSON], ["autograde", LESSON], ["export"]):
        ran = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr

    with open(tmp_path / "grades.csv", encoding="utf-8") as file:
        points = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert points == {row.student: row.points for row in graded.rows if row.student in students}
