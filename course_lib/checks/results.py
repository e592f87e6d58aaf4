"""What a check, an exercise and a submission came to: small frozen objects and their JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

RAISED = "nothing: it raised "  # how a finding's `got` begins when no value came back


class Verdict(Enum):
    """How one check ended. Only JUDGE_BROKEN is our fault; it never costs a learner points."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not attempted"
    CRASHED = "crashed"
    TIMED_OUT = "timed out"
    JUDGE_BROKEN = "judge broken"


@dataclass(frozen=True)
class Finding:
    """Why a check did not pass, in the parts a report is made of; every part is optional text.

    `call` and `expected` name a check's inputs and answer: they are shown for practice checks only.
    """

    problem: str | None = None
    call: str | None = None
    expected: str | None = None
    got: str | None = None
    because: str | None = None
    timeline: str | None = None
    printed: str | None = None

    def __post_init__(self) -> None:
        """An error's own sentence, quoted at the end, brings its full stop along."""
        if self.problem and self.problem.endswith("..") and not self.problem.endswith("..."):
            object.__setattr__(self, "problem", self.problem[:-1])


@dataclass(frozen=True)
class CheckResult:
    """How one check ended. `advice` is the key of the exercise's advice it shows, `advice_text` the sentence."""

    name: str
    goal: str
    verdict: Verdict
    points: float = 0
    max: float = 0
    finding: Finding = field(default_factory=Finding)
    advice: str | None = None
    advice_text: str | None = None
    section: str | None = None
    secret: bool = False

    @property
    def passed(self) -> bool:
        return self.verdict is Verdict.PASSED

    @property
    def headline(self) -> str:
        """One line: the verdict in a learner's words, the goal, and the points where there are any."""
        words = {
            Verdict.PASSED: "Passed",
            Verdict.FAILED: "Not yet",
            Verdict.NOT_ATTEMPTED: "Not attempted",
            Verdict.CRASHED: "Crashed",
            Verdict.TIMED_OUT: "Out of time",
            Verdict.JUDGE_BROKEN: "Our fault, not yours",
        }
        points = f"   ({self.points:g} of {self.max:g} points)" if self.max else ""
        return f"{words[self.verdict]}: {self.goal}{points}"

    @property
    def details(self) -> list[tuple[str, str]]:
        """Label and text of every part a learner may see, in reading order."""
        found = self.finding
        rows = [
            ("", found.problem),
            ("You called", None if self.secret else found.call),
            self._what_came,
            ("We expected", None if self.secret else found.expected),
            ("Because", found.because),
            ("It printed", found.printed),
            ("The order that broke it", found.timeline),
            ("Try this", self.advice_text),
            ("Look again at", None if self.passed else self.section),
        ]
        return [(label, text) for label, text in rows if text]

    @property
    def _what_came(self) -> tuple[str, str | None]:
        """What the call came to, and what that is called."""
        got = self.finding.got
        if got and got.startswith(RAISED):
            return "It raised", got.removeprefix(RAISED)
        return "We saw" if self.finding.timeline else "It returned", got

    @property
    def message(self) -> str:
        """The whole report of this check as plain text."""
        return "\n".join([self.headline, *_detail_lines(self.details)])


def _detail_lines(details: Sequence[tuple[str, str]]) -> list[str]:
    lines = []
    for label, text in details:
        first, *rest = text.splitlines() or [""]
        if rest:
            lines += [f"  {label or first}", *(f"    {line}" for line in ([first, *rest] if label else rest))]
        else:
            lines.append(f"  {label:<13} {first}" if label else f"  {first}")
    return lines


@dataclass(frozen=True)
class Told:
    """Checks that ended the same way for the same reason: the reason is told once, below all their headlines."""

    checks: tuple[CheckResult, ...]

    @property
    def first(self) -> CheckResult:
        return self.checks[0]

    @property
    def message(self) -> str:
        """The headlines, and below them what is to be said, as plain text."""
        return "\n".join([*(check.headline for check in self.checks), *_detail_lines(self.first.details)])


def told_once(checks: Sequence[CheckResult]) -> list[Told]:
    """Put checks that found the same together, where the first of them stands."""
    groups: dict[Any, list[CheckResult]] = {}
    for check in checks:
        groups.setdefault(_reason(check), []).append(check)
    return [Told(tuple(group)) for group in groups.values()]


def _reason(check: CheckResult) -> Any:
    """What two checks share if they are to be told as one. One that passed, or has nothing to say, stands alone."""
    found = check.finding
    if check.passed or not check.details:
        return check.name
    ended_early = found.problem and not found.got and not found.timeline
    inputs = None if ended_early else (found.call, found.expected)
    problem = found.problem
    if problem and check.verdict is Verdict.TIMED_OUT:  # below it stands a line of a loop, now this one, now that one
        problem = problem.partition("\n")[0]
    seen = (problem, found.got, found.because, found.timeline, found.printed)
    return check.verdict, seen, inputs, check.advice_text


@dataclass(frozen=True)
class ExerciseResult:
    """Every check of one exercise; `id` is `<lesson>.<exercise>`."""

    id: str
    checks: Sequence[CheckResult]

    @property
    def name(self) -> str:
        return self.id.rpartition(".")[2]

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def max(self) -> float:
        return sum(check.max for check in self.checks)

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)

    @property
    def message(self) -> str:
        """The whole report of this exercise as plain text."""
        done = sum(check.passed for check in self.checks)
        points = f", {self.points:g} of {self.max:g} points" if self.max else ""
        return "\n".join(
            [f"{self.name}: {done} of {len(self.checks)} checks passed{points}"]
            + [told.message for told in told_once(self.checks)]
        )


@dataclass(frozen=True)
class SubmissionResult:
    """One judged notebook. `problems` are sentences about the notebook as a whole."""

    lesson: str
    exercises: Sequence[ExerciseResult]
    problems: Sequence[str] = ()

    @property
    def points(self) -> float:
        return sum(exercise.points for exercise in self.exercises)

    @property
    def max(self) -> float:
        return sum(exercise.max for exercise in self.exercises)

    def to_json(self) -> dict[str, Any]:
        """The `autograder judge --json` document."""
        return {
            "schema": 1,
            "lesson": self.lesson,
            "points": self.points,
            "max": self.max,
            "problems": list(self.problems),
            "exercises": [
                {
                    "id": exercise.id,
                    "points": exercise.points,
                    "max": exercise.max,
                    "checks": [
                        {
                            "name": check.name,
                            "verdict": check.verdict.value,
                            "points": check.points,
                            "max": check.max,
                            "message": check.message,
                        }
                        for check in exercise.checks
                    ],
                }
                for exercise in self.exercises
            ],
        }
