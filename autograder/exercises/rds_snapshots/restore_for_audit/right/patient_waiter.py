"""Several waiters, one after the other, until one of them comes to its end."""

from datetime import UTC

from botocore.exceptions import WaiterError


class NoSnapshot(Exception):
    pass


def restore_for_audit(rds, database, month, target):
    snapshots = []
    for page in rds.get_paginator("describe_db_snapshots").paginate(
        DBInstanceIdentifier=database, SnapshotType="manual", PaginationConfig={"PageSize": 100}
    ):
        snapshots.extend(each for each in page["DBSnapshots"] if each["Status"] == "available")
    snapshots.sort(key=lambda each: each["OriginalSnapshotCreateTime"], reverse=True)
    fitting = [
        each["DBSnapshotIdentifier"]
        for each in snapshots
        if each["OriginalSnapshotCreateTime"].astimezone(UTC).isoformat().startswith(month)
    ]
    wanted = {"Key": "audit-of", "Value": month}
    there = rds.describe_db_instances(Filters=[{"Name": "db-instance-id", "Values": [target]}])["DBInstances"]
    if not fitting and wanted not in [tag for each in there for tag in each["TagList"]]:
        raise NoSnapshot(f"No good snapshot was taken in {month}.")
    try:
        for name in fitting[:1]:
            rds.restore_db_instance_from_db_snapshot(
                DBSnapshotIdentifier=name,
                DBInstanceIdentifier=target,
                DBInstanceClass="db.t4g.medium",
                Tags=[wanted, {"Key": "by", "Value": "audit"}],
            )
    except rds.exceptions.DBInstanceAlreadyExistsFault:
        if wanted not in rds.describe_db_instances(DBInstanceIdentifier=target)["DBInstances"][0]["TagList"]:
            raise
    for _ in range(8):
        try:
            rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=target)
            break
        except WaiterError as error:
            if "Max attempts exceeded" not in str(error):
                raise
    end = rds.describe_db_instances(DBInstanceIdentifier=target)["DBInstances"][0]["Endpoint"]
    return ":".join([end["Address"], str(end["Port"])])
