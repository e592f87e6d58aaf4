"""Writes down every month and strikes off those that there is a snapshot of; a JMESPath expression picks the times."""

from datetime import UTC, datetime, timedelta


def missing_months(rds, database, first, today):
    wanted = []
    day = datetime.strptime(first + "-01", "%Y-%m-%d").replace(tzinfo=UTC)
    while day <= today:
        wanted.append(day.strftime("%Y-%m"))
        day = (day + timedelta(days=32)).replace(day=1)

    found = (
        rds.get_paginator("describe_db_snapshots")
        .paginate(SnapshotType="manual", Filters=[{"Name": "db-instance-id", "Values": [database]}])
        .search("DBSnapshots[?Status=='available'].OriginalSnapshotCreateTime")
    )
    for moment in found:
        month = datetime.fromtimestamp(moment.timestamp(), UTC).strftime("%Y-%m")
        if month in wanted:
            wanted.remove(month)
    return wanted
