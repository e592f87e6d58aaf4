from datetime import UTC


def missing_months(rds, database, first, today):
    """Say of which months there is no snapshot that could be restored.

    Args:
        rds: a boto3 client, as boto3.client("rds") gives it. Use this one.
        database: the identifier of a DB instance, which may have been deleted since.
        first: the first month that is asked for, such as "2026-04".
        today: what to take for the present, a datetime.datetime in UTC. Its month is the last one that is
            asked for.

    Returns:
        A list of the months, such as "2026-05", in order, in which no good snapshot of this database was
        taken. Good is a manual snapshot of this account's, of whatever name, that is available. It was taken
        at its OriginalSnapshotCreateTime; months begin and end at midnight in UTC.
        All snapshots are looked at, however many there are.

    Raises:
        Any failure comes out as boto3 raised it. Nothing is changed.
    """
    pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
    kept = set()
    for page in pages:
        for snapshot in page["DBSnapshots"]:
            if snapshot["Status"] == "available":
                kept.add(f"{snapshot['OriginalSnapshotCreateTime'].astimezone(UTC):%Y-%m}")
    year, month = map(int, first.split("-"))
    missing = []
    while (year, month) <= (today.year, today.month):
        if f"{year}-{month:02}" not in kept:
            missing.append(f"{year}-{month:02}")
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return missing
