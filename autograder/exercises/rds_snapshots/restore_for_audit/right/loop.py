"""A loop of its own in place of the waiter, and errors by their classes."""

import time
from datetime import timezone


class NoSnapshot(LookupError):
    pass


def audited(rds, target):
    try:
        [there] = rds.describe_db_instances(DBInstanceIdentifier=target)["DBInstances"]
    except rds.exceptions.DBInstanceNotFoundFault:
        return None
    return {each["Key"]: each["Value"] for each in there["TagList"]}.get("audit-of")


def restore_for_audit(rds, database, month, target):
    best, marker = None, ""
    while marker is not None:
        page = rds.describe_db_snapshots(DBInstanceIdentifier=database, SnapshotType="manual", Marker=marker)
        for each in page["DBSnapshots"]:
            if each["Status"] != "available":
                continue
            taken = each["OriginalSnapshotCreateTime"].astimezone(timezone.utc)
            if taken.strftime("%Y-%m") == month and (best is None or taken > best[0]):
                best = taken, each["DBSnapshotArn"]
        marker = page.get("Marker")
    if best is None and audited(rds, target) != month:
        raise NoSnapshot(month)
    if best is not None:
        try:
            rds.restore_db_instance_from_db_snapshot(
                DBInstanceIdentifier=target, DBSnapshotIdentifier=best[1], Tags=[{"Key": "audit-of", "Value": month}]
            )
        except rds.exceptions.DBInstanceAlreadyExistsFault:
            if audited(rds, target) != month:
                raise
    while True:
        [there] = rds.describe_db_instances(DBInstanceIdentifier=target)["DBInstances"]
        if there["DBInstanceStatus"] == "available":
            return there["Endpoint"]["Address"] + ":" + str(there["Endpoint"]["Port"])
        time.sleep(60)
