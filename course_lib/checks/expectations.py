"""What a check expects of an answer, of an error, of what is left behind; and how it says that it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from course_lib.aws.values import plain, same, show
from course_lib.checks.ledger import ledger_of
from course_lib.checks.reasons import Advice, Reasons, Seen
from course_lib.checks.results import RAISED, Finding
from course_lib.checks.submission import LearnerError, Outcome, Raised

# Exceptions that mean unfinished or broken code, or a limit of our cloud, rather than a decision to raise.
SLIPS = {"NotSimulated", "NameError", "UnboundLocalError", "AttributeError", "TypeError", "ZeroDivisionError"}


class Failure(Exception):
    """A check that did not hold.

    Args:
        finding: what was found.
        advice: the key of the exercise's reason that addresses it, or the keys of those that it can be.
        got, expected: what did not agree, for those reasons.
        facts: what else the check knows, for those reasons.
        left_behind: whether it is about what the call has left, or a part of its answer. Of a call that sent nothing
            with the client it was given, that is said in its place.

    Attributes:
        advice: the reason's key, once it is known; before that the first of several.
    """

    def __init__(
        self,
        finding: Finding,
        advice: Advice = None,
        *,
        got: Any = None,
        expected: Any = None,
        facts: Mapping[str, Any] | None = None,
        left_behind: bool = False,
    ) -> None:
        super().__init__(finding.problem or finding.because or "")
        self.finding, self.left_behind = finding, left_behind
        self.candidates = (advice,) if isinstance(advice, str) else tuple(advice or ())
        self.advice = self.candidates[0] if self.candidates else None
        self._compared, self._facts, self._known = (got, expected), facts or {}, False

    def explain(self, reasons: Reasons, cloud: Any, outcomes: Sequence[Outcome]) -> None:
        """Find the reason, while what was seen is there to be looked at. Once it is found, it stays.

        Args:
            reasons: of the exercise.
            cloud: where the calls were made.
            outcomes: how they ended.
        """
        if self._known:
            return
        entries, changes = cloud.journal.learner_entries(), ledger_of(cloud).changes
        seen = Seen(entries, outcomes, changes, *self._compared, self._facts)
        self.advice, self._known = reasons.choose(self.candidates, seen), True

    def retold(self, finding: Finding) -> Failure:
        """The same failure with a finding that says more."""
        told = Failure(finding, left_behind=self.left_behind)
        told.candidates, told.advice, told._known = self.candidates, self.advice, self._known
        told._compared, told._facts = self._compared, self._facts
        return told


class NotAttempted(Exception):
    """There is nothing to check yet."""


def expect(
    got: Any, expected: Any, because: str, advice: Advice = None, facts: Mapping[str, Any] | None = None
) -> None:
    """Fail unless `got` is the same to AWS as `expected` (see `values.same`).

    Args:
        because: why this is right, for the learner; in an exam it must not give the answer away.
        advice: the key of the exercise's reason, or the keys of those that it can be.
        facts: what else the check knows, for those reasons.

    Raises:
        Failure: they differ.
    """
    got, expected = plain(got), plain(expected)
    if not same(got, expected):
        finding = Finding(got=show(got), expected=show(expected), because=because)
        raise Failure(finding, advice, got=got, expected=expected, facts=facts)


def expect_found(
    what: str,
    found: Any,
    expected: Any,
    because: str,
    advice: Advice = None,
    none: str = "None",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """As `expect`, for what a call has left behind, or for a part of its answer: that is not what "it returned".

    Args:
        what: what it is, such as "The new table's tags"; begins the learner's sentence.
        none: the word for None, such as "no item".

    Raises:
        Failure: they differ.
    """
    found, expected = plain(found), plain(expected)
    if same(found, expected):
        return
    shown, wanted = (none if value is None else show(value) for value in (found, expected))
    finding = Finding(problem=f"{what}: {shown}.", expected=wanted, because=because)
    raise Failure(finding, advice, got=found, expected=expected, facts=facts, left_behind=True)


def require(
    holds: bool,
    problem: str,
    because: str | None = None,
    advice: Advice = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Fail with a sentence unless `holds`.

    Raises:
        Failure: it does not hold.
    """
    if not holds:
        raise Failure(Finding(problem=problem, because=because), advice, facts=facts)


@dataclass
class Caught:
    """What `expect_raises` caught; `raised` is set when the block has ended."""

    raised: Raised | None = None

    @property
    def attributes(self) -> Mapping[str, Any]:
        return self.raised.attributes if self.raised else {}


@contextmanager
def expect_raises(
    type_name: str, because: str, advice: Advice = None, facts: Mapping[str, Any] | None = None
) -> Iterator[Caught]:
    """Fail unless the block's call raises an exception whose class, or a base class, has this name.

    A slip such as a NameError passes through: the check has crashed, or was not attempted.

    Raises:
        Failure: it returned, or raised something else.
    """
    with _expect_error(
        f"an exception {type_name}", lambda raised: type_name in raised.types, because, advice, facts
    ) as caught:
        yield caught


@contextmanager
def expect_client_error(
    code: str | Sequence[str], because: str, advice: Advice = None, facts: Mapping[str, Any] | None = None
) -> Iterator[Caught]:
    """Fail unless the block's call raises the ClientError with this AWS error code, or one of these, unchanged.

    Raises:
        Failure: it returned, or raised something else.
    """
    codes = (code,) if isinstance(code, str) else tuple(code)
    wanted = f"the ClientError {' or '.join(codes)}"
    with _expect_error(wanted, lambda raised: raised.code in codes, because, advice, facts) as caught:
        yield caught


@contextmanager
def _expect_error(
    wanted: str,
    matches: Callable[[Raised], bool],
    because: str,
    advice: Advice,
    facts: Mapping[str, Any] | None = None,
) -> Iterator[Caught]:
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
            raise Failure(finding, None if slip else advice, facts=facts) from None
        caught.raised = error.raised
    else:
        finding = Finding(problem="No exception came out of your function.", expected=wanted, because=because)
        raise Failure(finding, advice, facts=facts)
