"""The vocabulary of a check: an exercise and its exam, what a check expects, and how one check is run.

exercise = Exercise(call=..., section=..., hints=(...), advice={...})

@exercise.check()
def free_seat(submission, cloud):
    \"\"\"A free seat is sold, and the answer is True.\"\"\"
    ...
    expect(sold, True, because="nobody owned 12A", advice="looks_first")
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from course_lib.aws.values import plain, same, show
from course_lib.checks.results import RAISED, CheckResult, Finding, Verdict
from course_lib.checks.submission import CallProblem, Ending, LearnerError, Outcome, Raised, Submission, service_of

# Exceptions that mean unfinished or broken code, or a limit of our cloud, rather than a decision to raise.
SLIPS = {"NotSimulated", "NameError", "UnboundLocalError", "AttributeError", "TypeError", "ZeroDivisionError"}
Run = Callable[[Submission, Any], None]


@dataclass(frozen=True)
class Check:
    """One idea tried on one exercise. Its name is the function's, its goal the docstring's."""

    name: str
    goal: str
    run: Run
    points: float = 0
    section: str | None = None
    secret: bool = False


@dataclass
class Exercise:
    """What a learner is asked to write, and the visible checks.

    Attributes:
        call: the function's signature as the learner writes it (or the name of an answer).
        section: where in the notebook to look again.
        hints: three layers, from a nudge to almost the code.
        advice: sentences that each address one mistake, by key.
    """

    call: str
    section: str
    hints: tuple[str, str, str]
    advice: Mapping[str, str] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)

    @property
    def function(self) -> str:
        return self.call.partition("(")[0]

    def check(self, section: str | None = None) -> Callable[[Run], Run]:
        """Register a practice check; `section` overrides the exercise's."""
        return _register(self.checks, 0, section or self.section, secret=False)


@dataclass
class Exam:
    """The hidden checks of an exercise, which give its points."""

    checks: list[Check] = field(default_factory=list)

    def check(self, points: float, section: str | None = None) -> Callable[[Run], Run]:
        """Register an exam check worth `points`."""
        return _register(self.checks, points, section, secret=True)

    @property
    def max(self) -> float:
        return sum(check.points for check in self.checks)


def _register(checks: list[Check], points: float, section: str | None, secret: bool) -> Callable[[Run], Run]:
    def register(run: Run) -> Run:
        goal = inspect.getdoc(run)
        if not goal:
            raise ValueError(f"The check {run.__name__} needs a docstring: it is the goal the learner reads.")
        checks.append(Check(run.__name__, " ".join(goal.split()), run, points, section, secret))
        return run

    return register


class Failure(Exception):
    """A check that did not hold: what was found, and the key of the advice that addresses it."""

    def __init__(self, finding: Finding, advice: str | None = None) -> None:
        super().__init__(finding.problem or finding.because or "")
        self.finding = finding
        self.advice = advice


class NotAttempted(Exception):
    """There is nothing to check yet."""


def expect(got: Any, expected: Any, because: str, advice: str | None = None) -> None:
    """Fail unless `got` is the same to AWS as `expected` (see `values.same`).

    Args:
        because: why this is right, for the learner; in an exam it must not give the answer away.
        advice: the key of the exercise's advice to show.

    Raises:
        Failure: they differ.
    """
    got, expected = plain(got), plain(expected)
    if not same(got, expected):
        raise Failure(Finding(got=show(got), expected=show(expected), because=because), advice)


def expect_found(what: str, found: Any, expected: Any, because: str, advice: str | None = None) -> None:
    """As `expect`, for what a call has left behind, or for a part of its answer: that is not what "it returned".

    Args:
        what: what it is, such as "The new table's tags"; begins the learner's sentence.

    Raises:
        Failure: they differ.
    """
    found, expected = plain(found), plain(expected)
    if not same(found, expected):
        raise Failure(Finding(problem=f"{what}: {show(found)}.", expected=show(expected), because=because), advice)


def require(holds: bool, problem: str, because: str | None = None, advice: str | None = None) -> None:
    """Fail with a sentence unless `holds`.

    Raises:
        Failure: it does not hold.
    """
    if not holds:
        raise Failure(Finding(problem=problem, because=because), advice)


@dataclass
class Caught:
    """What `expect_raises` caught; `raised` is set when the block has ended."""

    raised: Raised | None = None

    @property
    def attributes(self) -> Mapping[str, Any]:
        return self.raised.attributes if self.raised else {}


@contextmanager
def expect_raises(type_name: str, because: str, advice: str | None = None) -> Iterator[Caught]:
    """Fail unless the block's call raises an exception whose class, or a base class, has this name.

    A slip such as a NameError passes through: the check has crashed, or was not attempted.

    Raises:
        Failure: it returned, or raised something else.
    """
    with _expect_error(
        f"an exception {type_name}", lambda raised: type_name in raised.types, because, advice
    ) as caught:
        yield caught


@contextmanager
def expect_client_error(code: str, because: str, advice: str | None = None) -> Iterator[Caught]:
    """Fail unless the block's call raises the ClientError with this AWS error code, unchanged.

    Raises:
        Failure: it returned, or raised something else.
    """
    with _expect_error(f"the ClientError {code}", lambda raised: raised.code == code, because, advice) as caught:
        yield caught


@contextmanager
def _expect_error(wanted: str, matches: Callable[[Raised], bool], because: str, advice: str | None) -> Iterator[Caught]:
    caught = Caught()
    try:
        yield caught
    except LearnerError as error:
        name = error.raised.types[0]
        if name == "NotImplementedError" or (name in SLIPS and not matches(error.raised)):
            raise
        if not matches(error.raised):
            finding = Finding(got=f"{RAISED}{error.raised}", expected=wanted, because=because)
            slip = error.raised.code == "ValidationException"  # a request that is not well formed
            raise Failure(finding, None if slip else advice) from None
        caught.raised = error.raised
    else:
        raise Failure(
            Finding(problem="No exception came out of your function.", expected=wanted, because=because), advice
        )


def run_check(check: Check, exercise: Exercise, submission: Submission, cloud: Any) -> CheckResult:
    """Run one check on one submission in one fresh cloud, whatever the submission does.

    An exception of the check itself gives `Verdict.JUDGE_BROKEN`.
    """
    advice: str | None = None
    try:
        check.run(submission, cloud)
        verdict, finding = Verdict.PASSED, Finding()
    except Failure as failure:
        verdict, advice = Verdict.FAILED, failure.advice
        finding = _explain(failure.finding, submission, cloud)
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
        advice_text=exercise.advice.get(advice) if advice else None,
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


def _explain(finding: Finding, submission: Submission, cloud: Any) -> Finding:
    """Add what explains a failure best: the call, what was printed, a client that was never used."""
    if finding.timeline or not submission.calls:
        return finding
    call, outcome = submission.calls[-1]
    problem = finding.problem or _silent(outcome, call.arguments, cloud)
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


def _silent(outcome: Outcome, arguments: tuple[Any, ...], cloud: Any) -> str | None:
    given = [argument for argument in arguments if getattr(argument, "meta", None) is not None]
    names = {handle.who for handle in map(cloud.handle_of, given) if handle}
    if given and not _failed_before_aws(outcome) and not any(entry.who in names for entry in cloud.journal.entries()):
        return (
            f"Your function sent nothing to the `{'` and the `'.join(map(service_of, given))}` it was given. "
            "If it made a client of its own, use the one in the parameter instead."
        )
    if outcome.ending is not Ending.RETURNED or outcome.value is not None:
        return None
    if outcome.printed.strip():
        return "Your function printed something and returned None. A caller cannot use what is printed: `return` it."
    return "Your function returned None: it has no `return` on the way it took."
