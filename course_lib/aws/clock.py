"""The cloud's own time: it starts at a fixed moment, moves a little with each call, and never waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=10)


@dataclass
class Clock:
    """A cloud's clock.

    Attributes:
        moment: the present, in UTC.
        tick: how far one AWS call moves it.
    """

    moment: datetime = START
    tick: timedelta = TICK

    def now(self) -> datetime:
        """The present, in UTC."""
        return self.moment

    def advance(self, **duration: float) -> datetime:
        """Move the clock on; `duration` is what `timedelta` takes (days=30, seconds=0.5). Returns the new present."""
        step = timedelta(**duration)
        if step < timedelta(0):
            raise ValueError("A clock only goes forward.")
        self.moment += step
        return self.moment

    def count_call(self) -> datetime:
        """Move by one tick, as each call does."""
        self.moment += self.tick
        return self.moment
