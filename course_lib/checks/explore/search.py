"""Which orders of several callers' requests to run, and in which sequence: those with few switches first.

A switch here is a turn in which the caller before could have gone on, and another one was answered. Almost all races
show with one or two of them (M. Musuvathi, S. Qadeer, "Iterative Context Bounding for Systematic Testing of
Multithreaded Programs", 2007), wherever in the calls they are. So however many harmless requests stand around it, the
order that breaks is met early.

Two orders that differ only in neighbouring requests that commute leave the same state and the same answers, so one of
them is enough: sleep sets (P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996). A
request that was an earlier choice at a point is not chosen again after one that commutes with it.

Where that is still too much, orders are drawn by chance: each caller has a priority, and a few times the first one
falls behind all others. With n callers and k requests, one such order shows a bug that takes d points in the right
sequence with a probability of at least 1/(n·k^(d-1)) (S. Burckhardt and others, "A Randomized Scheduler with
Probabilistic Guarantees of Finding Bugs", 2010).
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from course_lib.aws.footprint import Footprint, commute

Turns = tuple[int, ...]
Waiting = Mapping[int, Footprint]


@dataclass(order=True, frozen=True)
class _Start:
    """The beginning of orders that were not run yet.

    Attributes:
        switches: how many it has.
        number: of starts with as many, the one that was found first is run first.
        turns: whose request is answered, one after the other.
        asleep: what need not be chosen next, and what it would do.
    """

    switches: int
    number: int
    turns: Turns = field(compare=False)
    asleep: Waiting = field(compare=False)


class BySwitches:
    """Every order that matters, by rising number of switches. Run one order with `choose`, then ask `next_order`.

    Attributes:
        done: all orders with fewer switches than this were run.
    """

    done = 0

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._starts: list[_Start] = []
        self._begin(_Start(0, 0, (), {}))

    def next_order(self) -> bool:
        """Turn to the next order; False when there is none."""
        if not self._starts:
            return False
        start = heapq.heappop(self._starts)
        self.done = start.switches
        self._begin(start)
        return True

    def choose(self, waiting: Waiting) -> int | None:
        """Whose request is answered; None when an equal order was run before."""
        if self._left:
            wanted = self._left.pop(0)
            chosen = wanted if wanted in waiting else next(iter(waiting))  # it runs otherwise than before
        else:
            choice = self._branch(waiting)
            if choice is None:
                return None
            chosen = choice
        self._turns = (*self._turns, chosen)
        self._last = chosen
        return chosen

    def _begin(self, start: _Start) -> None:
        self._left, self._turns, self._last = list(start.turns), (), None
        self._asleep, self._switches = start.asleep, start.switches

    def _branch(self, waiting: Waiting) -> int | None:
        """Go on as before where that is possible, and note the other choices for later."""
        others = sorted(waiting, key=lambda index: (index != self._last, index))
        awake = [index for index in others if index not in self._asleep]
        if not awake:
            return None
        earlier = dict(self._asleep)
        for position, index in enumerate(awake):
            asleep = {other: step for other, step in earlier.items() if commute(step, waiting[index])}
            switches = self._switches + (self._last in waiting and index != self._last)
            if position == 0:
                going_on = switches, asleep
            else:
                start = _Start(switches, next(self._numbers), (*self._turns, index), asleep)
                heapq.heappush(self._starts, start)
            earlier[index] = waiting[index]
        self._switches, self._asleep = going_on
        return awake[0]

    _left: list[int]
    _turns: Turns
    _last: int | None
    _asleep: Waiting
    _switches: int


class ByChance:
    """One order drawn by chance.

    Args:
        chance: what it is drawn from.
        callers: how many there are.
        requests: how many requests an order has, about.
        depth: of the bugs that are looked for.
    """

    def __init__(self, chance: random.Random, callers: int, requests: int, depth: int = 3) -> None:
        self._priorities = {index: depth + place for place, index in enumerate(chance.sample(range(callers), callers))}
        turns = range(1, max(requests, depth))
        self._falls = dict(zip(chance.sample(turns, min(depth - 1, len(turns))), range(depth), strict=False))
        self._turn = 0

    def choose(self, waiting: Waiting) -> int:
        """Whose request is answered: the highest priority's, which falls at a few turns."""
        self._turn += 1
        first = max(waiting, key=lambda index: self._priorities.get(index, 0))
        if self._turn in self._falls:
            self._priorities[first] = self._falls[self._turn] - len(self._falls)
            first = max(waiting, key=lambda index: self._priorities.get(index, 0))
        return first
