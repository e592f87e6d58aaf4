"""An exercise and its exam: what a learner is asked to write, and the checks of it.

exercise = Exercise(call=..., section=..., hints=(...), advice={...})

@exercise.check()
def free_seat(submission, cloud):
    \"\"\"A free seat is sold, and the answer is True.\"\"\"
    ...
    expect(sold, True, because="nobody owned 12A", advice="looks_first")
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from course_lib.checks.reasons import Reason, Reasons
from course_lib.checks.submission import Submission

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
        advice: what can be wrong, by key, in the order in which it is looked for: a sentence that addresses the
            mistake, or a `Reason`, which also says when it is known to be this mistake.
        may_be_none: whether None is a right answer of some calls; then a None does not hint at a missing `return`.
    """

    call: str
    section: str
    hints: tuple[str, str, str]
    advice: Mapping[str, str | Reason] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    may_be_none: bool = False

    @property
    def function(self) -> str:
        return self.call.partition("(")[0]

    @cached_property
    def reasons(self) -> Reasons:
        """The advice, with when each is known to be right."""
        return Reasons(self.advice)

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
