# fails: exam_failed_snapshot
# advice: failed
"""Takes the number of those that have failed for the number of the last one that has."""

import re
import time
from datetime import UTC, datetime

from botocore.exceptions import ClientError


def snapshot_of_month(rds, event):
    database = event["database"]
    tries = 0
    while True:
        try:
            month = f"{database}-monthly-{datetime.now(UTC):%Y-%m}"
            pages = rds.get_paginator("describe_db_snapshots").paginate(
                DBInstanceIdentifier=database, SnapshotType="manual"
            )
            ours = {
                s["DBSnapshotIdentifier"]: s["Status"]
                for page in pages
                for s in page["DBSnapshots"]
                if re.fullmatch(re.escape(month) + r"(-\d+)?", s["DBSnapshotIdentifier"])
            }
            failed = sum(status == "failed" for status in ours.values())
            name = month if not failed else f"{month}-{failed + 1}"
            if name in ours:
                return name
            try:
                rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
            except rds.exceptions.DBSnapshotAlreadyExistsFault:
                continue
            return name
        except ClientError as error:
            tries += 1
            if error.response["Error"]["Code"] not in ("InvalidDBInstanceState", "Throttling") or tries > 22:
                raise
            time.sleep(30)
