"""When a lesson is due, for all and for one student, as nbgrader's grade book keeps it: a due date, and extensions."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from autograder.gradebook.book import Book, database
from autograder.gradebook.files import alone
from course_lib.errors import CourseError

COURSE = Path(__file__).resolve().parent.parent.parent
NEVER = "none"
FORMS = "Write 2026-12-01, 2026-12-01 18:00, 2026-12-01 18:00+01:00, 2026-12-01 18:00 Europe/Berlin, or none."


@dataclass(frozen=True)
class Due:
    """When a lesson is due, in UTC; None where it is not. `extensions`: the students for whom it is later."""

    lesson: str
    when: datetime | None
    extensions: dict[str, datetime]

    def lines(self) -> list[str]:
        """The same in sentences, in this machine's time."""
        if self.when is None:
            return [f"{self.lesson} has no due date."]
        later = [f"{student}: {_shown(self.extensions[student])}" for student in sorted(self.extensions)]
        return [f"{self.lesson} is due {_shown(self.when)}.", *later]


def parse_due(text: str) -> datetime | None:
    """A due date in UTC; None for "none". A day alone means its last second; no zone means this machine's.

    Raises:
        CourseError: it is no date.
    """
    if text.strip().lower() == NEVER:
        return None
    day, _, zone = text.strip().partition(" ")
    clock, _, name = zone.partition(" ")
    if re.match(r"[A-Za-z]", clock):
        clock, name = "", clock
    try:
        moment = datetime.fromisoformat(f"{day} {clock}".strip())
        if re.fullmatch(r"[\d-]+", f"{day}{clock}"):
            moment = datetime.combine(moment, time(23, 59, 59))
        return (moment.replace(tzinfo=ZoneInfo(name)) if name else moment).astimezone(UTC)
    except (ValueError, KeyError, OSError, OverflowError):
        raise CourseError(f"{text!r} is no date. {FORMS}") from None


def due(
    lesson: str,
    out: Path,
    when: datetime | None = None,
    student: str | None = None,
    *,
    change: bool = True,
    course: Path = COURSE,
    url: str | None = None,
) -> Due:
    """Set when a lesson is due, or see it. Late penalties follow at the next grading.

    Args:
        out: the class's folder.
        when: in UTC; None takes the due date, or the student's extension, away.
        student: only for this one, who has more time than the others.
        change: False only tells.
        course: the folder with the lessons and `nbgrader_config.py`.
        url: the grade book's database, see `Book`.

    Raises:
        CourseError: there is no such lesson or student, or an extension would end before the lesson is due.
    """
    course, out = course.resolve(), out.resolve()
    if not (course / "notebooks" / lesson / f"{lesson}.ipynb").is_file():
        raise CourseError(f"There is no lesson {lesson!r}.")
    out.mkdir(parents=True, exist_ok=True)
    with alone(out), closing(Book(course, out, lesson, url)) as book:
        book.register_lesson()
        with database(book.directory.db_url), book.open() as nbgrader:
            if change and student is not None:
                _extend(nbgrader, lesson, student, when)
            elif change:
                nbgrader.update_or_create_assignment(lesson, duedate=when)
            return _found(nbgrader, lesson)


def _extend(nbgrader: Any, lesson: str, student: str, when: datetime | None) -> None:
    ids = [each.id for each in nbgrader.students]
    if student not in ids:
        close = get_close_matches(student, ids, n=1)
        meant = f" Did you mean {close[0]!r}?" if close else " Collect with a roster first, or grade."
        raise CourseError(f"The grade book has no student {student!r}.{meant}")
    end = nbgrader.find_assignment(lesson).duedate
    if when is not None and end is None:
        raise CourseError(f"{lesson} has no due date yet. Set it first: autograder due {lesson} WHEN.")
    if when is not None and when.replace(tzinfo=None) < end:
        raise CourseError(f"That is before the due date of the class, {_shown(end.replace(tzinfo=UTC))}.")
    submission = nbgrader.update_or_create_submission(lesson, student)
    submission.extension = None if when is None else when.replace(tzinfo=None) - end
    nbgrader.db.commit()


def _found(nbgrader: Any, lesson: str) -> Due:
    end = nbgrader.find_assignment(lesson).duedate
    extended = [each for each in nbgrader.assignment_submissions(lesson) if each.extension is not None]
    later = {each.student_id: (end + each.extension).replace(tzinfo=UTC) for each in extended if end is not None}
    return Due(lesson, end and end.replace(tzinfo=UTC), later)


def _shown(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
