"""Who is in the class: a roster, as a spreadsheet or a learning system saves it.

A first line names the columns. What Canvas exports from its grade book, and Moodle's participants and grading
worksheet, can be used as they are.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from autograder.gradebook.submissions import can_be_id
from course_lib.aws.values import readable
from course_lib.errors import CourseError

MOST_BYTES = 20_000_000
SHOWN = 60  # characters of a cell in a sentence

# what a column may be called, without spaces, punctuation and capitals; the first that is there counts
CANVAS = ("sisloginid", "sisuserid")  # a file with one of them is Canvas's, whose `ID` is a number of its own
COLUMNS = {
    "id": ("id", "studentid", "sisloginid", "username", "login", "sisuserid", "idnumber", "email", "emailaddress"),
    "name": ("name", "fullname", "student", "moodlename", "canvasname", "displayname"),
    "first": ("firstname", "givenname", "forename", "vorname", "prenom", "nombre"),
    "last": ("lastname", "surname", "familyname", "nachname", "nom", "apellidos"),
    "email": ("email", "emailaddress", "mail"),
    "canvas_id": ("canvasid", "canvasuserid", "lmsuserid"),
    "moodle_id": ("moodleid", "participantid", "identifier"),
}


@dataclass(frozen=True)
class Student:
    """A line of the roster; what it does not say is empty.

    Attributes:
        id: the id in the grade book.
        canvas_id: Canvas's number of the user, which stands in the names of its downloads.
        moodle_id: the number in the names of Moodle's downloads, "Participant 123" in its grading worksheet.
    """

    id: str
    name: str = ""
    first: str = ""
    last: str = ""
    email: str = ""
    canvas_id: str = ""
    moodle_id: str = ""

    @property
    def names(self) -> set[str]:
        """The keys of all the ways in which this name is written."""
        found = {name_key(self.first + self.last), name_key(self.last + self.first)} if self.last else set[str]()
        words = self.name.replace(",", " ").split()
        found |= {name_key("".join(words[turn:] + words[:turn])) for turn in range(len(words))}
        return found - {""}

    @property
    def first_and_last(self) -> tuple[str, str]:
        """The name in two parts, as nbgrader keeps it."""
        if self.first or self.last:
            return self.first, self.last
        last, comma, first = self.name.partition(",")
        if comma:
            return first.strip(), last.strip()
        first, _, last = self.name.rpartition(" ")
        return first, last


@dataclass(frozen=True)
class Roster:
    """The class, and what in its file was passed over, in sentences."""

    students: tuple[Student, ...]
    problems: tuple[str, ...] = ()

    def named(self, text: str) -> list[Student]:
        """The students whom this text names: by id, else by e-mail address, else by name."""
        wanted = text.strip().casefold()
        if not wanted:
            return []
        ways = (
            lambda student: student.id == text,
            lambda student: student.id.casefold() == wanted,
            lambda student: wanted in (student.email.casefold(), student.email.casefold().partition("@")[0]),
            lambda student: name_key(text) in student.names,
        )
        return next((found for way in ways if (found := [each for each in self.students if way(each)])), [])

    def numbered(self, column: str, number: str) -> list[Student]:
        """The students with this `canvas_id` or `moodle_id`."""
        return [student for student in self.students if number and getattr(student, column) == number]

    def like(self, text: str) -> str:
        """An id that is almost this text, or nothing."""
        close = get_close_matches(text, [student.id for student in self.students], n=1)
        return close[0] if close else ""


def name_key(name: str) -> str:
    """A name without spaces, punctuation, capitals and accents, for comparing."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in apart if sign.isalnum())


def read_roster(path: Path) -> Roster:
    """The roster in a CSV file: separated by commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252.

    Raises:
        CourseError: it cannot be read, or has no column of ids.
    """
    lines = read_cells(path, "roster")
    header = next(lines, None)
    if header is None:
        raise CourseError(f"The roster {path} is empty. Its first line names the columns: id,name,email.")
    columns = _columns(path, header[1])
    students, problems = dict[str, Student](), list[str]()
    for number, cells in lines:
        values = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
        problem = _problem(values, students)
        if problem:
            problems.append(f"Line {number} of the roster is left out: {problem}")
        elif problem is None:
            values["moodle_id"] = values.get("moodle_id", "").rpartition(" ")[2]  # "Participant 123"
            students[values["id"]] = Student(**values)
    if not students:
        raise CourseError(f"The roster {path} names no student. {' '.join(problems[:3])}".strip())
    return Roster(tuple(students.values()), tuple(problems))


def _problem(values: dict[str, str], students: dict[str, Student]) -> str | None:
    """Why a line is left out; an empty text where nothing is to be said of it; None where it is a student's."""
    student = values["id"]
    if not student:
        names = " ".join(values.get(name, "") for name in ("name", "first", "last")).strip()
        about_points = names == "Points Possible"  # Canvas writes the points of the assignments into its second line
        return f"{readable(names, SHOWN)} has no id." if names and not about_points else ""
    if not can_be_id(student):
        return f"{readable(student, SHOWN)} is not an id that a grade book can hold."
    return f"the id {student} is there twice; the first one counts." if student in students else None


def _columns(path: Path, header: Sequence[str]) -> dict[str, int]:
    keys = [name_key(cell) for cell in header]
    from_canvas = any(key in CANVAS for key in keys)
    known = {name: _without_id(names) if from_canvas and name == "id" else names for name, names in COLUMNS.items()}
    if from_canvas:
        known["canvas_id"] = (*known["canvas_id"], "id")
    found = {name: keys.index(key) for name, names in known.items() if (key := _first(names, keys))}
    if "id" not in found:
        has = ", ".join(readable(cell, SHOWN) for cell in header[:10]) or "nothing"
        raise CourseError(f"The roster {path} has no column `id`. Its first line has: {has}.")
    return found


def _without_id(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name != "id")


def _first(names: Sequence[str], keys: Sequence[str]) -> str | None:
    return next((name for name in names if name in keys), None)


def read_cells(path: Path, what: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a CSV file that hold anything, with their numbers, cut into cells.

    Args:
        what: what the file is called where it cannot be read.

    Raises:
        CourseError: it cannot be.
    """
    text = _text(path, what)
    first, _, rest = text.partition("\n")
    skipped = first.lower().startswith("sep=")  # Excel's way of naming the separator
    text = rest if skipped else text
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num + skipped, cells
    except csv.Error as error:
        raise CourseError(f"The {what} {path} cannot be read: line {reader.line_num}, {error}.") from None


def _text(path: Path, what: str) -> str:
    try:
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CourseError(f"The {what} {path} cannot be read: {error.strerror}.") from None
    if len(data) > MOST_BYTES:
        raise CourseError(f"The {what} {path} is larger than {MOST_BYTES // 1_000_000} MB.")
    if data[:4] == b"PK\x03\x04":
        raise CourseError(f"The {what} {path} is a spreadsheet. Save it as CSV, and name that file.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
