"""What people get wrong in restore_for_audit."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="the_first_that_is_listed",
        tempts="RDS lists the newest first, it seems.",
        fails="exam_which_snapshot, which_snapshot",
        advice="last",
        old='newest = max(fitting, key=lambda each: each["OriginalSnapshotCreateTime"])',
        new="newest = fitting[0]",
    ),
    Mistake(
        name="any_status",
        tempts="A snapshot is a snapshot.",
        fails="exam_no_snapshot, exam_which_snapshot, no_snapshot, which_snapshot",
        advice="none, status",
        old="""snapshot["Status"] == "available" and """,
        new="",
    ),
    Mistake(
        name="by_name",
        tempts="The name carries the month.",
        fails="a_copy, exam_copy, exam_which_snapshot, which_snapshot",
        advice="last, overlooked",
        old="""
            taken = snapshot.get("OriginalSnapshotCreateTime")
            return snapshot["Status"] == "available" and f"{taken.astimezone(UTC):%Y-%m}" == month
        """,
        new="""
            return snapshot["Status"] == "available" and f"-monthly-{month}" in snapshot["DBSnapshotIdentifier"]
        """,
    ),
    Mistake(
        name="time_of_the_copy",
        tempts="SnapshotCreateTime is the one that everybody knows.",
        fails="a_copy, exam_copy, exam_no_snapshot",
        advice="none, overlooked",
        old='snapshot.get("OriginalSnapshotCreateTime")',
        new='snapshot.get("SnapshotCreateTime")',
    ),
    Mistake(
        name="automated_too",
        tempts="Asks for all snapshots of the database.",
        fails="exam_automated, exam_no_snapshot",
        advice="none",
        old=', SnapshotType="manual"',
        new="",
    ),
    Mistake(
        name="all_databases",
        tempts="There was only one when this was written.",
        fails=(
            "crash, exam_crash, exam_many, exam_month_before, exam_slow_restore, exam_tagged, many, "
            "month_before, slow_restore, tagged, other_states, exam_other_states"
        ),
        advice="database",
        old="DBInstanceIdentifier=database, ",
        new="",
    ),
    Mistake(
        name="the_first",
        tempts="Takes the first that fits.",
        fails="exam_which_snapshot, which_snapshot",
        advice="last",
        old='newest = max(fitting, key=lambda each: each["OriginalSnapshotCreateTime"])',
        new='newest = min(fitting, key=lambda each: each["OriginalSnapshotCreateTime"])',
    ),
    Mistake(
        name="first_page",
        tempts="One answer holds a hundred.",
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
        name="says_none",
        tempts="Returns None where there is nothing to return.",
        fails="exam_automated, exam_no_snapshot, no_snapshot",
        advice="none",
        old='raise NoSnapshot(f"There is no good snapshot of {database} of {month}.")',
        new="return None",
    ),
    Mistake(
        name="names_no_month",
        tempts="Whoever asked knows the month.",
        fails="exam_automated, exam_no_snapshot, no_snapshot",
        advice="none",
        old=" of {month}.",
        new=".",
    ),
    Mistake(
        name="every_error_is_none",
        tempts="Whatever goes wrong, there is nothing to hand over.",
        fails="errors, exam_errors",
        advice="catches_all",
        old="""
            fitting = [each for page in pages for each in page["DBSnapshots"] if shows(each, month)]
            if fitting:
        """,
        new="""
            try:
                fitting = [each for page in pages for each in page["DBSnapshots"] if shows(each, month)]
            except ClientError:
                raise NoSnapshot(f"There is no good snapshot of {database} of {month}.") from None
            if fitting:
        """,
    ),
    Mistake(
        name="nearest_month",
        tempts="An older one is better than none.",
        fails="exam_no_snapshot, no_snapshot",
        advice="none",
        old="""
            fitting = [each for page in pages for each in page["DBSnapshots"] if shows(each, month)]
        """,
        new="""
            every = [each for page in pages for each in page["DBSnapshots"]]
            fitting = [each for each in every if shows(each, month)]
            fitting = fitting or [each for each in every if each["Status"] == "available"]
        """,
    ),
    Mistake(
        name="does_not_wait",
        tempts="RDS said yes, so it is there.",
        fails=(
            "deleted, exam_errors, exam_begun_meanwhile, a_copy, begun_before, crash, exam_copy, exam_crash, exam_many, "
            "exam_month_before, exam_slow_restore, exam_tagged, exam_which_snapshot, many, month_before, "
            "slow_restore, tagged, which_snapshot, exam_begun_before?, other_states, exam_other_states"
        ),
        advice="gone, not_ready",
        old="""
            patient = {"Delay": 30, "MaxAttempts": 500}
            rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=target, WaiterConfig=patient)
            endpoint = describe(rds, target)["Endpoint"]
        """,
        new="""
            endpoint = describe(rds, target).get("Endpoint", {"Address": "", "Port": 3306})
        """,
    ),
    Mistake(
        name="usual_patience",
        tempts="Takes the waiter as it is.",
        fails="exam_slow_restore, slow_restore",
        advice="longer",
        old=", WaiterConfig=patient)",
        new=")",
    ),
    Mistake(
        name="asks_all_the_time",
        tempts="The sooner it is noticed, the better.",
        fails="exam_slow_restore, slow_restore",
        advice="poll",
        old='{"Delay": 30, "MaxAttempts": 500}',
        new='{"Delay": 10, "MaxAttempts": 5000}',
    ),
    Mistake(
        name="no_tag",
        tempts="The name says what it is.",
        fails="crash, exam_crash, exam_tagged, tagged",
        advice="tag",
        old="""
                    Tags=[{"Key": "audit-of", "Value": month}],
        """,
        new="",
    ),
    Mistake(
        name="not_twice",
        tempts="Lets AWS's error out, also for what it has begun itself.",
        fails="exam_errors, exam_begun_meanwhile, begun_before, crash, exam_begun_before, exam_crash",
        advice="half_way",
        old=" or not is_audit_of(rds, target, month):",
        new=" or True:",
    ),
    Mistake(
        name="whatever_is_there",
        tempts="There is an instance of this name, so it is the right one.",
        fails="exam_name_taken, name_taken",
        advice="taken",
        old=" or not is_audit_of(rds, target, month):",
        new=":",
    ),
    Mistake(
        name="any_audit",
        tempts="Looks for the tag and not for its value.",
        fails="exam_name_taken, name_taken",
        advice="taken",
        old="""
            return {"Key": "audit-of", "Value": month} in describe(rds, target).get("TagList", [])
        """,
        new="""
            return "audit-of" in [each["Key"] for each in describe(rds, target).get("TagList", [])]
        """,
    ),
    Mistake(
        name="begins_anew",
        tempts="Deletes what a call before has left, and begins anew.",
        fails="begun_before, exam_begun_before, exam_name_taken, name_taken",
        advice="half_way, taken",
        old="""
                if error.response["Error"]["Code"] != "DBInstanceAlreadyExists" or not is_audit_of(rds, target, month):
                    raise
        """,
        new="""
                if error.response["Error"]["Code"] != "DBInstanceAlreadyExists":
                    raise
                rds.delete_db_instance(DBInstanceIdentifier=target, SkipFinalSnapshot=True)
                rds.get_waiter("db_instance_deleted").wait(DBInstanceIdentifier=target)
                rds.restore_db_instance_from_db_snapshot(
                    DBInstanceIdentifier=target,
                    DBSnapshotIdentifier=snapshot,
                    Tags=[{"Key": "audit-of", "Value": month}],
                )
        """,
    ),
    Mistake(
        name="address_alone",
        tempts="The port is always 3306.",
        fails=(
            "exam_begun_meanwhile, a_copy, begun_before, crash, exam_begun_before, exam_copy, exam_crash, "
            "exam_many, exam_month_before, exam_slow_restore, exam_tagged, exam_which_snapshot, many, "
            "month_before, slow_restore, tagged, which_snapshot, other_states, exam_other_states, snapshot_gone, "
            "exam_snapshot_gone"
        ),
        advice="endpoint",
        old="return f\"{endpoint['Address']}:{endpoint['Port']}\"",
        new="return endpoint['Address']",
    ),
    Mistake(
        name="makes_the_old_one_small",
        tempts="Stops the database that the auditor does not need, to save money.",
        fails=(
            "exam_begun_meanwhile, a_copy, begun_before, crash, exam_begun_before, exam_copy, exam_crash, "
            "exam_many, exam_month_before, exam_slow_restore, exam_tagged, exam_which_snapshot, many, "
            "month_before, slow_restore, tagged, which_snapshot, other_states, exam_other_states, snapshot_gone, "
            "exam_snapshot_gone"
        ),
        old="""
            endpoint = describe(rds, target)["Endpoint"]
        """,
        new="""
            rds.modify_db_instance(DBInstanceIdentifier=database, BackupRetentionPeriod=1)
            endpoint = describe(rds, target)["Endpoint"]
        """,
    ),
    Mistake(
        name="the_newest_copy",
        tempts="The newest is the one that was created last. A copy of an early one is created late.",
        fails="which_snapshot, exam_which_snapshot",
        advice="last",
        old='newest = max(fitting, key=lambda each: each["OriginalSnapshotCreateTime"])',
        new='newest = max(fitting, key=lambda each: each["SnapshotCreateTime"])',
    ),
    Mistake(
        name="five_minutes_short",
        tempts="Nearly four hours are about four hours.",
        fails="exam_slow_restore",
        advice="longer",
        old='{"Delay": 30, "MaxAttempts": 500}',
        new='{"Delay": 30, "MaxAttempts": 470}',
    ),
    Mistake(
        name="a_value_that_begins_alike",
        tempts="The value has the month, and perhaps a remark behind it.",
        fails="exam_name_taken",
        advice="taken",
        old="""
            return {"Key": "audit-of", "Value": month} in describe(rds, target).get("TagList", [])
        """,
        new="""
            tags = {each["Key"]: each["Value"] for each in describe(rds, target).get("TagList", [])}
            return tags.get("audit-of", "").startswith(month)
        """,
    ),
    Mistake(
        name="the_usual_port",
        tempts="MySQL listens on 3306.",
        fails="exam_month_before",
        advice="endpoint",
        old="{endpoint['Port']}",
        new="3306",
    ),
    Mistake(
        name="looks_before_it_restores",
        tempts="Looks first whether the target is there, so that the error can only mean somebody else's.",
        fails="exam_errors, exam_begun_meanwhile",
        advice="catches_all, half_way",
        old="""
            except ClientError as error:
                if error.response["Error"]["Code"] != "DBInstanceAlreadyExists" or not is_audit_of(rds, target, month):
                    raise
        """,
        new="""
            except ClientError:
                if not begun:
                    raise
        """,
        also=[
            Change(
                old="    try:\n        rds.restore_db_instance_from_db_snapshot(",
                new="    begun = is_audit_of(rds, target, month)\n    try:\n        rds.restore_db_instance_from_db_snapshot(",
            )
        ],
    ),
    Mistake(
        name="the_first_tag",
        tempts="The instance has one tag, as it was made.",
        fails="errors, exam_errors, begun_before, exam_begun_before, exam_begun_meanwhile, snapshot_gone, exam_snapshot_gone",
        advice="half_way",
        old="""return {"Key": "audit-of", "Value": month} in describe(rds, target).get("TagList", [])""",
        new="""return [{"Key": "audit-of", "Value": month}] == describe(rds, target).get("TagList", [])[:1]""",
    ),
    Mistake(
        name="needs_the_snapshot_again",
        tempts="Which snapshot it is comes first, also if all that is left is to wait.",
        fails="errors, exam_errors, exam_snapshot_gone, snapshot_gone",
        advice="half_way",
        old="""
            elif not is_audit_of(rds, target, month):
        """,
        new="""
            else:
        """,
    ),
    Mistake(
        name="no_longer_created",
        tempts="When it is no longer creating, it is there.",
        fails="exam_other_states, other_states",
        advice="not_ready",
        old="""
            patient = {"Delay": 30, "MaxAttempts": 500}
            rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=target, WaiterConfig=patient)
        """,
        new="""
            while describe(rds, target)["DBInstanceStatus"] == "creating":
                time.sleep(30)
        """,
        also=[Change(old="from datetime import UTC", new="import time\nfrom datetime import UTC")],
    ),
    Mistake(
        name="whoever_shares_it",
        tempts="Asks for everything there is, and leaves out the automated ones.",
        fails="exam_no_snapshot, exam_which_snapshot, which_snapshot",
        advice="none, database",
        old='SnapshotType="manual"',
        new="IncludeShared=True",
        also=[
            Change(
                old='snapshot["Status"] == "available" and f"',
                new='snapshot["Status"] == "available" and snapshot["SnapshotType"] != "automated" and f"',
            )
        ],
    ),
    Mistake(
        name="in_local_time",
        tempts="astimezone() looks like the way to compare times.",
        fails="exam_which_snapshot, which_snapshot",
        advice="ends",
        old=".astimezone(UTC)",
        new=".astimezone()",
    ),
    Mistake(
        name="begins_with_short_pauses",
        tempts="Asks often at first, in case it is quick, and less and less often.",
        fails="slow_restore, exam_slow_restore",
        advice="poll",
        old="""
            patient = {"Delay": 30, "MaxAttempts": 500}
            rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=target, WaiterConfig=patient)
        """,
        new="""
            pause = 5
            while describe(rds, target)["DBInstanceStatus"] != "available":
                time.sleep(pause)
                pause = min(pause * 2, 60)
        """,
        also=[Change(old="from datetime import UTC", new="import time\nfrom datetime import UTC")],
    ),
    Mistake(
        name="gone_is_not_yet",
        tempts="An instance that is not found has not been made yet.",
        fails="deleted, exam_errors",
        advice="gone",
        old="""
            patient = {"Delay": 30, "MaxAttempts": 500}
            rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=target, WaiterConfig=patient)
        """,
        new="""
            for _ in range(600):
                try:
                    if describe(rds, target)["DBInstanceStatus"] == "available":
                        break
                except rds.exceptions.DBInstanceNotFoundFault:
                    pass
                time.sleep(30)
            else:
                raise TimeoutError(target)
        """,
        also=[Change(old="from datetime import UTC", new="import time\nfrom datetime import UTC")],
    ),
    Mistake(
        name="tries_the_next_one",
        tempts="If one snapshot cannot be restored, another one of the month may do.",
        fails="errors, exam_errors",
        advice="catches_all",
        old="""
                newest = max(fitting, key=lambda each: each["OriginalSnapshotCreateTime"])
                begin(rds, newest["DBSnapshotIdentifier"], month, target)
        """,
        new="""
                fitting.sort(key=lambda each: each["OriginalSnapshotCreateTime"])
                while fitting:
                    try:
                        begin(rds, fitting.pop()["DBSnapshotIdentifier"], month, target)
                        break
                    except ClientError as error:
                        if not fitting or error.response["Error"]["Code"] == "DBInstanceAlreadyExists":
                            raise
        """,
    ),
    Mistake(
        name="unseen_is_not_there",
        tempts="An instance that cannot be described is none of this month's.",
        fails="errors, exam_errors",
        advice="catches_all",
        old="except rds.exceptions.DBInstanceNotFoundFault:",
        new="except Exception:",
    ),
]
