"""Looks for one name after the other, and takes the first that is free; the deadline is the whole call's."""

import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

PASSES = {"InvalidDBInstanceState", "Throttling"}


def name_of(database, month, number):
    return f"{database}-monthly-{month}" + (f"-{number}" if number > 1 else "")


def snapshot_of_month(rds, event):
    database = event["database"]
    deadline = datetime.now(UTC) + timedelta(minutes=10)
    month, number = None, 1
    while True:
        present = f"{datetime.now(UTC):%Y-%m}"
        if present != month:
            month, number = present, 1
        name = name_of(database, month, number)
        try:
            status = status_of(rds, name)
            if status is None:
                rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
                return name
            if status != "failed":
                return name
            number += 1
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "DBSnapshotAlreadyExists":
                continue
            if code not in PASSES or datetime.now(UTC) >= deadline:
                raise
            time.sleep(30)


def status_of(rds, name):
    try:
        return rds.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"][0]["Status"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "DBSnapshotNotFound":
            return None
        raise
