"""Made-up load on a table that does not exist: what it would let in, and what it would refuse.

For pictures and for questions such as "which key would do", where a hundred thousand writes are asked about at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from course_lib.aws.services.dynamodb.operations.reading import key_hash
from course_lib.aws.services.dynamodb.throughput.kinds import WARM, Capacity, Kind, Limit, Model
from course_lib.aws.services.dynamodb.throughput.ledger import Used
from course_lib.aws.services.dynamodb.throughput.resource import Resource


@dataclass(frozen=True)
class Ask:
    """One request.

    Attributes:
        at: when, in seconds.
        key: the partition key, a string.
        units: what it costs.
        kind: a read or a write.
    """

    at: float
    key: str
    units: float = 1
    kind: Kind = Kind.WRITE


@dataclass(frozen=True)
class Replayed:
    """What came of it.

    Attributes:
        accepted, refused: requests.
        reasons: refusals, by what was exceeded.
        used: by partition and second.
        partitions: how many there are in the end.
    """

    accepted: int
    refused: int
    reasons: dict[Limit, int]
    used: list[Used]
    partitions: int


def provisioned(reads: float, writes: float, size: float = 0) -> Capacity:
    """A provisioned table of this many units a second and bytes."""
    units = {Kind.READ: reads, Kind.WRITE: writes}
    return Capacity(units, {}, units, size)


def on_demand(size: float = 0) -> Capacity:
    """A new on-demand table."""
    return Capacity(None, {}, dict(WARM), size)


def replay(asks: Iterable[Ask], capacity: Capacity, model: Model = Model.ADAPTIVE, idle: float = 0) -> Replayed:
    """Send requests, in the order given, which has to be that of their times. None of them is tried again.

    Args:
        asks: the requests.
        capacity: of the table.
        model: how its units are shared among its partitions.
        idle: for how many seconds before 0 the table was not used.
    """
    table = Resource(capacity, model, -idle)
    accepted = refused = 0
    reasons: dict[Limit, int] = {}
    for ask in asks:
        place = (key_hash([{"S": ask.key}]), ())
        limit = table.refusal(ask.kind, place, ask.at)
        if limit is None:
            table.charge(ask.kind, place, ask.units, ask.at)
            accepted += 1
        else:
            refused += 1
            reasons[limit] = reasons.get(limit, 0) + 1
    return Replayed(accepted, refused, reasons, table.ledger.used(), len(table.partitions))
