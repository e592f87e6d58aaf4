"""Replication groups: made, described, changed and deleted. Each takes its time.

Sources: ElastiCache API reference, CreateReplicationGroup, DescribeReplicationGroups, ModifyReplicationGroup,
DeleteReplicationGroup; user guide, "Scheduling automatic backups" (kept for 0 to 35 days), "Authenticating with AUTH".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws import marker_pages
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elasticache import described, parameters, snapshots, tags
from course_lib.aws.services.elasticache.errors import do_not_fit, group_exists, invalid, not_to_be_deleted
from course_lib.aws.services.elasticache.names import new_name
from course_lib.aws.services.elasticache.planned import plan
from course_lib.aws.services.elasticache.request import Asked
from course_lib.aws.services.elasticache.state import Group
from course_lib.aws.services.elasticache.versions import chosen

LONGEST_RETENTION = 35  # days
_TYPE = re.compile(r"cache\.(t2|t3|t4g|m4|m5|m6g|m7g|r4|r5|r6g|r7g)\.(micro|small|medium|large|\d*xlarge)")
_WINDOW = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d")
_TOKEN = re.compile(r"[A-Za-z0-9!&#$^<>-]{16,128}")
_SHAPE = {
    "AutomaticFailoverEnabled",
    "CacheParameterGroupName",
    "ClusterMode",
    "MultiAZEnabled",
    "NodeGroupConfiguration",
    "NumCacheClusters",
    "NumNodeGroups",
    "PreferredCacheClusterAZs",
    "ReplicasPerNodeGroup",
}
_SETTINGS = {
    "AtRestEncryptionEnabled",
    "AuthToken",
    "AutoMinorVersionUpgrade",
    "CacheNodeType",
    "Durability",
    "Engine",
    "EngineVersion",
    "Port",
    "ReplicationGroupDescription",
    "ReplicationGroupId",
    "SnapshotRetentionLimit",
    "SnapshotWindow",
    "Tags",
    "TransitEncryptionEnabled",
}
_CHANGED = {"AutomaticFailoverEnabled", "CacheParameterGroupName", "MultiAZEnabled"}
_CHANGED_AT_ONCE = {"ReplicationGroupDescription", "SnapshotRetentionLimit", "SnapshotWindow"}


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only(_SHAPE | _SETTINGS)
    name = new_name(asked.text("ReplicationGroupId"), "ReplicationGroupId")
    engine = asked.text("Engine").lower() or "redis"
    version = chosen(engine, asked.text("EngineVersion"))
    settings = {"Engine": engine, "EngineVersion": version, **_settings(asked, engine)}
    retention, window = _retention(asked, 0), _window(asked, "05:00-06:00")
    chosen_group = parameters.chosen(asked.store, asked.text("CacheParameterGroupName"), engine, version)
    planned = plan(asked, name, engine, parameters.is_cluster(chosen_group) if chosen_group else None)
    given = tags.read(asked.params)
    if name in asked.store.groups:
        raise group_exists(name)
    made = asked.now + asked.durations.create
    address = "".join(asked.chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=6))
    group = Group(
        name,
        settings,
        planned.clustered,
        planned.failover,
        planned.multi_az,
        retention,
        window,
        asked.now,
        address,
        [(made, planned.shape)],
        given,
    )
    group.parameters = chosen_group.name if chosen_group else ""
    group.enter("creating", asked.now, asked.durations.create)
    asked.store.groups[name] = group
    asked.store.tell(name, "replication-group", f"Replication group {name} created", made)
    return told(asked, group)


def told(asked: Asked, group: Group) -> dict[str, Any]:
    """The answer of an operation on one group."""
    return {"ReplicationGroup": described.group(asked.call, group, asked.now)}


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"Marker", "MaxRecords", "ReplicationGroupId"})
    groups = [asked.group()] if asked.text("ReplicationGroupId") else list(asked.store.groups.values())
    found = [described.group(asked.call, group, asked.now) for group in groups]
    return marker_pages.page(asked.params, found, "ReplicationGroupId", "ReplicationGroups", invalid)


def modify(asked: Asked) -> dict[str, Any]:
    """Change what a lesson needs: failover, Multi-AZ, the parameter group, snapshots, the description."""
    asked.takes_only({"ApplyImmediately", "ReplicationGroupId", *_CHANGED, *_CHANGED_AT_ONCE})
    group = asked.available()
    failover = bool(asked.params.get("AutomaticFailoverEnabled", group.failover))
    multi_az = bool(asked.params.get("MultiAZEnabled", group.multi_az))
    retention, window = _retention(asked, group.retention), _window(asked, group.window)
    _check_change(asked, group, failover, multi_az)
    chosen_group = _other_parameters(asked, group)
    if (failover, multi_az, chosen_group) != (group.failover, group.multi_az, group.parameters):
        if not asked.params.get("ApplyImmediately"):
            raise NotSimulated(
                "Amazon ElastiCache is simulated here, but no maintenance window: change failover, Multi-AZ and "
                "parameters with ApplyImmediately=True. Nothing was sent anywhere."
            )
        group.enter("modifying", asked.now, asked.durations.modify)
    has_others = chosen_group != group.parameters
    group.failover, group.multi_az, group.parameters = failover, multi_az, chosen_group
    nodes = asked.nodes(group)
    if nodes is not None and has_others:
        parameters.apply(asked.store, group, nodes)
    group.retention, group.window = retention, window
    if asked.text("ReplicationGroupDescription"):
        group.settings["Description"] = asked.text("ReplicationGroupDescription")
    return told(asked, group)


def _other_parameters(asked: Asked, group: Group) -> str:
    """The name of the parameter group that a group is to have: of its family, and with cluster mode as it is."""
    engine, version = str(group.settings["Engine"]), str(group.settings["EngineVersion"])
    found = parameters.chosen(asked.store, asked.text("CacheParameterGroupName"), engine, version)
    if found is not None and parameters.is_cluster(found) != group.clustered:
        raise do_not_fit("The parameter group must have the cluster mode that the replication group has.")
    return found.name if found is not None else group.parameters


def delete(asked: Asked) -> dict[str, Any]:
    """Delete a group with all nodes; with a last snapshot if it gets a name."""
    asked.takes_only({"FinalSnapshotIdentifier", "ReplicationGroupId", "RetainPrimaryCluster"})
    group = asked.group()
    if asked.params.get("RetainPrimaryCluster"):
        raise NotSimulated("Amazon ElastiCache is simulated here, but no primary that outlives its group.")
    if group.status(asked.now) != "available":
        raise not_to_be_deleted(group.planned()[0].nodes[0].name)
    takes = asked.durations.delete
    if asked.text("FinalSnapshotIdentifier"):
        snapshots.take(asked, group, new_name(asked.text("FinalSnapshotIdentifier"), "FinalSnapshotIdentifier", 255))
        takes += asked.durations.snapshot
    group.gone = group.enter("deleting", asked.now, takes)
    nodes = asked.nodes(group)
    if nodes is not None:
        nodes.take(group.name, ())
    asked.store.tell(group.name, "replication-group", f"Replication group {group.name} deleted", group.gone)
    return told(asked, group)


def _check_change(asked: Asked, group: Group, failover: bool, multi_az: bool) -> None:
    shape = group.shape(asked.now)
    least = min(len(shard.nodes) for shard in shape)
    if group.clustered and not failover:
        raise do_not_fit(
            "Turning off automatic failover for replication group with cluster mode enabled is not supported."
        )
    if not group.clustered and failover and least < 2:
        raise do_not_fit(
            "When using automatic failover, there must be at least 2 cache clusters in the replication group."
        )
    if multi_az and (not failover or least < 2):
        raise do_not_fit("Multi-AZ needs automatic failover, and at least 1 replica in each node group.")
    if multi_az and any(len({node.zone for node in shard.nodes}) < 2 for shard in shape):
        raise NotSimulated(
            "Amazon ElastiCache is simulated here, but it moves no nodes to other zones: add a replica in another zone "
            "first, or make the group with MultiAZEnabled. Nothing was sent anywhere."
        )


def _settings(asked: Asked, engine: str) -> dict[str, Any]:
    """What the group is besides its shards."""
    params, node_type = asked.params, asked.text("CacheNodeType")
    if not node_type:
        raise invalid("The parameter CacheNodeType must be provided and must not be blank.")
    if not _TYPE.fullmatch(node_type):
        raise invalid(f"Invalid Cache Node Type: {node_type}.")
    if asked.text("Durability") not in ("", "default", "disabled"):
        raise NotSimulated("Amazon ElastiCache is simulated here, but no durability (a log of all writes).")
    encrypted = bool(params.get("TransitEncryptionEnabled"))
    token = asked.text("AuthToken")
    if token and not encrypted:
        raise do_not_fit("The AUTH token is only supported when encryption-in-transit is enabled.")
    if token and not _TOKEN.fullmatch(token):
        raise invalid("An AUTH token has 16 to 128 characters: letters, digits and !, &, #, $, ^, <, >, -.")
    return {
        "Description": asked.text("ReplicationGroupDescription"),
        "CacheNodeType": node_type,
        "Port": int(params.get("Port", 6379)),
        "AuthTokenEnabled": bool(token),
        "TransitEncryptionEnabled": encrypted,
        "AtRestEncryptionEnabled": bool(params.get("AtRestEncryptionEnabled", engine == "valkey")),
        "AutoMinorVersionUpgrade": bool(params.get("AutoMinorVersionUpgrade", True)),
        "Durability": "default",
        "EffectiveDurability": "disabled",
    }


def _retention(asked: Asked, usual: int) -> int:
    days = int(asked.params.get("SnapshotRetentionLimit", usual))
    if not 0 <= days <= LONGEST_RETENTION:
        raise invalid(f"Invalid snapshot retention limit: {days}. It is 0 to {LONGEST_RETENTION} days.")
    return days


def _window(asked: Asked, usual: str) -> str:
    window = asked.text("SnapshotWindow") or usual
    if not _WINDOW.fullmatch(window):
        raise invalid(f"Invalid snapshot window: {window}. Its form is hh24:mi-hh24:mi.")
    return window


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateReplicationGroup": create,
    "DescribeReplicationGroups": describe,
    "ModifyReplicationGroup": modify,
    "DeleteReplicationGroup": delete,
}
