"""The learner's copies: nothing of the solutions in them, and nothing a learner began is ever overwritten."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from course_lib import prepare as module
from course_lib.errors import CourseError, NotFound
from course_lib.prepare import Copy, Course, State, prepare, reset, student_version, write_atomically

ROOT = Path(__file__).resolve().parent.parent
LESSON = "coins/coins.ipynb"


def marked(grade_id: str, *, points: int | None = None) -> dict[str, Any]:
    """nbgrader's metadata: a locked check cell when it has points, else a cell for the learner's solution."""
    about = {"grade_id": grade_id, "schema_version": 3, "task": False}
    if points is None:
        return {"nbgrader": {**about, "grade": False, "locked": False, "solution": True}}
    return {"nbgrader": {**about, "grade": True, "locked": True, "solution": False, "points": points}}


def lesson(text: str = "# Coins") -> nbformat.NotebookNode:
    """A source notebook as an author writes it, run and saved."""
    solution = 'def pay(coins):\n    """Pay."""\n    ### BEGIN SOLUTION\n    return coins - 1\n    ### END SOLUTION'
    test = 'check("pay")\n### BEGIN HIDDEN TESTS\nexam("pay")\n### END HIDDEN TESTS'
    shown = new_output("stream", name="stdout", text="the answer is 41\n")
    cells = [
        new_markdown_cell(text, id="title"),
        new_code_cell(solution, id="pay", metadata=marked("pay"), execution_count=1),
        new_code_cell(test, id="check", metadata=marked("pay-check", points=5), outputs=[shown], execution_count=2),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return new_notebook(cells=cells, metadata=kernel)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of a start page and one lesson, not prepared yet."""
    course = Course(tmp_path, tmp_path / "work")
    (course.notebooks / "coins").mkdir(parents=True)
    nbformat.write(new_notebook(cells=[new_markdown_cell("Welcome", id="welcome")]), course.notebooks / "start.ipynb")
    nbformat.write(lesson(), course.notebooks / LESSON)
    return course


def change(path: Path, text: str) -> None:
    """Write a line into a notebook's first cell, as its author or a learner would."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source += text
    nbformat.write(notebook, path)


def states(course: Course) -> dict[str, State]:
    return {copy.name: copy.state for copy in prepare(course)}


def test_solutions_exam_and_outputs_are_gone(course: Course) -> None:
    """What a learner gets has the contract and the check, and nothing that gives the answer away."""
    prepare(course)

    cells = nbformat.read(course.work / LESSON, as_version=4).cells
    assert cells[1].source == 'def pay(coins):\n    """Pay."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    assert cells[2].source == 'check("pay")'
    assert cells[2].outputs == []
    assert [cell.get("execution_count") for cell in cells[1:]] == [None, None]


def test_cells_are_locked_as_nbgrader_locks_them(course: Course) -> None:
    """A check cell can be neither changed nor removed, a solution cell only changed; both carry a checksum."""
    prepare(course)

    _, pay, check = nbformat.read(course.work / LESSON, as_version=4).cells
    assert (pay.metadata.deletable, pay.metadata.get("editable", True)) == (False, True)
    assert (check.metadata.deletable, check.metadata.editable) == (False, False)
    assert len(pay.metadata.nbgrader.checksum) == len(check.metadata.nbgrader.checksum) == 32


def test_the_copy_is_what_nbgrader_would_release(course: Course) -> None:
    """The same notebook as from `nbgrader generate_assignment`, with the course's own nbgrader_config.py."""
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "coins", "--create"]
    made = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr

    prepare(course)

    released = nbformat.read(course.root / "release" / "coins" / "coins.ipynb", as_version=4)
    assert nbformat.read(course.work / LESSON, as_version=4) == released


def test_a_released_notebook_stays_as_it_is(course: Course) -> None:
    """Students get released notebooks: stubs in them must not be taken for solutions and emptied."""
    released = student_version((course.notebooks / LESSON).read_text(encoding="utf-8"), course.root)
    assert student_version(released, course.root) == released


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*/*.ipynb")), ids=lambda path: path.stem)
def test_no_solution_and_no_exam_in_our_lessons(path: Path) -> None:
    """Of every lesson of this course, nothing between the marks and no call of `exam` reaches a learner."""
    source = path.read_text(encoding="utf-8")
    cells = [cell.source for cell in nbformat.reads(student_version(source, ROOT), as_version=4).cells]
    secrets = hidden_texts(source)

    assert len(secrets) > 1, "a lesson has a solution and an exam line at least"
    assert [
        text for text in cells if "exam(" in text or any(secret in text for secret in [*secrets, *module.MARKS])
    ] == []


def hidden_texts(source: str) -> list[str]:
    """What stands between two marks, for every pair of them in a source notebook."""
    found = []
    for cell in nbformat.reads(source, as_version=4).cells:
        for text in cell.source.split("### BEGIN ")[1:]:
            inside = text.partition("\n")[2].partition("### END")[0]
            found.append(inside.strip())
    return [text for text in found if text]


def test_marks_without_the_metadata_are_refused(course: Course) -> None:
    """A solution in a cell that nbgrader does not know about is said, and nothing is written."""
    notebook = lesson()
    del notebook.cells[1].metadata["nbgrader"]
    nbformat.write(notebook, course.notebooks / LESSON)

    with pytest.raises(CourseError, match="cannot be made into a learner's copy: Solution region detected"):
        prepare(course)

    assert not (course.work / LESSON).exists()


def test_the_first_time_everything_is_created(course: Course) -> None:
    """The start page is copied as it is; what lies beside a lesson comes along; checkpoints do not."""
    (course.notebooks / "coins" / "coin.svg").write_text("<svg/>", encoding="utf-8")
    (course.notebooks / ".ipynb_checkpoints").mkdir()
    (course.notebooks / ".ipynb_checkpoints" / "start-checkpoint.ipynb").write_text("{}", encoding="utf-8")

    assert prepare(course) == [
        Copy("start.ipynb", State.CREATED),
        Copy("coins/coin.svg", State.CREATED),
        Copy("coins/coins.ipynb", State.CREATED),
    ]
    assert (course.work / "start.ipynb").read_bytes() == (course.notebooks / "start.ipynb").read_bytes()


def test_the_second_time_nothing_is_done(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written, and nbgrader, which takes seconds to import, is not asked."""
    prepare(course)
    monkeypatch.setattr(module, "write_atomically", None)
    monkeypatch.setattr(module, "student_version", None)

    assert set(states(course).values()) == {State.UNCHANGED}


def test_an_untouched_copy_follows_its_source(course: Course) -> None:
    """A corrected lesson reaches a learner who has not begun it."""
    prepare(course)
    change(course.notebooks / LESSON, "\nCorrected.")

    assert states(course)[LESSON] is State.REFRESHED
    assert "Corrected." in (course.work / LESSON).read_text(encoding="utf-8")


def test_a_begun_copy_is_never_overwritten(course: Course) -> None:
    """Whatever happens to the source, byte for byte; the learner is told that there is a newer one."""
    prepare(course)
    change(course.work / LESSON, "\nmy own note")
    mine = (course.work / LESSON).read_bytes()

    assert states(course)[LESSON] is State.KEPT
    change(course.notebooks / LESSON, "\nCorrected.")
    assert states(course)[LESSON] is State.KEPT_OLD
    assert states(course)[LESSON] is State.KEPT_OLD
    assert (course.work / LESSON).read_bytes() == mine


def test_a_run_cell_counts_as_begun(course: Course) -> None:
    """What a cell showed is part of a learner's work."""
    prepare(course)
    notebook = nbformat.read(course.work / LESSON, as_version=4)
    notebook.cells[2].outputs = [new_output("stream", name="stdout", text="my result\n")]
    nbformat.write(notebook, course.work / LESSON)

    assert states(course)[LESSON] is State.KEPT


def test_opening_a_notebook_is_not_beginning_it(course: Course) -> None:
    """JupyterLab saves a notebook that was only opened, with the kernel's metadata in it."""
    prepare(course)
    notebook = nbformat.read(course.work / LESSON, as_version=4)
    notebook.metadata["language_info"] = {"name": "python", "version": "3.12.1"}
    nbformat.write(notebook, course.work / LESSON)

    assert states(course)[LESSON] is State.UNCHANGED


def test_running_the_start_page_is_not_beginning_it(course: Course) -> None:
    """Its cell shows progress: a newer start page still replaces it."""
    page = new_notebook(cells=[new_code_cell("show_progress()", id="progress")])
    nbformat.write(page, course.notebooks / "start.ipynb")
    prepare(course)
    page.cells[0].outputs = [new_output("stream", name="stdout", text="coins: 1 of 1 passed\n")]
    nbformat.write(page, course.work / "start.ipynb")

    assert states(course)["start.ipynb"] is State.UNCHANGED


def test_a_damaged_copy_is_the_learners_too(course: Course) -> None:
    """A file that is no notebook any more may still hold work."""
    prepare(course)
    (course.work / LESSON).write_text('{"cells": [half a note', encoding="utf-8")

    assert states(course)[LESSON] is State.KEPT


@pytest.mark.parametrize("record", [None, "", "[]", '{"files": 3}', "\x00"])
def test_without_a_record_everything_counts_as_begun(course: Course, record: str | None) -> None:
    """A lost or damaged record never costs work."""
    prepare(course)
    change(course.work / LESSON, "\nmy own note")
    mine = (course.work / LESSON).read_bytes()
    course.record_file.unlink()
    if record is not None:
        course.record_file.write_text(record, encoding="utf-8")

    assert states(course)[LESSON] is State.KEPT_OLD
    assert (course.work / LESSON).read_bytes() == mine


def test_a_removed_copy_comes_back(course: Course) -> None:
    """Deleting a copy is a way to get a new one."""
    prepare(course)
    (course.work / LESSON).unlink()

    assert states(course)[LESSON] is State.CREATED


def test_reset_keeps_every_old_copy(course: Course) -> None:
    """The new copy takes the name; old ones stay beside it under numbers that never repeat."""
    prepare(course)
    fresh = (course.work / LESSON).read_bytes()
    change(course.work / LESSON, "\nfirst try")
    first = (course.work / LESSON).read_bytes()
    assert reset(course, "coins") == course.work / "coins" / "coins.old-1.ipynb"
    change(course.work / LESSON, "\nsecond try")
    second = (course.work / LESSON).read_bytes()
    assert reset(course, "coins") == course.work / "coins" / "coins.old-2.ipynb"

    assert (course.work / LESSON).read_bytes() == fresh
    assert (course.work / "coins" / "coins.old-1.ipynb").read_bytes() == first
    assert (course.work / "coins" / "coins.old-2.ipynb").read_bytes() == second
    assert states(course)[LESSON] is State.UNCHANGED


def test_reset_gets_the_newer_lesson(course: Course) -> None:
    """This is how a learner who had begun gets a correction."""
    prepare(course)
    change(course.work / LESSON, "\nmy own note")
    change(course.notebooks / LESSON, "\nCorrected.")
    reset(course, "coins")

    assert "Corrected." in (course.work / LESSON).read_text(encoding="utf-8")
    assert states(course)[LESSON] is State.UNCHANGED


def test_reset_of_an_untouched_copy_leaves_no_second_one(course: Course) -> None:
    """There is nothing to keep."""
    prepare(course)
    assert reset(course, "coins") is None
    assert [path.name for path in (course.work / "coins").iterdir()] == ["coins.ipynb"]


def test_a_slip_in_a_lessons_name_gets_a_suggestion(course: Course) -> None:
    """The nearest name is offered."""
    with pytest.raises(NotFound, match="There is no lesson 'coin'. Did you mean 'coins'?"):
        reset(course, "coin")


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str) -> None:
    """A full disk half-way costs nothing: the old content is whole, and no temporary file stays."""
    path = tmp_path / "work.ipynb"
    path.write_bytes(b"old and whole")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, fails, full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, b"new")

    assert path.read_bytes() == b"old and whole"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_done_before_a_failure_is_remembered(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second copy fails, the first is on record as ours, and not taken for the learner's later."""

    def broken(*_: object) -> str:
        raise CourseError("no")

    monkeypatch.setattr(module, "student_version", broken)
    with pytest.raises(CourseError):
        prepare(course)

    assert list(json.loads(course.record_file.read_text(encoding="utf-8"))["files"]) == ["start.ipynb"]


def test_a_folder_without_notebooks(tmp_path: Path) -> None:
    """The sentence names what is missing and where."""
    with pytest.raises(CourseError) as told:
        prepare(Course(tmp_path, tmp_path / "work"))
    assert (
        str(told.value) == f"There is no start.ipynb in {tmp_path / 'notebooks'}: run this in the course's own folder."
    )
