"""The nodes of a cluster, and the shards that they are in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from course_lib.aws.number_ranges import Ranges
from course_lib.aws.services.redis.keyspace import Keyspace
from course_lib.aws.services.redis.lua.scripts import Scripts


@dataclass
class Node:
    """A server of the cluster: `name` is ElastiCache's number of its group and of itself in it, "0001-002"."""

    name: str
    host: str
    is_up: bool = True
    returns: datetime | None = None  # when it is up again; None where that is its shard's matter

    @property
    def id(self) -> bytes:
        """40 hexadecimal digits that name it."""
        return (self.name.replace("-", "") * 6)[:40].encode()


@dataclass
class Shard:
    """The nodes that hold one part of the slots. The first node is the primary."""

    name: str
    ranges: Ranges
    nodes: list[Node]
    space: Keyspace
    scripts: Scripts = field(default_factory=Scripts)
    recovers: datetime | None = None

    @property
    def number(self) -> int:
        return int(self.name)

    @property
    def primary(self) -> Node:
        return self.nodes[0]

    def has(self, slot: int) -> bool:
        return any(first <= slot <= last for first, last in self.ranges)


def new_shard(name: str, ranges: Ranges, nodes: Sequence[str], space: Keyspace) -> Shard:
    """A shard without keys; `nodes` are their names, the primary's first."""
    return Shard(name, ranges, [Node(node, address_of(node)) for node in nodes], space)


def address_of(node: str) -> str:
    """The address of a node: 10.0.2.1 of "0001-002"."""
    shard, _, number = node.partition("-")
    return f"10.{int(shard) >> 8}.{int(number)}.{int(shard) & 255}"
