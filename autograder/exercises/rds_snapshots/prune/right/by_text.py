"""Months compared as texts, and names taken apart by hand."""


def month_of(name, database):
    start = f"{database}-monthly-"
    if not name.startswith(start):
        return None
    parts = name[len(start) :].split("-")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
        return None
    if len(parts[0]) != 4 or len(parts[1]) != 2 or not 1 <= int(parts[1]) <= 12:
        return None
    return f"{parts[0]}-{parts[1]}"


def prune(rds, database, months, today):
    count = today.year * 12 + today.month - 1 - months
    limit = f"{count // 12:04}-{count % 12 + 1:02}"
    marker, mine = "", []
    while marker is not None:
        answer = rds.describe_db_snapshots(DBInstanceIdentifier=database, SnapshotType="manual", Marker=marker)
        for each in answer["DBSnapshots"]:
            month = month_of(each["DBSnapshotIdentifier"], database)
            if month is not None and each["Status"] == "available":
                mine.append((month, each["SnapshotCreateTime"], each["DBSnapshotIdentifier"]))
        marker = answer.get("Marker")
    mine.sort()
    old = [each for each in mine if each[0] < limit]
    if limit not in [month for month, _, _ in mine]:
        old = old[: len(old) - 1] if old else []
    gone = []
    for _, _, name in old:
        try:
            rds.delete_db_snapshot(DBSnapshotIdentifier=name)
            gone.append(name)
        except (rds.exceptions.InvalidDBSnapshotStateFault, rds.exceptions.DBSnapshotNotFoundFault):
            continue
    return gone
