"""When computing ends that several processes do at the same time on virtual CPUs."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Computing(Generic[T]):
    """What one thread of a process computes."""

    left: float
    number: int
    who: T


@dataclass
class Schedule(Generic[T]):
    """Processes share the CPUs equally, none has more than one, and the threads of one take turns: Python has one lock.

    Attributes:
        vcpus: how many CPUs there are; a fraction of one is less time on it.
        now: milliseconds that have passed.
    """

    vcpus: float
    now: float = 0.0
    _computing: dict[Hashable, deque[_Computing[T]]] = field(default_factory=dict)
    _asleep: list[tuple[float, int, T]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def compute(self, process: Hashable, ms: float, who: T) -> None:
        """From now on somebody in this process computes for so many milliseconds of a whole CPU."""
        self._computing.setdefault(process, deque()).append(_Computing(ms, next(self._numbers), who))

    def sleep(self, ms: float, who: T) -> None:
        """From now on somebody sleeps for so long."""
        heapq.heappush(self._asleep, (self.now + ms, next(self._numbers), who))

    def forget(self, gone: Callable[[T], bool]) -> list[T]:
        """Forget those that do not wait any more, whether they compute or sleep, and say who they are."""
        found = [who for who in self._all() if gone(who)]
        self._asleep = [each for each in self._asleep if each[2] not in found]
        heapq.heapify(self._asleep)
        for process, waiting in list(self._computing.items()):
            left = deque(each for each in waiting if each.who not in found)
            if left:
                self._computing[process] = left
            else:
                del self._computing[process]
        return found

    def _all(self) -> Iterator[T]:
        yield from (who for _, _, who in self._asleep)
        yield from (each.who for waiting in self._computing.values() for each in waiting)

    def next(self) -> T | None:
        """Let time pass until the first of them is done, and say who it is; None if nobody does anything."""
        first = [each[0] for each in self._computing.values()]
        rate = min(1.0, self.vcpus / len(first)) if first else 1.0
        ends = [(self.now + each.left / rate, each.number) for each in first]
        if self._asleep:
            ends.append(self._asleep[0][:2])
        if not ends:
            return None
        end, number = min(ends)
        for each in first:
            each.left = 0.0 if each.number == number else max(0.0, each.left - (end - self.now) * rate)
        self.now = end
        return self._done(number)

    def _done(self, number: int) -> T:
        for process, waiting in list(self._computing.items()):
            if waiting[0].number == number:
                done = waiting.popleft()
                if not waiting:
                    del self._computing[process]
                return done.who
        return heapq.heappop(self._asleep)[2]
