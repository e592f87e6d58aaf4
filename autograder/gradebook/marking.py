"""From what a student handed in to everything that the writer needs: read, repair, judge, mark, make the page.

It runs in the judging processes, perhaps on another machine. It opens no grade book, and all that goes in and comes
out is plain data.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.gradebook import report
from autograder.gradebook.beside import cell_that_writes, files_beside, say_files
from autograder.gradebook.judging import CannotJudge, Judge, warm_judge, worth_telling
from autograder.gradebook.newer_python import newer_syntax
from autograder.gradebook.notebooks import Damaged, exercise_of, for_judge, is_check, read, without_exam
from autograder.gradebook.pages import Grades, PageMaker
from autograder.gradebook.recognise import Given, given_cells
from autograder.gradebook.repair import repair, unreadable
from autograder.judge.alarm import Overrun, step
from autograder.judge.pool import drop_fork_servers
from course_lib.aws.values import readable
from course_lib.checks.results import SubmissionResult

READING_SECONDS, JUDGING_SECONDS, MARKING_SECONDS = 20, 400, 60  # of our processor time
SKIPPED = ("reading", "page")
LONGEST_PROBLEM, MOST_PROBLEMS = 1000, 50
TOO_MUCH = (
    "{name} could not be read: that took more time or memory than a notebook may take. "
    "Take out what is very large or repeated very often, save, and submit again."
)
NOT_JUDGED = "Our fault, not yours: this exercise could not be judged. Your instructor will look at it."


@dataclass(frozen=True)
class Task:
    """One submission to mark.

    Attributes:
        student: the student's id.
        path: the file handed in; None where there is none.
        source: the lesson's source notebook.
        lesson: its slug.
        problems: what is already known to be wrong.
        walled: run it behind the judge's walls; None where they can be had.
        pages: how nbconvert is configured to make feedback pages; None: no page is made.
        skip: steps that have ended a process already: what they are for is done without.
        salt: what the exam's inputs are drawn from; see `salt`.
    """

    student: str
    path: Path | None
    source: Path
    lesson: str
    problems: tuple[str, ...] = ()
    walled: bool | None = True
    pages: Mapping[str, Any] | None = field(default_factory=dict)
    skip: frozenset[str] = frozenset()
    salt: str = ""

    def again(self, step: str) -> Task:
        """What is to be done in place of this task after a process has died in a step of it."""
        return replace(self, skip=self.skip | {step}) if step in SKIPPED else self


@dataclass(frozen=True)
class Marked:
    """One submission, marked.

    Attributes:
        problems: what was wrong with it, in sentences.
        copy: the autograded notebook, as JSON.
        scores: the judge's points by grade id; None where a person has to give them.
        ours: the cells where the judge itself failed.
        unanswered: the answer cells that nobody wrote into.
        grades: what the feedback page was made with.
        page: that page.
        plain: whether the page shows the notebook as plain text, since nothing else may be tried.
        exercises: every check with its verdict, points and the key of its advice.
        seconds: how long it took.
        peak_mb: the largest memory of the process that did it, in megabytes.
    """

    problems: tuple[str, ...]
    copy: str
    scores: dict[str, float | None]
    ours: tuple[str, ...]
    unanswered: tuple[str, ...]
    grades: Grades
    page: str
    exercises: tuple[dict[str, Any], ...]
    seconds: float
    peak_mb: float
    plain: bool = False


@dataclass(frozen=True)
class LessonSource:
    """A lesson's source notebook, and its cells as a class receives them."""

    notebook: NotebookNode
    given: dict[str, Given]


def lesson_source(path: Path) -> LessonSource:
    """Read a source notebook; one that has not changed is read once in a process."""
    return _lesson_source(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _lesson_source(path: Path, changed: int) -> LessonSource:
    notebook = read(path).notebook
    return LessonSource(notebook, given_cells(notebook))


@dataclass(frozen=True)
class Opened:
    """A submission ready to be judged, in the lesson's shape. `ours`: it could not be read, and the fault is ours.

    `files`: what was handed in beside it, by name.
    """

    notebook: NotebookNode
    problems: tuple[str, ...]
    readable: bool = True
    ours: bool = False
    files: dict[str, str] = field(default_factory=dict)


def open_submission(path: Path | None, source: LessonSource, problems: tuple[str, ...] = ()) -> Opened:
    """Read and repair what was handed in, whatever it is.

    Args:
        path: the file; None where there is none.
        problems: what is already known to be wrong.
    """
    if path is None:
        return _not_opened(source, problems)
    try:
        with step("reading", READING_SECONDS):
            was_read = read(path)
            newer = newer_syntax(was_read.notebook)
            repaired = repair(was_read.notebook, source.notebook, source.given)
            notebook = shaped(repaired.notebook, source)
    except Damaged as damage:
        return _not_opened(source, (*problems, str(damage)))
    except (Overrun, MemoryError, RecursionError):
        return _not_opened(source, (*problems, TOO_MUCH.format(name=path.name)))
    except Exception as error:
        return _not_opened(source, (*problems, _our_fault("read", error)), ours=True)
    return Opened(notebook, sentences((*problems, *was_read.problems, *newer, *repaired.problems)))


def _not_opened(source: LessonSource, problems: tuple[str, ...], ours: bool = False) -> Opened:
    return Opened(shaped(unreadable(source.notebook), source), sentences(problems), readable=False, ours=ours)


def _our_fault(done: str, error: Exception) -> str:
    return f"It could not be {done}, which is our fault ({type(error).__name__}: {readable(str(error), 300)})."


def sentences(problems: Iterable[str]) -> tuple[str, ...]:
    """Problems as people are told of them: not too many, not too long, and with no sign that does something."""
    every = tuple(problems)
    clean = [report.clean(each[: 2 * LONGEST_PROBLEM]) for each in every[:MOST_PROBLEMS]]
    told = [each if len(each) <= LONGEST_PROBLEM else f"{each[:LONGEST_PROBLEM]} …" for each in clean]
    if len(every) > MOST_PROBLEMS:
        told.append(f"{len(every) - MOST_PROBLEMS:,} more were found.")
    return tuple(readable(each, len(each)) for each in told)


def shaped(notebook: NotebookNode, source: LessonSource) -> NotebookNode:
    """The notebook, to be run by the lesson's kernel."""
    kernel = source.notebook.metadata.get("kernelspec")
    if kernel:
        notebook.metadata["kernelspec"] = kernel
    return notebook


def fill_checks(notebook: NotebookNode, result: SubmissionResult) -> list[str]:
    """Write each exercise's report and points as its check cell's output; return the cells where we failed."""
    ours, exercises = [], {exercise.name: exercise for exercise in result.exercises}
    for cell in filter(is_check, notebook.cells):
        exercise = exercises.get(exercise_of(cell) or "")
        if exercise is None:
            cell.outputs = [report.sentence_output(NOT_JUDGED, _worth(cell))]
        else:
            cell.outputs = [report.judged_output(exercise, _worth(cell))]
        if exercise is None or report.is_ours(exercise):
            ours.append(cell.metadata.nbgrader.grade_id)
    return ours


def fill_unreadable(notebook: NotebookNode, problem: str, ours: bool = False) -> list[str]:
    """Say at each check cell why it was not judged; return the cells where we failed, which `ours` says."""
    checks = list(filter(is_check, notebook.cells))
    for cell in checks:
        cell.outputs = [report.sentence_output(f"Your submission could not be read: {problem}", _worth(cell))]
    return [cell.metadata.nbgrader.grade_id for cell in checks] if ours else []


def hide_exam(notebook: NotebookNode) -> None:
    """Remove the hidden tests from the check cells."""
    for cell in filter(is_check, notebook.cells):
        cell.source = without_exam(cell.source)


def _worth(cell: NotebookNode) -> float:
    return float(cell.metadata.nbgrader.points)


def mark(task: Task, judge: Judge | None = None) -> Marked:
    """Mark one submission, whatever it is.

    Raises:
        CannotJudge: no submission can be judged on this machine.
    """
    start, source = time.monotonic(), lesson_source(task.source)
    if "reading" in task.skip and task.path is not None:
        opened = _not_opened(source, (*task.problems, TOO_MUCH.format(name=task.path.name)))
    else:
        opened = open_submission(task.path, source, task.problems)
        if opened.readable and task.path is not None:
            opened = replace(opened, files=files_beside(task.path, task.student, task.lesson))
    result, failure = _judged(opened, task, judge)
    told = [*opened.problems, *say_files(opened.files), *sentences(worth_telling(result.problems if result else ()))]
    problems = [*told, failure] if failure else told
    try:
        with step("marking", MARKING_SECONDS):
            marked = _filled(opened.notebook, opened, result, told, task)
    except Exception as error:  # what the submission itself looks like is lost; what it earned is not
        problems = [*problems, _our_fault("shown", error)]
        marked = _filled(shaped(unreadable(source.notebook), source), opened, result, told, task)
    exercises = tuple(map(_remembered, result.exercises)) if result else ()
    seconds = time.monotonic() - start
    return replace(marked, problems=tuple(problems), exercises=exercises, seconds=seconds, peak_mb=peak_mb())


def _judged(opened: Opened, task: Task, judge: Judge | None) -> tuple[SubmissionResult | None, str]:
    """The judge's result, None where the submission could not be read; and a sentence where the judge has failed."""
    if not opened.readable:
        return None, ""
    try:
        prepared = for_judge(opened.notebook, cell_that_writes(opened.files) if opened.files else "")
        with step("judging", JUDGING_SECONDS):
            return (judge or partial(warm_judge, walled=task.walled, salt=task.salt))(prepared, task.lesson), ""
    except CannotJudge:
        raise
    except Exception as error:
        if isinstance(error, Overrun):
            drop_fork_servers()  # it may have been interrupted while it talked to one
        return SubmissionResult(task.lesson, ()), _our_fault("judged", error)


def _filled(
    notebook: NotebookNode, opened: Opened, result: SubmissionResult | None, told: list[str], task: Task
) -> Marked:
    ours: list[str] = []
    if result is not None:
        ours = fill_checks(notebook, result)
    else:
        ours = fill_unreadable(notebook, told[-1] if told else "there is no notebook.", opened.ours)
    if told:
        notebook.cells.insert(0, report.problems_cell(told))
    hide_exam(notebook)
    return _marked(notebook, task, tuple(ours))


def _remembered(exercise: Any) -> dict[str, Any]:
    checks = [
        {"name": one.name, "verdict": one.verdict.value, "points": one.points, "max": one.max, "advice": one.advice}
        for one in exercise.checks
    ]
    return {"name": exercise.name, "points": exercise.points, "max": exercise.max, "checks": checks}


def _marked(notebook: NotebookNode, task: Task, ours: tuple[str, ...]) -> Marked:
    """What nbgrader's SaveAutoGrades would find in this notebook, and the page its generate_feedback would make."""
    from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

    scores, worth, comments = dict[str, float | None](), dict[str, float](), dict[str, str | None]()
    for cell in notebook.cells:
        if is_grade(cell):
            scores[cell.metadata.nbgrader.grade_id], worth[cell.metadata.nbgrader.grade_id] = determine_grade(cell)
        elif is_task(cell):
            worth[cell.metadata.nbgrader.grade_id] = float(cell.metadata.nbgrader.points)
        if is_solution(cell) or is_task(cell):
            untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
            comments[cell.metadata.nbgrader.grade_id] = "No response." if untouched else None
    grades = Grades(
        {name: (float(scores.get(name) or 0), most) for name, most in worth.items()},
        comments,
        float(sum(score or 0 for score in scores.values())),
        float(sum(worth.values())),
    )
    copy = nbformat.v4.writes(notebook) + "\n"
    unanswered = tuple(name for name, comment in comments.items() if comment)
    if task.pages is None:
        return Marked((), copy, scores, ours, unanswered, Grades({}, {}, 0, 0), "", (), 0, 0)
    plain = "page" in task.skip
    page = _page_maker(_Frozen(task.pages)).make(notebook, grades, task.student, task.lesson, plain)
    return Marked((), copy, scores, ours, unanswered, grades, page, (), 0, 0, plain)


def peak_mb() -> float:
    """The most memory that this process has used, in megabytes; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows has none
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


class _Frozen:
    """A configuration as the key of a cache: the same text is the same configuration."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings, self._text = settings, repr(settings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


@lru_cache(maxsize=2)
def _page_maker(settings: _Frozen) -> PageMaker:
    return PageMaker(settings.settings)
