"""Lists what there is of the month, and takes the first name that is free; if somebody was faster, it looks again."""

import time
from datetime import UTC, datetime

from botocore.exceptions import ClientError


def statuses(rds, database, base):
    """Every manual snapshot whose name begins with base."""
    found = {}
    for page in rds.get_paginator("describe_db_snapshots").paginate(
        DBInstanceIdentifier=database, SnapshotType="manual"
    ):
        for each in page["DBSnapshots"]:
            if each["DBSnapshotIdentifier"].startswith(base):
                found[each["DBSnapshotIdentifier"]] = each["Status"]
    return found


def once(rds, database):
    base = f"{database}-monthly-{datetime.now(UTC):%Y-%m}"
    have = statuses(rds, database, base)
    name, number = base, 1
    while have.get(name) == "failed":
        number += 1
        name = f"{base}-{number}"
    if name in have:
        return name
    try:
        rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
    except rds.exceptions.DBSnapshotAlreadyExistsFault:
        return once(rds, database)
    return name


def snapshot_of_month(rds, event):
    for left in reversed(range(13)):
        try:
            return once(rds, event["database"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"InvalidDBInstanceState", "Throttling"} or not left:
                raise
            time.sleep(60)
