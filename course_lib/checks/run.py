"""How one check is run on one submission, and what a report says of it."""

from __future__ import annotations

from typing import Any

from course_lib.checks.exercise import Check, Exercise
from course_lib.checks.expectations import Failure, NotAttempted
from course_lib.checks.kit.arguments import expect_arguments_left
from course_lib.checks.kit.unchanged import nothing_else
from course_lib.checks.ledger import ledger_of
from course_lib.checks.results import CheckResult, Finding, Verdict
from course_lib.checks.submission import CallProblem, Ending, LearnerError, Outcome, Submission, handed_as, service_of


def run_check(check: Check, exercise: Exercise, submission: Submission, cloud: Any) -> CheckResult:
    """Run one check on one submission in one fresh cloud, whatever the submission does.

    An exception of the check itself gives `Verdict.JUDGE_BROKEN`.
    """
    submission.reasons, submission.judged, submission.watch = exercise.reasons, True, ledger_of(cloud).watching
    advice: str | None = None
    try:
        check.run(submission, cloud)
        nothing_else(cloud)
        expect_arguments_left(submission)
        verdict, finding = Verdict.PASSED, Finding()
    except Failure as failure:
        failure.explain(exercise.reasons, cloud, [outcome for _, outcome in submission.calls[-1:]])
        verdict, advice = Verdict.FAILED, failure.advice
        finding = _explain(failure, submission, cloud, exercise.may_be_none)
    except NotAttempted as reason:
        verdict, finding = Verdict.NOT_ATTEMPTED, Finding(problem=str(reason))
    except LearnerError as error:
        verdict, finding = _learner_error(error, submission)
    except CallProblem as problem:
        verdict, finding = _call_problem(problem)
    except Exception as error:
        text = f"The check itself failed ({type(error).__name__}: {error}). Please report it; it costs you nothing."
        verdict, finding = Verdict.JUDGE_BROKEN, Finding(problem=text)
    return CheckResult(
        name=check.name,
        goal=check.goal,
        verdict=verdict,
        points=check.points if verdict is Verdict.PASSED else 0,
        max=check.points,
        finding=finding,
        advice=advice,
        advice_text=exercise.reasons.texts.get(advice) if advice else None,
        section=check.section or exercise.section,
        secret=check.secret,
    )


def _learner_error(error: LearnerError, submission: Submission) -> tuple[Verdict, Finding]:
    raised = error.raised
    if raised.types[0] == "NotImplementedError":
        return Verdict.NOT_ATTEMPTED, Finding(problem="Replace `raise NotImplementedError()` with your own code.")
    where = f"\n{raised.line}" if raised.line else ""
    return Verdict.CRASHED, Finding(problem=f"Your code raised {raised}{where}", call=_last_call(submission))


def _call_problem(problem: CallProblem) -> tuple[Verdict, Finding]:
    verdicts = {
        Ending.UNDEFINED: Verdict.NOT_ATTEMPTED,
        Ending.WRONG_PARAMETERS: Verdict.FAILED,
        Ending.TIMED_OUT: Verdict.TIMED_OUT,
    }
    return verdicts.get(problem.outcome.ending, Verdict.CRASHED), Finding(problem=problem.outcome.problem)


def _last_call(submission: Submission) -> str | None:
    return str(submission.calls[-1][0]) if submission.calls else None


def _explain(failure: Failure, submission: Submission, cloud: Any, may_be_none: bool) -> Finding:
    """Add what explains a failure best: the call, what was printed, a client that was never used."""
    finding = failure.finding
    if finding.timeline or not submission.calls:
        return finding
    call, outcome = submission.calls[-1]
    unused = _unused(outcome, call.arguments, cloud)
    silent = None if may_be_none or finding.got != "None" else _silent(outcome)
    problem = (failure.left_behind and unused) or finding.problem or unused or silent
    return Finding(
        problem=problem,
        call=str(call),
        expected=finding.expected,
        got=finding.got,
        because=finding.because,
        printed=outcome.printed.strip()[:500] or None,
    )


def _failed_before_aws(outcome: Outcome) -> bool:
    """Whether an error came out before anything was sent, by whatever client: then the error says what is wrong."""
    if outcome.raised is None:
        return False
    types = outcome.raised.types
    return types[0] == "ParamValidationError" or not {"ClientError", "BotoCoreError"} & set(types)


def _unused(outcome: Outcome, arguments: tuple[Any, ...], cloud: Any) -> str | None:
    """That a client or an engine was given, and nothing was sent with it."""
    given = [each for each in arguments if handed_as(each) or getattr(each, "meta", None) is not None]
    names = {handle.who for handle in map(cloud.handle_of, given) if handle}
    if not names or _failed_before_aws(outcome) or any(entry.who in names for entry in cloud.journal.entries()):
        return None  # without a name they are another account's, whose journal is not this one
    services = "` and the `".join(handed_as(each) or service_of(each) for each in given)
    return (
        f"Your function sent nothing to the `{services}` it was given. "
        "If it made a client of its own, use the one in the parameter instead."
    )


def _silent(outcome: Outcome) -> str | None:
    """That nothing came back."""
    if outcome.ending is not Ending.RETURNED or outcome.value is not None:
        return None
    if outcome.printed.strip():
        return "Your function printed something and returned None. A caller cannot use what is printed: `return` it."
    return "Your function returned None. Is there a `return`, with a value, on every way through it?"
