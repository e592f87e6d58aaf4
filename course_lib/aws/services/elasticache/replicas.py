"""More replicas in every shard of a group, or in some, or fewer.

Sources: ElastiCache API reference, IncreaseReplicaCount, DecreaseReplicaCount and ConfigureShard (at most 5; without
cluster mode at least 1 while Multi-AZ is on; ApplyImmediately has to be true).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elasticache import groups
from course_lib.aws.services.elasticache.errors import do_not_fit, invalid, too_many_nodes
from course_lib.aws.services.elasticache.nodes import names
from course_lib.aws.services.elasticache.planned import check_replicas, node_name, zone_of
from course_lib.aws.services.elasticache.request import Asked
from course_lib.aws.services.elasticache.state import Group, Node, Shape, Shard


def increase(asked: Asked) -> dict[str, Any]:
    group, wanted = _read(asked)
    for shard in group.shape(asked.now):
        if wanted.get(shard.name, len(shard.nodes)) <= len(shard.nodes) - 1:
            raise invalid("The new number of replicas must be greater than the number that there is.")
    return _change(asked, group, wanted)


def decrease(asked: Asked) -> dict[str, Any]:
    group, wanted = _read(asked)
    for shard in group.shape(asked.now):
        if wanted.get(shard.name, 0) >= len(shard.nodes) - 1 and shard.name in wanted:
            raise invalid("The new number of replicas must be less than the number that there is.")
    if not group.clustered and group.failover and min(wanted.values()) < 1:
        raise invalid("Must have at least 1 replica when cluster mode is disabled with auto failover enabled.")
    return _change(asked, group, wanted)


def _read(asked: Asked) -> tuple[Group, dict[str, int]]:
    """The group, and how many replicas each of the shards is to have that are named; all without a list."""
    asked.takes_only({"ApplyImmediately", "NewReplicaCount", "ReplicaConfiguration", "ReplicationGroupId"})
    if not asked.params.get("ApplyImmediately"):
        raise invalid("ApplyImmediately must be true: nothing else is supported.")
    listed = asked.params.get("ReplicaConfiguration") or ()
    if bool(listed) == ("NewReplicaCount" in asked.params):
        raise do_not_fit("Either NewReplicaCount or ReplicaConfiguration has to be given.")
    group = asked.available()
    if listed:
        wanted = {group.shard(str(each["NodeGroupId"]), asked.now).name: _count(each) for each in listed}
    else:
        wanted = {shard.name: _count(asked.params) for shard in group.shape(asked.now)}
    for count in wanted.values():
        check_replicas(count)
    return group, wanted


def _count(given: Mapping[str, Any]) -> int:
    if given.get("PreferredAvailabilityZones"):
        raise NotSimulated("Amazon ElastiCache is simulated here, but it chooses the zones of new replicas itself.")
    return int(given["NewReplicaCount"])


def _change(asked: Asked, group: Group, wanted: Mapping[str, int]) -> dict[str, Any]:
    shape = tuple(
        _sized(asked, group, number, shard, wanted.get(shard.name, len(shard.nodes) - 1))
        for number, shard in enumerate(group.shape(asked.now))
    )
    if sum(len(shard.nodes) for shard in shape) > asked.quota:
        raise too_many_nodes()
    done = group.enter("modifying", asked.now, asked.durations.modify)
    group.change(shape, done)
    _follow(asked, group, shape, done)
    return groups.told(asked, group)


def _follow(asked: Asked, group: Group, shape: Shape, done: datetime) -> None:
    """Let the nodes that programs talk to change when the work is done."""
    nodes = asked.nodes(group)
    if nodes is None:
        return
    wanted = {shard.name: names(group, shard) for shard in shape}

    def keep() -> None:
        for shard, having in wanted.items():
            if nodes.group == group.name:
                nodes.have_nodes(shard, having)

    asked.later(done, keep)


def _sized(asked: Asked, group: Group, number: int, shard: Shard, replicas: int) -> Shard:
    """A shard with so many replicas: the last ones go, and new ones get names that were never used."""
    nodes = list(shard.nodes[: 1 + replicas])
    made = shard.made
    while len(nodes) < 1 + replicas:
        zone = zone_of(asked.call.region, group.multi_az, number, made)
        made += 1
        nodes.append(Node(node_name(group.name, shard.name, made, group.clustered), zone))
    return replace(shard, nodes=tuple(nodes), made=made)


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "IncreaseReplicaCount": increase,
    "DecreaseReplicaCount": decrease,
}
