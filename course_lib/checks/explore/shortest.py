"""From an order that breaks to the simplest one that breaks the same way: the fewest switches between callers.

Most races need only one or two switches (M. Musuvathi, S. Qadeer, "Iterative Context Bounding for Systematic Testing of
Multithreaded Programs", 2007), so orders are tried by how many they have.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Mapping

from course_lib.aws.footprint import Footprint
from course_lib.checks.explore.race import Choose, Order, Race
from course_lib.checks.submission import CallProblem, LearnerError

MOST_TRIES = 24

Turns = tuple[int, ...]


def shortest(race: Race, broken: Order, tries: int = MOST_TRIES) -> Order:
    """The order with the fewest switches that fails with the same advice, among those found in so many tries.

    Args:
        race: what is run.
        broken: an order that failed.
        tries: at most so many orders.
    """
    best = broken
    starts: list[tuple[int, Turns]] = [(max(len(set(broken.turns)) - 1, 0), ())]  # the fewest switches it can lead to
    for _ in range(tries):
        if not starts or starts[0][0] >= switches(best.turns):
            break
        _, start = heapq.heappop(starts)
        order = _run(race, start)
        if order is None:
            continue
        if _same_failure(order, broken) and switches(order.turns) < switches(best.turns):
            best = order
        for other in _variations(order, len(start)):
            heapq.heappush(starts, other)
    return best


def switches(turns: Turns) -> int:
    """How often another caller's request is answered next."""
    return sum(one != other for one, other in itertools.pairwise(turns))


def _run(race: Race, start: Turns) -> Order | None:
    try:
        return race.run(_along(start))
    except (CallProblem, LearnerError):
        return None


def _along(start: Turns) -> Choose:
    """Follow `start`, then switch only when a caller has ended."""
    left = list(start)
    last = start[-1] if start else 0

    def choose(waiting: Mapping[int, Footprint]) -> int:
        nonlocal last
        wanted = left.pop(0) if left else last
        last = wanted if wanted in waiting else next(iter(waiting))
        return last

    return choose


def _variations(order: Order, after: int) -> Iterator[tuple[int, Turns]]:
    """The starts that leave an order at one turn from `after` on, each with the fewest switches it can lead to."""
    for position in range(after, len(order.turns)):
        for other in order.waiting[position]:
            if other != order.turns[position]:
                start = (*order.turns[:position], other)
                yield switches(start) + len(order.waiting[position]) - 1, start


def _same_failure(order: Order, broken: Order) -> bool:
    return order.failure is not None and broken.failure is not None and order.failure.advice == broken.failure.advice
