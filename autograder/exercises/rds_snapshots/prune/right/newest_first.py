"""Deletes the newest first, so that what a failure leaves is the oldest; says it in the order that was agreed on."""

import re

from botocore.exceptions import ClientError


def monthly(rds, database):
    """Every good one that is ours: its month, when it was taken, and its name."""
    form = re.compile(rf"{database}-monthly-(?P<month>[0-9]{{4}}-(0[1-9]|1[0-2]))(-[0-9]+)?")
    manual = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
    query = "DBSnapshots[?Status=='available'].[DBSnapshotIdentifier, OriginalSnapshotCreateTime]"
    for name, taken in manual.search(query):
        found = form.fullmatch(name)
        if found:
            yield found["month"], taken, name


def prune(rds, database, months, today):
    years, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    oldest = f"{years:04}-{month + 1:02}"
    ours = sorted(monthly(rds, database), reverse=True)
    past = [each for each in ours if each[0] < oldest]
    if all(each[0] != oldest for each in ours):
        past = past[1:]
    deleted = []
    for _, _, name in past:
        try:
            rds.delete_db_snapshot(DBSnapshotIdentifier=name)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("InvalidDBSnapshotState", "DBSnapshotNotFound"):
                raise
        else:
            deleted.insert(0, name)
    return deleted
