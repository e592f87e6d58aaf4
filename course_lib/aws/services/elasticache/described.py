"""Replication groups and snapshots as AWS shows them.

Source: ElastiCache API reference, data types ReplicationGroup, NodeGroup, NodeGroupMember, Snapshot and NodeSnapshot.
CurrentRole, ReadEndpoint and a shard's endpoints are there without cluster mode only: with it, clients ask the cluster.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.number_ranges import in_words
from course_lib.aws.services.elasticache.state import Group, Node, Shape, Shard, Snapshot


def arn(call: Call, kind: str, name: str) -> str:
    """The ARN of a group (`replicationgroup`) or a snapshot (`snapshot`)."""
    return f"arn:aws:elasticache:{call.region}:{call.account}:{kind}:{name}"


def group(call: Call, of: Group, now: datetime) -> dict[str, Any]:
    """A ReplicationGroup."""
    status = of.status(now)
    shape = of.shape(now)
    told: dict[str, Any] = {
        **of.settings,
        "ReplicationGroupId": of.name,
        "ARN": arn(call, "replicationgroup", of.name),
        "Status": status,
        "PendingModifiedValues": _pending(of, now),
        "MemberClusters": [node.name for shard in shape or of.planned() for node in shard.nodes],
        "NodeGroups": [_shard(of, shard, "available" if status == "snapshotting" else status, call) for shard in shape],
        "AutomaticFailover": _on(of.failover),
        "MultiAZ": _on(of.multi_az),
        "ClusterEnabled": of.clustered,
        "ClusterMode": _on(of.clustered),
        "SnapshotRetentionLimit": of.retention,
        "SnapshotWindow": of.window,
        "ReplicationGroupCreateTime": of.created,
    }
    del told["EngineVersion"], told["Port"]
    if of.clustered and shape:
        told["ConfigurationEndpoint"] = _endpoint(of, f"{of.name}.{of.address}.clustercfg", call)
    return told


def snapshot(call: Call, of: Snapshot, now: datetime, nodes: bool) -> dict[str, Any]:
    """A Snapshot; with its shards' slots if `nodes` asks for them."""
    told: dict[str, Any] = {
        **{key: of.settings[key] for key in _OF_GROUP},
        "ReplicationGroupDescription": of.settings["Description"],
        "SnapshotName": of.name,
        "ARN": arn(call, "snapshot", of.name),
        "ReplicationGroupId": of.group,
        "SnapshotStatus": of.status(now),
        "SnapshotSource": of.kind,
        "NumNodeGroups": len(of.shape),
        "NodeSnapshots": [_node_snapshot(shard, of.taken, nodes) for shard in of.shape],
    }
    return told


def slots(shard: Shard) -> str:
    """A shard's slots as AWS writes them: 0-8191."""
    return in_words(shard.slots)


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def of_snapshot(of: Group, now: datetime) -> tuple[dict[str, Any], Shape]:
    """A group's settings and shards of a moment, for a snapshot to keep."""
    kept = {"AutomaticFailover": _on(of.failover), "SnapshotRetentionLimit": of.retention, "SnapshotWindow": of.window}
    return {**of.settings, **kept}, of.shape(now)


_OF_GROUP = (
    "AutoMinorVersionUpgrade",
    "AutomaticFailover",
    "CacheNodeType",
    "Engine",
    "EngineVersion",
    "Port",
    "SnapshotRetentionLimit",
    "SnapshotWindow",
)


def _pending(of: Group, now: datetime) -> dict[str, Any]:
    """How much of the slots that move has moved."""
    change = of.resharding
    if change is None or now >= change.end:
        return {}
    share = round(100 * change.over(now) / len(change.moves), 2)
    return {"Resharding": {"SlotMigration": {"ProgressPercentage": share}}}


def _on(value: bool) -> str:
    return "enabled" if value else "disabled"


def _endpoint(of: Group, host: str, call: Call) -> dict[str, Any]:
    parts = call.region.split("-")  # us-east-1 is use1 in names of hosts
    short = parts[0] + "".join(part[0] for part in parts[1:])
    return {"Address": f"{host}.{short}.cache.amazonaws.com", "Port": of.settings["Port"]}


def _shard(of: Group, shard: Shard, status: str, call: Call) -> dict[str, Any]:
    told: dict[str, Any] = {
        "NodeGroupId": shard.name,
        "Status": status,
        "NodeGroupMembers": [_node(of, shard, node, call) for node in sorted(shard.nodes, key=lambda node: node.name)],
    }
    if of.clustered:
        return {**told, "Slots": slots(shard)}
    told["PrimaryEndpoint"] = _endpoint(of, f"{of.name}.{of.address}.ng.0001", call)
    told["ReaderEndpoint"] = _endpoint(of, f"{of.name}-ro.{of.address}.ng.0001", call)
    return told


def _node(of: Group, shard: Shard, node: Node, call: Call) -> dict[str, Any]:
    told: dict[str, Any] = {
        "CacheClusterId": node.name,
        "CacheNodeId": "0001",
        "PreferredAvailabilityZone": node.zone,
    }
    if not of.clustered:
        told["CurrentRole"] = "primary" if node == shard.nodes[0] else "replica"
        told["ReadEndpoint"] = _endpoint(of, f"{node.name}.{of.address}.0001", call)
    return told


def _node_snapshot(shard: Shard, taken: datetime, nodes: bool) -> dict[str, Any]:
    primary = shard.nodes[0]
    told: dict[str, Any] = {
        "CacheClusterId": primary.name,
        "NodeGroupId": shard.name,
        "CacheNodeId": "0001",
        "SnapshotCreateTime": taken,
    }
    if nodes:
        told["NodeGroupConfiguration"] = {
            "Slots": slots(shard),
            "ReplicaCount": len(shard.nodes) - 1,
            "PrimaryAvailabilityZone": primary.zone,
            "ReplicaAvailabilityZones": [node.zone for node in shard.nodes[1:]],
        }
    return told
