"""What was used and refused, by partition and second."""

from __future__ import annotations

from dataclasses import dataclass, field

from course_lib.aws.services.dynamodb.throughput.kinds import Kind

KEPT = 3_600  # seconds that are remembered


@dataclass(frozen=True)
class Used:
    """What one partition did in one second.

    Attributes:
        partition: its number.
        second: since the epoch.
        reads, writes: units used.
        refused_reads, refused_writes: requests turned away on account of its own ceiling or of the table's limit.
    """

    partition: int
    second: int
    reads: float
    writes: float
    refused_reads: int
    refused_writes: int


@dataclass
class _Second:
    units: dict[Kind, float] = field(default_factory=lambda: dict.fromkeys(Kind, 0.0))
    refused: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))


class Ledger:
    """Remembers the last hour of use."""

    def __init__(self) -> None:
        self._seconds: dict[int, dict[int, _Second]] = {}  # by second, then by partition

    def use(self, partition: int, kind: Kind, units: float, now: float) -> None:
        """Note units that were used."""
        self._at(partition, now).units[kind] += units

    def refuse(self, partition: int, kind: Kind, now: float) -> None:
        """Note a refusal."""
        self._at(partition, now).refused[kind] += 1

    def _at(self, partition: int, now: float) -> _Second:
        second = int(now)
        here = self._seconds.get(second)
        if here is None:
            here = self._seconds[second] = {}
            while len(self._seconds) > KEPT:
                del self._seconds[next(iter(self._seconds))]
        found = here.get(partition)
        if found is None:
            found = here[partition] = _Second()
        return found

    def used(self) -> list[Used]:
        """Everything that is remembered, by second, then by partition."""
        return [
            Used(
                partition,
                second,
                each.units[Kind.READ],
                each.units[Kind.WRITE],
                each.refused[Kind.READ],
                each.refused[Kind.WRITE],
            )
            for second, partitions in sorted(self._seconds.items())
            for partition, each in sorted(partitions.items())
        ]
