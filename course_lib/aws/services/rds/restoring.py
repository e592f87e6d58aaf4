"""A snapshot made into a new instance, which holds the rows of the snapshot's moment.

Source: RDS API reference, RestoreDBInstanceFromDBSnapshot; user guide, "Restoring to a DB instance".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.services.rds import backups, described, names, snapshots, tags
from course_lib.aws.services.rds.instances import begin
from course_lib.aws.services.rds.request import Asked

_CHOSEN = {
    "AvailabilityZone",
    "CopyTagsToSnapshot",
    "DBInstanceClass",
    "DeletionProtection",
    "MultiAZ",
    "PubliclyAccessible",
    "StorageType",
}


def restore(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"DBInstanceIdentifier", "DBSnapshotIdentifier", "Port", "Tags", *_CHOSEN})
    params = asked.params
    name = names.instance_name(params)
    snapshot = snapshots.named(asked, "DBSnapshotIdentifier")
    snapshots.check_available(asked, snapshot)
    settings = {**snapshot.settings, "DeletionProtection": False}
    settings.update({key: value for key, value in params.items() if key in _CHOSEN})
    settings["DbInstancePort"] = params.get("Port", settings["DbInstancePort"])
    retention = snapshot.instance.retention or backups.USUAL
    instance = begin(asked, name, settings, retention, snapshot.instance.window, asked.durations.restore)
    instance.written = [(asked.now, snapshot.rows)]
    instance.tags = tags.read(params)
    return {"DBInstance": described.instance(asked.call, instance, asked.durations, asked.now)}


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {"RestoreDBInstanceFromDBSnapshot": restore}
