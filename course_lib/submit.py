"""Submit a lesson: the saved notebook is judged by the hidden checks, and the attempt is kept with its feedback page.

`course submit LESSON` does it in a terminal, `submit()` in a notebook, which asks that command: the judge starts
processes of its own, and a notebook's kernel is not the place for it.

    work/submitted/<lesson>/attempt-1.html      the page that a class gets too
    work/submitted/<lesson>/attempt-1.ipynb     what was judged
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from course_lib import history
from course_lib.errors import CourseError, NotFound
from course_lib.history import Attempt
from course_lib.pictures.inert import INERT, graded

if TYPE_CHECKING:
    from course_lib.checks.results import ExerciseResult
    from course_lib.instructor import Feedback
    from course_lib.prepare import Course

FOLDER = "submitted"
MINUTES = 10  # that judging a lesson may take


@dataclass(frozen=True)
class Row:
    """One exercise of a submission. `messages` are the reports of the checks that did not pass."""

    name: str
    points: float
    max: float
    untouched: bool
    messages: tuple[str, ...]


@dataclass(frozen=True)
class Submitted:
    """What became of a submission: totals first, then what was lost.

    Attributes:
        lesson: its slug.
        attempt: as it is kept.
        best_before: the most points of the attempts before; None for the first.
        saved: when the notebook was saved that was judged, as local time.
        rows: the exercises.
        problems: sentences about the notebook as a whole.
    """

    lesson: str
    attempt: Attempt
    best_before: float | None
    saved: str
    rows: tuple[Row, ...]
    problems: tuple[str, ...]

    @property
    def total(self) -> str:
        before = "" if self.best_before is None else f"; the best before had {self.best_before:g}"
        points = f"{self.attempt.points:g} of {self.attempt.max:g} points"
        return f"{self.lesson}: {points} (attempt {self.attempt.number}{before})"

    @property
    def untouched(self) -> str:
        """The exercises that nobody has begun, in one line; empty where there are none."""
        rows = [row for row in self.rows if row.untouched]
        worth = sum(row.max for row in rows)
        return f"Not begun: {', '.join(row.name for row in rows)} ({worth:g} points)" if rows else ""

    @property
    def begun(self) -> list[Row]:
        return [row for row in self.rows if not row.untouched]

    def __repr__(self) -> str:
        width = max((len(row.name) for row in self.begun), default=0)
        lines = [self.total, f"Judged as saved at {self.saved}."]
        lines += [f"Note: {problem}" for problem in self.problems]
        lines += [f"  {row.name.ljust(width)}  {row.points:g} of {row.max:g}" for row in self.begun]
        lines += [f"  {self.untouched}"] if self.untouched else []
        for row in self.begun:
            lines += ["", row.name, *row.messages] if row.messages else []
        return "\n".join([*lines, "", f"All reports: {self.attempt.page}"] if self.attempt.page else lines)

    @property
    def html(self) -> str:
        from course_lib.pictures.markup import button, buttons, prose

        notes = "".join(f'<p class="course-box course-notice">{prose(problem)}</p>' for problem in self.problems)
        rows = "".join(
            f'<tr><td>{escape(row.name)}</td><td class="course-number">{row.points:g} of {row.max:g}</td></tr>'
            for row in self.begun
        )
        table = f'<div class="course-grid"><table><caption>Points</caption>{rows}</table></div>' if rows else ""
        rest = f"<p>{escape(self.untouched)}</p>" if self.untouched else ""
        page = ""
        if self.attempt.page:
            link = f'<a href="../{escape(self.attempt.page)}">{escape(self.attempt.page)}</a>'
            page = f"<p>All reports: {link}</p>" + buttons(
                button("Open the feedback page", "open-page", path=self.attempt.page)
            )
        head = f'<p class="course-title">{escape(self.total)}</p><p>Judged as saved at {escape(self.saved)}.</p>'
        return f'<div role="group" aria-label="Submission">{head}{notes}{table}{rest}{page}</div>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        from course_lib.pictures.markup import bundle

        return bundle(repr(self), self.html)


def submit_saved(course: Course, lesson: str) -> Submitted:
    """Judge a lesson's notebook as it was saved last, and keep the attempt.

    Raises:
        NotFound: there is no such lesson.
        CourseError: there is no notebook, or the judge is not on this machine.
    """
    from course_lib.instructor import instructor

    if lesson not in course.lessons():
        raise NotFound("lesson", lesson, course.lessons())
    path = course.work / lesson / f"{lesson}.ipynb"
    if not path.exists():
        raise CourseError(f"There is no {path} yet: run `course prepare` and work on it first.")
    here = instructor()
    if here is None:
        raise CourseError(f"The judge is not on this machine; hand your notebook to your instructor. It is {path}")
    saved = datetime.fromtimestamp(path.stat().st_mtime)
    feedback = here.mark(path, lesson)
    before = history.attempts(lesson)
    attempt = _keep(course, lesson, path, feedback, len(before) + 1)
    return Submitted(
        lesson,
        attempt,
        max((kept.points for kept in before), default=None),
        f"{saved:%H:%M} on {saved:%d %B %Y}",
        tuple(map(_row, feedback.result.exercises)),
        tuple(feedback.problems),
    )


def _keep(course: Course, lesson: str, path: Path, feedback: Feedback, number: int) -> Attempt:
    from course_lib.prepare import write_atomically

    folder = course.work / FOLDER / lesson
    page = folder / f"attempt-{number}.html"
    write_atomically(page.with_suffix(".ipynb"), path.read_bytes())
    write_atomically(page, feedback.page.encode())
    result = feedback.result
    attempt = Attempt(
        number,
        datetime.now().isoformat(timespec="minutes"),
        result.points,
        result.max,
        {exercise.name: (exercise.points, exercise.max) for exercise in result.exercises},
        page.relative_to(course.work).as_posix(),
    )
    history.record_attempt(lesson, attempt)
    return attempt


def _row(exercise: ExerciseResult) -> Row:
    lost = tuple(check.message for check in exercise.checks if not check.passed)
    untouched = all(check.verdict.value == "not attempted" for check in exercise.checks)
    return Row(exercise.name, exercise.points, exercise.max, untouched, lost)


# In a notebook


def submit(lesson: str | None = None) -> Submitted:
    """Let the hidden checks judge this lesson's notebook, as it was saved last.

    Args:
        lesson: its slug; by default the open lab's.

    Raises:
        CourseError: it cannot be judged; the message says why.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    from course_lib import lab
    from course_lib.checks.here.progress_line import waiting_line

    lesson = lesson or lab.current().lesson
    program = "from course_lib.cli import app; app()"
    with waiting_line(f"Judging {lesson}. This takes some seconds."):
        ended = subprocess.run(
            [sys.executable, "-c", program, "submit", lesson, "--json"],
            capture_output=True, text=True, encoding="utf-8", timeout=60 * MINUTES, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    if ended.returncode:
        raise CourseError(ended.stderr.strip().rpartition("\n")[2] or "The lesson could not be judged.")
    return from_json(json.loads(ended.stdout))


def to_json(submitted: Submitted) -> dict[str, Any]:
    """As `course submit --json` prints it."""
    return {"schema": 1, **asdict(submitted)}


def from_json(said: dict[str, Any]) -> Submitted:
    """What `to_json` gave."""
    rows = tuple(Row(**{**row, "messages": tuple(row["messages"])}) for row in said["rows"])
    fields = {name: value for name, value in said.items() if name != "schema"}
    problems = tuple(said["problems"])
    return Submitted(**{**fields, "attempt": Attempt(**said["attempt"]), "rows": rows, "problems": problems})
