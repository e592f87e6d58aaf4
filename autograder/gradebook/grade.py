"""Grade a whole class: find and judge what was handed in, many at once; write nbgrader's grade book, one at a time."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.gradebook.book import Book, Mark
from autograder.gradebook.judging import CannotJudge, Judge, prepare, warm_judge, worth_telling
from autograder.gradebook.notebooks import Damaged
from autograder.gradebook.submissions import Submitted, collect, find_submissions
from autograder.results import SubmissionResult
from course_lib.errors import CourseError

if TYPE_CHECKING:
    from rich.progress import Progress

NO_MARK = Mark(0, 0, needs_manual_grade=False)
COURSE = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Row:
    """One student: what the grade book says, what was wrong with the submission, and where the feedback is."""

    student: str
    points: float
    max: float
    problems: tuple[str, ...]
    seconds: float
    feedback: Path | None = None
    needs_manual_grade: bool = False


@dataclass(frozen=True)
class ClassResult:
    """A graded class. `peak_mb` is the largest memory of any one of our processes, in megabytes."""

    lesson: str
    rows: tuple[Row, ...]
    seconds: float
    peak_mb: float
    folder: Path

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


@dataclass(frozen=True)
class Judged:
    """One submission as it comes back from the process that judged it."""

    problems: tuple[str, ...]
    result: SubmissionResult | Exception
    seconds: float
    peak_mb: float


def grade_class(
    lesson: str,
    submitted: Path,
    out: Path = Path("build/class"),
    workers: int | None = None,
    *,
    course: Path = COURSE,
    judge: Judge | None = None,
    walled: bool | None = True,
    progress: bool = True,
) -> ClassResult:
    """Grade everything handed in for a lesson. A damaged submission gets its problem and what it earned, and
    none stops the rest.

    Grading again gives the same, and keeps what was marked by hand in formgrader.

    Args:
        lesson: its slug; `<course>/notebooks/<lesson>/<lesson>.ipynb` is the source notebook.
        submitted: the folder of submissions; see `submissions` for its layouts.
        out: where submitted/, autograded/, feedback/ and gradebook.db go; made if missing.
        workers: how many submissions are judged at once; as many as there are cores unless given.
        course: the folder with `nbgrader_config.py`.
        judge: used in place of the course's judge, in this process.
        walled: run submissions behind the judge's walls; None does so where they can be had. See docs/security.md.
        progress: show a progress bar while it runs.

    Raises:
        CourseError: the lesson or the submissions are not there, the grade book is of another version of the lesson,
            or nothing can be judged on this machine.
    """
    start = time.monotonic()
    course, out = course.resolve(), out.resolve()
    source = _source(course, lesson)
    found = find_submissions(lesson, submitted.resolve())
    if judge is None:
        _need_exam(lesson)
    out.mkdir(parents=True, exist_ok=True)
    book = Book(course, out, lesson)
    book.register_lesson()
    tasks = [Task(one, source, lesson, walled) for one in found]
    rows, peak = [], _peak_mb()
    with _bar(progress) as bar:
        shown = bar.add_task(f"Grading {lesson}", total=len(tasks))
        for one, judged in zip(found, _judge_all(tasks, workers or os.cpu_count() or 1, judge), strict=True):
            rows.append(_write(book, one, judged))
            peak = max(peak, judged.peak_mb, _peak_mb())
            bar.advance(shown)
    return ClassResult(lesson, tuple(rows), time.monotonic() - start, peak, out)


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


def _write(book: Book, one: Submitted, judged: Judged) -> Row:
    start, problems = time.monotonic(), [*one.problems, *judged.problems]
    mark, feedback = NO_MARK, None
    try:
        collect(one, book.lesson, book.folder("submitted", one.student), book.out / "replaced" / one.student)
        book.write(one.student, judged.result)
        mark = book.mark(one.student)
        feedback = book.write_feedback(one.student)
    except (CourseError, OSError) as error:
        missing = "feedback page" if mark is not NO_MARK else "grade"
        problems.append(f"There is no {missing} for this submission: {error}")
    seconds = judged.seconds + time.monotonic() - start
    return Row(one.student, mark.points, mark.max, tuple(problems), seconds, feedback, mark.needs_manual_grade)


# judging: in this process, or in a pool of processes that each keep a warm judge


@dataclass(frozen=True)
class Task:
    """One submission to judge: what was handed in, the lesson's source notebook, and whether behind walls."""

    submitted: Submitted
    source: Path
    lesson: str
    walled: bool | None = True


def judge_one(task: Task, judge: Judge | None = None) -> Judged:
    """Read, repair and judge one submission, whatever it is.

    Raises:
        CannotJudge: no submission can be judged on this machine.
    """
    judge = judge or partial(warm_judge, walled=task.walled)
    start = time.monotonic()
    problems: list[str] = []
    result: SubmissionResult | Exception = CourseError("there is no notebook")
    try:
        if task.submitted.path is not None:
            ready = prepare(task.submitted.path, task.source)
            problems += ready.problems
            result = judge(ready.notebook, task.lesson)
            problems += worth_telling(result.problems)
    except CannotJudge:
        raise
    except Damaged as damage:
        problems.append(str(damage))
    except Exception as error:
        problems.append(f"It could not be judged, which is our fault ({type(error).__name__}: {error}).")
        result = CourseError(str(error))
    return Judged(tuple(problems), result, time.monotonic() - start, _peak_mb())


def _judge_all(tasks: list[Task], workers: int, judge: Judge | None) -> Iterator[Judged]:
    """Judge the tasks, in their order; only a few are under way or waiting to be written at any time."""
    if judge is not None or workers == 1 or len(tasks) == 1:
        yield from (judge_one(task, judge) for task in tasks)
        return
    waiting: deque[tuple[Task, Future[Judged]]] = deque()
    pool = _pool(workers)
    try:
        for task in tasks:
            waiting.append((task, _submit(pool, task)))
            if len(waiting) > 4 * workers:
                yield _outcome(*waiting.popleft())
        while waiting:
            yield _outcome(*waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, task: Task) -> Future[Judged]:
    try:
        return pool.submit(judge_one, task)
    except BrokenProcessPool as error:
        failed: Future[Judged] = Future()
        failed.set_exception(error)
        return failed


def _outcome(task: Task, future: Future[Judged]) -> Judged:
    """A process that died takes its whole pool with it; each submission it held is judged once more, on its own."""
    try:
        return future.result()
    except BrokenProcessPool:
        pass
    try:
        with _pool(1) as alone:
            return alone.submit(judge_one, task).result()
    except BrokenProcessPool:
        text = "The process that judged it died twice, which is our fault."
        return Judged((text,), CourseError(text), 0, 0)


def _pool(workers: int) -> ProcessPoolExecutor:
    start = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(start)
    if start == "forkserver":
        context.set_forkserver_preload(["autograder.gradebook.grade", "autograder.judge"])
    return ProcessPoolExecutor(workers, mp_context=context)


def _peak_mb() -> float:
    try:
        import resource
    except ImportError:  # Windows has none
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


# for people


def _bar(shown: bool) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not shown)


def print_table(result: ClassResult) -> None:
    """Print who got what, what was wrong with each submission, and where the feedback pages are."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "Student", "Points", "Problems", title=f"{result.lesson}: {len(result.rows)} submissions", show_lines=True
    )
    table.columns[0].no_wrap = table.columns[1].no_wrap = True
    table.columns[1].justify = "right"
    for row in result.rows:
        problems = [*row.problems, *(["A person has to look at it in formgrader."] if row.needs_manual_grade else [])]
        table.add_row(Text(row.student), f"{row.points:g} of {row.max:g}", Text("\n".join(problems)))
    console = Console()
    console.print(table)
    console.print(f"{len(result.rows)} submissions in {result.seconds:.1f} s.")
    console.print(
        "Feedback pages:", Text(str(result.folder / "feedback" / "<student>" / result.lesson / f"{result.lesson}.html"))
    )
