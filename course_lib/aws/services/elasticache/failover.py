"""A failover that is tested, and the events that tell of it.

Sources: ElastiCache API reference, TestFailover (15 shards in any 24 hours; the node's replacement has to be complete
before the next one in the same group; the events in their order) and DescribeEvents (the last hour unless told, 14 days
at most).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws import marker_pages
from course_lib.aws.services.elasticache import groups
from course_lib.aws.services.elasticache.errors import do_not_fit, invalid, no_failover, too_many_failovers
from course_lib.aws.services.elasticache.request import Asked
from course_lib.aws.services.elasticache.state import Event, Group, Shard

MOST = 15  # in 24 hours


def test_failover(asked: Asked) -> dict[str, Any]:
    """Let a replica become the primary, as if the primary had failed; the failed node is recovered afterwards."""
    asked.takes_only({"NodeGroupId", "ReplicationGroupId"})
    group = asked.available()
    shard = group.shard(asked.text("NodeGroupId"), asked.now)
    cluster = asked.nodes(group)
    if cluster is not None:
        shard = _as_it_is(group, shard, cluster.nodes_of(shard.name))
    if not group.failover or len(shard.nodes) < 2:
        raise no_failover()
    if len(asked.store.failovers) >= MOST:
        raise too_many_failovers()
    asked.store.failovers.append(asked.now)
    promoted = asked.now + asked.durations.promote
    recovered = promoted + asked.durations.recover
    after = replace(shard, nodes=(shard.nodes[1], *shard.nodes[2:], shard.nodes[0]))
    if cluster is not None:
        cluster.fail_over(shard.name, promoted, recovered)
    group.change(tuple(after if each.name == shard.name else each for each in group.shape(asked.now)), promoted)
    group.enter("modifying", asked.now, asked.durations.promote + asked.durations.recover)
    _tell(asked, group, shard, promoted, recovered)
    return groups.told(asked, group)


def _as_it_is(group: Group, shard: Shard, up: Sequence[str]) -> Shard:
    """A shard with its nodes in the order that they are in at present: those that are up, the primary first.

    Raises:
        Refused: there is no replica that could take the primary's place.
    """
    if len(up) < 2:
        raise no_failover()
    place = {f"{group.name}-{name}": number for number, name in enumerate(up)}
    return replace(shard, nodes=tuple(sorted(shard.nodes, key=lambda node: place.get(node.name, len(place)))))


def events(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"Duration", "EndTime", "Marker", "MaxRecords", "SourceIdentifier", "SourceType", "StartTime"})
    if asked.text("SourceIdentifier") and not asked.text("SourceType"):
        raise do_not_fit("SourceIdentifier needs SourceType.")
    start, end = _times(asked)
    found = [
        {
            "SourceIdentifier": event.source,
            "SourceType": event.kind,
            "Message": event.message,
            "Date": event.when,
            "at": f"{event.when.isoformat()} {number:06}",
        }
        for number, event in enumerate(asked.store.events)
        if start <= event.when <= end and _asked_for(asked, event)
    ]
    answer = marker_pages.page(asked.params, found, "at", "Events", invalid)
    for event in answer["Events"]:
        del event["at"]
    return answer


def _asked_for(asked: Asked, event: Event) -> bool:
    return asked.text("SourceType") in ("", event.kind) and asked.text("SourceIdentifier").lower() in ("", event.source)


def _times(asked: Asked) -> tuple[datetime, datetime]:
    end = min(asked.params.get("EndTime") or asked.now, asked.now)
    start = asked.params.get("StartTime") or end - timedelta(minutes=int(asked.params.get("Duration", 60)))
    return start, end


def _tell(asked: Asked, group: Group, shard: Shard, promoted: datetime, recovered: datetime) -> None:
    old, new = shard.nodes[0].name, shard.nodes[1].name
    done = f"Failover from primary node {old} to replica node {new} completed"
    tell = asked.store.tell
    tell(group.name, "replication-group", f"Test Failover API called for node group {shard.name}", asked.now)
    tell(old, "cache-cluster", done, promoted)
    tell(group.name, "replication-group", done, promoted)
    tell(old, "cache-cluster", "Recovering cache nodes 0001", promoted)
    tell(old, "cache-cluster", "Finished recovery for cache nodes 0001", recovered)


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "TestFailover": test_failover,
    "DescribeEvents": events,
}
