"""What each student wrote themselves, read from the copies that grading made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

from autograder.catalog import load
from autograder.gradebook.class_report.alike import Work
from autograder.gradebook.notebooks import Damaged, map_exercises, read, released
from autograder.gradebook.records import Record
from course_lib.errors import CourseError
from course_lib.lessons import source_notebook

OTHER = "other cells"


def works(lesson: str, found: Sequence[Record], out: Path) -> tuple[list[Work], str]:
    """The students' own code, and the code that all were given.

    Args:
        found: the students' last records.
        out: the folder graded into; `autograded/<student>/<lesson>/<lesson>.ipynb` is read.

    Raises:
        CourseError: the lesson's source notebook is not here.
    """
    given = released(read(source_notebook(lesson)).notebook)
    exercises = {
        grade_id: each.name
        for each in map_exercises(given)
        if not _is_question(lesson, each.name)
        for grade_id in each.solutions
    }
    questions = {grade_id for each in map_exercises(given) for grade_id in each.solutions if grade_id not in exercises}
    texts = {cell.source.strip() for cell in given.cells}
    made = []
    for record in found:
        path = out / "autograded" / record.student / lesson / f"{lesson}.ipynb"
        try:
            cells = read(path).notebook.cells
        except Damaged:
            cells = []
        own = [cell for cell in cells if _is_own(cell, texts) and _grade_id(cell) not in questions]
        made.append(Work(record.student, record.submission, _by_exercise(own, exercises)))
    return made, "\n".join(_code(given.cells))


def _is_question(lesson: str, exercise: str) -> bool:
    try:
        return load(lesson, exercise).question is not None
    except CourseError:  # it was changed since the class was graded
        return False


def _is_own(cell: NotebookNode, texts: set[str]) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip()) and cell.source.strip() not in texts


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _by_exercise(cells: Sequence[NotebookNode], exercises: Mapping[str, str]) -> dict[str, str]:
    code: dict[str, str] = {}
    for cell in cells:
        name = exercises.get(_grade_id(cell), OTHER)
        code[name] = f"{code[name]}\n{cell.source}" if name in code else cell.source
    return code


def _code(cells: Sequence[NotebookNode]) -> Iterator[str]:
    return (cell.source for cell in cells if cell.cell_type == "code")
