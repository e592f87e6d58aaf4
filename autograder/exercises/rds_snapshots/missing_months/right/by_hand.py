"""Markers by hand, months as numbers, a set difference."""

from datetime import timezone


def missing_months(rds, database, first, today):
    number = lambda year, month: 12 * year + month - 1  # noqa: E731
    wanted = range(number(int(first[:4]), int(first[5:])), number(today.year, today.month) + 1)
    good, marker = set(), ""
    while True:
        answer = rds.describe_db_snapshots(DBInstanceIdentifier=database, SnapshotType="manual", Marker=marker)
        for each in answer["DBSnapshots"]:
            if each["Status"] == "available":
                taken = each["OriginalSnapshotCreateTime"].astimezone(timezone.utc)
                good.add(number(taken.year, taken.month))
        marker = answer.get("Marker")
        if not marker:
            break
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in wanted if n not in good]
