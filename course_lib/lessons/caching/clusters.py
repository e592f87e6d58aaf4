"""Clusters of ElastiCache, made as somebody else would make them."""

from __future__ import annotations

from typing import Any

NODE = {"CacheNodeType": "cache.r7g.large", "Engine": "valkey"}


def made(cloud: Any, name: str, **request: Any) -> dict[str, Any]:
    """Make a replication group, wait until it is available, and describe it; the learner's journal does not show it.

    Args:
        cloud: where.
        name: of the group.
        request: parameters of CreateReplicationGroup; nodes are cache.r7g.large with Valkey unless told.

    Returns:
        the ReplicationGroup as DescribeReplicationGroups shows it.
    """
    client = cloud.client("elasticache", who="course")
    settings = {"ReplicationGroupDescription": "Years in numbers", **NODE, **request}
    client.create_replication_group(ReplicationGroupId=name, **settings)
    cloud.clock.advance(minutes=30)
    return described(cloud, name)


def described(cloud: Any, name: str) -> dict[str, Any]:
    """A replication group as DescribeReplicationGroups shows it, unseen in the learner's journal."""
    client = cloud.client("elasticache", who="course")
    [found] = client.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"]
    return {key: value for key, value in found.items() if key != "ReplicationGroupCreateTime"}


def shard(*zones: str) -> dict[str, Any]:
    """The configuration of a shard with nodes in these zones of us-east-1, the primary's first: shard("a", "b")."""
    first, *others = (f"us-east-1{zone}" for zone in zones)
    placed: dict[str, Any] = {"ReplicaCount": len(others), "PrimaryAvailabilityZone": first}
    return {**placed, "ReplicaAvailabilityZones": others} if others else placed
