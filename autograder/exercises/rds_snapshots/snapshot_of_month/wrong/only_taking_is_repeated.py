# fails: exam_long_throttling, throttled, exam_throttled, exam_month_ends
# advice: throttled, midnight
"""Tries again when the snapshot is to be taken, and not when its status is asked for."""

import time
from datetime import UTC, datetime

from botocore.exceptions import ClientError


BUSY = ("InvalidDBInstanceState", "Throttling")


def create(rds, database, suffix):
    for left in reversed(range(21)):
        name = f"{database}-monthly-{datetime.now(UTC):%Y-%m}{suffix}"
        try:
            rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
            return name, True
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "DBSnapshotAlreadyExists":
                return name, False
            if code not in BUSY or not left:
                raise
        time.sleep(31)


def snapshot_of_month(rds, event):
    suffix, number = "", 1
    while True:
        name, made = create(rds, event["database"], suffix)
        if made or rds.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"][0]["Status"] != "failed":
            return name
        number += 1
        suffix = f"-{number}"
