"""Marks out: each file is read back as the learning system's documentation says, and compared with the grade book."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.gradebook.collection.collecting import collect_class
from autograder.gradebook.collection.roster import Roster, Student
from autograder.gradebook.export import exporting
from autograder.gradebook.export.exporting import Exported, export
from autograder.gradebook.export.tables import harmless, number
from autograder.gradebook.grade import grade_class
from course_lib.errors import CourseError
from tests.gradebook.small_course import LESSON, handed_in, judge, make_course, submit
from tests.gradebook.test_class import nbgrader

FULL = "def add(x):\n    return x  # earns 4"
CLASS = Roster(
    (
        Student("ana", first="Ana", last="=cmd|' /C calc'!A0", email="ana@example.org", canvas_id="11"),
        Student("ben", "Müller, Ben", email="ben@example.org", canvas_id="12"),
        Student("cho", "Cho Lee", email="cho@example.org", canvas_id="13"),
        Student("dan", "Dan Brown", email="dan@example.org"),
    )
)
MARKS = {"ana": 5.0, "ben": 1.33, "cho": 0.0}  # dan has handed in nothing


class Class:
    """Three have handed in, ana has a mark by hand, the fourth has nothing."""

    def __init__(self, folder: Path) -> None:
        from nbgrader.api import Gradebook

        self.course, self.out = make_course(folder / "course"), folder / "out"
        for student, earns in (("ana", "4"), ("ben", "1.333"), ("cho", "0")):
            submit(folder / "in", student, handed_in(write_add=FULL.replace("4", earns)))
        collect_class([folder / "in"], self.out, roster=CLASS, course=self.course)
        grade_class(LESSON, self.out / "submitted", self.out, course=self.course, judge=judge)
        with Gradebook(f"sqlite:///{self.out / 'gradebook.db'}") as book:
            book.find_grade("check_half", LESSON, LESSON, "ana").manual_score = 1
            book.find_student("ana").last_name = "=cmd|' /C calc'!A0"  # entered by hand
            book.db.commit()

    def export(self, to: str, **options: Any) -> Exported:
        return export(LESSON, to, self.out, course=self.course, **options)

    def template(self, text: str) -> Path:
        path = self.out / "template.csv"
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Class:
    return Class(tmp_path_factory.mktemp("class"))


def cells(done: Exported) -> list[list[str]]:
    return list(csv.reader(io.StringIO(done.path.read_bytes().decode("utf-8-sig"), newline="")))


def canvas_reads(rows: list[list[str]]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """What Canvas's import takes from a file: grades by the user's number or login, and what each column is worth."""
    header = rows[0]
    assert header[0] == "Student" and header[1] == "ID" and header[2:4] == ["SIS User ID", "SIS Login ID"]
    first = header.index("Section") + 1
    assert first == 5
    grades, worth = dict[str, dict[str, float]](), dict[str, float]()
    for row in rows[1:]:
        values = {name: float(cell) for name, cell in zip(header[first:], row[first:], strict=True)}
        if "Points Possible" in row[0]:
            worth = values
        else:
            grades[row[1] or row[3]] = values
    return grades, worth


def moodle_reads(rows: list[list[str]], user: str, item: str) -> dict[str, float]:
    """What Moodle's import takes from a file: a line without a user belongs to the user of the line before."""
    header, grades, who = rows[0], dict[str, float](), ""
    for row in rows[1:]:
        who = row[header.index(user)] or who
        grades[who] = float(row[header.index(item)])
    return grades


def test_canvas_reads_what_the_grade_book_says(one: Class) -> None:
    """Only the sum, since each column is an assignment that counts; two decimals; who handed in nothing is left out."""
    done = one.export("canvas")
    rows = cells(done)

    assert canvas_reads(rows) == (
        {"11": {"A small lesson": 5}, "12": {"A small lesson": 1.33}, "13": {"A small lesson": 0}},
        {"A small lesson": 6},
    )
    assert [row[0] for row in rows[2:]] == ["'=cmd|' /C calc'!A0, Ana", "Müller, Ben", "Lee, Cho"]
    said = "Left out, since they handed in nothing: dan. With --zeros they get 0 points."
    assert (done.number, done.notes) == (3, (said,))


def test_canvas_with_exercises_and_zeros(one: Class) -> None:
    """A column for each exercise where it is asked for; dan is known by his login."""
    grades, worth = canvas_reads(cells(one.export("canvas", exercises=True, zeros=True, column="HW 1")))

    assert worth == {"HW 1": 6, "HW 1: add": 4, "HW 1: half": 2}
    assert grades["11"] == {"HW 1": 5, "HW 1: add": 4, "HW 1: half": 1}
    assert grades["dan"] == {"HW 1": 0, "HW 1: add": 0, "HW 1: half": 0}


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Essay (70),Small (77),Current Score\n"
    "    Points Possible,,,,,10,6,(read only)\n"
    '"Müller, Ben",12,S12,bm99,A & B,9,,\n'
    '"Lee, Cho",99,S13,cho,A,8,,\n'
    '"Ana",11,S11,ana,A,7,,\n'
    '"Stranger, A",55,S55,stranger,A,7,,\n'
    '"Student, Test",66,,,A,,,\n'
)


def test_a_template_of_canvas_keeps_its_students_and_its_column(one: Class) -> None:
    """Its own assignment is filled, known by its title or slug; others, and strangers, are not in the file."""
    done = one.export("canvas", template=one.template(CANVAS))
    rows = cells(done)

    assert canvas_reads(rows) == (
        {"12": {"Small (77)": 1.33}, "99": {"Small (77)": 0}, "11": {"Small (77)": 5}},
        {"Small (77)": 6},
    )
    assert rows[2] == ["Müller, Ben", "12", "S12", "bm99", "A & B", "1.33"]
    assert done.number == 3


def test_a_column_that_is_not_there_is_said(one: Class) -> None:
    """With what there is; the instructor's own name for it is found."""
    template = one.template(CANVAS.replace("Small (77)", "Homework 1 (77)"))

    said = (
        r"^The template has no column for 'A small lesson'\. Name one with --column: Essay \(70\); Homework 1 \(77\);"
    )
    with pytest.raises(CourseError, match=said):
        one.export("canvas", template=template)
    assert cells(one.export("canvas", template=template, column="homework 1"))[0][-1] == "Homework 1 (77)"
    with pytest.raises(CourseError, match=r"^The template is no grade book exported from Canvas"):
        one.export("canvas", template=one.template("a,b\n1,2\n"))


def test_moodle_reads_what_the_grade_book_says(one: Class) -> None:
    """Users by e-mail address, the sum and each exercise, which Moodle ignores unless they are chosen."""
    rows = cells(one.export("moodle"))

    assert rows[0] == ["Email address", "A small lesson", "A small lesson: add", "A small lesson: half"]
    sums = moodle_reads(rows, "Email address", "A small lesson")
    assert sums == {f"{student}@example.org": points for student, points in MARKS.items()}
    assert moodle_reads(rows, "Email address", "A small lesson: half")["ana@example.org"] == 1


def test_no_line_for_moodle_is_without_a_user(one: Class, tmp_path: Path) -> None:
    """Its grades would be given to the user of the line before. Where an address is missing, the ids name the users."""
    from nbgrader.api import Gradebook

    other = Class(tmp_path)
    with Gradebook(f"sqlite:///{other.out / 'gradebook.db'}") as book:
        book.find_student("ben").email = None
        book.db.commit()

    assert moodle_reads(cells(other.export("moodle")), "Username", "A small lesson") == MARKS


MOODLE = (
    "First name,Last name,ID number,Email address,Assignment: Essay (Real),Assignment: A small lesson (Real),"
    "Last downloaded from this course\n"
    "Ana,=x,,ana@example.org,5,-,1700000000\n"
    "Ben,Müller,ben,ben@example.org,5,-,1700000000\n"
    "No,Body,,nobody@example.org,5,-,1700000000\n"
)


def test_a_template_of_moodle(one: Class) -> None:
    """One column names the users, without gaps; the other assignments and the time of the download stay out."""
    done = one.export("moodle", template=one.template(MOODLE), column="Assignment: A small lesson (Real)")
    rows = cells(done)

    assert rows[0] == ["First name", "Last name", "Email address", "Assignment: A small lesson (Real)"]
    assert rows[1:] == [
        ["Ana", "'=x", "ana@example.org", "5"],
        ["Ben", "Müller", "ben@example.org", "1.33"],
    ]
    assert "Left out, since they are not in the template: cho." in done.notes


WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade)\n"
    "Participant 7001,Ana,ana@example.org,Submitted,,6.00,Yes,-\n"
    "Participant 7002,Cho Lee,cho@example.org,Submitted,2.00,6.00,Yes,-\n"
)


def test_a_grading_worksheet_of_moodle(one: Class) -> None:
    """It is given back whole, with the grades."""
    rows = cells(one.export("moodle", template=one.template(WORKSHEET)))

    assert moodle_reads(rows, "Identifier", "Grade") == {"Participant 7001": 5, "Participant 7002": 0}
    expected = list(csv.reader(io.StringIO(WORKSHEET)))
    for row, points in zip(expected[1:], ("5", "0"), strict=True):
        row[4] = points
    assert rows == expected


def test_a_table_for_a_spreadsheet(one: Class) -> None:
    """Everybody, with points by exercise, what was taken off, and the state; a byte order mark for Excel."""
    done = one.export("csv")

    assert done.path.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = {row["student_id"]: row for row in map(dict, csv.DictReader(io.StringIO(done.path.read_text("utf-8-sig"))))}
    assert rows["ana"] == {
        "student_id": "ana", "last_name": "'=cmd|' /C calc'!A0", "first_name": "Ana", "email": "ana@example.org",
        "add": "4", "half": "1", "late_penalty": "0", "points": "5", "max_points": "6", "state": "graded",
    }  # fmt: skip
    assert {student: row["points"] for student, row in rows.items()} == {
        "ana": "5",
        "ben": "1.33",
        "cho": "0",
        "dan": "0",
    }
    assert (rows["dan"]["add"], rows["dan"]["state"]) == ("", "nothing handed in")


def test_nbgraders_export_goes_on_working(one: Class) -> None:
    """The same sums; and names of a roster do not break a table that quotes nothing."""
    nbgrader(one.out, "export", "--to", "all.csv")
    with open(one.out / "all.csv", encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}

    assert {student: round(float(row["score"]), 2) for student, row in rows.items()} == {**MARKS, "dan": 0}
    assert (rows["ben"]["first_name"], rows["ben"]["last_name"]) == ("Ben", "Müller")


TEXTS = {
    "=1+1": "'=1+1", "+x": "'+x", "@x": "'@x", "-x": "'-x", "\t=x": "'=x", "a\r\nb": "a b", "Ana": "Ana", "-": "-",
    "-3.5": "-3.5", "-3+1": "'-3+1", "": "", "a\x1b[31m": "a\\x1b[31m",
}  # fmt: skip


@pytest.mark.parametrize(("text", "written"), TEXTS.items(), ids=range(len(TEXTS)))
def test_no_cell_is_a_formula(text: str, written: str) -> None:
    """Numbers stay numbers."""
    assert harmless(text) == written


def test_points_have_at_most_two_decimals() -> None:
    assert [number(value) for value in (5, 0, 1 / 3, 2.5, 100)] == ["5", "0", "0.33", "2.5", "100"]


def test_what_cannot_be_exported_is_said(one: Class, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"^There is no form 'excel'\. These are: csv, canvas, moodle\.$"):
        one.export("excel")
    with pytest.raises(CourseError, match=r"^There is no lesson 'smal'\.$"):
        export("smal", "csv", one.out, course=one.course)
    with pytest.raises(
        CourseError, match=r"^Nothing has been graded into .*nowhere\. Run `autograder grade small` first\.$"
    ):
        export(LESSON, "csv", tmp_path / "nowhere", course=one.course)


def test_the_command_writes_and_tells(one: Class, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "export", partial(export, course=one.course))
    path = tmp_path / "marks.csv"

    told = CliRunner().invoke(app, ["export", LESSON, "--to", "canvas", "--out", str(one.out), "--file", str(path)])

    assert told.output == (
        f"The marks of 3 students are in {path}.\n"
        "Left out, since they handed in nothing: dan. With --zeros they get 0 points.\n"
    )
    assert path.is_file()
