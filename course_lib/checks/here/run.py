"""Run an exercise's checks on functions in this process: `check(...)` and, in the source notebook, `exam(...)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.account import Cloud
from course_lib.checks.exercise import Check, Exercise
from course_lib.checks.here.local import STEP_SECONDS, LocalSubmission
from course_lib.checks.here.traps import with_advice
from course_lib.checks.results import CheckResult, ExerciseResult, Finding, Verdict
from course_lib.checks.run import run_check

HURRIED_SECONDS = 2.0  # for each check or call, once a check has run out of time


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
        results.append(run_one(check, exercise, namespace, services, HURRIED_SECONDS if late else STEP_SECONDS))
    return ExerciseResult(exercise_id, tuple(results))


def run_one(
    check: Check, exercise: Exercise, namespace: Mapping[str, Any], services: Sequence[str], seconds: float
) -> CheckResult:
    """Run one check in a fresh account. A call may take so many real seconds."""
    with Cloud(services=services, pooled=True) as cloud:
        submission = LocalSubmission(namespace, check.name, cloud.clock, seconds)
        return with_advice(run_check(check, exercise, submission, cloud))


def out_of_time(check: Check, exercise: Exercise, problem: str) -> CheckResult:
    """The result of a check that did not come to an end.

    Args:
        problem: what is known about it, for the learner.
    """
    return CheckResult(
        check.name, check.goal, Verdict.TIMED_OUT, max=check.points, finding=Finding(problem=problem),
        section=check.section or exercise.section, secret=check.secret,
    )  # fmt: skip
