"""What a request to make a group wants it to be: its shards, their nodes and zones; and what cannot be.

Sources: ElastiCache API reference, CreateReplicationGroup and NodeGroupConfiguration; user guide, "Shards" (90 nodes in
a cluster, 0 to 5 replicas in a shard), "Minimizing downtime by using Multi-AZ" (needs automatic failover and replicas).

Where Multi-AZ is on, the nodes of a shard are in different zones. Where it is off and no zones are named, AWS chooses
them and promises nothing: here all nodes of a shard are in one zone then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.number_ranges import Ranges
from course_lib.aws.services.elasticache.errors import do_not_fit, invalid, too_many_nodes, too_many_shards
from course_lib.aws.services.elasticache.request import Asked
from course_lib.aws.services.elasticache.state import SLOTS, Node, Shape, Shard

MOST_REPLICAS = 5
ZONES = "abc"  # of a Region's zones, those that are chosen for somebody
ALL_ZONES = "abcdef"
_REPLICAS = "The number of replicas per node group must be within 0 and 5."


@dataclass(frozen=True)
class Plan:
    """What was asked for, and can be."""

    shape: Shape
    clustered: bool
    failover: bool
    multi_az: bool


@dataclass(frozen=True)
class Wanted:
    """One shard as it was asked for; no zones and no slots where AWS chooses them."""

    name: str
    replicas: int
    zones: Sequence[str] = ()
    slots: str = ""


def plan(asked: Asked, name: str, engine: str, by_parameters: bool | None) -> Plan:
    """
    Args:
        asked: the request.
        name: of the group.
        engine: of the group, which there is.
        by_parameters: whether its parameter group turns cluster mode on; None without one.

    Raises:
        Refused: it cannot be.
    """
    params = asked.params
    failover, multi_az = bool(params.get("AutomaticFailoverEnabled")), bool(params.get("MultiAZEnabled"))
    shards = _shards(params, asked.quota)
    clustered = _cluster_mode(params, len(shards), by_parameters)
    _check_sizes(shards, asked.quota)
    _check_failover(shards, engine, clustered, failover, multi_az)
    slots = _slots(shards)
    shape = tuple(
        _shard(asked.call.region, name, clustered, multi_az, number, shard, slots[number])
        for number, shard in enumerate(shards)
    )
    return Plan(shape, clustered, failover, multi_az)


def check_replicas(count: int) -> None:
    """
    Raises:
        Refused: a shard cannot have so many.
    """
    if not 0 <= count <= MOST_REPLICAS:
        raise invalid(_REPLICAS)


def node_name(group: str, shard: str, number: int, clustered: bool) -> str:
    """The name of the cache cluster that is a node: leaves-0001-002, or leaves-002 without cluster mode."""
    return f"{group}-{shard}-{number:03}" if clustered else f"{group}-{number:03}"


def zone_of(region: str, multi_az: bool, shard: int, node: int) -> str:
    """The zone that is chosen for a shard's node."""
    return region + ZONES[(shard + node if multi_az else shard) % len(ZONES)]


def _shards(params: Mapping[str, Any], quota: int) -> list[Wanted]:
    """The shards that the parameters ask for, in one of three ways."""
    configured = params.get("NodeGroupConfiguration") or []
    if "NumCacheClusters" in params:
        if configured or params.get("NumNodeGroups", 1) != 1 or "ReplicasPerNodeGroup" in params:
            raise do_not_fit(
                "NumCacheClusters cannot be used with NumNodeGroups, ReplicasPerNodeGroup or NodeGroupConfiguration."
            )
        return [Wanted("0001", int(params["NumCacheClusters"]) - 1, params.get("PreferredCacheClusterAZs") or ())]
    count = int(params.get("NumNodeGroups", len(configured) or 1))
    if count < 1:
        raise invalid("The number of node groups must be at least 1.")
    if count > quota:  # before a list of so many is made
        raise too_many_shards(quota)
    if params.get("PreferredCacheClusterAZs"):
        if count > 1:
            raise do_not_fit("PreferredCacheClusterAZs can only be specified for one node group.")
        raise do_not_fit("PreferredCacheClusterAZs goes with NumCacheClusters.")
    if configured:
        if len(configured) != count:
            raise do_not_fit("The number of node group configurations must be equal to NumNodeGroups.")
        return [_configured(number, each, params) for number, each in enumerate(configured, start=1)]
    return [Wanted(f"{number:04}", int(params.get("ReplicasPerNodeGroup", 0))) for number in range(1, count + 1)]


def _configured(number: int, given: Mapping[str, Any], params: Mapping[str, Any]) -> Wanted:
    if "ReplicaCount" in given and "ReplicasPerNodeGroup" in params:
        raise do_not_fit("ReplicaCount and ReplicasPerNodeGroup cannot be used together.")
    zones = [str(zone) for zone in given.get("ReplicaAvailabilityZones") or ()]
    replicas = int(given.get("ReplicaCount", params.get("ReplicasPerNodeGroup", len(zones))))
    if zones and len(zones) != replicas:
        raise do_not_fit("The number of ReplicaAvailabilityZones must match the number of replicas.")
    primary = given.get("PrimaryAvailabilityZone")
    if bool(primary) != bool(zones) and replicas:
        raise do_not_fit("PrimaryAvailabilityZone and ReplicaAvailabilityZones go together.")
    named = (str(primary), *zones) if primary else ()
    return Wanted(str(given.get("NodeGroupId") or f"{number:04}"), replicas, named, str(given.get("Slots") or ""))


def _cluster_mode(params: Mapping[str, Any], shards: int, by_parameters: bool | None) -> bool:
    """Whether cluster mode is on: by the parameter for it, by the parameter group, or by the number of shards."""
    mode = str(params.get("ClusterMode") or "").lower()
    if mode not in ("", "enabled", "disabled"):
        raise invalid(f"Invalid value for ClusterMode: {params['ClusterMode']}. A new group is enabled or disabled.")
    off = mode == "disabled" or (mode == "" and by_parameters is False)
    if off and shards > 1:
        raise do_not_fit("Cluster mode has to be enabled for more than one node group.")
    if mode and by_parameters is not None and by_parameters != (mode == "enabled"):
        raise do_not_fit("ClusterMode and the parameter group say different things.")
    clustered = mode == "enabled" or bool(by_parameters) or shards > 1
    if clustered and "NumCacheClusters" in params:
        raise do_not_fit("NumCacheClusters cannot be used with cluster mode enabled.")
    return clustered


def _check_sizes(shards: Sequence[Wanted], quota: int) -> None:
    for shard in shards:
        check_replicas(shard.replicas)
    if len({shard.name for shard in shards}) < len(shards):
        raise invalid("Each NodeGroupId must be another one.")
    if len(shards) > quota:
        raise too_many_shards(quota)
    if sum(1 + shard.replicas for shard in shards) > quota:
        raise too_many_nodes()


def _check_failover(shards: Sequence[Wanted], engine: str, clustered: bool, failover: bool, multi_az: bool) -> None:
    least = min(shard.replicas for shard in shards)
    if clustered and not failover:
        raise invalid(f"{engine.title()} with cluster mode enabled cannot be created with auto failover turned off.")
    if not clustered and failover and least < 1:
        raise do_not_fit(
            "When using automatic failover, there must be at least 2 cache clusters in the replication group."
        )
    if multi_az and not failover:
        raise do_not_fit("Multi-AZ needs automatic failover to be enabled.")
    if multi_az and least < 1:
        raise do_not_fit("Multi-AZ needs at least 1 replica in each node group.")


def _shard(
    region: str, group: str, clustered: bool, multi_az: bool, number: int, wanted: Wanted, slots: Ranges
) -> Shard:
    zones = list(wanted.zones) or [zone_of(region, multi_az, number, node) for node in range(1 + wanted.replicas)]
    for zone in zones:
        if zone not in {region + letter for letter in ALL_ZONES}:
            raise invalid(f"{zone} is not a valid availability zone.")
    if len(zones) != 1 + wanted.replicas:
        raise do_not_fit("The number of availability zones must match the number of nodes.")
    if multi_az and len(set(zones)) < 2:
        raise do_not_fit("With Multi-AZ, the nodes of a node group must be in at least 2 availability zones.")
    nodes = tuple(Node(node_name(group, wanted.name, at, clustered), zone) for at, zone in enumerate(zones, start=1))
    return Shard(wanted.name, slots, nodes, len(nodes))


def _slots(shards: Sequence[Wanted]) -> list[Ranges]:
    """The slots of each shard: those that were named, or equal parts."""
    named = [shard.slots for shard in shards if shard.slots]
    if not named:
        return [((at * SLOTS // len(shards), (at + 1) * SLOTS // len(shards) - 1),) for at in range(len(shards))]
    ranges = [_range(text) for text in named]
    ends = -1
    for first, last in sorted(ranges):
        if first != ends + 1 or last < first:
            raise invalid("The slots of all node groups together must be 0 to 16383, each of them once.")
        ends = last
    if len(named) != len(shards) or ends != SLOTS - 1:
        raise invalid("The slots of all node groups together must be 0 to 16383, each of them once.")
    return [(each,) for each in ranges]


def _range(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    if not (dash and first.isdecimal() and last.isdecimal()):
        raise invalid(f"Invalid slots: {text}.")
    return int(first), int(last)
