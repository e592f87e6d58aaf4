"""The keys of a table or index in order, and its partitions: each holds the keys from its lowest to the next one's.

A key's place is a hash of its partition key, then its sort key. So a partition can hold many partition keys, one, or
some sort keys of one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from course_lib.aws.services.dynamodb.throughput.partition import Partition
from course_lib.aws.services.dynamodb.throughput.places import HASHES, Place


class Space:
    """Partitions in the order of their keys; together they hold every key.

    Args:
        count: how many there are at first, in equal parts of all hashes.
        make: makes a partition with a given number and lowest place.
    """

    def __init__(self, count: int, make: Any) -> None:
        self._make = make
        self._lows: list[Place] = [(part * HASHES // count, ()) for part in range(count)]
        self._partitions: list[Partition] = [make(number, low) for number, low in enumerate(self._lows)]

    def __iter__(self) -> Iterator[Partition]:
        return iter(self._partitions)

    def __len__(self) -> int:
        return len(self._partitions)

    def at(self, place: Place) -> Partition:
        """The partition that holds a key."""
        return self._partitions[bisect_right(self._lows, place) - 1]

    def end(self, partition: Partition) -> Place:
        """The place at which a partition's keys end."""
        position = self._lows.index(partition.low) + 1
        return self._lows[position] if position < len(self._lows) else (HASHES, ())

    def split(self, partition: Partition, at: Place) -> Partition | None:
        """Divide a partition; what lies from `at` on is the new one, which is returned. None if nothing lies before.

        Both begin with what the old one had left.
        """
        if not partition.low < at < self.end(partition):
            return None
        position = self._lows.index(partition.low) + 1
        made: Partition = self._make(len(self._partitions), at)
        made.size = partition.size = partition.size / 2
        for kind, buckets in made.buckets.items():
            for new, old in zip(buckets, partition.buckets[kind], strict=False):
                new.units, new.since = old.units, old.since
        self._lows.insert(position, at)
        self._partitions.insert(position, made)
        return made

    def grow(self, count: int) -> None:
        """Divide the widest partitions until there are this many."""
        while len(self) < count:
            widest = max(self._partitions, key=lambda each: self.end(each)[0] - each.low[0])
            low, end = widest.low[0], self.end(widest)[0]
            if self.split(widest, ((low + end) // 2, ())) is None:
                return
