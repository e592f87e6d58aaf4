# fails: exam_race, race, exam_failed_snapshot
# advice: again, failed
"""Looks whether there is one, and takes it if not: two deliveries at once both find none."""

import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError


def snapshot_of_month(rds, event):
    end = datetime.now(UTC) + timedelta(minutes=12)
    while True:
        try:
            return attempt(rds, event["database"])
        except ClientError as error:
            passes = error.response["Error"]["Code"] in {"InvalidDBInstanceState", "Throttling"}
            if not passes or datetime.now(UTC) > end:
                raise
        time.sleep(30)


def attempt(rds, database):
    name = f"{database}-monthly-{datetime.now(UTC):%Y-%m}"
    found = rds.describe_db_snapshots(DBInstanceIdentifier=database, SnapshotType="manual")["DBSnapshots"]
    states = {each["DBSnapshotIdentifier"]: each["Status"] for each in found}
    number, candidate = 1, name
    while states.get(candidate) == "failed":
        number += 1
        candidate = f"{name}-{number}"
    if candidate not in states:
        rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=candidate)
    return candidate
