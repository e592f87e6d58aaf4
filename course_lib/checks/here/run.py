"""Run an exercise's checks on functions in this process: `check(...)` and, in the source notebook, `exam(...)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.account import Cloud
from course_lib.checks.exercise import Check, Exercise
from course_lib.checks.here.local import STEP_SECONDS, LocalSubmission
from course_lib.checks.results import CheckResult, ExerciseResult, Verdict
from course_lib.checks.run import run_check

HURRIED_SECONDS = 2  # for each call, once a check has run out of time


def run_here(
    exercise_id: str,
    exercise: Exercise,
    checks: Sequence[Check],
    namespace: Mapping[str, Any],
    services: Sequence[str],
) -> ExerciseResult:
    """Run checks of an exercise, each in a fresh account.

    Args:
        exercise_id: `<lesson>.<exercise>`.
        exercise: whose advice and section the results show.
        checks: visible ones, or hidden ones on code that is trusted.
        namespace: the notebook's globals.
        services: what the accounts offer, by botocore's names.
    """
    results: list[CheckResult] = []
    for check in checks:
        late = any(result.verdict is Verdict.TIMED_OUT for result in results)
        with Cloud(services=services, pooled=True) as cloud:
            submission = LocalSubmission(namespace, check.name, cloud.clock, HURRIED_SECONDS if late else STEP_SECONDS)
            results.append(run_check(check, exercise, submission, cloud))
    return ExerciseResult(exercise_id, tuple(results))
