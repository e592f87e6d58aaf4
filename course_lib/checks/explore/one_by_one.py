"""Whether what came of calls at once is what calls one after the other come to: linearizability.

Herlihy and Wing, "Linearizability: a correctness condition for concurrent objects", 1990. The executions that are
allowed come from a function that is right, so that a check need not know them: answers, errors and everything that the
account holds have to be those of one of them. A call that had ended before another one's first request comes first.

A right answer may store more in an item than that function does: a token, a time. Attributes that the item had neither
before nor in that execution do not count; where they are not allowed, the checks without others at work say so.

A call that was turned away because of the others, such as by TransactionConflict, may count as not made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Any

from course_lib.aws.contents import contents
from course_lib.aws.values import plain, same
from course_lib.checks.submission import Ending, Later, Outcome, Submission

# An error that says only that others were in the way. Source: DynamoDB API Reference, TransactWriteItems and PutItem;
# MySQL 8.0 Error Message Reference, 1205 and 1213.
IN_THE_WAY = ("TransactionConflict", "TransactionInProgressException", "Deadlock found", "Lock wait timeout exceeded")

Model = Callable[[Any], Submission]  # of a cloud: a submission that is right, which works in it


@dataclass(frozen=True)
class Execution:
    """Calls made one after the other.

    Attributes:
        order: which calls, by index.
        outcomes: what each came to, by index.
        before: what the account held at the start.
        held: what it held at the end.
    """

    order: tuple[int, ...]
    outcomes: Mapping[int, Outcome]
    before: Mapping[str, Any]
    held: Mapping[str, Any]

    def leaves(self, held: Mapping[str, Any]) -> bool:
        """Whether an account that holds this holds what is left at the end, attributes of one's own aside."""
        return held.keys() == self.held.keys() and all(
            same(_known_of(held[name], self.before.get(name), right), right) for name, right in self.held.items()
        )


class OneByOne:
    """The executions of some calls, one after the other, by a submission that is right.

    Args:
        model: makes that submission.
        fresh: makes a cloud.
        prepare: fills it.
        calls: the calls in it.
    """

    def __init__(
        self,
        model: Model,
        fresh: Callable[[], Any],
        prepare: Callable[[Any], object],
        calls: Callable[[Any], Sequence[Later]],
    ) -> None:
        self._model, self._fresh, self._prepare, self._calls = model, fresh, prepare, calls
        self._known: dict[tuple[int, ...], Execution] = {}

    def explains(self, cloud: Any, outcomes: Sequence[Outcome], turns: Sequence[int]) -> bool:
        """Whether one of the executions has these outcomes, and leaves what this account holds.

        Args:
            cloud: where the calls were made at once.
            outcomes: in the order of the calls.
            turns: whose requests were answered, one after the other, by index.
        """
        held = _held(cloud)
        for order in _orders(outcomes, turns):
            execution = self._execution(order)
            agree = all(_alike(outcomes[index], execution.outcomes[index]) for index in order)
            if agree and execution.leaves(held):
                return True
        return False

    def _execution(self, order: tuple[int, ...]) -> Execution:
        if order not in self._known:
            with self._fresh() as cloud:
                self._prepare(cloud)
                before = _held(cloud)
                laters, submission = self._calls(cloud), self._model(cloud)
                outcomes = {index: submission.run(laters[index]) for index in order}
                self._known[order] = Execution(order, outcomes, before, _held(cloud))
        return self._known[order]


def _held(cloud: Any) -> dict[str, Any]:
    """What an account holds. Each account has a number of its own, which is in ARNs and says nothing."""
    held: dict[str, Any] = _without({name: plain(kept.read()) for name, kept in contents(cloud).items()}, cloud.account)
    return held


def _known_of(value: Any, before: Any, right: Any) -> Any:
    """Of an item, the attributes that it had before or has in the right execution."""
    if not isinstance(value, dict) or not isinstance(right, dict):
        return value
    known = right.keys() | (before.keys() if isinstance(before, dict) else set())
    return {name: each for name, each in value.items() if name in known}


def _without(value: Any, account: str) -> Any:
    if isinstance(value, str):
        return value.replace(account, "ACCOUNT")
    if isinstance(value, dict):
        return {_without(name, account): _without(each, account) for name, each in value.items()}
    return [_without(each, account) for each in value] if isinstance(value, list) else value


def _orders(outcomes: Sequence[Outcome], turns: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Of all calls, then also without those that were turned away because of the others."""
    everybody = range(len(outcomes))
    away = [index for index in everybody if _in_the_way(outcomes[index])]
    before = {(one, other) for one in everybody for other in everybody if one != other and _ended(turns, one, other)}
    for count in range(len(away) + 1):
        for left_out in combinations(away, count):
            for order in permutations(index for index in everybody if index not in left_out):
                if all((later, earlier) not in before for earlier, later in combinations(order, 2)):
                    yield order


def _ended(turns: Sequence[int], one: int, other: int) -> bool:
    """Whether a call's last request was answered before the other one's first."""
    mine = [turn for turn, index in enumerate(turns) if index == one]
    others = [turn for turn, index in enumerate(turns) if index == other]
    return bool(mine and others) and mine[-1] < others[0]


def _in_the_way(outcome: Outcome) -> bool:
    raised = outcome.raised
    if raised is None:
        return False
    told = [*raised.types, raised.code or "", raised.message, *_reasons(raised.response)]
    return any(word in text for word in IN_THE_WAY for text in told)


def _reasons(response: Mapping[str, Any] | None) -> list[str]:
    reasons = (response or {}).get("CancellationReasons")
    return [str(each.get("Code")) for each in reasons if isinstance(each, dict)] if isinstance(reasons, list) else []


def _alike(outcome: Outcome, right: Outcome) -> bool:
    """Whether a call came to what it is to come to: the value, or the error with what it carries."""
    if outcome.ending is not right.ending:
        return False
    if right.ending is not Ending.RAISED or right.raised is None or outcome.raised is None:
        return same(outcome.value, right.value)
    if right.raised.code:
        return outcome.raised.code == right.raised.code
    told = right.raised.attributes
    carried = all(same(outcome.raised.attributes.get(name), value) for name, value in told.items())
    return outcome.raised.is_a(right.raised.types[0]) and carried
