"""Grade a whole class: find what was handed in, mark many at once, write nbgrader's grade book one at a time."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.gradebook import records
from autograder.gradebook.beside import files_beside
from autograder.gradebook.book import Book, Stopped
from autograder.gradebook.cluster import mark_all
from autograder.gradebook.collection.lessons import Lessons
from autograder.gradebook.collection.resubmitted import resubmitted
from autograder.gradebook.files import alone, remove_unfinished
from autograder.gradebook.judging import Judge
from autograder.gradebook.marking import Marked, Task, mark, peak_mb, sentences
from autograder.gradebook.records import Record, Run, explain
from autograder.gradebook.salt import salt_of
from autograder.gradebook.submissions import Submitted, find_submissions, or_earlier
from autograder.judge.pool import Crew, Done, here, start_early
from course_lib.errors import CourseError

COURSE = Path(__file__).resolve().parent.parent.parent
NOTHING = "Nothing was handed in."
STAYS = "The grade before stays."
DIED = "It could not be judged, which is our fault: the process that judged it died three times."

Watch = Callable[[int, int], None]


@dataclass(frozen=True)
class Row:
    """One student: what the grade book says, what was wrong with the submission, and where the feedback is.

    `changes` says why the points are not those of the grading before.
    """

    student: str
    points: float
    max: float
    problems: tuple[str, ...]
    seconds: float
    feedback: Path | None = None
    needs_manual_grade: bool = False
    changes: tuple[str, ...] = ()
    handed_in: bool = True
    late_penalty: float = 0.0


@dataclass(frozen=True)
class ClassResult:
    """A graded class. `peak_mb` is the largest memory of any one of our processes, in megabytes.

    `resumed` is how many of the rows were graded before the run was interrupted, `unchanged` how many were passed over
    because their submission had not changed, and `outdated` how many of these another exam or judge has graded.
    """

    lesson: str
    rows: tuple[Row, ...]
    seconds: float
    peak_mb: float
    folder: Path
    resumed: int = 0
    unchanged: int = 0
    outdated: int = 0

    def to_json(self) -> dict[str, Any]:
        """The `autograder grade --json` document."""
        return {
            "schema": 1,
            "lesson": self.lesson,
            "submissions": [
                {
                    "student": row.student,
                    "points": row.points,
                    "max": row.max,
                    "problems": list(row.problems),
                    "seconds": round(row.seconds, 3),
                }
                for row in self.rows
            ],
            "seconds": round(self.seconds, 3),
            "peak_mb": round(self.peak_mb, 1),
        }


def grade_class(
    lesson: str,
    submitted: Path,
    out: Path = Path("build/class"),
    workers: int | None = None,
    *,
    course: Path = COURSE,
    judge: Judge | None = None,
    walled: bool | None = True,
    url: str | None = None,
    cluster: str | None = None,
    watch: Watch | None = None,
    only: Collection[str] = (),
    changed: bool = False,
) -> ClassResult:
    """Grade everything handed in for a lesson. A damaged submission gets its problem and what it earned, and
    none stops the rest.

    A run that was interrupted is gone on with: what it has graded is not judged again. After a run that came to its
    end, everything is graded again. That gives the same, and keeps what was marked by hand in formgrader.

    Args:
        lesson: its slug; `<course>/notebooks/<lesson>/<lesson>.ipynb` is the source notebook.
        submitted: the folder of submissions; see `submissions` for its layouts.
        out: where submitted/, autograded/, feedback/ and gradebook.db go; made if missing.
        workers: how many submissions are judged at once; as many as there are cores unless given. With `judge` and
            without more than one, all are judged in this process.
        course: the folder with `nbgrader_config.py`.
        judge: used in place of the course's judge; processes import it.
        walled: run submissions behind the judge's walls; None does so where they can be had. See docs/security.md.
        url: the grade book's database; `gradebook.db` in `out` unless given or configured.
        cluster: the address of a Dask scheduler, whose workers judge in place of this machine.
        watch: called with how many are graded, and how many there are.
        only: grade these students and no others; all unless any are given.
        changed: judge only those whose submission is another than at their last grading.

    Raises:
        CourseError: the lesson or the submissions are not there, the grade book is of another version of the lesson,
            nothing can be judged on this machine, or nothing more can be written.
    """
    start = time.monotonic()
    local = judge is not None and workers in (None, 1)
    course, out = course.resolve(), out.resolve()
    source = _source(course, lesson)
    lessons = Lessons(course)
    found = find_submissions(lesson, submitted.resolve(), lessons.inside)
    if not local and not cluster:
        start_early()
    if judge is None:
        _need_exam(lesson)
    out.mkdir(parents=True, exist_ok=True)
    crew = Crew(1, here) if local else Crew(workers)
    with alone(out):
        remove_unfinished(out)
        with closing(Book(course, out, lesson, url)) as book:
            book.register_lesson()
            found = _whole_class(book, found, only, lessons.inside)
            run, before = book.begin(records.version(lesson, source))
            grading = _Grading(
                book,
                run,
                {one.student: one for one in found},
                {} if only else before,
                changed,
                watch or (lambda *_: None),
            )
            settings, secret = book.page_settings, book.secret
            tasks = (
                Task(one.student, one.path, source, lesson, one.problems, walled, settings,
                     salt=salt_of(secret, lesson, one.student))
                for one in grading.to_do()
            )  # fmt: skip
            marked = mark_all(cluster, tasks, run.version) if cluster else crew.run(Marker(judge), tasks, Task.again)
            with closing(marked):
                for done in marked:
                    grading.write(done)
            if not (only and run.resumed):  # an interrupted run of the whole class is still to be gone on with
                book.finish(run)
            rows = tuple(grading.rows[one.student] for one in found)
    peak = max(grading.peak_mb, peak_mb())
    seconds = time.monotonic() - start
    return ClassResult(lesson, rows, seconds, peak, out, grading.resumed, grading.unchanged, grading.outdated)


def _whole_class(
    book: Book, found: list[Submitted], only: Collection[str], which: Callable[[Path], str | None]
) -> list[Submitted]:
    """What is to be graded, with those of the grade book who handed in nothing, by name.

    Args:
        only: these students; all unless any are given.
        which: see `find_submissions`.

    Raises:
        CourseError: one of `only` is nobody's id.
    """
    known = {one.student: one for one in found}
    for student in book.students():
        known.setdefault(student, Submitted(student, None, (NOTHING,)))
    for student in only:
        if student not in known:
            close = get_close_matches(student, known, n=1)
            meant = f" Did you mean {close[0]!r}?" if close else ""
            raise CourseError(f"There is no submission of {student!r}, and no such student in the grade book.{meant}")
    wanted = [known[student] for student in sorted(known) if not only or student in only]
    return [_to_grade(book, one, which) for one in wanted]


def _to_grade(book: Book, one: Submitted, which: Callable[[Path], str | None]) -> Submitted:
    if one.refused:
        return one
    folder = book.folder("submitted", one.student)
    again = resubmitted(one, book.lesson, folder, book.notes.of(book.lesson, one.student), which)
    return or_earlier(again, book.lesson, folder)


@dataclass(frozen=True)
class Marker:
    """Marks tasks with a judge: what a pool's processes are given to do."""

    judge: Judge | None

    def __call__(self, task: Task) -> Marked:
        return mark(task, self.judge)


def _source(course: Path, lesson: str) -> Path:
    path = course / "notebooks" / lesson / f"{lesson}.ipynb"
    if not path.is_file():
        raise CourseError(f"There is no lesson {lesson!r}: {path} is missing.")
    return path


def _need_exam(lesson: str) -> None:
    from autograder.catalog import exercises, load

    missing = [name for name in exercises(lesson) if load(lesson, name).exam is None]
    if missing:
        raise CourseError(
            f"The exam of {', '.join(missing)} is not on this machine, so {lesson} cannot be graded here."
        )


def _not_judged(task: Task) -> Marked:
    """For a submission whose process always dies: a person has to look. Its file is not even opened here."""
    marked = mark(replace(task, path=None, problems=(*task.problems, DIED)))
    return replace(marked, ours=tuple(marked.scores))


class _Grading:
    """A run under way: which submissions are still to do, and the rows of those that are done.

    Args:
        before: what the run had graded when it was interrupted.
        changed: pass over those whose submission has not changed.
    """

    def __init__(
        self, book: Book, run: Run, found: dict[str, Submitted], before: dict[str, Record], changed: bool, watch: Watch
    ) -> None:
        self._book, self._run, self._found, self._before, self._watch = book, run, found, before, watch
        self._changed = changed
        self._digests: dict[str, str | None] = {}
        self.rows: dict[str, Row] = {}
        self.resumed, self.unchanged, self.outdated, self.peak_mb = 0, 0, 0, 0.0

    def to_do(self) -> Iterator[Submitted]:
        """The submissions that this run has not graded; those that it has get their rows."""
        self._watch(0, len(self._found))
        for student, one in self._found.items():
            if one.refused:
                self.rows[student] = Row(student, 0, 0, one.problems, 0)
                self._watch(len(self.rows), len(self._found))
            elif not self._is_done(one):
                yield one

    def _is_done(self, one: Submitted) -> bool:
        """Whether nothing is to be judged: it has its row."""
        record, page = self._before.get(one.student), self._page(one.student)
        if one.problems[:1] == (NOTHING,) and self._without_submission(one, page):
            return True
        digest = self._digest(one)
        if record is not None and record.submission == digest and page is not None:
            self.resumed += 1
            self._add(record, page)
            return True
        latest = self._book.latest(one.student) if self._changed else None
        if latest is not None and latest.submission == digest and page is not None:
            self.unchanged += 1
            self.outdated += latest.version != self._run.version
            self._add(latest, page)
            return True
        self._digests[one.student] = digest
        return False

    def _without_submission(self, one: Submitted, page: Path | None) -> bool:
        """The row of a student of the grade book who is not among the submissions.

        Returns:
            False where a notebook was collected before and never graded.
        """
        latest = self._book.latest(one.student)
        if latest is not None:
            self._add(replace(latest, problems=(*latest.problems, NOTHING, STAYS)), page)
        elif one.path is None:
            self.rows[one.student] = Row(one.student, 0, self._most, one.problems, 0, handed_in=False)
        else:
            return False
        self._watch(len(self.rows), len(self._found))
        return True

    @cached_property
    def _most(self) -> float:
        return self._book.most_points()

    def _digest(self, one: Submitted) -> str | None:
        """Of the notebook and what is beside it; None where there is nothing to judge."""
        digest = records.digest(one.path)
        if digest is None or one.path is None:
            return None
        files = files_beside(one.path, one.student, self._book.lesson)
        return hashlib.sha256(f"{digest} {files}".encode()).hexdigest() if files else digest

    def _page(self, student: str) -> Path | None:
        page = self._book.folder("feedback", student) / f"{self._book.lesson}.html"
        return page if page.is_file() else None

    def write(self, done: Done[Task, Marked]) -> None:
        """Put a marked submission into the grade book, and add its row.

        Raises:
            Stopped: nothing can be written any more.
        """
        start, student = time.monotonic(), done.task.student
        marked = done.output or _not_judged(done.task)
        before = None
        try:
            before = self._book.latest(student)
            written = self._book.write(self._run, self._found[student], self._digests.pop(student), marked)
        except Stopped as stop:
            raise Stopped(f"{stop} {len(self.rows)} of {len(self._found)} submissions are graded.") from stop
        except CourseError as error:
            problems = sentences((*marked.problems, f"There is no grade for this submission: {error}"))
            if before is None:
                self.rows[student] = Row(student, 0, 0, problems, marked.seconds)
            else:
                self._add(replace(before, problems=(*problems, STAYS)), self._page(student))
        else:
            changed = before is not None and before.points != written.record.points
            why = explain(before, written.record) if before is not None and changed else []
            seconds = marked.seconds + time.monotonic() - start
            self._add(replace(written.record, seconds=seconds), written.page, before if changed else None, why)
        self.peak_mb = max(self.peak_mb, marked.peak_mb)
        self._watch(len(self.rows), len(self._found))

    def _add(self, now: Record, page: Path | None, before: Record | None = None, why: list[str] | None = None) -> None:
        change = (f"It had {before.points:g} points before: {'; '.join(why or [])}.",) if before is not None else ()
        self.rows[now.student] = Row(
            now.student, now.points, now.max, now.problems, now.seconds, page, now.needs_person, change,
            late_penalty=now.late_penalty,
        )  # fmt: skip
