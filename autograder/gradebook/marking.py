"""From what a student handed in to everything that the writer needs: read, repair, judge, mark, make the page.

It runs in the judging processes, perhaps on another machine. It opens no grade book, and all that goes in and comes
out is plain data.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.gradebook import report
from autograder.gradebook.judging import CannotJudge, Judge, warm_judge, worth_telling
from autograder.gradebook.notebooks import Damaged, exercise_of, for_judge, is_check, read, without_exam
from autograder.gradebook.pages import Grades, PageMaker
from autograder.gradebook.recognise import Given, given_cells
from autograder.gradebook.repair import repair, unreadable
from course_lib.checks.results import SubmissionResult

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
    """

    student: str
    path: Path | None
    source: Path
    lesson: str
    problems: tuple[str, ...] = ()
    walled: bool | None = True
    pages: Mapping[str, Any] | None = field(default_factory=dict)


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
    """A submission ready to be judged, in the lesson's shape."""

    notebook: NotebookNode
    problems: tuple[str, ...]
    readable: bool = True


def open_submission(path: Path | None, source: LessonSource, problems: tuple[str, ...] = ()) -> Opened:
    """Read and repair what was handed in, whatever it is.

    Args:
        path: the file; None where there is none.
        problems: what is already known to be wrong.
    """
    if path is None:
        return Opened(shaped(unreadable(source.notebook), source), problems, readable=False)
    try:
        was_read = read(path)
    except Damaged as damage:
        return Opened(shaped(unreadable(source.notebook), source), (*problems, str(damage)), readable=False)
    repaired = repair(was_read.notebook, source.notebook, source.given)
    return Opened(shaped(repaired.notebook, source), (*problems, *was_read.problems, *repaired.problems))


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


def fill_unreadable(notebook: NotebookNode, problem: str) -> None:
    """Say at each check cell why it was not judged."""
    for cell in filter(is_check, notebook.cells):
        cell.outputs = [report.sentence_output(f"Your submission could not be read: {problem}", _worth(cell))]


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
    opened = open_submission(task.path, source, task.problems)
    notebook, problems, told = opened.notebook, list(opened.problems), list(opened.problems)
    ours, exercises = list[str](), tuple[dict[str, Any], ...]()
    if opened.readable:
        try:
            result = (judge or partial(warm_judge, walled=task.walled))(for_judge(notebook), task.lesson)
            told += worth_telling(result.problems)
            problems = list(told)
            exercises = tuple(map(_remembered, result.exercises))
        except CannotJudge:
            raise
        except Exception as error:
            problems.append(f"It could not be judged, which is our fault ({type(error).__name__}: {error}).")
            result = SubmissionResult(task.lesson, ())
        ours = fill_checks(notebook, result)
    else:
        fill_unreadable(notebook, told[-1] if told else "there is no notebook.")
    if told:
        notebook.cells.insert(0, report.problems_cell(told))
    hide_exam(notebook)
    marked = _marked(notebook, task, tuple(ours))
    seconds = time.monotonic() - start
    return replace(marked, problems=tuple(problems), exercises=exercises, seconds=seconds, peak_mb=peak_mb())


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
    page = _page_maker(_Frozen(task.pages)).make(notebook, grades, task.student, task.lesson)
    return Marked((), copy, scores, ours, unanswered, grades, page, (), 0, 0)


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
