"""What the learner's side may ask of this one where both are on one machine: see `course_lib.instructor`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.catalog import load
from course_lib.checks.here.apart import run_apart
from course_lib.checks.results import ExerciseResult, SubmissionResult
from course_lib.instructor import Feedback
from course_lib.lessons import services, source_notebook


def run_exam(lesson: str, exercise: str, namespace: Mapping[str, Any]) -> ExerciseResult | None:
    """Run an exercise's hidden checks on functions of this process; None where it has none."""
    loaded = load(lesson, exercise)
    if loaded.exam is None:
        return None
    return run_apart(loaded.id, loaded.exercise, loaded.exam.checks, namespace, services(lesson))


def solution(lesson: str, exercise: str) -> str | None:
    """The reference, as text."""
    return load(lesson, exercise).reference


def mark(notebook: Path, lesson: str) -> Feedback:
    """Judge a saved notebook in a worker, and make the page that a class gets."""
    from autograder.gradebook.judging import warm_judge  # starts slowly: moto, IPython
    from autograder.gradebook.marking import Task
    from autograder.gradebook.marking import mark as mark_one
    from autograder.judge.pool import drop_fork_servers

    judged: list[SubmissionResult] = []

    def judge(cells: Any, slug: str) -> SubmissionResult:
        judged.append(warm_judge(cells, slug, walled=None))
        return judged[-1]

    try:
        marked = mark_one(Task("you", notebook, source_notebook(lesson), lesson, walled=None), judge)
    finally:
        drop_fork_servers()
    return Feedback(judged[-1] if judged else SubmissionResult(lesson, ()), marked.problems, marked.page)
