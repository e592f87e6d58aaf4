"""A store of units that fills at a rate."""

from __future__ import annotations

from dataclasses import dataclass

_NOTHING = 1e-9  # below this a store counts as empty: what is left of sums of fractions


@dataclass(slots=True)
class Bucket:
    """Units that can be used now.

    What is let in may cost more than is left, and is owed then: the next have to wait. DynamoDB, too, let a write of
    350 units into a new table of one unit a second, and refused the next (recorded at AWS in September 2026).

    Attributes:
        rate: units that come in, a second.
        longest: seconds of unused units that are kept.
        units: what is left; below zero when it is owed.
        since: the time, in seconds, at which that was so.
    """

    rate: float
    longest: float
    units: float
    since: float

    @classmethod
    def holding_a_second(cls, rate: float, longest: float, now: float) -> Bucket:
        """A new one, with the units of one second."""
        return cls(rate, longest, rate, now)

    def has_units(self, now: float) -> bool:
        """Whether another request is let in."""
        self._fill(now)
        return self.units > _NOTHING

    def take(self, units: float, now: float) -> None:
        """Use some."""
        self._fill(now)
        self.units -= units

    def change(self, rate: float, now: float) -> None:
        """From now on it fills at another rate."""
        self._fill(now)
        self.rate = rate
        self.units = min(self.units, rate * self.longest)

    def _fill(self, now: float) -> None:
        if now > self.since:
            self.units = min(self.rate * self.longest, self.units + (now - self.since) * self.rate)
            self.since = now
