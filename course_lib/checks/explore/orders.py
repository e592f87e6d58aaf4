"""Run every order that matters, and where these are too many, those that show almost every race, and some by chance."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from course_lib.checks.expectations import Failure
from course_lib.checks.explore.one_by_one import OneByOne
from course_lib.checks.explore.race import Calls, Choose, Holds, Order, Prepare, Race
from course_lib.checks.explore.search import ByChance, BySwitches
from course_lib.checks.explore.shortest import shortest
from course_lib.checks.results import Finding
from course_lib.checks.submission import Submission

# All orders with so many switches are run, whatever the limit. Source of two: see `search`; three callers have so many
# orders with two that one has to do.
CERTAIN = {2: 2}
CERTAIN_OF_MORE = 1
MOST = 600  # orders that are run for certain; a function that sends so many requests cannot be judged
BY_CHANCE = 20  # orders drawn where there are more than the limit


@dataclass(frozen=True)
class Explored:
    """What a search did.

    Attributes:
        orders: how many were run.
        complete: whether those were all that matter.
        switches: all orders with at most so many switches were run; None when all orders were.
        chance: with which probability at least one of the orders drawn shows a bug that takes two points in the right
            sequence; 1 when all orders were run.
    """

    orders: int
    complete: bool
    switches: int | None = None
    chance: float = 1.0


def interleavings(
    submission: Submission,
    cloud: Any,
    prepare: Prepare,
    calls: Calls,
    holds: Holds,
    limit: int = 300,
    phases: bool = False,
    requests: int | None = None,
    weaker: str = "",
) -> Explored:
    """Try the same calls in every order of their AWS requests that matters, each time in a fresh account.

    Orders with few switches between callers come first. All with at most two are run (one, with three callers or
    more), then others until there are none or `limit` were run, then some that are drawn by chance.

    Args:
        submission: whose functions are called; each caller runs as an instance of its own.
        cloud: a model for the fresh clouds.
        prepare: fills a fresh cloud.
        calls: the calls of two or more callers, made with boto3 objects of the given cloud.
        holds: raises `Failure` unless the state and the outcomes, in the order of the calls, are right.
        limit: once so many orders were run, only those that have to be are.
        phases: whether a transaction that writes takes two turns, as at DynamoDB, so that other calls can arrive
            between them and meet TransactionConflict.
        requests: how many the contract lets one call send, for the sentence about code that sends too many.
        weaker: why the contract allows more than calls one after the other come to; else each order's outcomes and
            state have to be those of some such execution of the reference, where there is one: see `one_by_one`.

    Returns:
        how many orders were run, and what that shows.

    Raises:
        Failure: `holds` failed in some order. The finding shows one with as few switches between callers as were
            found, and names it so that `lab.race(order=…)` can run it again. Or the callers send so many requests that
            the orders with few switches cannot all be tried: what cannot be tried is not passed.
        LearnerError, CallProblem: the function cannot be called at all, or was not attempted.
    """
    model = submission.model
    right = OneByOne(model, cloud.fresh, prepare, calls) if model and not weaker else None
    race = Race(submission, cloud, prepare, calls, holds, phases, right)
    return submission.explore(lambda: _explore(race, limit, requests))


def _explore(race: Race, limit: int, requests: int | None) -> Explored:
    search, orders = BySwitches(), 0
    callers = longest = 1
    while True:
        order = _right_order(race, search.choose)
        if order is not None:
            orders += 1
            callers, longest = max(callers, len({*order.turns})), max(longest, len(order.turns))
        if not search.next_order():
            return Explored(orders, complete=True)
        certain = search.done > CERTAIN.get(callers, CERTAIN_OF_MORE)
        if certain and orders >= limit:
            break
        if not certain and orders >= MOST:
            raise _too_many(longest, requests)
    for number in range(BY_CHANCE):
        _right_order(race, ByChance(Random(number), callers, longest).choose)
    chance = 1 - (1 - 1 / (callers * longest)) ** BY_CHANCE
    return Explored(orders + BY_CHANCE, False, search.done - 1, chance)


def _right_order(race: Race, choose: Choose) -> Order | None:
    """Run an order; None when it was left.

    Raises:
        Failure: it broke; shown is the simplest one found that breaks the same way.
    """
    order = race.run(choose)
    if order is not None and order.failure is not None:
        raise shortest(race, order).failure or order.failure
    return order


def _too_many(sent: int, requests: int | None) -> Failure:
    problem = f"Your callers sent {sent} requests between them. That is too many to try every order of them."
    enough = f"; {requests} in each call are enough" if requests else ""
    return Failure(Finding(problem=problem, because=f"what goes wrong in one order only would not be seen{enough}"))
