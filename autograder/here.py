"""What the learner's side may ask of this one where both are on one machine: see `course_lib.instructor`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.catalog import load
from course_lib.checks.here.run import run_here
from course_lib.checks.results import ExerciseResult, SubmissionResult
from course_lib.lessons import services


def run_exam(lesson: str, exercise: str, namespace: Mapping[str, Any]) -> ExerciseResult | None:
    """Run an exercise's hidden checks on functions of this process; None where it has none."""
    loaded = load(lesson, exercise)
    if loaded.exam is None:
        return None
    return run_here(loaded.id, loaded.exercise, loaded.exam.checks, namespace, services(lesson))


def solution(lesson: str, exercise: str) -> str | None:
    """The reference, as text."""
    return load(lesson, exercise).reference


def judge(notebook: Mapping[str, Any], lesson: str) -> SubmissionResult:
    """Judge a whole notebook in a worker."""
    from autograder.judge import judge_notebook  # starts slowly: moto, IPython

    return judge_notebook(notebook, lesson)
