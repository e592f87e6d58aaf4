"""Instances and snapshots as AWS shows them.

Source: RDS API reference, data types DBInstance and DBSnapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.http.messages import Call
from course_lib.aws.services.rds import backups
from course_lib.aws.services.rds.state import Durations, Instance, Snapshot

PORTS = {"mysql": 3306, "mariadb": 3306, "postgres": 5432}
VERSIONS = {"mysql": "8.0.40", "mariadb": "10.11.10", "postgres": "16.6"}
LICENSES = {"mysql": "general-public-license", "mariadb": "general-public-license", "postgres": "postgresql-license"}
_LAG = timedelta(minutes=5)  # transaction logs are saved every 5 minutes: user guide, "Point-in-time recovery"


def arn(call: Call, kind: str, name: str) -> str:
    """The ARN of an instance (`db`) or a snapshot (`snapshot`)."""
    return f"arn:aws:rds:{call.region}:{call.account}:{kind}:{name}"


def address(call: Call, name: str, number: str) -> str:
    """The host name of an instance's endpoint. AWS draws the middle part for each account."""
    return f"{name}.c{number[3:14].lower()}.{call.region}.rds.amazonaws.com"


def status_of(instance: Instance, durations: Durations, now: datetime) -> str:
    """An instance's state, an automated backup included."""
    status = instance.status(now)
    if status == "available" and backups.under_way(instance, durations, now) is not None:
        return "backing-up"
    return status


def instance(call: Call, of: Instance, durations: Durations, now: datetime) -> dict[str, Any]:
    """A DBInstance."""
    status = status_of(of, durations, now)
    engine = str(of.settings["Engine"])
    told: dict[str, Any] = {
        **of.settings,
        "DBInstanceIdentifier": of.name,
        "DBInstanceArn": arn(call, "db", of.name),
        "DbiResourceId": of.number,
        "DBInstanceStatus": status,
        "BackupRetentionPeriod": of.retention,
        "PreferredBackupWindow": backups.shown(of.window),
        "PendingModifiedValues": {},
        "DBSecurityGroups": [],
        "ReadReplicaDBInstanceIdentifiers": [],
        "BackupTarget": "region",
        "LicenseModel": LICENSES[engine],
        "TagList": tag_list(of.tags),
    }
    if now >= of.made:
        told["InstanceCreateTime"] = of.made
        told["Endpoint"] = {"Address": address(call, of.name, of.number), "Port": of.settings["DbInstancePort"]}
        if of.retention:
            told["LatestRestorableTime"] = max(of.made, now - _LAG)
    return told


def snapshot(call: Call, of: Snapshot, now: datetime) -> dict[str, Any]:
    """A DBSnapshot. The instance's settings are those of its moment.

    It has no times of its own while it is made: users report KeyError 'SnapshotCreateTime'. Another account's is named
    by its ARN.
    """
    engine = str(of.settings["Engine"])
    status = of.status(now)
    its_arn = f"arn:aws:rds:{call.region}:{of.account or call.account}:snapshot:{of.name}"
    kept = ("Engine", "EngineVersion", "AllocatedStorage", "MasterUsername", "AvailabilityZone", "StorageType")
    told: dict[str, Any] = {
        **{name: of.settings[name] for name in kept},
        "DBSnapshotIdentifier": its_arn if of.account else of.name,
        "DBSnapshotArn": its_arn,
        "DBInstanceIdentifier": of.instance.name,
        "DbiResourceId": of.instance.number,
        "InstanceCreateTime": of.instance.made,
        "SnapshotType": of.kind,
        "Status": status,
        "PercentProgress": of.percent(now),
        "Port": of.settings["DbInstancePort"],
        "LicenseModel": LICENSES[engine],
        "Encrypted": of.settings["StorageEncrypted"],
        "SnapshotTarget": "region",
        "TagList": tag_list(of.tags),
    }
    if status != "creating":
        told |= {"SnapshotCreateTime": of.taken, "OriginalSnapshotCreateTime": of.original}
    if of.source:
        told["SourceDBSnapshotIdentifier"] = of.source
    return told


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as AWS lists them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
