"""Why a check failed: an exercise's reasons in their order, and what is known of the mistake.

A check says what holds, and names the mistakes that it can be about. Which of them it is, the exercise knows: a reason
may say when it is known to be this mistake. The first of the named ones that is known is shown; if none is, nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from course_lib.aws.kept import Change
    from course_lib.aws.layers.journal import Entry

Advice = str | Sequence[str] | None  # the key of a reason, or the keys of those that it can be


@dataclass(frozen=True)
class Seen:
    """What is known of a call, or of several, when a check does not hold.

    Attributes:
        entries: what the learner's code sent, in order.
        outcomes: how the calls ended (`submission.Outcome`): the last one, or all of an exploration.
        changes: what they changed in the account, as far as the check has not judged it, by name (see `aws.contents`).
        got, expected: what did not agree, as plain values, where two values were compared.
        facts: what the check knows beside it, by names of its own.
    """

    entries: Sequence[Entry] = ()
    outcomes: Sequence[Any] = ()
    changes: Mapping[str, Change] = field(default_factory=dict)
    got: Any = None
    expected: Any = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def sent(self, *operations: str) -> list[Entry]:
        """The requests of these operations, or all."""
        return [entry for entry in self.entries if not operations or entry.operation in operations]

    @property
    def answers(self) -> list[Any]:
        """What was returned, by those calls that did return."""
        return [outcome.value for outcome in self.outcomes if outcome.ending.value == "returned"]

    @property
    def raised(self) -> list[Any]:
        """What came out, of those calls that raised."""
        return [outcome.raised for outcome in self.outcomes if outcome.raised is not None]


When = Callable[[Seen], bool]


@dataclass(frozen=True)
class Reason:
    """One mistake: the advice that addresses it, and when it is known to be this one.

    Attributes:
        text: the advice, for the learner.
        when: whether what was seen shows that it is this mistake; None: whenever a check names it.
    """

    text: str
    when: When | None = None

    def holds(self, seen: Seen) -> bool:
        """Whether it is known to be this mistake."""
        if self.when is None:
            return True
        try:
            return self.when(seen)
        except Exception:  # what a learner's code returns or sends can be anything; the verdict must not hang on it
            return False


class Reasons:
    """An exercise's reasons, in the order in which they are tried."""

    def __init__(self, reasons: Mapping[str, str | Reason]) -> None:
        self._reasons = {key: Reason(each) if isinstance(each, str) else each for key, each in reasons.items()}

    @property
    def texts(self) -> dict[str, str]:
        """The advice of each, by key."""
        return {key: reason.text for key, reason in self._reasons.items()}

    def choose(self, candidates: Sequence[str], seen: Seen) -> str | None:
        """The first of the candidates, in the exercise's order, that is known to be the mistake.

        A key that the exercise does not have comes last, and comes out as it is: that is for whoever writes the check.
        """
        known = [key for key, reason in self._reasons.items() if key in candidates and reason.holds(seen)]
        unknown = [key for key in candidates if key not in self._reasons]
        return next(iter([*known, *unknown]), None)
