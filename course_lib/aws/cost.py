"""What requests cost: units of capacity, and dollars.

Prices in services: on demand, Region us-east-1, without the free tier, as published on AWS's pricing pages (those of
DynamoDB since November 2024). Storage and transfer are not counted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one request cost.

    Attributes:
        reads, writes: units of DynamoDB's capacity.
        dollars: at the prices that the service has.
        at_least: whether it may have been more.
    """

    reads: float = 0.0
    writes: float = 0.0
    dollars: float = 0.0
    at_least: bool = False

    @property
    def units(self) -> str:
        """Such as "1 write", "0.5 read", or nothing."""
        parts = [f"{count:g} {kind}" for count, kind in ((self.reads, "read"), (self.writes, "write")) if count]
        return ("at least " if self.at_least and parts else "") + ", ".join(parts)


def total(costs: Iterable[Cost]) -> Cost:
    """All together."""
    known = list(costs)
    return Cost(
        sum(cost.reads for cost in known),
        sum(cost.writes for cost in known),
        sum(cost.dollars for cost in known),
        any(cost.at_least for cost in known),
    )
