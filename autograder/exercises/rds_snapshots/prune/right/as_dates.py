"""Dates of the first of each month, a dictionary, and a function that says whether one was deleted."""

import re
from datetime import date

from botocore.exceptions import ClientError


def back(day, months):
    total = day.year * 12 + day.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def delete(rds, name):
    try:
        rds.delete_db_snapshot(DBSnapshotIdentifier=name)
        return True
    except ClientError as error:
        if error.response["Error"]["Code"] in ("DBSnapshotNotFound", "InvalidDBSnapshotState"):
            return False
        raise


def prune(rds, database, months, today):
    everything = (
        rds.get_paginator("describe_db_snapshots")
        .paginate(Filters=[{"Name": "db-instance-id", "Values": [database]}], PaginationConfig={"PageSize": 50})
        .build_full_result()["DBSnapshots"]
    )
    pattern = rf"^{re.escape(database)}-monthly-([0-9]{{4}})-([0-9]{{2}})(?:-[0-9]+)?\Z"
    months_of = {}
    for each in everything:
        found = re.match(pattern, each["DBSnapshotIdentifier"])
        if not found or not 1 <= int(found[2]) <= 12:
            continue
        if each["SnapshotType"] == "manual" and each["Status"] == "available":
            key = (date(int(found[1]), int(found[2]), 1), each["SnapshotCreateTime"])
            months_of[each["DBSnapshotIdentifier"]] = key
    border = back(today, months)
    candidates = sorted((name for name, key in months_of.items() if key[0] < border), key=months_of.__getitem__)
    if border not in {key[0] for key in months_of.values()} and candidates:
        candidates.pop()
    return [name for name in candidates if delete(rds, name)]
