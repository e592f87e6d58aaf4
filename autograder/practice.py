"""Run an exercise's checks on functions in this process: `check(...)` and, in the source notebook, `exam(...)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograder.catalog import Loaded, load
from autograder.checks import Check, run_check
from autograder.local import STEP_SECONDS, LocalSubmission
from autograder.results import CheckResult, ExerciseResult, Verdict
from course_lib.cloud.core import Cloud
from course_lib.errors import CourseError
from course_lib.scenarios import services

HURRIED_SECONDS = 2  # for each call, once a check has run out of time


def run_practice(lesson: str, exercise: str, namespace: Mapping[str, Any]) -> ExerciseResult:
    """Run the visible checks, each in a fresh account.

    Args:
        namespace: the notebook's globals.

    Raises:
        NotFound: there is no such exercise.
    """
    loaded = load(lesson, exercise)
    return _run(loaded, loaded.exercise.checks, namespace)


def run_exam(lesson: str, exercise: str, namespace: Mapping[str, Any]) -> ExerciseResult:
    """Run the hidden checks here, on code that is trusted (the source notebook's own).

    Raises:
        CourseError: the exam is not here.
    """
    loaded = load(lesson, exercise)
    if loaded.exam is None:
        raise CourseError(f"The exam of {loaded.id} is not on this machine; your instructor has it.")
    return _run(loaded, loaded.exam.checks, namespace)


def _run(loaded: Loaded, checks: Sequence[Check], namespace: Mapping[str, Any]) -> ExerciseResult:
    results: list[CheckResult] = []
    for check in checks:
        late = any(result.verdict is Verdict.TIMED_OUT for result in results)
        with Cloud(services=services(loaded.lesson), pooled=True) as cloud:
            submission = LocalSubmission(namespace, check.name, cloud.clock, HURRIED_SECONDS if late else STEP_SECONDS)
            results.append(run_check(check, loaded.exercise, submission, cloud))
    return ExerciseResult(loaded.id, tuple(results))
