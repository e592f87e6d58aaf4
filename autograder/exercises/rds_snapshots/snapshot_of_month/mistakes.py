"""What people get wrong in snapshot_of_month."""

from autograder.mistakes import Change, Mistake

NAME = "name = f\"{event['database']}-monthly-{datetime.now(UTC):%Y-%m}\""

mistakes = [
    Mistake(
        name="month_of_the_plan",
        tempts="The event says which month it is about.",
        fails="exam_late_delivery, exam_month_ends, exam_three_years, late_delivery, month_ends, three_years",
        advice="midnight, planned",
        old="{datetime.now(UTC):%Y-%m}",
        new="{event['scheduled'][:7]}",
    ),
    Mistake(
        name="name_once",
        tempts="Makes the name before the loop, where it seems to belong.",
        fails="exam_month_ends, month_ends",
        advice="midnight",
        old=f"""
            while True:
                {NAME}
        """,
        new=f"""
            {NAME}
            while True:
        """,
    ),
    Mistake(
        name="day_in_the_name",
        tempts="A name with the day cannot clash, so every call succeeds.",
        fails=(
            "exam_long_throttling, busy_database, crash, exam_busy_database, exam_crash, exam_failed_snapshot, "
            "exam_first_delivery, exam_large_database, exam_late_delivery, exam_month_ends, exam_nightly_backup, "
            "exam_race, exam_second_delivery, exam_three_years, exam_throttled, failed_snapshot, first_delivery, "
            "large_database, late_delivery, month_ends, race, second_delivery, three_years, throttled, "
            "both_ends, exam_both_ends"
        ),
        advice="name, two",
        old="%Y-%m}",
        new="%Y-%m-%d}",
    ),
    Mistake(
        name="month_without_zero",
        tempts="Puts the date together by hand.",
        fails=(
            "exam_long_throttling, busy_database, crash, exam_crash, exam_race, exam_three_years, "
            "failed_snapshot, first_delivery, large_database, late_delivery, month_ends, race, second_delivery, "
            "three_years, throttled, exam_busy_database?, exam_failed_snapshot?, exam_first_delivery?, "
            "exam_large_database?, exam_late_delivery?, exam_month_ends?, exam_nightly_backup?, "
            "exam_second_delivery?, exam_throttled?, both_ends, exam_both_ends?"
        ),
        advice="name, two",
        old="{datetime.now(UTC):%Y-%m}",
        new="{datetime.now(UTC).year}-{datetime.now(UTC).month}",
    ),
    Mistake(
        name="failed_counts",
        tempts="A name that is taken means that the work is done.",
        fails=(
            "exam_crash, exam_failed_snapshot, exam_three_years, exam_throttled, failed_snapshot, three_years, "
            "exam_long_throttling, exam_month_ends"
        ),
        advice="failed",
        old='if found["Status"] != "failed":',
        new='if found["Status"]:',
    ),
    Mistake(
        name="only_available_counts",
        tempts="Takes a snapshot that is still being made for one that is not there.",
        fails="exam_large_database, large_database",
        advice="begun",
        old='if found["Status"] != "failed":',
        new='if found["Status"] == "available":',
    ),
    Mistake(
        name="exists_is_an_error",
        tempts="Lets AWS refuse the second one, and forgets that the caller sees it.",
        fails=(
            "exam_long_throttling, crash, exam_crash, exam_failed_snapshot, exam_first_delivery, "
            "exam_large_database, exam_late_delivery, exam_race, exam_second_delivery, exam_three_years, "
            "exam_throttled, failed_snapshot, large_database, late_delivery, race, second_delivery, three_years, "
            "throttled, both_ends, exam_both_ends, exam_month_ends"
        ),
        advice="again, failed",
        old="""
                [found] = rds.describe_db_snapshots(DBSnapshotIdentifier=candidate)["DBSnapshots"]
        """,
        new="""
                raise
        """,
    ),
    Mistake(
        name="never_waits",
        tempts="The database is available at 4 in the morning, is it not?",
        fails=(
            "exam_long_throttling, "
            "busy_database, exam_busy_database, exam_long_outage, exam_month_ends, exam_nightly_backup, "
            "exam_three_years, exam_throttled, long_outage, month_ends, three_years, throttled"
        ),
        advice="throttled, wait",
        old='PASSES = {"InvalidDBInstanceState", "Throttling"}',
        new="PASSES = set()",
    ),
    Mistake(
        name="throttling_is_an_error",
        tempts="boto3 tries again by itself when it is throttled; not for minutes, though.",
        fails="exam_long_throttling, exam_throttled, throttled",
        advice="throttled",
        old=', "Throttling"}',
        new="}",
    ),
    Mistake(
        name="waits_for_ever",
        tempts="A month must not be lost, so it tries until it works.",
        fails="exam_long_throttling, exam_long_outage, long_outage",
        advice="endless",
        old=" or datetime.now(UTC) > end",
        new="",
    ),
    Mistake(
        name="gives_up_early",
        tempts="Three tries are enough for everything else.",
        fails=(
            "exam_long_throttling, "
            "busy_database, exam_busy_database, exam_long_outage, exam_month_ends, exam_nightly_backup, "
            "exam_three_years, exam_throttled, long_outage, month_ends, three_years, throttled"
        ),
        advice="throttled, wait",
        old="minutes=12",
        new="minutes=2",
    ),
    Mistake(
        name="asks_all_the_time",
        tempts="The sooner it is noticed, the better.",
        fails="busy_database, exam_busy_database, exam_long_outage, long_outage",
        advice="poll",
        old="time.sleep(30)",
        new="time.sleep(2)",
    ),
    Mistake(
        name="every_error_passes",
        tempts="Tries again whatever happened.",
        fails="exam_other_errors, other_errors",
        advice="catches_all",
        old='error.response["Error"]["Code"] not in PASSES or datetime.now(UTC) > end',
        new="datetime.now(UTC) > end",
        also=[Change(old="except ClientError as error:", new="except ClientError:")],
    ),
    Mistake(
        name="waits_until_complete",
        tempts="Wants to know that the snapshot is good.",
        fails="exam_large_database, exam_three_years, large_database, three_years",
        advice="complete",
        old="""
                rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=candidate)
                return candidate
        """,
        new="""
                rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=candidate)
                waiter = rds.get_waiter("db_snapshot_available")
                waiter.wait(DBSnapshotIdentifier=candidate, WaiterConfig={"Delay": 30, "MaxAttempts": 2000})
                return candidate
        """,
    ),
    Mistake(
        name="deletes_what_failed",
        tempts="Makes room for the right name; AWS deletes only what is available.",
        fails=(
            "exam_crash, exam_failed_snapshot, exam_three_years, exam_throttled, failed_snapshot, three_years, "
            "exam_long_throttling, exam_month_ends"
        ),
        advice="failed",
        old="""
            number += 1
            candidate = f"{name}-{number}"
        """,
        new="""
            rds.delete_db_snapshot(DBSnapshotIdentifier=candidate)
        """,
    ),
    Mistake(
        name="good_unless_known",
        tempts="If AWS does not say that a snapshot has failed, it has not.",
        fails="exam_long_throttling, exam_throttled",
        advice="failed",
        old="""
                [found] = rds.describe_db_snapshots(DBSnapshotIdentifier=candidate)["DBSnapshots"]
            if found["Status"] != "failed":
                return candidate
        """,
        new="""
                try:
                    [found] = rds.describe_db_snapshots(DBSnapshotIdentifier=candidate)["DBSnapshots"]
                except ClientError:
                    return candidate
            if found["Status"] != "failed":
                return candidate
        """,
    ),
    Mistake(
        name="says_nothing",
        tempts="What the function does is enough.",
        fails=(
            "busy_database, crash, exam_busy_database, exam_crash, exam_failed_snapshot, exam_first_delivery, "
            "exam_large_database, exam_late_delivery, exam_month_ends, exam_nightly_backup, exam_race, "
            "exam_second_delivery, exam_three_years, exam_throttled, failed_snapshot, first_delivery, "
            "large_database, late_delivery, month_ends, race, second_delivery, three_years, throttled, "
            "both_ends, exam_both_ends"
        ),
        advice="answer",
        old="""
                return take_or_find(rds, event["database"], name)
        """,
        new="""
                take_or_find(rds, event["database"], name)
                return None
        """,
    ),
    Mistake(
        name="month_of_the_computer",
        tempts="datetime.now() is the time.",
        fails="both_ends, exam_both_ends",
        advice="zone",
        old="{datetime.now(UTC):%Y-%m}",
        new="{datetime.now():%Y-%m}",
    ),
    Mistake(
        name="number_of_the_last_month",
        tempts="Counts what has failed, and goes on counting when the month has ended.",
        fails="exam_month_ends",
        advice="midnight",
        of="right/looks_by_name",
        old="month, number = present, 1",
        new="month = present",
    ),
    Mistake(
        name="patience_for_each_name",
        tempts="Another name is another try, so its time begins anew.",
        fails="exam_long_throttling",
        advice="endless",
        of="right/looks_by_name",
        old="""
            number += 1
        """,
        new="""
            number += 1
            deadline = datetime.now(UTC) + timedelta(minutes=10)
        """,
    ),
    Mistake(
        name="begins_with_a_second",
        tempts="Pauses that double from one second on are the rule everywhere else.",
        fails="busy_database, exam_busy_database, exam_long_outage, long_outage",
        advice="poll",
        old="time.sleep(30)",
        new="time.sleep(pause)",
        also=[
            Change(
                old="end = datetime.now(UTC) + timedelta(minutes=12)",
                new="end, pause = datetime.now(UTC) + timedelta(minutes=12), 0.5",
            ),
            Change(old=NAME, new=f"pause, {NAME[:4]} = min(2 * pause, 120), {NAME[7:]}"),
        ],
    ),
    Mistake(
        name="by_hand_will_do",
        tempts="Somebody has taken one in this month already, so the month is safe.",
        fails="first_delivery, exam_first_delivery, exam_failed_snapshot",
        advice="instead",
        of="right/looks_first",
        old="""
                    states[each["DBSnapshotIdentifier"]] = each["Status"]
        """,
        new="""
                    states[each["DBSnapshotIdentifier"]] = each["Status"]
                    if each["Status"] == "available" and f"{each['SnapshotCreateTime']:%Y-%m}" == prefix[-7:]:
                        return each["DBSnapshotIdentifier"]
        """,
    ),
    Mistake(
        name="an_error_of_its_own",
        tempts="Says in its own words that it has waited for long.",
        fails="exam_long_outage, long_outage, exam_long_throttling, exam_three_years?, three_years?",
        advice="not_aws",
        old="""
            if error.response["Error"]["Code"] not in PASSES or datetime.now(UTC) > end:
                raise
        """,
        new="""
            if error.response["Error"]["Code"] not in PASSES:
                raise
            if datetime.now(UTC) > end:
                raise TimeoutError(f"{event['database']} was not available for 12 minutes") from error
        """,
    ),
    Mistake(
        name="drops_late_deliveries",
        tempts="What was due in another month is of no use any more.",
        fails="exam_late_delivery, late_delivery, exam_three_years?, three_years",
        advice="answer, skipped",
        old="""
            end = datetime.now(UTC) + timedelta(minutes=12)
        """,
        new="""
            if event["scheduled"][:7] != f"{datetime.now(UTC):%Y-%m}":
                return f"{event['database']}-monthly-{datetime.now(UTC):%Y-%m}"
            end = datetime.now(UTC) + timedelta(minutes=12)
        """,
    ),
    Mistake(
        name="looks_at_one_page",
        tempts="One answer holds a hundred, and what is taken is there already.",
        fails="exam_failed_snapshot",
        advice="failed",
        of="right/looks_first",
        old="""
            pages = rds.get_paginator("describe_db_snapshots").paginate(
                DBInstanceIdentifier=database, SnapshotType="manual"
            )
        """,
        new="""
            pages = [rds.describe_db_snapshots(DBInstanceIdentifier=database, SnapshotType="manual")]
        """,
    ),
]
