"""The form that Canvas's grade book imports.

Source: Canvas's Instructor Guide, "How do I import grades in the Gradebook?", and what carries it out,
`lib/gradebook_importer.rb` of instructure/canvas-lms:

* The first line begins with `Student`, `ID` (or `LastName`, `FirstName`, `ID`), then `SIS User ID` and `SIS Login ID`,
  in this order, and ends what is about students with `Section`.
* A line whose first cell holds `Points Possible` says what each column is worth.
* A student is found by `ID`, else `SIS User ID`, else `SIS Login ID`, else the name.
* A column is an assignment: `Title (number)` as Canvas exports it, or its title. Another title makes a new assignment.
* The line of a student replaces what the student had.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.gradebook.collection.roster import Roster, Student, name_key
from autograder.gradebook.export.marks import Mark, Marks
from autograder.gradebook.export.tables import harmless, number
from course_lib.errors import CourseError

HEADER = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS = "    Points Possible"
_NUMBERED = re.compile(r"(?P<title>.*\S)\s+\(\d+\)\Z", re.DOTALL)


def table(marks: Marks, students: Sequence[Mark], column: str | None, exercises: bool) -> list[list[str]]:
    """The file's rows, without a template.

    Args:
        students: whose marks go in.
        column: what the assignment is called in Canvas; the lesson's title unless given.
        exercises: with a column for each exercise, which is an assignment of its own in Canvas.
    """
    title = column or marks.title
    more = marks.exercises if exercises else {}
    worth = [number(marks.most), *map(number, more.values())]
    rows = [[*HEADER, title, *(f"{title}: {name}" for name in more)], [POINTS, "", "", "", "", *worth]]
    for mark in students:
        student = mark.student
        name = f"{student.last}, {student.first}".strip(", ") or student.id
        about = map(harmless, (name, student.canvas_id, "", student.id, ""))
        rows.append([*about, number(mark.sum), *(number(mark.points.get(name, 0)) for name in more)])
    return rows


def fill(
    template: list[list[str]], marks: Marks, students: Sequence[Mark], column: str | None
) -> tuple[list[list[str]], list[Mark]]:
    """The rows of a file that was exported from Canvas, with this lesson's marks and no other column.

    Returns:
        the rows, and the marks of those who are not in the template.

    Raises:
        CourseError: it is no export of Canvas, or which column is meant cannot be told.
    """
    header = template[0]
    if "Section" not in header or "ID" not in header:
        raise CourseError("The template is no grade book exported from Canvas: its first line has no ID and Section.")
    about = header.index("Section") + 1
    if header[about : about + 1] == ["Integration ID"]:
        about += 1
    at = find_column(header, about, marks, column)
    rows = [[*header[:about], header[at]]]
    left = {mark.student.id: mark for mark in students}
    roster = Roster(tuple(mark.student for mark in students))
    for row in template[1:]:
        if "Points Possible" in row[0]:
            rows.append([POINTS, *row[1:about], number(marks.most)])
            continue
        student = _student(roster, header, row)
        if student is not None and student.id in left:
            rows.append([*map(harmless, row[:about]), number(left.pop(student.id).sum)])
    return rows, list(left.values())


def _student(roster: Roster, header: Sequence[str], row: Sequence[str]) -> Student | None:
    cells = dict(zip(header, row, strict=True))
    found = roster.numbered("canvas_id", cells["ID"].strip())
    for name in ("SIS Login ID", "SIS User ID", "Student"):
        found = found or roster.named(cells.get(name, ""))
    found = found or roster.named(f"{cells.get('FirstName', '')} {cells.get('LastName', '')}")
    return found[0] if len(found) == 1 else None


def find_column(header: Sequence[str], first: int, marks: Marks, column: str | None) -> int:
    """Where the lesson's column is in a template.

    Args:
        first: where the columns of assignments begin.
        column: what the instructor calls it; else one whose title is the lesson's title or slug.

    Raises:
        CourseError: none fits, or several do.
    """
    wanted = {name_key(column)} if column else {name_key(marks.title), name_key(marks.lesson)}
    titles = {at: header[at] for at in range(first, len(header))}
    found = [at for at, title in titles.items() if wanted & {name_key(title), name_key(_without_number(title))}]
    if len(found) == 1:
        return found[0]
    there = "; ".join(titles.values()) or "none"
    how = "more than one column" if found else "no column"
    raise CourseError(f"The template has {how} for {column or marks.title!r}. Name one with --column: {there}.")


def _without_number(title: str) -> str:
    found = _NUMBERED.match(title)
    return found["title"] if found else title
