"""The nodes that programs talk to, where those of a group are simulated as well.

A lab or a check says which cluster has a group's nodes (`ElastiCacheRules.connect`); what is done to the group is done
to them from then on. Which service keeps them is no matter of this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from course_lib.aws.number_ranges import Ranges
from course_lib.aws.services.elasticache.state import Group, Shape, Shard


class Nodes(Protocol):
    """A cluster. Its shards and nodes go by their numbers: "0001", "0001-002".

    Attributes:
        group: whose nodes these are; empty for nobody's.
        most_shards: that it can have.
    """

    group: str
    most_shards: int

    def take(self, group: str, shards: Sequence[tuple[str, Ranges, Sequence[str]]]) -> None:
        """Begin anew, empty, with these shards: name, slots, nodes."""

    def limit_memory(self, maxmemory: int, policy: str) -> None:
        """Let each node have so many bytes, and let keys go by this policy when they are used up."""

    def have_nodes(self, shard: str, nodes: Sequence[str]) -> None:
        """Let a shard have these nodes, of which its primary is one."""

    def fits(self, leaving: Sequence[str]) -> bool:
        """Whether what they hold would fit without these shards."""

    def nodes_of(self, shard: str) -> Sequence[str]:
        """The nodes of a shard that are up, the primary first; none if that is down."""

    def fail_over(self, shard: str, promoted: datetime, recovered: datetime) -> None:
        """Let a primary fail, the next node take its place, and the failed one come back as a replica."""

    def reshard(
        self,
        moves: Sequence[tuple[int, str, str]],
        start: datetime,
        each: timedelta,
        joining: Sequence[tuple[str, Sequence[str]]] = (),
        leaving: Sequence[str] = (),
    ) -> None:
        """Move slots, one after the other."""


def begin(nodes: Nodes, group: Group, shape: Shape) -> None:
    """Let a cluster begin anew as a group of this shape.

    Raises:
        ValueError: it is too large.
    """
    nodes.take(group.name, [(shard.name, shard.slots, names(group, shard)) for shard in shape])


def names(group: Group, shard: Shard) -> list[str]:
    """The numbers of a shard's nodes, without their group's name."""
    return [node.name.removeprefix(f"{group.name}-") for node in shard.nodes]
