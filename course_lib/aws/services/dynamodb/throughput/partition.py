"""One partition: its own ceilings, and what it has been asked for while it was too busy."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from course_lib.aws.services.dynamodb.throughput.bucket import Bucket
from course_lib.aws.services.dynamodb.throughput.kinds import CALM, SPLITS_AFTER, Kind
from course_lib.aws.services.dynamodb.throughput.places import Place

MOST_PLACES = 2_000  # keys that are counted while a partition is hot


@dataclass
class Heat:
    """A time in which a partition refused requests: how long, and for which keys they were.

    Attributes:
        began: the first refusal; None while it is calm.
        last: the latest one.
        asked: units asked for since, by key.
    """

    began: float | None = None
    last: float = 0
    asked: Counter[Place] = field(default_factory=Counter)

    def refused(self, now: float) -> None:
        """One more refusal."""
        if self.began is None or now - self.last > CALM:
            self.began, self.asked = now, Counter()
        self.last = now

    def ask(self, place: Place, units: float) -> None:
        """Count what a key was asked for, while it is hot."""
        if self.began is None:
            return
        self.asked[place] += units  # type: ignore[assignment]
        if len(self.asked) > MOST_PLACES:
            self.asked = Counter(dict(self.asked.most_common(MOST_PLACES // 2)))

    def lasts(self, now: float) -> bool:
        """Whether it has been hot for so long that it splits."""
        return self.began is not None and now - self.began >= SPLITS_AFTER


@dataclass(eq=False)
class Partition:
    """The keys from `low` to where the next partition begins.

    Attributes:
        number: stays with it; new partitions get the next one.
        low: its lowest place.
        buckets: what it may use, by kind; all of them have to hold something.
        size: bytes in it.
        heat: how hot it is.
    """

    number: int
    low: Place
    buckets: dict[Kind, list[Bucket]]
    size: float = 0
    heat: Heat = field(default_factory=Heat)

    def has_units(self, kind: Kind, now: float) -> bool:
        """Whether it lets another request in."""
        return all([bucket.has_units(now) for bucket in self.buckets[kind]])

    def take(self, kind: Kind, units: float, now: float) -> None:
        """Use some."""
        for bucket in self.buckets[kind]:
            bucket.take(units, now)
