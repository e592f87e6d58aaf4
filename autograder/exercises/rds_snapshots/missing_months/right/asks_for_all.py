"""Asks for all snapshots of the account, and sorts them out itself."""

from datetime import UTC
from itertools import count


def is_good(each, database):
    return (
        each["SnapshotType"] == "manual"
        and each["DBInstanceIdentifier"] == database
        and each["Status"].lower() == "available"
    )


def months(first, last):
    year, month = first
    for n in count(month - 1):
        found = (year + n // 12, n % 12 + 1)
        if found > last:
            return
        yield found


def missing_months(rds, database, first, today):
    everything = rds.get_paginator("describe_db_snapshots").paginate().build_full_result()["DBSnapshots"]
    times = [each["OriginalSnapshotCreateTime"].astimezone(UTC) for each in everything if is_good(each, database)]
    there = {(time.year, time.month) for time in times}
    start = tuple(int(part) for part in first.split("-"))
    wanted = months(start, (today.year, today.month))
    return ["%d-%02d" % each for each in wanted if each not in there]
