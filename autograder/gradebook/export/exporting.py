"""Write a class's marks for a lesson into a file that a learning system or a spreadsheet reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.gradebook.book import class_book, database
from autograder.gradebook.export import canvas, moodle
from autograder.gradebook.export.marks import Mark, Marks, read_marks
from autograder.gradebook.export.tables import harmless, number, read_template, write_table
from course_lib.errors import CourseError

COURSE = Path(__file__).resolve().parents[3]
FORMS = ("csv", "canvas", "moodle")
NAMES = 20  # in a sentence


@dataclass(frozen=True)
class Exported:
    """The file, how many students are in it, and what is to be known of it, in sentences."""

    path: Path
    number: int
    notes: tuple[str, ...]


def export(
    lesson: str,
    to: str,
    out: Path = Path("build/class"),
    *,
    template: Path | None = None,
    column: str | None = None,
    file: Path | None = None,
    exercises: bool | None = None,
    zeros: bool = False,
    course: Path = COURSE,
    url: str | None = None,
) -> Exported:
    """Write a lesson's marks as they are in the grade book now.

    Args:
        to: one of FORMS.
        out: the class's folder.
        template: a file that the learning system exported: its students and its column are used.
        column: what the lesson is called there.
        file: where to; `<lesson>-<to>.csv` in `out` unless given.
        exercises: a column for each exercise too; left out for Canvas, where each column is an assignment that counts.
        zeros: give those who handed in nothing 0 points; else a learning system is told nothing of them.
        course: the folder with the lessons and `nbgrader_config.py`.
        url: the grade book's database, see `class_book`.

    Raises:
        CourseError: there is nothing to export, or a file cannot be used.
    """
    if to not in FORMS:
        raise CourseError(f"There is no form {to!r}. These are: {', '.join(FORMS)}.")
    source = course.resolve() / "notebooks" / lesson / f"{lesson}.ipynb"
    if not source.is_file():
        raise CourseError(f"There is no lesson {lesson!r}.")
    if not (out / "nbgrader_config.py").is_file():
        raise CourseError(f"Nothing has been graded into {out}. Run `autograder grade {lesson}` first.")
    with class_book(course.resolve(), out.resolve(), url) as book, database(book.directory.db_url):
        marks = read_marks(book.gradebook, lesson, source)
    chosen = [mark for mark in marks.students if mark.handed_in or zeros or to == "csv"]
    by_exercise = to != "canvas" if exercises is None else exercises
    rows, left = _rows(marks, to, chosen, template, column, by_exercise)
    path = file or out / f"{lesson}-{to}.csv"
    write_table(path, rows, mark=to == "csv")
    heads = 2 if any("Points Possible" in row[0] for row in rows[1:2]) else 1
    return Exported(path, len(rows) - heads, tuple(_notes(marks, chosen, left, template is not None)))


def _rows(
    marks: Marks, to: str, chosen: Sequence[Mark], template: Path | None, column: str | None, exercises: bool
) -> tuple[list[list[str]], list[Mark]]:
    if to == "csv":
        return _plain(marks, chosen, exercises), []
    cells = read_template(template) if template is not None else None
    if to == "canvas":
        if cells is not None:
            return canvas.fill(cells, marks, chosen, column)
        return canvas.table(marks, chosen, column, exercises), []
    if cells is not None:
        return moodle.fill(cells, marks, chosen, column)
    return moodle.table(marks, chosen, column, exercises)


def _plain(marks: Marks, chosen: Sequence[Mark], exercises: bool) -> list[list[str]]:
    names = list(marks.exercises) if exercises else []
    about = ["student_id", "last_name", "first_name", "email"]
    rows = [[*about, *names, "late_penalty", "points", "max_points", "state"]]
    for mark in chosen:
        student = mark.student
        who = map(harmless, (student.id, student.last, student.first, student.email))
        points = [number(mark.points[name]) if name in mark.points else "" for name in names]
        state = "nothing handed in" if not mark.handed_in else "needs a person" if mark.needs_person else "graded"
        rows.append([*who, *points, number(mark.penalty), number(mark.sum), number(marks.most), state])
    return rows


def _notes(marks: Marks, chosen: Sequence[Mark], left: Sequence[Mark], template: bool) -> list[str]:
    silent = [mark for mark in marks.students if mark not in chosen]
    waiting = [mark for mark in chosen if mark.needs_person]
    notes = []
    if silent:
        notes.append(f"Left out, since they handed in nothing: {_ids(silent)}. With --zeros they get 0 points.")
    if left:
        why = "they are not in the template" if template else "nothing there names them"
        notes.append(f"Left out, since {why}: {_ids(left)}.")
    if waiting:
        notes.append(f"Something waits for a mark by hand in formgrader: {_ids(waiting)}.")
    return notes


def _ids(marks: Sequence[Mark]) -> str:
    return ", ".join(mark.student.id for mark in marks[:NAMES]) + (", …" if len(marks) > NAMES else "")
