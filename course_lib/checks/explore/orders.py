"""Every order that matters.

Two orders that differ only in neighbouring calls that commute (both read, or they touch different items) leave the
same state and the same answers, so one of them is enough. The search is depth first over "whose call is answered
next", with sleep sets (P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996): a call
that was already tried at a point is not tried again after a call that commutes with it. The two phases of a transaction
commute with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from course_lib.aws.footprint import Footprint, commute
from course_lib.checks.exercise import Failure
from course_lib.checks.explore.race import Calls, Holds, Prepare, Race
from course_lib.checks.explore.shortest import shortest
from course_lib.checks.results import Finding
from course_lib.checks.submission import Submission


@dataclass(frozen=True)
class Explored:
    """What a search did: how many orders ran, and whether those were all that matter."""

    orders: int
    complete: bool


def interleavings(
    submission: Submission,
    cloud: Any,
    prepare: Prepare,
    calls: Calls,
    holds: Holds,
    limit: int = 300,
    on_cap: Literal["pass", "fail"] = "pass",
    phases: bool = False,
) -> Explored:
    """Try the same calls in every order of their AWS requests that matters, each time in a fresh account.

    Args:
        submission: whose functions are called; each caller runs as an instance of its own.
        cloud: a model for the fresh clouds.
        prepare: fills a fresh cloud.
        calls: the calls of two or more callers, made with boto3 objects of the given cloud.
        holds: raises `Failure` unless the state and the outcomes, in the order of the calls, are right.
        limit: at most so many orders count; one more is run, to know that there are more.
        on_cap: what to do when so many orders were right and there are more: "pass" lets the submission pass, and only
            the answer's `complete` tells; "fail" raises a `Failure` that says so. Code that sends many requests meets
            the cap without being wrong, so fail it only where the exercise asks for few.
        phases: whether a transaction that writes takes two turns, as at DynamoDB, so that other calls can arrive
            between them and meet TransactionConflict.

    Returns:
        how many orders were run, and whether these were all.

    Raises:
        Failure: `holds` failed in some order. The finding shows one with as few switches between callers as were
            found, and names it so that `lab.race(order=…)` can run it again.
        LearnerError, CallProblem: the function cannot be called at all, or was not attempted.
    """
    race = Race(submission, cloud, prepare, calls, holds, phases)
    return submission.explore(lambda: _explore(race, limit, on_cap))


def _explore(race: Race, limit: int, on_cap: Literal["pass", "fail"]) -> Explored:
    search = _SleepSets()
    orders = 0
    while True:
        order = race.run(search.choose)
        if order and order.failure:
            failure = shortest(race, order).failure
            assert failure is not None
            raise failure
        if order and orders == limit:
            break  # so there is one more that matters
        orders += order is not None
        if not search.next_order():
            return Explored(orders, complete=True)
    if on_cap == "fail":
        problem = f"Nothing went wrong in {orders} orders of the callers' requests, but there are too many to try all."
        raise Failure(Finding(problem=problem, because="your function sends more requests than this task needs"))
    return Explored(orders, complete=False)


@dataclass
class _Point:
    """A moment when some callers wait: what each would do, who need not be answered, who was tried."""

    waiting: Mapping[int, Footprint]
    asleep: dict[int, Footprint]
    chosen: int
    tried: dict[int, Footprint] = field(default_factory=dict)

    def next_choice(self) -> bool:
        """Mark the last choice as tried and choose another; False when none is left."""
        self.tried[self.chosen] = self.waiting[self.chosen]
        left = [index for index in self.waiting if index not in self.tried and index not in self.asleep]
        if left:
            self.chosen = left[0]
        return bool(left)


class _SleepSets:
    """The search: `choose` leads one order along the path of choices and on, `next_order` turns to another."""

    def __init__(self) -> None:
        self._path: list[_Point] = []
        self._depth = 0
        self._asleep: dict[int, Footprint] = {}

    def choose(self, waiting: Mapping[int, Footprint]) -> int | None:
        """Whose call is answered; None when every waiting call sleeps: an equal order was run before."""
        if self._depth == len(self._path):
            awake = [index for index in waiting if index not in self._asleep]
            if not awake:
                return None
            self._path.append(_Point(waiting, self._asleep, awake[0]))
        point = self._path[self._depth]
        chosen = point.chosen if point.chosen in waiting else next(iter(waiting))  # it ran otherwise than before
        idle = {**point.asleep, **point.tried}
        self._asleep = {i: step for i, step in idle.items() if i != chosen and commute(step, waiting[chosen])}
        self._depth += 1
        return chosen

    def next_order(self) -> bool:
        """Choose otherwise at the last point where that is possible; False when there is none."""
        self._depth, self._asleep = 0, {}
        while self._path and not self._path[-1].next_choice():
            self._path.pop()
        return bool(self._path)
