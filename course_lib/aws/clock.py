"""The cloud's own time: it starts at a fixed moment, moves a little with each call, and never waits.

What a service has to do later it puts down as an appointment: it is kept when the clock comes by, at its moment.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=10)


@dataclass(order=True)
class Appointment:
    """Something that is to be done at a moment.

    Attributes:
        moment: when, in UTC.
        number: of two at the same moment the one that was made first is kept first.
        keep: does it. It must not raise.
        cancelled: whether it is not to be kept.
    """

    moment: datetime
    number: int
    keep: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        """Let it not be kept."""
        self.cancelled = True


@dataclass
class Clock:
    """A cloud's clock.

    Attributes:
        moment: the present, in UTC.
        tick: how far one AWS call moves it.
    """

    moment: datetime = START
    tick: timedelta = TICK
    _appointments: list[Appointment] = field(default_factory=list, repr=False)
    _numbers: itertools.count[int] = field(default_factory=itertools.count, repr=False, compare=False)
    _held: int = field(default=0, repr=False)

    def now(self) -> datetime:
        """The present, in UTC."""
        return self.moment

    def advance(self, **duration: float) -> datetime:
        """Move the clock on; `duration` is what `timedelta` takes (days=30, seconds=0.5). Returns the new present.

        Appointments on the way are kept, each at its moment. What one of them takes may move the clock further.
        """
        step = timedelta(**duration)
        if step < timedelta(0):
            raise ValueError("A clock only goes forward.")
        return self._move(self.moment + step)

    def count_call(self) -> datetime:
        """Move by one tick, as each call does."""
        return self._move(self.moment + self.tick)

    def at(self, moment: datetime, keep: Callable[[], None]) -> Appointment:
        """Make an appointment.

        Args:
            moment: when; one that has passed is kept when the clock moves next.
            keep: what is to be done. It must not raise.
        """
        made = Appointment(moment, next(self._numbers), keep)
        heapq.heappush(self._appointments, made)
        return made

    @contextmanager
    def held(self) -> Iterator[None]:
        """A block in which time passes and no appointment is kept; they are when the clock moves after it."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    def _move(self, target: datetime) -> datetime:
        """While an appointment is kept the clock moves on without looking for others: one after the other."""
        while not self._held and self._appointments and self._appointments[0].moment <= max(target, self.moment):
            due = heapq.heappop(self._appointments)
            if not due.cancelled:
                self.moment = max(self.moment, due.moment)
                with self.held():
                    due.keep()
        self.moment = max(self.moment, target)
        return self.moment
