"""Run an exercise's checks on functions in this process: `check(...)` and, in the source notebook, `exam(...)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.account import Cloud
from course_lib.checks.exercise import Check, Exercise
from course_lib.checks.here.local import STEP_SECONDS, LocalSubmission
from course_lib.checks.here.sent import CheckSent, lines_of
from course_lib.checks.here.traps import with_advice
from course_lib.checks.results import CheckResult, ExerciseResult, Finding, Verdict
from course_lib.checks.run import run_check
from course_lib.pictures.meter import Meter

Note = Callable[[CheckSent], None]
HURRIED_SECONDS = 2.0  # for each check or call, once a check has run out of time


def run_here(
    exercise_id: str,
    exercise: Exercise,
    checks: Sequence[Check],
    namespace: Mapping[str, Any],
    services: Sequence[str],
    note: Note | None = None,
) -> ExerciseResult:
    """Run checks of an exercise, each in a fresh account.

    Args:
        exercise_id: `<lesson>.<exercise>`.
        exercise: whose advice and section the results show.
        checks: visible ones, or hidden ones on code that is trusted.
        namespace: the notebook's globals.
        services: what the accounts offer, by botocore's names.
        note: called with what a check's calls sent, if anything.
    """
    results: list[CheckResult] = []
    for check in checks:
        late = any(result.verdict is Verdict.TIMED_OUT for result in results)
        ran = run_one(check, exercise, namespace, services, HURRIED_SECONDS if late else STEP_SECONDS)
        results.append(ran.result)
        if note and ran.sent.lines:
            note(ran.sent)
    return ExerciseResult(exercise_id, tuple(results))


@dataclass(frozen=True)
class Ran:
    """One check that has run: what came of it, and what was sent."""

    result: CheckResult
    sent: CheckSent


def run_one(
    check: Check, exercise: Exercise, namespace: Mapping[str, Any], services: Sequence[str], seconds: float
) -> Ran:
    """Run one check in a fresh account. A call may take so many real seconds."""
    with Cloud(services=services, pooled=True) as cloud:
        meter = Meter()
        cloud.add(meter)
        submission = LocalSubmission(namespace, check.name, cloud.clock, seconds)
        result = with_advice(run_check(check, exercise, submission, cloud))
        return Ran(result, CheckSent(check.goal, lines_of(cloud, meter)))


def out_of_time(check: Check, exercise: Exercise, problem: str) -> CheckResult:
    """The result of a check that did not come to an end.

    Args:
        problem: what is known about it, for the learner.
    """
    return CheckResult(
        check.name, check.goal, Verdict.TIMED_OUT, max=check.points, finding=Finding(problem=problem),
        section=check.section or exercise.section, secret=check.secret,
    )  # fmt: skip
