"""What people get wrong in missing_months."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="counts_failed",
        tempts="A snapshot is a snapshot.",
        fails="x",
        old='if snapshot["Status"] == "available":',
        new='if snapshot["Status"]:',
    ),
    Mistake(
        name="counts_what_is_made",
        tempts="Leaves out what has failed, and takes what is begun for done.",
        fails="x",
        old='if snapshot["Status"] == "available":',
        new='if snapshot["Status"] != "failed":',
    ),
    Mistake(
        name="counts_automated",
        tempts="Asks for all snapshots of the database.",
        fails="x",
        old=', SnapshotType="manual"',
        new="",
    ),
    Mistake(
        name="counts_other_databases",
        tempts="There was only one database when this was written.",
        fails="x",
        old="DBInstanceIdentifier=database, ",
        new="",
    ),
    Mistake(
        name="time_of_the_copy",
        tempts="SnapshotCreateTime is the one that everybody knows.",
        fails="x",
        old="snapshot['OriginalSnapshotCreateTime']",
        new="snapshot['SnapshotCreateTime']",
    ),
    Mistake(
        name="month_of_the_name",
        tempts="The name carries the month.",
        fails="x",
        old="""
                    kept.add(f"{snapshot['OriginalSnapshotCreateTime'].astimezone(UTC):%Y-%m}")
        """,
        new="""
                    kept.add(snapshot["DBSnapshotIdentifier"].partition("-monthly-")[2][:7])
        """,
    ),
    Mistake(
        name="first_page",
        tempts="One answer holds a hundred, and three years have 36 months.",
        fails="x",
        old="""
            pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
        """,
        new="""
            pages = [rds.describe_db_snapshots(DBInstanceIdentifier=database, SnapshotType="manual")]
        """,
    ),
    Mistake(
        name="without_this_month",
        tempts="This month is not over.",
        fails="x",
        old="(year, month) <= (today.year, today.month)",
        new="(year, month) < (today.year, today.month)",
    ),
    Mistake(
        name="without_the_first",
        tempts="Counts on before it looks.",
        fails="x",
        old="""
                if f"{year}-{month:02}" not in kept:
                    missing.append(f"{year}-{month:02}")
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        """,
        new="""
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)
                if (year, month) <= (today.year, today.month) and f"{year}-{month:02}" not in kept:
                    missing.append(f"{year}-{month:02}")
        """,
    ),
    Mistake(
        name="thirteen_months",
        tempts="Goes on to the next year one month late.",
        fails="x",
        old="if month < 12",
        new="if month < 13",
    ),
    Mistake(
        name="asks_the_database_first",
        tempts="Makes sure that the database exists.",
        fails="x",
        old="""
            kept = set()
        """,
        new="""
            kept = set()
            if not rds.describe_db_instances(Filters=[{"Name": "db-instance-id", "Values": [database]}])["DBInstances"]:
                return []
        """,
    ),
    Mistake(
        name="silent",
        tempts="An alarm must not fail, so it catches everything.",
        fails="x",
        old="""
            for page in pages:
                for snapshot in page["DBSnapshots"]:
                    if snapshot["Status"] == "available":
                        kept.add(f"{snapshot['OriginalSnapshotCreateTime'].astimezone(UTC):%Y-%m}")
        """,
        new="""
            try:
                for page in pages:
                    for snapshot in page["DBSnapshots"]:
                        if snapshot["Status"] == "available":
                            kept.add(f"{snapshot['OriginalSnapshotCreateTime'].astimezone(UTC):%Y-%m}")
            except Exception as error:
                print(error)
        """,
    ),
    Mistake(
        name="a_text",
        tempts="Puts the months into one sentence.",
        fails="x",
        old="    return missing",
        new='    return ", ".join(missing)',
    ),
    Mistake(
        name="a_zone_of_its_own",
        tempts="Converts to the bank's own time.",
        fails="x",
        old="astimezone(UTC)",
        new='astimezone(ZoneInfo("Europe/Berlin"))',
        also=[Change(old="from datetime import UTC\n", new="from zoneinfo import ZoneInfo\n")],
    ),
    Mistake(
        name="takes_what_is_missing",
        tempts="Mends at once what it finds; it was asked to look.",
        fails="x",
        old="    return missing",
        new="""    if missing and missing[-1] == f"{today:%Y-%m}":
        try:
            rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=f"{database}-{missing[-1]}")
        except rds.exceptions.ClientError:
            pass
    return missing""",
    ),
]
