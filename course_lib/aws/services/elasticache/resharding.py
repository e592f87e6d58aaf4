"""More shards, fewer, or the same ones with equal parts of the slots, while the cluster goes on answering.

Sources: ElastiCache API reference, ModifyReplicationGroupShardConfiguration; user guide, "Online resharding for Valkey
or Redis OSS (cluster mode enabled)" (a new shard has as many nodes as the smallest one; not all shards can go, and none
where the data would not fit the others; slots that are in equal parts already); a blog post, "Online Resizing for Redis
Clusters" (an even distribution). AWS moves several slots at a time, and does not tell which: here each has its turn,
from the smallest on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.number_ranges import numbers_in
from course_lib.aws.services.elasticache import groups
from course_lib.aws.services.elasticache.errors import (
    do_not_fit,
    invalid,
    no_cluster_mode,
    not_group_ids,
    nothing_to_move,
    too_many_nodes_of_all,
    too_many_shards,
)
from course_lib.aws.services.elasticache.nodes import names
from course_lib.aws.services.elasticache.planned import ALL_ZONES, node_name, zone_of
from course_lib.aws.services.elasticache.request import Asked
from course_lib.aws.services.elasticache.state import SLOTS, Group, Node, Resharding, Shape, Shard, SlotMove

_PARAMETERS = {
    "ApplyImmediately",
    "NodeGroupCount",
    "NodeGroupsToRemove",
    "NodeGroupsToRetain",
    "ReplicationGroupId",
    "ReshardingConfiguration",
}


def modify_shards(asked: Asked) -> dict[str, Any]:
    asked.takes_only(_PARAMETERS)
    if not asked.params.get("ApplyImmediately"):
        raise invalid("ApplyImmediately must be true: nothing else is supported.")
    group = asked.available()
    if not group.clustered:
        raise no_cluster_mode()
    shape, count = group.shape(asked.now), int(asked.params["NodeGroupCount"])
    leaving = _leaving(asked.params, shape, count)
    new = _new_shards(asked, group, shape, count)
    before = (*shape, *new)
    _check_size(asked, group, before, leaving)
    moves = plan(before, leaving)
    if not moves:
        raise nothing_to_move()
    nodes = asked.nodes(group)
    if nodes is not None and leaving and not nodes.fits(sorted(leaving)):
        group.enter("modifying", asked.now, asked.durations.modify)  # it is found out, and nothing is changed
        return groups.told(asked, group)
    start = asked.now + (asked.durations.create if new else asked.durations.slot)
    change = Resharding(before, moves, start, asked.durations.slot)
    after = tuple(shard for shard in change.shape(change.end) if shard.name not in leaving)
    _begin(asked, group, change, after, leaving)
    return groups.told(asked, group)


def plan(shape: Shape, leaving: frozenset[str]) -> tuple[SlotMove, ...]:
    """The moves after which the shards that stay have equal parts of the slots: as few as possible.

    Args:
        shape: the shards, new ones too.
        leaving: the names of those that go.
    """
    staying = [shard for shard in shape if shard.name not in leaving]
    part, larger = divmod(SLOTS, len(staying))
    held = {shard.name: sorted(numbers_in(shard.slots)) for shard in shape}
    largest_first = sorted(staying, key=lambda shard: -len(held[shard.name]))
    wanted = {shard.name: part + (at < larger) for at, shard in enumerate(largest_first)}
    given = sorted((slot, name) for name, slots in held.items() for slot in slots[wanted.get(name, 0) :])
    takers = [shard.name for shard in staying for _ in range(wanted[shard.name] - len(held[shard.name]))]
    return tuple((slot, source, target) for (slot, source), target in zip(given, takers, strict=True))


def _begin(asked: Asked, group: Group, change: Resharding, after: Shape, leaving: frozenset[str]) -> None:
    """Let the group change as planned, and its nodes with it."""
    group.enter("modifying", asked.now, change.end - asked.now)
    old = _names(group.shape(asked.now))
    group.change(change.before, change.start)
    group.change(after, change.end)
    group.resharding = change
    group.shards_made = max(group.shards_made, *(int(shard.name) for shard in change.before))
    nodes = asked.nodes(group)
    if nodes is not None:
        joining = [(shard.name, names(group, shard)) for shard in change.before if shard.name not in old]
        nodes.reshard(change.moves, change.start, change.each, joining, sorted(leaving))


def _leaving(params: Mapping[str, Any], shape: Shape, count: int) -> frozenset[str]:
    """The shards that are to go.

    Raises:
        Refused: they are not named, or do not go with the number that is to be left.
    """
    removed, retained = params.get("NodeGroupsToRemove"), params.get("NodeGroupsToRetain")
    if count < 1:
        raise invalid("NodeGroupCount must be at least 1.")
    if count >= len(shape):
        if removed or retained:
            raise do_not_fit("NodeGroupsToRemove and NodeGroupsToRetain go with fewer node groups than there are.")
        return frozenset()
    if bool(removed) == bool(retained):
        raise do_not_fit("Fewer node groups need either NodeGroupsToRemove or NodeGroupsToRetain.")
    named = [str(name) for name in removed or retained or ()]
    unknown = [name for name in named if name not in _names(shape)]
    if unknown:
        raise not_group_ids(unknown)
    leaving = frozenset(named) if removed else _names(shape) - frozenset(named)
    if len(shape) - len(leaving) != count:
        raise invalid("NodeGroupCount must be the number of node groups that are left.")
    return leaving


def _names(shape: Shape) -> frozenset[str]:
    return frozenset(shard.name for shard in shape)


def _new_shards(asked: Asked, group: Group, shape: Shape, count: int) -> list[Shard]:
    """The shards that come, each with as many nodes as the smallest one has, and a number that was never used."""
    size = min(len(shard.nodes) for shard in shape)
    made = max(group.shards_made, *(int(shard.name) for shard in shape))
    added = [f"{made + number:04}" for number in range(1, count - len(shape) + 1)]
    zones = _zones(asked, shape, added, size)
    found = []
    for number, name in enumerate(added, start=len(shape)):
        chosen = zones.get(name) or [zone_of(asked.call.region, group.multi_az, number, node) for node in range(size)]
        nodes = [Node(node_name(group.name, name, at, True), zone) for at, zone in enumerate(chosen, start=1)]
        found.append(Shard(name, (), tuple(nodes), size))
    return found


def _zones(asked: Asked, shape: Shape, added: Sequence[str], size: int) -> dict[str, list[str]]:
    """The zones that the request names for shards: for the new ones, or for all in their order, or by their ids.

    Raises:
        Refused: they cannot be.
        NotSimulated: nodes that there are would have to move.
    """
    given = asked.params.get("ReshardingConfiguration") or ()
    if not given:
        return {}
    if not added:
        raise do_not_fit("ReshardingConfiguration goes with more node groups than there are.")
    everybody = [*(shard.name for shard in shape), *added]
    in_turn = {len(added): list(added), len(everybody): everybody}.get(len(given))
    found = {}
    for number, each in enumerate(given):
        name = str(each.get("NodeGroupId") or "") or (in_turn[number] if in_turn else "")
        zones = [str(zone) for zone in each.get("PreferredAvailabilityZones") or ()]
        if name not in everybody:
            raise not_group_ids([name])
        if zones and len(zones) != size and name in added:
            raise do_not_fit("The number of availability zones must match the number of nodes.")
        for zone in zones:
            if zone not in {asked.call.region + letter for letter in ALL_ZONES}:
                raise invalid(f"{zone} is not a valid availability zone.")
        found[name] = zones
    for shard in shape:
        if found.get(shard.name) and sorted(found[shard.name]) != sorted(node.zone for node in shard.nodes):
            raise NotSimulated("Amazon ElastiCache is simulated here, but it moves no nodes to other zones.")
    return found


def _check_size(asked: Asked, group: Group, shape: Shape, leaving: frozenset[str]) -> None:
    if len(shape) - len(leaving) > asked.quota:
        raise too_many_shards(asked.quota)
    if sum(len(shard.nodes) for shard in shape if shard.name not in leaving) > asked.quota:
        raise too_many_nodes_of_all()
    nodes = asked.nodes(group)
    if nodes is not None and len(shape) > nodes.most_shards:
        raise NotSimulated(f"A cluster that programs talk to has at most {nodes.most_shards} shards here.")


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "ModifyReplicationGroupShardConfiguration": modify_shards,
}
