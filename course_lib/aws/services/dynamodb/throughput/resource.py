"""One table or one global index: what it lets in, and what it refuses."""

from __future__ import annotations

from dataclasses import replace

from course_lib.aws.services.dynamodb.throughput.bucket import Bucket
from course_lib.aws.services.dynamodb.throughput.kinds import (
    ACCOUNT_LIMIT,
    BURST,
    CEILING,
    PARTITION_BYTES,
    Capacity,
    Kind,
    Limit,
    Model,
)
from course_lib.aws.services.dynamodb.throughput.ledger import Ledger
from course_lib.aws.services.dynamodb.throughput.partition import Partition
from course_lib.aws.services.dynamodb.throughput.places import Place, after
from course_lib.aws.services.dynamodb.throughput.space import Space


class Resource:
    """A table or global index at work.

    A request is let in when the whole has units left, and the partition of its key has. It is charged afterwards, by
    what it has cost.

    Args:
        capacity: what it may use.
        model: how its units are shared among its partitions.
        now: the time, in seconds. It begins with the units of one second; what it does not use is kept from then on.

    Attributes:
        capacity: what it may use, at present.
        ledger: what was used and refused.
        reasons: refusals, by what was exceeded.
    """

    def __init__(self, capacity: Capacity, model: Model = Model.ADAPTIVE, now: float = 0) -> None:
        self.capacity, self.ledger = capacity, Ledger()
        self.reasons: dict[tuple[Kind, Limit], int] = {}
        self._model, self._now = model, now
        self._count = capacity.partitions  # what shares are counted by
        self._whole = self._wholes(now)
        self._space = Space(self._count, self._partition)
        for each in self._space:
            each.size = capacity.size / len(self._space)

    @property
    def shares(self) -> bool:
        """Whether each partition has a fixed share of the units."""
        return self._model is Model.FIXED_SHARES and not self.capacity.on_demand

    @property
    def partitions(self) -> list[Partition]:
        """In the order of their keys."""
        return list(self._space)

    def is_one_key(self, partition: Partition) -> bool:
        """Whether nothing but one item (or one partition key) lies in it, so that it cannot be split."""
        return after(partition.low) == self._space.end(partition)

    def refusal(self, kind: Kind, place: Place, now: float) -> Limit | None:
        """What stands against a request for a key, if anything does. Nothing is charged."""
        self._now = now
        partition = self._space.at(place)
        for limit, bucket in self._whole[kind]:
            if not bucket.has_units(now):
                return self._refused(partition, kind, limit, now)
        if partition.has_units(kind, now):
            return None
        if self._model is Model.ADAPTIVE:
            partition.heat.refused(now)
            partition.heat.ask(place, 1)
            if partition.heat.lasts(now) and self._cool(partition):
                return self.refusal(kind, place, now)
        return self._refused(partition, kind, Limit.KEY_RANGE, now)

    def charge(self, kind: Kind, place: Place, units: float, now: float, growth: float = 0) -> None:
        """Count what a request has used; `growth` is by how many bytes the partition grew."""
        if not units:
            return
        partition = self._space.at(place)
        for _, bucket in self._whole[kind]:
            bucket.take(units, now)
        partition.take(kind, units, now)
        partition.heat.ask(place, units)
        self.ledger.use(partition.number, kind, units, now)
        partition.size += growth
        if partition.size > PARTITION_BYTES:
            self._halve(partition)

    def change(self, capacity: Capacity, now: float) -> None:
        """Another capacity from now on. Partitions may be added; none ever goes away."""
        self._now = now
        same_mode = capacity.on_demand == self.capacity.on_demand
        self.capacity = replace(capacity, size=self.capacity.size)
        if same_mode and not capacity.on_demand:
            for kind in Kind:
                for (_, bucket), (_, wanted) in zip(self._whole[kind], self._wholes(now)[kind], strict=True):
                    bucket.change(wanted.rate, now)
        else:
            self._whole = self._wholes(now)
        self._space.grow(capacity.partitions)
        self._share(now)

    def _refused(self, partition: Partition, kind: Kind, limit: Limit, now: float) -> Limit:
        self.ledger.refuse(partition.number, kind, now)
        self.reasons[kind, limit] = self.reasons.get((kind, limit), 0) + 1
        return limit

    def _wholes(self, now: float) -> dict[Kind, list[tuple[Limit, Bucket]]]:
        """What limits the table as a whole, by kind."""
        return {kind: list(self._whole_of(kind, now)) for kind in Kind}

    def _whole_of(self, kind: Kind, now: float) -> list[tuple[Limit, Bucket]]:
        if self.capacity.units is None:
            limits = {Limit.ACCOUNT: float(ACCOUNT_LIMIT)}
            if kind in self.capacity.most:
                limits = {Limit.MAX_ON_DEMAND: self.capacity.most[kind]}
            return [(limit, Bucket.holding_a_second(rate, 1, now)) for limit, rate in limits.items()]
        if self.shares:
            return []
        return [(Limit.PROVISIONED, Bucket.holding_a_second(self.capacity.units[kind], BURST, now))]

    def _partition(self, number: int, low: Place) -> Partition:
        return Partition(number, low, {kind: self._buckets(kind) for kind in Kind})

    def _buckets(self, kind: Kind) -> list[Bucket]:
        buckets = [Bucket.holding_a_second(CEILING[kind], 1, self._now)]
        if self.shares:
            buckets.append(Bucket.holding_a_second(self._share_of(kind), BURST, self._now))
        return buckets

    def _share_of(self, kind: Kind) -> float:
        assert self.capacity.units is not None
        return self.capacity.units[kind] / self._count

    def _share(self, now: float) -> None:
        """Give each partition its share anew; there are more of them, or more units."""
        self._count = len(self._space)
        for partition in self._space:
            for kind in Kind:
                own = partition.buckets[kind]
                if not self.shares:
                    del own[1:]
                elif len(own) == 1:
                    own.append(Bucket.holding_a_second(self._share_of(kind), BURST, now))
                else:
                    own[1].change(self._share_of(kind), now)

    def _cool(self, partition: Partition) -> bool:
        """Split a partition that stays hot; whether that could be done.

        A key that is asked for more than all others together is put into a partition of its own; otherwise the asked
        keys are halved. Keys that always grow go on to meet in the last partition. Source: developer guide, "Isolate
        frequently accessed items"; when and where exactly is this cloud's invention.
        """
        asked = partition.heat.asked
        if not asked:
            return False
        [(hottest, most)] = asked.most_common(1)
        if 2 * most > sum(asked.values()):
            made = [self._space.split(partition, hottest)]
            made.append(self._space.split(made[0] or partition, after(hottest)))
        else:
            made = [self._space.split(partition, _middle(sorted(asked.items())))]
        partition.heat = type(partition.heat)()
        return any(made)

    def _halve(self, partition: Partition) -> None:
        low, end = partition.low[0], self._space.end(partition)[0]
        self._space.split(partition, ((low + end) // 2, ()))
        self._share(self._now)


def _middle(asked: list[tuple[Place, int]]) -> Place:
    """The place before which about half of what was asked for lies, and something does."""
    total, so_far = sum(units for _, units in asked), 0
    for place, units in asked[:-1]:
        so_far += units
        if 2 * so_far >= total:
            return after(place)
    return asked[-1][0]
