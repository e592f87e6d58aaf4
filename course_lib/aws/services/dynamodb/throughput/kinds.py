"""What is counted, what can be exceeded, and the numbers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from course_lib.aws.services.dynamodb.partitions import READS, WRITES


class Kind(Enum):
    """What a unit is spent on, as AWS's throttling reasons write it."""

    READ = "Read"
    WRITE = "Write"


class Limit(Enum):
    """What was exceeded, as AWS's throttling reasons write it. Source: API reference, ThrottlingReason."""

    PROVISIONED = "ProvisionedThroughputExceeded"
    KEY_RANGE = "KeyRangeThroughputExceeded"
    ACCOUNT = "AccountLimitExceeded"
    MAX_ON_DEMAND = "MaxOnDemandThroughputExceeded"


class Model(Enum):
    """How a table's units are shared among its partitions.

    ADAPTIVE: any partition can use what the others leave, up to its ceiling; hot partitions split. As DynamoDB is.
    FIXED_SHARES: each has an equal share of its own, as before adaptive capacity (until about 2018).
    """

    ADAPTIVE = "adaptive"
    FIXED_SHARES = "fixed shares"


# Units a second of one partition, in both capacity modes.
# Source: developer guide, "Best practices for designing and using partition keys".
CEILING = {Kind.READ: READS, Kind.WRITE: WRITES}
PARTITION_BYTES = 10 * 1024**3  # Source: developer guide, "Partitions and data distribution"; 10 GB
BURST = 300  # seconds of unused units that are kept. Source: developer guide, "Burst capacity"
# A table or index in on-demand mode. Source: developer guide, "Quotas"; the account's default for each of them.
ACCOUNT_LIMIT = 40_000
WARM = {Kind.READ: 12_000, Kind.WRITE: 4_000}  # of a new on-demand table. Source: "Initial throughput"
# How long a partition is at its ceiling before it splits. AWS says no number; this cloud's invention.
SPLITS_AFTER = 600  # seconds
CALM = 60  # seconds without a refusal, and it counts as calm again


@dataclass(frozen=True)
class Capacity:
    """What a table or index may use.

    Attributes:
        units: a second, by kind, in provisioned mode; None in on-demand mode.
        most: the maximum of an on-demand table, where it has one, by kind.
        warm: what its partitions are enough for.
        size: bytes that lie in it.
    """

    units: dict[Kind, float] | None
    most: dict[Kind, float]
    warm: dict[Kind, float]
    size: float = 0

    @property
    def on_demand(self) -> bool:
        """Whether it is billed by request."""
        return self.units is None

    @property
    def partitions(self) -> int:
        """How many partitions it needs at least.

        Source: developer guide of 2016, "Partitions and data distribution" (the two sums), and today's guide to warm
        throughput (a new on-demand table serves 12,000 reads and 4,000 writes: four partitions).
        """
        counts = [1.0, self.size / PARTITION_BYTES, *(self.warm.get(kind, 0) / CEILING[kind] for kind in Kind)]
        if self.units is not None:
            counts.append(sum(self.units[kind] / CEILING[kind] for kind in Kind))
        return -int(-max(counts) // 1)
