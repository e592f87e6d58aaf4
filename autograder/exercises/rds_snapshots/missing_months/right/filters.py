"""Lets AWS filter, in small pages, and walks over days."""

from datetime import UTC, date, timedelta


def missing_months(rds, database, first, today):
    paginator = rds.get_paginator("describe_db_snapshots")
    pages = paginator.paginate(
        Filters=[{"Name": "db-instance-id", "Values": [database]}, {"Name": "snapshot-type", "Values": ["manual"]}],
        PaginationConfig={"PageSize": 20},
    )
    found = [each for page in pages for each in page["DBSnapshots"] if each["Status"] == "available"]
    taken = {each["OriginalSnapshotCreateTime"].astimezone(UTC).strftime("%Y-%m") for each in found}
    day, months = date.fromisoformat(first + "-01"), []
    while day <= today.date():
        if day.strftime("%Y-%m") not in taken:
            months.append(day.strftime("%Y-%m"))
        day = (day + timedelta(days=31)).replace(day=1)
    return months
