"""Load that is made up from a few calls: whether a table would serve an evening of it."""

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate, cycle, islice

from course_lib.aws.services.dynamodb.throughput.kinds import Capacity, Kind
from course_lib.aws.services.dynamodb.throughput.replay import Ask, Replayed, on_demand, replay

WARMED = Capacity(None, {}, {Kind.READ: 60_000, Kind.WRITE: 20_000})  # twenty partitions


def spread_evenly(keys: list[str]) -> list[str]:
    """The same keys as often, each as evenly over the list as it can be."""
    counts = Counter(keys)
    places = [((number + 0.5) / count, key) for key, count in sorted(counts.items()) for number in range(count)]
    return [key for _, key in sorted(places)]


def evening(keys: list[str], writes: int, seconds: int = 2, capacity: Capacity | None = None) -> Replayed:
    """So many writes a second, with the given keys as often as they stand in the list.

    Args:
        keys: a sample of partition keys.
        writes: a second, of one unit each.
        seconds: how long it lasts.
        capacity: of the table; a new on-demand one unless told.
    """
    times = (number / writes for number in range(writes * seconds))
    asks = (Ask(at, key) for at, key in zip(times, cycle(spread_evenly(keys)), strict=False))
    return replay(asks, capacity or on_demand())


def share_refused(replayed: Replayed) -> float:
    """How many of all requests were turned away, from 0 to 1."""
    return replayed.refused / (replayed.refused + replayed.accepted)


def zipf(count: int, skew: float) -> list[float]:
    """How often each of so many keys is asked for, in all 1: the more skew, the more for the first ones."""
    weights = [1 / (place + 1) ** skew for place in range(count)]
    return [weight / sum(weights) for weight in weights]


def drawn(weights: list[float], count: int) -> list[int]:
    """So many places, each as often as its weight says, without any chance."""
    bounds = list(accumulate(weights))
    return [next(place for place, bound in enumerate(bounds) if at < bound + 1e-12) for at in islice(_evenly(), count)]


def _evenly() -> Iterator[float]:
    """Numbers from 0 to 1 that fill it evenly, however many are taken."""
    at = 0.0
    while True:
        at = (at + 0.6180339887498949) % 1.0
        yield at
