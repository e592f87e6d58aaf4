"""Waits by the instance's own state, and asks for the month's names with a filter."""

import time
from datetime import UTC, datetime

from botocore.exceptions import ClientError


class Busy(Exception):
    pass


def attempt(rds, database):
    month = datetime.now(UTC).strftime("%Y-%m")
    base, number = f"{database}-monthly-{month}", 1
    while True:
        name = base if number == 1 else f"{base}-{number}"
        found = rds.describe_db_snapshots(Filters=[{"Name": "db-snapshot-id", "Values": [name]}])["DBSnapshots"]
        if not found:
            break
        if found[0]["Status"] != "failed":
            return name
        number += 1
    try:
        rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
    except rds.exceptions.DBSnapshotAlreadyExistsFault:
        pass
    return name


def snapshot_of_month(rds, event):
    for left in range(22, -1, -1):
        try:
            return attempt(rds, event["database"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"InvalidDBInstanceState", "Throttling"} or not left:
                raise
        time.sleep(31)
