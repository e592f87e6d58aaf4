"""Snapshots: taken by hand, listed with the automatic ones, deleted.

Sources: ElastiCache API reference, CreateSnapshot, DescribeSnapshots (20 to 50 on a page), DeleteSnapshot; user guide,
"Taking manual backups" (they stay until somebody deletes them), "Scheduling automatic backups" (one a day, gone with
the retention's days and with their cluster).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws import marker_pages
from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elasticache import described, tags
from course_lib.aws.services.elasticache.errors import (
    invalid,
    no_snapshot,
    not_available,
    snapshot_exists,
    snapshot_state,
)
from course_lib.aws.services.elasticache.names import new_name
from course_lib.aws.services.elasticache.request import Asked
from course_lib.aws.services.elasticache.state import Group, Snapshot

MOST_ON_A_PAGE = 50
LONGEST_NAME = 255
_SOURCES = {"": ("manual", "automated"), "user": ("manual",), "system": ("automated",)}


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"ReplicationGroupId", "SnapshotName", "Tags"})
    name = new_name(asked.text("SnapshotName"), "SnapshotName", LONGEST_NAME)
    if not asked.text("ReplicationGroupId"):
        raise invalid("One of CacheClusterId or ReplicationGroupId must be provided.")
    group, given = asked.group(), tags.read(asked.params)
    snapshot = take(asked, group, name)
    snapshot.tags = given
    group.enter("snapshotting", asked.now, asked.durations.snapshot)
    return _told(asked, snapshot)


def take(asked: Asked, group: Group, name: str) -> Snapshot:
    """Begin a snapshot of a group.

    Raises:
        Refused: the name is taken, or the group is not available.
    """
    if name in asked.store.snapshots:
        raise snapshot_exists(name)
    if group.status(asked.now) != "available":
        raise not_available()
    settings, shape = described.of_snapshot(group, asked.now)
    snapshot = Snapshot(name, group.name, settings, shape, asked.now, asked.now + asked.durations.snapshot)
    asked.store.snapshots[name] = snapshot
    return snapshot


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only(
        {"Marker", "MaxRecords", "ReplicationGroupId", "ShowNodeGroupConfig", "SnapshotName", "SnapshotSource"}
    )
    source = asked.text("SnapshotSource")
    if source not in _SOURCES:
        raise invalid(f"Invalid snapshot source: {source}.")
    name, group = asked.text("SnapshotName").lower(), asked.text("ReplicationGroupId").lower()
    every = [*asked.store.snapshots.values(), *automatic(asked)]
    if name and name not in [each.name for each in every]:
        raise no_snapshot(name)
    nodes = bool(asked.params.get("ShowNodeGroupConfig"))
    found = [
        described.snapshot(asked.call, each, asked.now, nodes)
        for each in every
        if each.kind in _SOURCES[source] and name in ("", each.name) and group in ("", each.group)
    ]
    return marker_pages.page(asked.params, found, "SnapshotName", "Snapshots", invalid, MOST_ON_A_PAGE)


def automatic(asked: Asked) -> Iterator[Snapshot]:
    """The automatic snapshots that there are now: one a day of each group, at the beginning of its window."""
    for group in asked.store.groups.values():
        settings, shape = described.of_snapshot(group, asked.now)
        for taken in _windows(group, asked.now):
            if shape:
                name = f"automatic.{group.name}-{taken:%Y-%m-%d-%H-%M}"
                ready = taken + asked.durations.snapshot
                yield Snapshot(name, group.name, settings, shape, taken, ready, "automated")


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"SnapshotName"})
    name = asked.text("SnapshotName").lower()
    if name.startswith("automatic."):
        raise NotSimulated("Amazon ElastiCache is simulated here, but automatic snapshots go by themselves alone.")
    if name not in asked.store.snapshots:
        raise no_snapshot(name)
    snapshot = asked.store.snapshots[name]
    if snapshot.status(asked.now) != "available":
        raise snapshot_state(name)
    del asked.store.snapshots[name]
    told = _told(asked, snapshot)
    told["Snapshot"]["SnapshotStatus"] = "deleting"
    return told


def _windows(group: Group, now: datetime) -> Iterator[datetime]:
    """When the automatic snapshots were taken that are kept today."""
    hour, minute = int(group.window[:2]), int(group.window[3:5])
    begins = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    made = group.shapes[0][0]
    for back in range(group.retention + 1):
        taken = begins - timedelta(days=back)
        if made <= taken <= now and taken > now - timedelta(days=group.retention):
            yield taken


def _told(asked: Asked, snapshot: Snapshot) -> dict[str, Any]:
    return {"Snapshot": described.snapshot(asked.call, snapshot, asked.now, nodes=True)}


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateSnapshot": create,
    "DescribeSnapshots": describe,
    "DeleteSnapshot": delete,
}
