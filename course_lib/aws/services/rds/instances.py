"""Instances: made, described, changed, stopped, started and deleted. Each takes its time.

Sources: RDS API reference, CreateDBInstance, ModifyDBInstance, DeleteDBInstance, StopDBInstance, StartDBInstance; user
guide, "Viewing DB instance status", "Stopping an Amazon RDS DB instance temporarily" (started again after seven days).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.rds import backups, described, errors, names, pages, snapshots, tags
from course_lib.aws.services.rds.request import Asked
from course_lib.aws.services.rds.state import Instance

USUAL: Mapping[str, Any] = {
    "AllocatedStorage": 20,
    "MasterUsername": "admin",
    "AvailabilityZone": "us-east-1a",
    "StorageType": "gp3",
    "StorageEncrypted": False,
    "MultiAZ": False,
    "PubliclyAccessible": False,
    "DeletionProtection": False,
    "CopyTagsToSnapshot": False,
    "AutoMinorVersionUpgrade": True,
}
_CHOSEN = frozenset(USUAL) | {"DBInstanceClass", "Engine", "EngineVersion", "DBName"}
_OTHERS = {
    "BackupRetentionPeriod",
    "DBInstanceIdentifier",
    "MasterUserPassword",
    "Port",
    "PreferredBackupWindow",
    "Tags",
}
_CHANGED = {"CopyTagsToSnapshot", "DeletionProtection"}  # at once, whatever ApplyImmediately says
_STOPPED = timedelta(days=7)


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only(_CHOSEN | _OTHERS)
    params = asked.params
    name = names.instance_name(params)
    if params["Engine"] not in described.PORTS:
        raise NotSimulated(f"Amazon RDS is simulated here for {', '.join(described.PORTS)} alone.")
    _check_password(str(params.get("MasterUserPassword", "")))
    settings = {**USUAL, **{key: value for key, value in params.items() if key in _CHOSEN}}
    settings.setdefault("EngineVersion", described.VERSIONS[params["Engine"]])
    settings["DbInstancePort"] = params.get("Port", described.PORTS[params["Engine"]])
    retention = backups.retention(int(params.get("BackupRetentionPeriod", backups.USUAL)))
    window = backups.window(str(params.get("PreferredBackupWindow", backups.USUAL_WINDOW)))
    instance = begin(asked, name, settings, retention, window, asked.durations.create)
    instance.tags = tags.read(params)
    return {"DBInstance": described.instance(asked.call, instance, asked.durations, asked.now)}


def begin(
    asked: Asked,
    name: str,
    settings: dict[str, Any],
    retention: int,
    window: tuple[int, int],
    takes: timedelta,
) -> Instance:
    """Start to make an instance: it is created, then backed up if it is to have backups, then available.

    Raises:
        Refused: there is one of that name.
    """
    if name in asked.store.instances:
        raise errors.instance_exists()
    made = asked.now + takes
    instance = Instance(name, asked.resource_id("db"), settings, retention, window, asked.now, made, asked.now)
    instance.enter("creating", asked.now, takes)
    asked.store.instances[name] = instance
    return instance


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"DBInstanceIdentifier", "Filters", "Marker", "MaxRecords"})
    params, every = asked.params, asked.store.instances.values()
    if params.get("DBInstanceIdentifier"):
        every = [asked.store.instance(names.asked(params, "DBInstanceIdentifier"))]  # type: ignore[assignment]
    found = [described.instance(asked.call, each, asked.durations, asked.now) for each in every]
    by = {"db-instance-id": "DBInstanceIdentifier", "dbi-resource-id": "DbiResourceId", "engine": "Engine"}
    return pages.page(params, pages.filtered(params, found, by), "DBInstanceIdentifier", "DBInstances")


def modify(asked: Asked) -> dict[str, Any]:
    """Change what a lesson needs: backups, their window, protection.

    A retention that goes from one number of days to another is applied soon; from or to 0 it would be an outage in the
    maintenance window, which there is none of here: it has to be asked for with ApplyImmediately.
    """
    asked.takes_only(
        {"ApplyImmediately", "BackupRetentionPeriod", "DBInstanceIdentifier", "PreferredBackupWindow", *_CHANGED}
    )
    params = asked.params
    instance = asked.store.instance(names.asked(params, "DBInstanceIdentifier"))
    days = backups.retention(int(params.get("BackupRetentionPeriod", instance.retention)))
    window = backups.window(str(params.get("PreferredBackupWindow", backups.shown(instance.window))))
    if described.status_of(instance, asked.durations, asked.now) != "available":
        raise errors.not_available(instance.name)
    turned = bool(days) != bool(instance.retention)
    if turned and not params.get("ApplyImmediately"):
        raise NotSimulated(
            "Amazon RDS is simulated here, but no maintenance window: turn backups on or off with "
            "ApplyImmediately=True. Nothing was sent anywhere."
        )
    if turned:
        instance.backed_up_since = instance.enter("modifying", asked.now, asked.durations.modify)
    elif (days, window) != (instance.retention, instance.window):
        instance.enter("modifying", asked.now, asked.durations.modify)
    instance.retention, instance.window = days, window
    instance.settings.update({key: value for key, value in params.items() if key in _CHANGED})
    return {"DBInstance": described.instance(asked.call, instance, asked.durations, asked.now)}


def stop(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"DBInstanceIdentifier"})
    instance = asked.store.instance(names.asked(asked.params, "DBInstanceIdentifier"))
    if described.status_of(instance, asked.durations, asked.now) != "available":
        raise errors.not_available(instance.name)
    stopped = instance.enter("stopping", asked.now, asked.durations.stop)
    started = instance.enter("stopped", stopped, _STOPPED)
    instance.enter("starting", started, asked.durations.start)
    return {"DBInstance": described.instance(asked.call, instance, asked.durations, asked.now)}


def start(asked: Asked) -> dict[str, Any]:
    asked.takes_only({"DBInstanceIdentifier"})
    instance = asked.store.instance(names.asked(asked.params, "DBInstanceIdentifier"))
    if instance.status(asked.now) != "stopped":
        raise errors.not_stopped(instance.name)
    instance.spells = [spell for spell in instance.spells if spell.start <= asked.now]
    for spell in instance.spells:
        spell.end = min(spell.end, asked.now)
    instance.enter("starting", asked.now, asked.durations.start)
    return {"DBInstance": described.instance(asked.call, instance, asked.durations, asked.now)}


def delete(asked: Asked) -> dict[str, Any]:
    """Delete an instance, with its automated backups; with a last snapshot unless that is to be skipped."""
    asked.takes_only(
        {"DBInstanceIdentifier", "DeleteAutomatedBackups", "FinalDBSnapshotIdentifier", "SkipFinalSnapshot"}
    )
    params = asked.params
    instance = asked.store.instance(names.asked(params, "DBInstanceIdentifier"))
    _check_deletion(instance, params)
    if instance.gone is not None:
        raise errors.being_deleted(instance.name)
    takes = asked.durations.delete
    if not params.get("SkipFinalSnapshot"):
        name = names.snapshot_name(params, "FinalDBSnapshotIdentifier")
        takes += snapshots.take(asked, instance, name, {}).ready - asked.now
    instance.gone = instance.enter("deleting", asked.now, takes)
    return {"DBInstance": described.instance(asked.call, instance, asked.durations, asked.now)}


def _check_deletion(instance: Instance, params: Mapping[str, Any]) -> None:
    if params.get("DeleteAutomatedBackups") is False:
        raise NotSimulated("Amazon RDS is simulated here, but not automated backups that outlive their instance.")
    if instance.settings["DeletionProtection"]:
        raise errors.do_not_fit(
            "Cannot delete protected DB Instance, please disable deletion protection and try again."
        )
    if params.get("SkipFinalSnapshot"):
        if params.get("FinalDBSnapshotIdentifier"):
            raise errors.do_not_fit("FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is set.")
    elif not params.get("FinalDBSnapshotIdentifier"):
        raise errors.do_not_fit("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.")


def _check_password(password: str) -> None:
    if not password:
        raise errors.invalid("The parameter MasterUserPassword must be provided and must not be blank.")
    if len(password) < 8:
        raise errors.invalid(
            "The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters."
        )


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateDBInstance": create,
    "DescribeDBInstances": describe,
    "ModifyDBInstance": modify,
    "StopDBInstance": stop,
    "StartDBInstance": start,
    "DeleteDBInstance": delete,
}
