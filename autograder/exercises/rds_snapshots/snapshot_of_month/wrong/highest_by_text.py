# fails: exam_failed_snapshot
# advice: failed
"""Looks for the highest number, and sorts the names as text: -10 comes before -9."""

import time
from datetime import UTC, datetime

from botocore.exceptions import ClientError

PASSES = {"InvalidDBInstanceState", "Throttling"}


def take(rds, database):
    stem = f"{database}-monthly-{datetime.now(UTC):%Y-%m}"
    pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
    found = {each["DBSnapshotIdentifier"]: each["Status"] for page in pages for each in page["DBSnapshots"]}
    ours = sorted(name for name in found if name == stem or name.removeprefix(stem + "-").isdigit())
    name = ours[-1] if ours else stem
    if ours and found[name] == "failed":
        number = int(name[len(stem) + 1 :] or 1)
        name = f"{stem}-{number + 1}"
    elif ours:
        return name
    try:
        rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "DBSnapshotAlreadyExists":
            raise
        [there] = rds.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"]
        if there["Status"] == "failed":
            raise
    return name


def snapshot_of_month(rds, event):
    for left in reversed(range(25)):
        try:
            return take(rds, event["database"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in PASSES or not left:
                raise
        time.sleep(30)
