"""Snapshots: taken by hand, listed with the automated ones, copied, deleted, and made into a new instance.

Sources: RDS API reference, CreateDBSnapshot, DescribeDBSnapshots, CopyDBSnapshot, DeleteDBSnapshot and
RestoreDBInstanceFromDBSnapshot; user guide, "Quotas and constraints" (100 manual snapshots a Region), "Creating a DB
snapshot" (they stay until somebody deletes them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from course_lib.aws.services.rds import backups, described, errors, names, pages, tags
from course_lib.aws.services.rds.request import Asked
from course_lib.aws.services.rds.state import Instance, Snapshot

KINDS = ("automated", "manual", "shared", "public", "awsbackup")
_FILTERS = {
    "db-instance-id": "DBInstanceIdentifier",
    "db-snapshot-id": "DBSnapshotIdentifier",
    "dbi-resource-id": "DbiResourceId",
    "snapshot-type": "SnapshotType",
    "engine": "Engine",
}


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"DBInstanceIdentifier", "DBSnapshotIdentifier", "Tags"})
    name = names.snapshot_name(asked.params)
    instance = asked.store.instance(names.asked(asked.params, "DBInstanceIdentifier"))
    return _told(asked, take(asked, instance, name, tags.read(asked.params)))


def take(asked: Asked, instance: Instance, name: str, given: dict[str, str]) -> Snapshot:
    """Begin a snapshot of an instance, which is busy with it until it is ready.

    Raises:
        Refused: the name is taken, the instance is not available, or there are too many snapshots.
    """
    _check_new(asked, name)
    if described.status_of(instance, asked.durations, asked.now) != "available":
        raise errors.not_available_for_snapshot(instance.name)
    ready = instance.enter("backing-up", asked.now, asked.durations.snapshot)
    copied = instance.tags if instance.settings["CopyTagsToSnapshot"] else {}
    snapshot = Snapshot(
        name,
        instance,
        dict(instance.settings),
        instance.rows(asked.now),
        asked.now,
        asked.now,
        ready,
        fails=asked.fails,
        tags={**copied, **given},
    )
    asked.store.keep(snapshot)
    return snapshot


def describe(asked: Asked) -> dict[str, Any]:
    """Without a type, automated ones and those taken by hand; another account's only if they are asked for."""
    allowed = {"DBInstanceIdentifier", "DBSnapshotIdentifier", "DbiResourceId", "Filters", "Marker", "MaxRecords"}
    asked.takes_only(allowed | {"IncludePublic", "IncludeShared", "SnapshotType"})
    params = asked.params
    kind = str(params.get("SnapshotType", ""))
    if kind and kind not in KINDS:
        raise errors.invalid(f"Invalid snapshot type: {kind}.")
    if params.get("DBSnapshotIdentifier"):
        named(asked, "DBSnapshotIdentifier")
    found = [described.snapshot(asked.call, each, asked.now) for each in _matching(asked, kind)]
    return pages.page(params, pages.filtered(params, found, _FILTERS), "DBSnapshotIdentifier", "DBSnapshots")


def automated(asked: Asked) -> Iterator[Snapshot]:
    """The automated snapshots that there are now."""
    return backups.existing(asked.store, asked.durations, asked.now)


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"DBSnapshotIdentifier"})
    snapshot = named(asked, "DBSnapshotIdentifier")
    if snapshot.kind == "automated":
        raise errors.automated_stays()
    if snapshot.account:
        raise errors.no_snapshot(snapshot.name)
    check_available(asked, snapshot)
    del asked.store.snapshots[snapshot.name]
    told = _told(asked, snapshot)
    told["DBSnapshot"]["Status"] = "deleted"
    return told


def copy(asked: Asked) -> dict[str, Any]:
    """A snapshot taken by hand out of any other, within the account and Region."""
    asked.takes_only({"CopyTags", "SourceDBSnapshotIdentifier", "Tags", "TargetDBSnapshotIdentifier"})
    source = named(asked, "SourceDBSnapshotIdentifier")
    name = names.snapshot_name(asked.params, "TargetDBSnapshotIdentifier")
    check_available(asked, source)
    _check_new(asked, name)
    copied = source.tags if asked.params.get("CopyTags") else {}
    made = Snapshot(
        name,
        source.instance,
        source.settings,
        source.rows,
        asked.now,
        source.original,
        asked.now + asked.durations.snapshot,
        source=described.arn(asked.call, "snapshot", source.name),
        tags={**copied, **tags.read(asked.params)},
    )
    asked.store.keep(made)
    return _told(asked, made)


def _told(asked: Asked, snapshot: Snapshot) -> dict[str, Any]:
    return {"DBSnapshot": described.snapshot(asked.call, snapshot, asked.now)}


def _matching(asked: Asked, kind: str) -> Iterator[Snapshot]:
    """Those that the parameters name; an instance that is gone still has those that were taken of it by hand."""
    instance, number = names.asked(asked.params, "DBInstanceIdentifier"), asked.params.get("DbiResourceId")
    one = named(asked, "DBSnapshotIdentifier") if asked.params.get("DBSnapshotIdentifier") else None
    of_both = [] if kind not in ("", "automated") else automated(asked)
    with_shared = kind == "shared" or (not kind and asked.params.get("IncludeShared"))
    for each in (*asked.store.snapshots.values(), *of_both, *(asked.store.shared if with_shared else ())):
        if (
            kind in ("", each.kind)
            and instance in ("", each.instance.name)
            and (one is None or (one.name, one.account) == (each.name, each.account))
            and number in (None, each.instance.number)
        ):
            yield each


def named(asked: Asked, parameter: str) -> Snapshot:
    """The snapshot that a parameter names, by its identifier or its ARN; another account's by its ARN alone."""
    text = names.asked(asked.params, parameter)
    for each in asked.store.shared:
        if text == f"arn:aws:rds:{asked.call.region}:{each.account}:snapshot:{each.name}":
            return each
    return asked.store.snapshot(text.partition(":snapshot:")[2] or text, automated(asked))


def check_available(asked: Asked, snapshot: Snapshot) -> None:
    """
    Raises:
        Refused: it is not complete, or has failed.
    """
    status = snapshot.status(asked.now)
    if status != "available":
        raise errors.snapshot_state(snapshot.name, status)


def _check_new(asked: Asked, name: str) -> None:
    if name in asked.store.snapshots:
        raise errors.snapshot_exists(name)
    if len(asked.store.snapshots) >= asked.quota:
        raise errors.too_many_snapshots(asked.quota)


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateDBSnapshot": create,
    "DescribeDBSnapshots": describe,
    "DeleteDBSnapshot": delete,
    "CopyDBSnapshot": copy,
}
