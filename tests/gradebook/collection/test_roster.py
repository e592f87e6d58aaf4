"""A roster is read as spreadsheets and learning systems save it, and what is wrong in it is said by its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.gradebook.collection.roster import Roster, Student, read_roster
from course_lib.errors import CourseError


def roster(folder: Path, data: bytes | str) -> Roster:
    path = folder / "roster.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_roster(path)


ENCODINGS = {
    "plain": "id,name\njm,Jörg Müller\n".encode(),
    "a byte order mark": "\ufeffid,name\njm,Jörg Müller\n".encode(),
    "semicolons": "id;name\r\njm;Jörg Müller\r\n".encode(),
    "Windows-1252": "id;name\r\njm;Jörg Müller\r\n".encode("cp1252"),
    "UTF-16 and tabs": "id\tname\njm\tJörg Müller\n".encode("utf-16"),
    "Excel's line": "sep=;\r\nid;name\r\njm;Jörg Müller\r\n".encode(),
    "quoted, with empty lines": '\n"ID","Full name"\n\n"jm","Jörg Müller"\n,\n'.encode(),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=list(ENCODINGS))
def test_every_way_of_saving_a_table_is_read(tmp_path: Path, data: bytes) -> None:
    """The same student, whatever program wrote the file."""
    assert roster(tmp_path, data) == Roster((Student("jm", "Jörg Müller"),))


FORMS = {
    "Canvas's grade book": (
        "Student,ID,SIS User ID,SIS Login ID,Section,Small (77)\n"
        "    Points Possible,,,,,6\n"
        '"Doe, Jane",12345,S1,jdoe,A,\n'
        '"Student, Test",999,,,A,\n',
        Student("jdoe", "Doe, Jane", canvas_id="12345"),
        ("Line 4 of the roster is left out: Student, Test has no id.",),
    ),
    "Moodle's participants": (
        "First name,Last name,Username,Email address\nJane,Doe,jdoe,jane@example.org\n",
        Student("jdoe", first="Jane", last="Doe", email="jane@example.org"),
        (),
    ),
    "Moodle's grading worksheet": (
        "Identifier,Full name,Email address,Status\nParticipant 7001,Jane Doe,jane@example.org,Submitted\n",
        Student("jane@example.org", "Jane Doe", email="jane@example.org", moodle_id="7001"),
        (),
    ),
}


@pytest.mark.parametrize(("text", "student", "problems"), FORMS.values(), ids=list(FORMS))
def test_what_learning_systems_export_is_a_roster(
    tmp_path: Path, text: str, student: Student, problems: tuple[str, ...]
) -> None:
    """The columns go by their names there; Canvas's `ID` is its own number, not the student's id."""
    assert roster(tmp_path, text) == Roster((student,), problems)


def test_lines_that_cannot_be_students_are_said(tmp_path: Path) -> None:
    """An id twice, none, and ones that would lead out of a folder or start a formula."""
    got = roster(tmp_path, "id,name\nana,A\nana,B\n,Ben\n../cho,C\n=1+1,D\n")

    assert [student.id for student in got.students] == ["ana"]
    assert got.problems == (
        "Line 3 of the roster is left out: the id ana is there twice; the first one counts.",
        "Line 4 of the roster is left out: Ben has no id.",
        "Line 5 of the roster is left out: ../cho is not an id that a grade book can hold.",
        "Line 6 of the roster is left out: =1+1 is not an id that a grade book can hold.",
    )


REFUSED = {
    "no ids": (b"colour,size\nred,3\n", r"^The roster .* has no column `id`\. Its first line has: colour, size\.$"),
    "nothing": (b"", r"^The roster .* is empty\. Its first line names the columns: id,name,email\.$"),
    "nobody": (b"id,name\n", r"^The roster .* names no student\.$"),
    "a spreadsheet": (b"PK\x03\x04...", r"^The roster .* is a spreadsheet\. Save it as CSV, and name that file\.$"),
    "NUL": (b"id\0,name\na\0b,c\n", r"^The roster .* (cannot be read: line 1|has no column|names no student)"),
}


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=list(REFUSED))
def test_a_file_that_is_no_roster_is_said(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(CourseError, match=said):
        roster(tmp_path, data)


def test_a_roster_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"cannot be read: No such file or directory\.$"):
        read_roster(tmp_path / "none.csv")


CLASS = Roster(
    (
        Student("jdoe", "Doe, Jane", email="jane.doe@example.org"),
        Student("jm", first="Jörg", last="van Müller"),
        Student("a1", "Kim Lee"),
        Student("a2", "Lee, Kim"),
        Student("7", "Bo"),
    )
)
NAMED = {
    "jdoe": ["jdoe"], "JDOE": ["jdoe"], "jane.doe": ["jdoe"], "Jane.Doe@example.org": ["jdoe"],
    "Jane Doe": ["jdoe"], "doejane": ["jdoe"], "vanmüllerjörg": ["jm"], "Jorg van Muller": ["jm"],
    "Kim Lee": ["a1", "a2"], "7": ["7"], "nobody": [], "": [],
}  # fmt: skip


@pytest.mark.parametrize(("text", "ids"), NAMED.items(), ids=list(NAMED))
def test_whom_a_text_names(text: str, ids: list[str]) -> None:
    """By id, e-mail address or name, in either order, without regard to capitals and accents; all whom it fits."""
    assert [student.id for student in CLASS.named(text)] == ids


def test_a_name_falls_into_two_parts() -> None:
    """nbgrader keeps first and last names apart."""
    assert [student.first_and_last for student in CLASS.students] == [
        ("Jane", "Doe"), ("Jörg", "van Müller"), ("Kim", "Lee"), ("Kim", "Lee"), ("", "Bo"),
    ]  # fmt: skip
