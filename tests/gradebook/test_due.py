"""Due dates, extensions and late penalties: nbgrader's own, set by a command, with a plugin in the course's folder."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.gradebook import due as due_module
from autograder.gradebook.due import due, parse_due
from autograder.gradebook.grade import ClassResult, grade_class
from autograder.gradebook.printing import print_table
from autograder.gradebook.reading import history_lines, read_records
from course_lib.errors import CourseError
from tests.gradebook.small_course import LESSON, handed_in, judge, make_course, submit
from tests.gradebook.test_class import nbgrader

FULL = "def add(x):\n    return x  # earns 4"
NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
PLUGIN = """
from nbgrader.plugins import BasePlugin

class OnePointAnHour(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 3600
"""


class Class:
    """ana and ben hand in at 14:00; an hour late costs a point."""

    def __init__(self, folder: Path, plugin: str = "hourly.OnePointAnHour") -> None:
        self.course, self.out = make_course(folder / "course"), folder / "out"
        (self.course / "hourly.py").write_text(PLUGIN)
        with open(self.course / "nbgrader_config.py", "a", encoding="utf-8") as config:
            config.write(f"\nc.AssignLatePenalties.plugin_class = {plugin!r}\n")
        for student in ("ana", "ben"):
            path = submit(self.course / "submitted", student, handed_in(write_add=FULL))
            (path.parent / "timestamp.txt").write_text("2024-05-06 14:00:00 UTC")

    def grade(self) -> ClassResult:
        return grade_class(LESSON, self.course / "submitted", self.out, course=self.course, judge=judge)

    def points(self) -> dict[str, float]:
        return {row.student: row.points for row in self.grade().rows}


@pytest.fixture
def one(tmp_path: Path) -> Class:
    return Class(tmp_path)


DATES = {
    "2024-05-06 12:00Z": NOON,
    "2024-05-06T14:00+02:00": NOON,
    "2024-05-06 14:00 Europe/Berlin": NOON,
    "2024-05-06 12:00 UTC": NOON,
    "2024-05-06 12:00": datetime(2024, 5, 6, 12).astimezone(UTC),
    "2024-05-06": datetime(2024, 5, 6, 23, 59, 59).astimezone(UTC),
    "2024-05-06 Asia/Tokyo": datetime(2024, 5, 6, 14, 59, 59, tzinfo=UTC),
    "none": None,
}


@pytest.mark.parametrize(("text", "moment"), DATES.items(), ids=list(DATES))
def test_a_date_is_read(text: str, moment: datetime | None) -> None:
    """With a zone, or in this machine's; a day alone ends with its last second."""
    assert parse_due(text) == moment


@pytest.mark.parametrize(
    "text", ["tomorrow", "", "2024-13-01", "2024-05-06 25:00", "2024-05-06 12:00 Nowhere/Town", "5/6/24"]
)
def test_what_is_no_date_is_said(text: str) -> None:
    with pytest.raises(CourseError, match=r" is no date\. Write 2026-12-01, "):
        parse_due(text)


def test_a_due_date_and_an_extension_decide_about_penalties(one: Class) -> None:
    """Set before anything is graded, changed after, and taken away again; a plugin in the course's folder is found."""
    due(LESSON, one.out, NOON, course=one.course)
    assert one.points() == {"ana": 2, "ben": 2}

    told = due(LESSON, one.out, NOON.replace(hour=13), "ben", course=one.course)
    assert told.extensions == {"ben": NOON.replace(hour=13)}
    assert one.points() == {"ana": 2, "ben": 3}

    assert due(LESSON, one.out, None, "ben", course=one.course).extensions == {}
    assert due(LESSON, one.out, change=False, course=one.course).when == NOON
    assert due(LESSON, one.out, None, course=one.course).when is None
    assert one.points() == {"ana": 4, "ben": 4}


def test_a_first_late_penalty_is_said(one: Class, capsys: pytest.CaptureFixture[str]) -> None:
    """In the table and in the history, whether it comes with the first grade or later."""
    due(LESSON, one.out, NOON, course=one.course)
    print_table(one.grade())
    assert capsys.readouterr().out.count("2 points were taken off for lateness.") == 2
    due(LESSON, one.out, NOON.replace(hour=13), "ana", course=one.course)
    one.grade()
    due(LESSON, one.out, NOON.replace(hour=14), "ana", course=one.course)
    one.grade()
    due(LESSON, one.out, None, "ana", course=one.course)
    one.grade()

    lines = history_lines(read_records(LESSON, one.out, None, "ana"))

    assert [line[18:] if line[0] == "2" else line for line in lines] == [
        "2 of 6 points",
        "    2 points were taken off for lateness",
        "3 of 6 points",
        "    1 point was taken off for lateness, and 2 before",
        "4 of 6 points",
        "    nothing was taken off for lateness any more, and 1 before",
        "2 of 6 points",
        "    2 points were taken off for lateness",
    ]


def test_nbgraders_own_command_finds_the_same_plugin(one: Class) -> None:
    """The grade book of the course's folder, graded by `nbgrader autograde`."""
    from nbgrader.api import Gradebook

    due(LESSON, one.course, NOON, course=one.course)
    nbgrader(one.course, "autograde", LESSON)

    with Gradebook(f"sqlite:///{one.course / 'gradebook.db'}") as book:
        penalties = [each.late_submission_penalty for each in book.assignment_submissions(LESSON)]
    assert penalties == [2, 2]


def test_a_plugin_that_is_not_there_is_said(tmp_path: Path) -> None:
    """Before anything is graded."""
    with pytest.raises(CourseError, match=r"^The late-penalty plugin of nbgrader_config\.py cannot be used: .*nothere"):
        Class(tmp_path, "nothere.Plugin").grade()


def test_what_cannot_be_extended_is_said(one: Class) -> None:
    with pytest.raises(CourseError, match=r"^The grade book has no student 'ana'\. Collect with a roster first"):
        due(LESSON, one.out, NOON, "ana", course=one.course)
    one.grade()
    with pytest.raises(CourseError, match=r"^The grade book has no student 'anna'\. Did you mean 'ana'\?$"):
        due(LESSON, one.out, NOON, "anna", course=one.course)
    with pytest.raises(CourseError, match=r"^small has no due date yet\. Set it first: autograder due small WHEN\.$"):
        due(LESSON, one.out, NOON, "ana", course=one.course)
    due(LESSON, one.out, NOON, course=one.course)
    with pytest.raises(CourseError, match=r"^That is before the due date of the class, "):
        due(LESSON, one.out, NOON.replace(hour=11), "ana", course=one.course)
    with pytest.raises(CourseError, match=r"^There is no lesson 'smal'\.$"):
        due("smal", one.out, course=one.course)


def test_the_command_sets_and_shows(one: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    """The due date first, then each student who has more time."""
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setattr(due_module, "due", partial(due, course=one.course))
    one.grade()

    def run(*arguments: str) -> str:
        return CliRunner().invoke(app, ["due", LESSON, *arguments, "--out", str(one.out)]).output

    assert run() == "small has no due date.\n"
    shown = f"small is due {NOON.astimezone():%Y-%m-%d %H:%M:%S %Z}.\n"
    assert run("2024-05-06 12:00Z") == shown
    later = f"ben: {NOON.replace(hour=15).astimezone():%Y-%m-%d %H:%M:%S %Z}\n"
    assert run("2024-05-06 15:00Z", "--student", "ben") == run() == shown + later
    assert run("none") == "small has no due date.\n"


def test_a_new_submission_without_a_time_does_not_take_over_the_old_ones(one: Class, tmp_path: Path) -> None:
    """The time of what was replaced says nothing of what replaces it."""
    due(LESSON, one.out, NOON, course=one.course)
    assert one.points() == {"ana": 2, "ben": 2}
    submit(tmp_path / "again", "ana", handed_in(write_add=FULL + "\n# again"))

    rows = grade_class(LESSON, tmp_path / "again", one.out, course=one.course, judge=judge).rows

    assert {row.student: row.points for row in rows} == {"ana": 4, "ben": 2}
    assert sorted(path.name.split(" ")[-1] for path in (one.out / "replaced" / "ana").iterdir()) == [
        "small.ipynb", "timestamp.txt",
    ]  # fmt: skip
