"""What people get wrong in missing_months."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="counts_failed",
        tempts="A snapshot is a snapshot.",
        fails="exam_not_good, not_good",
        advice="status",
        old='if snapshot["Status"] == "available":',
        new='if snapshot["Status"]:',
    ),
    Mistake(
        name="counts_what_is_made",
        tempts="Leaves out what has failed, and takes what is begun for done.",
        fails="exam_not_good, not_good",
        advice="times",
        old='if snapshot["Status"] == "available":',
        new='if snapshot["Status"] != "failed":',
    ),
    Mistake(
        name="counts_automated",
        tempts="Asks for all snapshots of the database.",
        fails=(
            "any_name, copies, edges_of_months, exam_automated, exam_edges, exam_ends, gaps, many, not_good, "
            "others, exam_any_name?, exam_copies?, exam_gaps?, exam_many?, exam_not_good?, "
            "exam_other_databases?, exam_shared?"
        ),
        advice="automated",
        old=', SnapshotType="manual"',
        new="",
    ),
    Mistake(
        name="counts_other_databases",
        tempts="There was only one database when this was written.",
        fails="exam_other_databases, others",
        advice="database",
        old="DBInstanceIdentifier=database, ",
        new="",
    ),
    Mistake(
        name="time_of_the_copy",
        tempts="SnapshotCreateTime is the one that everybody knows.",
        fails="copies, exam_copies",
        advice="copy",
        old="snapshot['OriginalSnapshotCreateTime']",
        new="snapshot['SnapshotCreateTime']",
    ),
    Mistake(
        name="month_of_the_name",
        tempts="The name carries the month.",
        fails="any_name, copies, edges_of_months, exam_any_name, exam_copies, exam_edges",
        advice="name",
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
        fails="exam_many, many",
        advice="pages",
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
        fails=(
            "copies, database_gone, edges_of_months, exam_automated, exam_edges, exam_ends, gaps, many, "
            "not_good, others, exam_any_name?, exam_copies?, exam_gaps?, exam_gone?, exam_many?, "
            "exam_not_good?, exam_other_databases?"
        ),
        advice="ends",
        old="(year, month) <= (today.year, today.month)",
        new="(year, month) < (today.year, today.month)",
    ),
    Mistake(
        name="without_the_first",
        tempts="Counts on before it looks.",
        fails=(
            "edges_of_months, exam_edges, exam_ends, gaps, not_good, exam_gaps?, exam_gone?, exam_many?, exam_not_good?, "
            "exam_other_databases?"
        ),
        advice="ends, status?",
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
        fails=(
            "exam_any_name, exam_copies, exam_gaps, exam_gone, exam_not_good, exam_other_databases, gaps, "
            "exam_edges?, exam_many?, exam_ends, exam_shared?"
        ),
        advice="ends",
        old="if month < 12",
        new="if month < 13",
    ),
    Mistake(
        name="asks_the_database_first",
        tempts="Makes sure that the database exists.",
        fails="database_gone, exam_gone",
        advice="gone",
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
        name="needs_the_database",
        tempts="The answer of describe_db_instances has the right spelling.",
        fails="database_gone, exam_gone",
        advice="gone",
        old="""
            kept = set()
        """,
        new="""
            kept = set()
            rds.describe_db_instances(DBInstanceIdentifier=database)
        """,
    ),
    Mistake(
        name="of_the_instance_there_is",
        tempts="DbiResourceId names an instance for ever. Its successor of the same name has another one.",
        fails="exam_gone",
        advice="gone",
        old="""
            kept = set()
        """,
        new="""
            kept = set()
            there = [
                each["DbiResourceId"]
                for each in rds.describe_db_instances()["DBInstances"]
                if each["DBInstanceIdentifier"] == database
            ]
        """,
        also=[
            Change(
                old='if snapshot["Status"] == "available":',
                new='if snapshot["Status"] == "available" and there in ([], [snapshot["DbiResourceId"]]):',
            ),
        ],
    ),
    Mistake(
        name="silent",
        tempts="An alarm must not fail, so it catches everything.",
        fails="errors, exam_errors",
        advice="catches_all",
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
        fails=(
            "all_there, any_name, copies, database_gone, edges_of_months, exam_any_name, exam_automated, "
            "exam_copies, exam_edges, exam_ends, exam_gaps, exam_gone, exam_many, exam_not_good, "
            "exam_other_databases, gaps, many, not_good, others, exam_shared"
        ),
        advice="months",
        old="    return missing",
        new='    return ", ".join(missing)',
    ),
    Mistake(
        name="takes_what_is_missing",
        tempts="Mends at once what it finds; it was asked to look.",
        fails=(
            "copies, edges_of_months, exam_automated, exam_edges, exam_ends, gaps, many, not_good, others, "
            "exam_any_name?, exam_copies?, exam_gaps?, exam_many?, exam_not_good?, exam_other_databases?"
        ),
        advice="looks_only",
        old="    return missing",
        new="""    if missing and missing[-1] == f"{today:%Y-%m}":
        try:
            rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=f"{database}-{missing[-1]}")
        except rds.exceptions.ClientError:
            pass
    return missing""",
    ),
    Mistake(
        name="steps_of_31_days",
        tempts="31 days after the first of a month is another month. After four years one is left out.",
        fails="exam_gaps",
        advice="skipped",
        old="""
            year, month = map(int, first.split("-"))
            missing = []
            while (year, month) <= (today.year, today.month):
                if f"{year}-{month:02}" not in kept:
                    missing.append(f"{year}-{month:02}")
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        """,
        new="""
            from datetime import datetime, timedelta

            day, missing = datetime.strptime(first, "%Y-%m"), []
            while f"{day:%Y-%m}" <= f"{today:%Y-%m}":
                if f"{day:%Y-%m}" not in kept:
                    missing.append(f"{day:%Y-%m}")
                day += timedelta(days=31)
        """,
    ),
    Mistake(
        name="stops_at_a_short_page",
        tempts="A page that is not full is the last one.",
        fails="exam_many",
        advice="pages",
        old="""
            pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
        """,
        new="""
            asked = {"DBInstanceIdentifier": database, "SnapshotType": "manual"}
            pages = [rds.describe_db_snapshots(**asked)]
            while len(pages[-1]["DBSnapshots"]) == 100 and pages[-1].get("Marker"):
                pages.append(rds.describe_db_snapshots(**asked, Marker=pages[-1]["Marker"]))
        """,
    ),
    Mistake(
        name="names_that_begin_alike",
        tempts="Asks for all snapshots, and goes by the beginning of the database's name.",
        fails="exam_other_databases",
        advice="database",
        old="DBInstanceIdentifier=database, ",
        new="",
        also=[
            Change(
                old='if snapshot["Status"] == "available":',
                new='if snapshot["Status"] == "available" and snapshot["DBInstanceIdentifier"].startswith(database):',
            ),
        ],
    ),
    Mistake(
        name="counts_shared",
        tempts="Asks for everything there is, and leaves out the automated ones.",
        fails="others, exam_shared",
        advice="shared",
        old='SnapshotType="manual"',
        new="IncludeShared=True",
        also=[
            Change(
                old='if snapshot["Status"] == "available":',
                new='if snapshot["Status"] == "available" and snapshot["SnapshotType"] != "automated":',
            )
        ],
    ),
    Mistake(
        name="looks_at_its_own_clock",
        tempts="The present is what the computer says, and not what the call says.",
        fails="exam_ends",
        advice="ends",
        old="(today.year, today.month)",
        new="(datetime.now(UTC).year, datetime.now(UTC).month)",
        also=[Change(old="from datetime import UTC", new="from datetime import UTC, datetime")],
    ),
    Mistake(
        name="time_before_status",
        tempts="Takes the time of each first, and looks at its Status then.",
        fails="not_good, exam_not_good",
        advice="times",
        old="""
            if snapshot["Status"] == "available":
                kept.add(f"{snapshot['OriginalSnapshotCreateTime'].astimezone(UTC):%Y-%m}")
        """,
        new="""
            taken = snapshot["OriginalSnapshotCreateTime"].astimezone(UTC)
            if snapshot["Status"] == "available":
                kept.add(f"{taken:%Y-%m}")
        """,
    ),
    Mistake(
        name="in_local_time",
        tempts="astimezone() looks like the way to compare times.",
        fails="edges_of_months, exam_edges",
        advice="zone",
        old=".astimezone(UTC)",
        new=".astimezone()",
    ),
    Mistake(
        name="remembers_what_was_there",
        tempts="A default that is made once holds what earlier calls have found.",
        fails="edges_of_months, exam_gaps",
        advice="ends, months",
        old="first, today):",
        new="first, today, kept=set()):",
        also=[Change(old="    kept = set()\n", new="")],
    ),
    Mistake(
        name="good_unless_bad",
        tempts="Knows two states that are not good, and takes every other one for good.",
        fails="exam_not_good, not_good",
        advice="status",
        old='if snapshot["Status"] == "available":',
        new='if snapshot["Status"] not in ("creating", "failed"):',
    ),
    Mistake(
        name="not_at_midnight",
        tempts="Counts months up to `today` by their first moments, and leaves out the one that begins right now.",
        fails="exam_ends",
        advice="ends",
        old="while (year, month) <= (today.year, today.month):",
        new="while datetime(year, month, 1, tzinfo=UTC) < today:",
        also=[Change(old="from datetime import UTC", new="from datetime import UTC, datetime")],
    ),
    Mistake(
        name="keeps_the_first_answer",
        tempts="Reading all pages takes long, and snapshots stay.",
        fails="exam_gaps, gaps",
        advice="kept",
        old="""
        pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
        kept = set()
        for page in pages:
        """,
        new="""
        kept = set()
        for page in pages_of(rds, database):
        """,
        also=[
            Change(
                old="""
                from datetime import UTC
                """,
                new="""
                from datetime import UTC
                from functools import cache


                @cache
                def pages_of(rds, database):
                    paginator = rds.get_paginator("describe_db_snapshots")
                    return list(paginator.paginate(DBInstanceIdentifier=database, SnapshotType="manual"))
                """,
            )
        ],
    ),
    Mistake(
        name="a_part_is_enough",
        tempts="Answers with the pages that came when a later one does not.",
        fails="errors, exam_errors",
        advice="catches_all",
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
        except rds.exceptions.ClientError:
            if not kept:
                raise
        """,
    ),
]
