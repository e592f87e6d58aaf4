"""What a node tells of its cluster: CLUSTER SLOTS, CLUSTER SHARDS and CLUSTER INFO. Source: Redis 7.0, cluster.c."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.aws.number_ranges import how_many
from course_lib.aws.services.redis.messages import PORT
from course_lib.aws.services.redis.replies import Reply
from course_lib.aws.services.redis.shards import Node, Shard
from course_lib.aws.services.redis.slots import SLOTS


def slots_of(shards: Sequence[Shard]) -> list[Reply]:
    """The reply to CLUSTER SLOTS: each range with its nodes, the primary first."""
    entries = [
        [first, last, *([node.host.encode(), PORT, node.id, []] for node in shard.nodes)]
        for shard in shards
        for first, last in shard.ranges
    ]
    return sorted(entries, key=lambda entry: int(entry[0]))


def shards_of(shards: Sequence[Shard]) -> list[Reply]:
    """The reply to CLUSTER SHARDS: each shard with its slots and its nodes, the primary first."""
    return [
        [
            b"slots",
            [bound for bounds in shard.ranges for bound in bounds],
            b"nodes",
            [_node(node, node is shard.primary) for node in shard.nodes],
        ]
        for shard in shards
    ]


def info_of(shards: Sequence[Shard]) -> bytes:
    """The reply to CLUSTER INFO: what of it says something here."""
    up = sum(how_many(shard.ranges) for shard in shards if shard.primary.is_up)
    facts = {
        "cluster_state": "ok" if up == SLOTS else "fail",
        "cluster_slots_assigned": SLOTS,
        "cluster_slots_ok": up,
        "cluster_known_nodes": sum(len(shard.nodes) for shard in shards),
        "cluster_size": sum(bool(shard.ranges) for shard in shards),
    }
    return "".join(f"{name}:{value}\r\n" for name, value in facts.items()).encode()


def _node(node: Node, is_primary: bool) -> Reply:
    """A node as CLUSTER SHARDS has it."""
    host = node.host.encode()
    facts: dict[bytes, bytes | int] = {
        b"id": node.id,
        b"port": PORT,
        b"ip": host,
        b"endpoint": host,
        b"role": b"master" if is_primary else b"replica",
        b"replication-offset": 0,
        b"health": b"online" if node.is_up else b"failed",
    }
    return [part for fact in facts.items() for part in fact]
