"""What was changed about a table's throughput, and when: DynamoDB limits how often, and shows some of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

FREE_DECREASES = 4  # a UTC day; then one an hour: 27 in all. Source: developer guide, "Quotas"
BETWEEN_DECREASES = timedelta(hours=1)
MOST_SWITCHES, SWITCHES_IN = 4, timedelta(days=1)  # to on-demand. Source: "Considerations when switching modes"
Units = tuple[int, int]  # read and write units


@dataclass
class Life:
    """One table's, or one global index's, throughput over time.

    Attributes:
        increased, decreased: when that was done last.
        decreases: all of today's, oldest first.
    """

    increased: datetime | None = None
    decreased: datetime | None = None
    decreases: list[datetime] = field(default_factory=list)

    def decreases_on(self, day: datetime) -> int:
        """How many there were on that day, by UTC."""
        return sum(each.astimezone(UTC).date() == day.astimezone(UTC).date() for each in self.decreases)

    def next_decrease(self, now: datetime) -> datetime:
        """When the next one is allowed; a moment that has passed if it is now.

        Recorded at AWS in October 2026 (public ack-api-quirks): an hour after the last one that was accepted, or at
        midnight UTC, whichever is first.
        """
        if self.decreased is None or self.decreases_on(now) < FREE_DECREASES:
            return now
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        return min(self.decreased + BETWEEN_DECREASES, midnight)

    def change(self, before: Units, after: Units, now: datetime) -> None:
        """Note a change. One that lowers anything is a decrease, whatever else it does."""
        if any(new > old for old, new in zip(before, after, strict=True)):
            self.increased = now
        if is_decrease(before, after):
            self.decreased = now
            self.decreases = [each for each in self.decreases if each.date() == now.date()] + [now]


def is_decrease(before: Units, after: Units) -> bool:
    """Whether a change lowers reads or writes."""
    return any(new < old for old, new in zip(before, after, strict=True))


@dataclass
class TableLife:
    """A table's.

    Attributes:
        own: the table's own throughput.
        indexes: that of each global index.
        switches: when it became an on-demand table; being made as one counts.
        busy_until: until then a change is under way.
        shown: what DescribeTable shows of units until then.
        warm_until: until then its partitions are being made ready; `warm_shown` is shown meanwhile.
    """

    own: Life = field(default_factory=Life)
    indexes: dict[str, Life] = field(default_factory=dict)
    switches: list[datetime] = field(default_factory=list)
    busy_until: datetime | None = None
    shown: Units | None = None
    warm_until: datetime | None = None
    warm_shown: Units | None = None
    warmed_once: bool = False

    def of(self, index: str | None) -> Life:
        """The table's own, or an index's."""
        return self.own if index is None else self.indexes.setdefault(index, Life())

    def is_busy(self, now: datetime) -> bool:
        """Whether a change is under way."""
        return self.busy_until is not None and now < self.busy_until

    def is_warming(self, now: datetime) -> bool:
        """Whether warm throughput is being raised."""
        return self.warm_until is not None and now < self.warm_until

    def next_switch(self, now: datetime) -> datetime:
        """When it may become an on-demand table again; a moment that has passed if that is now."""
        recent = [each for each in self.switches if each > now - SWITCHES_IN]
        return now if len(recent) < MOST_SWITCHES else recent[-MOST_SWITCHES] + SWITCHES_IN
