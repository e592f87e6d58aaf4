"""The forms that Moodle imports: its grade import, and the grading worksheet of an assignment.

Source: Moodle's documentation, "Grade import" (CSV import, docs.moodle.org/405/en/Grade_import), and what carries it
out, `grade/import/csv/classes/load_data.php`:

* The first line names the columns, and one chooses which of them tells the user (e-mail address, id number or
  username), and which grade item each other one is for. Those that are not chosen are ignored.
* A user who is not found ends the whole import.
* **A line without the user gives its grades to the user of the line before.** So no such line is ever written.
* An empty grade takes the grade away.

A grading worksheet ("Assignment", "Quick grading", "Offline grading worksheet") has the columns `Identifier` and
`Grade`, and is given back whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograder.gradebook.collection.roster import COLUMNS, Roster, name_key
from autograder.gradebook.export.canvas import find_column
from autograder.gradebook.export.marks import Mark, Marks
from autograder.gradebook.export.tables import harmless, number
from course_lib.errors import CourseError

EMAIL, USERNAME = "Email address", "Username"
ABOUT = {key for name in ("id", "name", "first", "last", "email") for key in COLUMNS[name]} - {"id", "student"}
USERS = (*COLUMNS["email"], "username", "idnumber")  # what Moodle can know a user by
WORKSHEET = ("Identifier", "Grade")


def table(
    marks: Marks, students: Sequence[Mark], column: str | None, exercises: bool
) -> tuple[list[list[str]], list[Mark]]:
    """The file's rows, without a template: the user's e-mail address where all have one, else the id.

    Returns:
        the rows, and the marks of those who cannot be named there.
    """
    by_email = all(mark.student.email for mark in students)
    title = column or marks.title
    more = [f"{title}: {name}" for name in marks.exercises] if exercises else []
    rows, left = [[EMAIL if by_email else USERNAME, title, *more]], list[Mark]()
    for mark in students:
        user = mark.student.email if by_email else mark.student.id
        if harmless(user) != user:
            left.append(mark)
            continue
        points = [number(mark.points.get(name, 0)) for name in marks.exercises] if exercises else []
        rows.append([user, number(mark.sum), *points])
    return rows, left


def fill(
    template: list[list[str]], marks: Marks, students: Sequence[Mark], column: str | None
) -> tuple[list[list[str]], list[Mark]]:
    """The rows of a file that was exported from Moodle, with this lesson's marks.

    Returns:
        the rows, and the marks of those who are not in the template.

    Raises:
        CourseError: it names no users, or which column is meant cannot be told.
    """
    header = [cell.strip() for cell in template[0]]
    about = [at for at, title in enumerate(header) if name_key(title) in ABOUT]
    users = [at for at in about if name_key(header[at]) in USERS]
    if not users:
        raise CourseError(f"The template names no users: it has no {EMAIL}, {USERNAME} or ID number.")
    worksheet = all(name in header for name in WORKSHEET)
    at = header.index("Grade") if worksheet else find_column(header, len(about), marks, column)
    filled, left = _filled(template[1:], users, at, students)
    if worksheet:
        return [header, *filled], left
    user = max(users, key=lambda each: sum(bool(row[each]) for row in filled))
    kept = [each for each in about if each == user or each not in users] + [at]
    named = [row for row in filled if row[user]]
    return [[row[each] for each in kept] for row in (header, *named)], left


def _filled(
    rows: Sequence[list[str]], users: Sequence[int], at: int, students: Sequence[Mark]
) -> tuple[list[list[str]], list[Mark]]:
    """The rows of those who have a mark, with it in the cell `at`; and the marks of whom there is no row."""
    filled, left = [], {mark.student.id: mark for mark in students}
    roster = Roster(tuple(mark.student for mark in students))
    for row in rows:
        every = [found for each in users if len(found := roster.named(row[each])) == 1]
        if every and every[0][0].id in left:
            cells = [harmless(cell) for cell in row]
            cells[at] = number(left.pop(every[0][0].id).sum)
            filled.append(cells)
    return filled, list(left.values())
