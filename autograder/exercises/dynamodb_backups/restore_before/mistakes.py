"""What people get wrong in restore_before."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="a_minute_before",
        tempts="Goes back a whole minute, to be on the safe side: the good writes of that minute are lost.",
        fails="just_before, exam_just_before, exam_time_zone, exam_first_second",
        advice="edges, second",
        old="RestoreDateTime=moment.astimezone(UTC) - timedelta(seconds=1),",
        new="RestoreDateTime=moment - timedelta(minutes=1),",
    ),
    Mistake(
        name="at_the_moment",
        tempts="Restores to the moment itself, the bad writes of that instant included.",
        fails="just_before, exam_just_before, exam_time_zone, exam_outside, exam_last_second",
        advice="outside, second, edges",
        old="""
            from datetime import UTC, timedelta


            class OutsideWindow(Exception):
        """,
        new="""
            class OutsideWindow(Exception):
        """,
        also=[
            Change(
                old="RestoreDateTime=moment.astimezone(UTC) - timedelta(seconds=1),",
                new="RestoreDateTime=moment,",
            ),
        ],
    ),
    Mistake(
        name="copies_backwards",
        tempts="Knows that recovery is on, and reads the window without looking.",
        fails="not_protected, exam_refused",
        advice="catches_all",
        old="""
            try:
        """,
        new="""
            window = recovery_of(dynamodb, table_name)
            if moment < window["EarliestRestorableDateTime"]:
                raise OutsideWindow(f"before {window}")
            try:
        """,
    ),
    Mistake(
        name="default_waiter",
        tempts="Uses the waiter as it comes: it gives up after eight minutes.",
        fails="slow_restore, exam_slow_restore",
        advice="longer",
        old='dynamodb.get_waiter("table_exists").wait(TableName=target, WaiterConfig={"Delay": 20, "MaxAttempts": 360})',
        new='dynamodb.get_waiter("table_exists").wait(TableName=target)',
    ),
    Mistake(
        name="default_window",
        tempts="Turns recovery on with its default window.",
        fails="set_again, exam_set_again",
        advice="recovery",
        old="""
            days = recovery_of(dynamodb, table_name)["RecoveryPeriodInDays"]
        """,
        new="",
        also=[
            Change(
                old='PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},',
                new='PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},',
            ),
        ],
    ),
    Mistake(
        name="deletes_old_table",
        tempts="Deletes the damaged table, and with it every write since.",
        fails="just_before, set_again, slow_restore, plain_table, exam_just_before, exam_time_zone, "
        "exam_set_again, exam_nothing_to_set, exam_slow_restore, exam_last_second, exam_first_second, "
        "exam_outside, exam_refused",
        advice="left_alone",
        old="""
                dynamodb.tag_resource(ResourceArn=arn_of(dynamodb, target), Tags=tags)
        """,
        new="""
                dynamodb.tag_resource(ResourceArn=arn_of(dynamodb, target), Tags=tags)
            dynamodb.delete_table(TableName=table_name)
        """,
    ),
    Mistake(
        name="does_not_name_window",
        tempts="Refuses, and does not say what can be had.",
        fails="too_late, too_early, exam_outside",
        advice="names_window",
        old="""
            window = recovery_of(dynamodb, table_name)
            earliest, latest = window["EarliestRestorableDateTime"], window["LatestRestorableDateTime"]
            raise OutsideWindow(f"{table_name} can be restored from {earliest} to {latest}") from None
        """,
        new="""
            raise OutsideWindow("this moment cannot be restored") from None
        """,
    ),
    Mistake(
        name="does_not_wait",
        tempts="Sets everything at once, while the table is being made.",
        fails="just_before, set_again, slow_restore, plain_table, exam_just_before, exam_time_zone, "
        "exam_set_again, exam_nothing_to_set, exam_slow_restore, exam_last_second, exam_first_second, "
        "exam_outside, exam_refused",
        advice="not_ready",
        old="""
            dynamodb.get_waiter("table_exists").wait(TableName=target, WaiterConfig={"Delay": 20, "MaxAttempts": 360})
        """,
        new="",
    ),
    Mistake(
        name="every_error_is_outside",
        tempts="Takes every refusal for a moment outside the window.",
        fails="target_exists, not_protected, exam_refused",
        advice="catches_all",
        old="except dynamodb.exceptions.InvalidRestoreTimeException:",
        new="except dynamodb.exceptions.ClientError:",
    ),
    Mistake(
        name="first_tags",
        tempts="Takes the first page of tags for all of them.",
        fails="exam_set_again",
        advice="tags",
        old="""
            pages = dynamodb.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn_of(dynamodb, table_name))
            tags = [tag for page in pages for tag in page["Tags"]]
        """,
        new="""
            tags = dynamodb.list_tags_of_resource(ResourceArn=arn_of(dynamodb, table_name))["Tags"]
        """,
    ),
    Mistake(
        name="forgets_recovery",
        tempts="Forgets that the new table has no point-in-time recovery.",
        fails="set_again, plain_table, exam_set_again, exam_nothing_to_set",
        advice="recovery",
        old="""
            days = recovery_of(dynamodb, table_name)["RecoveryPeriodInDays"]
            dynamodb.update_continuous_backups(
                TableName=target,
                PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},
            )
        """,
        new="",
    ),
    Mistake(
        name="forgets_tags",
        tempts="Forgets the tags.",
        fails="set_again, exam_set_again",
        advice="tags",
        old="""
            pages = dynamodb.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn_of(dynamodb, table_name))
            tags = [tag for page in pages for tag in page["Tags"]]
            if tags:
                dynamodb.tag_resource(ResourceArn=arn_of(dynamodb, target), Tags=tags)
        """,
        new="",
        also=[
            Change(
                old="""
                        return described["PointInTimeRecoveryDescription"]


                    def arn_of(dynamodb, table_name):
                        return dynamodb.describe_table(TableName=table_name)["Table"]["TableArn"]
                """,
                new="""
                        return described["PointInTimeRecoveryDescription"]
                """,
            ),
        ],
    ),
    Mistake(
        name="forgets_ttl",
        tempts="Forgets Time to Live: nothing is deleted from the new table any more.",
        fails="set_again, exam_set_again",
        advice="ttl",
        old="""
            expiry = dynamodb.describe_time_to_live(TableName=table_name)["TimeToLiveDescription"]
            if expiry["TimeToLiveStatus"] in ("ENABLED", "ENABLING"):
                dynamodb.update_time_to_live(
                    TableName=target,
                    TimeToLiveSpecification={"Enabled": True, "AttributeName": expiry["AttributeName"]},
                )
        """,
        new="",
    ),
    Mistake(
        name="latest",
        tempts="Takes the latest state that can be had, the damage included.",
        fails="just_before, too_late, too_early, exam_just_before, exam_time_zone, exam_outside",
        advice="outside, second",
        old="""
            from datetime import UTC, timedelta


            class OutsideWindow(Exception):
        """,
        new="""
            class OutsideWindow(Exception):
        """,
        also=[
            Change(
                old="RestoreDateTime=moment.astimezone(UTC) - timedelta(seconds=1),",
                new="UseLatestRestorableTime=True,",
            ),
        ],
    ),
    Mistake(
        name="lets_refusal_out",
        tempts="Lets AWS's refusal out instead of its own.",
        fails="too_late, too_early, exam_outside",
        advice="outside",
        old="""
            try:
                dynamodb.restore_table_to_point_in_time(
                    SourceTableName=table_name,
                    TargetTableName=target,
                    RestoreDateTime=moment.astimezone(UTC) - timedelta(seconds=1),
                )
            except dynamodb.exceptions.InvalidRestoreTimeException:
                window = recovery_of(dynamodb, table_name)
                earliest, latest = window["EarliestRestorableDateTime"], window["LatestRestorableDateTime"]
                raise OutsideWindow(f"{table_name} can be restored from {earliest} to {latest}") from None
        """,
        new="""
            dynamodb.restore_table_to_point_in_time(
                SourceTableName=table_name,
                TargetTableName=target,
                RestoreDateTime=moment.astimezone(UTC) - timedelta(seconds=1),
            )
        """,
    ),
    Mistake(
        name="makes_then_refuses",
        tempts="Notices afterwards that the moment was outside the window.",
        fails="too_late, too_early, exam_outside",
        advice="outside",
        old="""
            raise OutsideWindow(f"{table_name} can be restored from {earliest} to {latest}") from None
        """,
        new="""
            dynamodb.restore_table_to_point_in_time(
                SourceTableName=table_name, TargetTableName=target, UseLatestRestorableTime=True
            )
            raise OutsideWindow(f"{table_name} can be restored from {earliest} to {latest}") from None
        """,
    ),
    Mistake(
        name="nearest_moment",
        tempts="Takes the nearest moment that can be had: the caller asked for another.",
        fails="too_late, too_early, exam_outside",
        advice="outside",
        old="""
            window = recovery_of(dynamodb, table_name)
            earliest, latest = window["EarliestRestorableDateTime"], window["LatestRestorableDateTime"]
            raise OutsideWindow(f"{table_name} can be restored from {earliest} to {latest}") from None
        """,
        new="""
            dynamodb.restore_table_to_point_in_time(
                SourceTableName=table_name, TargetTableName=target, UseLatestRestorableTime=True
            )
        """,
    ),
    Mistake(
        name="no_pause",
        tempts="Asks for the status as fast as it can.",
        fails="slow_restore, exam_slow_restore",
        advice="poll",
        old="""
            dynamodb.get_waiter("table_exists").wait(TableName=target, WaiterConfig={"Delay": 20, "MaxAttempts": 360})
        """,
        new="""
            while dynamodb.describe_table(TableName=target)["Table"]["TableStatus"] == "CREATING":
                pass
        """,
    ),
    Mistake(
        name="replaces_target",
        tempts="Makes room for the new table by deleting the one of that name.",
        fails="target_exists, exam_refused",
        advice="catches_all",
        old="""
            try:
        """,
        new="""
            if target in dynamodb.list_tables()["TableNames"]:
                dynamodb.delete_table(TableName=target)
            try:
        """,
    ),
    Mistake(
        name="takes_it_for_utc",
        tempts="Ignores the moment's time zone.",
        fails="exam_time_zone",
        advice="second",
        old="RestoreDateTime=moment.astimezone(UTC) - timedelta(seconds=1),",
        new="RestoreDateTime=moment.replace(tzinfo=UTC) - timedelta(seconds=1),",
    ),
    Mistake(
        name="ttl_of_this_table",
        tempts="Knows the attribute by heart, and that there is one.",
        fails="plain_table, exam_set_again, exam_nothing_to_set",
        advice="ttl",
        old="""
            expiry = dynamodb.describe_time_to_live(TableName=table_name)["TimeToLiveDescription"]
            if expiry["TimeToLiveStatus"] in ("ENABLED", "ENABLING"):
                dynamodb.update_time_to_live(
                    TableName=target,
                    TimeToLiveSpecification={"Enabled": True, "AttributeName": expiry["AttributeName"]},
                )
        """,
        new="""
            dynamodb.update_time_to_live(
                TableName=target,
                TimeToLiveSpecification={"Enabled": True, "AttributeName": "delete_after"},
            )
        """,
    ),
    Mistake(
        name="end_left_out",
        tempts="Compares with both ends itself, and leaves the last second out.",
        fails="exam_last_second",
        advice="edges",
        old="""
            try:
        """,
        new="""
            window = recovery_of(dynamodb, table_name)
            latest = window.get("LatestRestorableDateTime")
            if latest is not None and moment - timedelta(seconds=1) >= latest:
                raise OutsideWindow(f"not from {window['EarliestRestorableDateTime']} to {latest}")
            try:
        """,
    ),
    Mistake(
        name="looks_at_the_moment",
        tempts="Asks whether the moment itself is inside, not the second before it.",
        fails="exam_last_second",
        advice="edges",
        old="""
            try:
        """,
        new="""
            window = recovery_of(dynamodb, table_name)
            latest = window.get("LatestRestorableDateTime")
            if latest is not None and moment > latest:
                raise OutsideWindow(f"not from {window['EarliestRestorableDateTime']} to {latest}")
            try:
        """,
    ),
    Mistake(
        name="beginning_left_out",
        tempts="Compares with both ends itself, and leaves the first second out.",
        fails="exam_first_second",
        advice="edges",
        old="""
            try:
        """,
        new="""
            window = recovery_of(dynamodb, table_name)
            earliest = window.get("EarliestRestorableDateTime")
            if earliest is not None and moment - timedelta(seconds=1) <= earliest:
                raise OutsideWindow(f"not from {earliest} to {window['LatestRestorableDateTime']}")
            try:
        """,
    ),
    Mistake(
        name="names_no_ends",
        tempts="Tells the moment that was asked for, in UTC, and no end of the window.",
        fails="too_late, too_early, exam_outside",
        advice="names_window",
        old="""
            window = recovery_of(dynamodb, table_name)
            earliest, latest = window["EarliestRestorableDateTime"], window["LatestRestorableDateTime"]
            raise OutsideWindow(f"{table_name} can be restored from {earliest} to {latest}") from None
        """,
        new="""
            raise OutsideWindow(f"{moment.date()} 00:00:00+00:00 is outside") from None
        """,
    ),
    Mistake(
        name="pauses_begin_short",
        tempts="Lets pauses grow, from a second.",
        fails="slow_restore, exam_slow_restore",
        advice="poll",
        old="""
            dynamodb.get_waiter("table_exists").wait(TableName=target, WaiterConfig={"Delay": 20, "MaxAttempts": 360})
        """,
        new="""
            pause = 1
            while dynamodb.describe_table(TableName=target)["Table"]["TableStatus"] == "CREATING":
                time.sleep(pause)
                pause = min(2 * pause, 60)
        """,
        also=[
            Change(old="from datetime import UTC, timedelta", new="import time\nfrom datetime import UTC, timedelta")
        ],
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a client of its own, for whatever account and region are the default where it runs.",
        fails="exam_first_second, exam_just_before, exam_last_second, exam_nothing_to_set, exam_outside, "
        "exam_refused, exam_set_again, exam_slow_restore, exam_time_zone, just_before, "
        "not_protected, plain_table, set_again, slow_restore, target_exists, too_early, too_late",
        old="""
            try:
        """,
        new="""
            import boto3

            dynamodb = boto3.client("dynamodb")
            try:
        """,
    ),
    Mistake(
        name="remembers_the_window",
        tempts="Asks for the window once, and remembers it: it moves on.",
        fails="exam_outside",
        advice="now",
        old="""
            dynamodb.restore_table_to_point_in_time(
                SourceTableName=table_name,
                TargetTableName=target,
                RestoreDateTime=moment.astimezone(UTC) - timedelta(seconds=1),
            )
        """,
        new="""
            if table_name not in WINDOWS:
                WINDOWS[table_name] = recovery_of(dynamodb, table_name)
            latest = WINDOWS[table_name].get("LatestRestorableDateTime")
            if latest and moment.astimezone(UTC) - timedelta(seconds=1) > latest:
                raise OutsideWindow(f"from {WINDOWS[table_name]['EarliestRestorableDateTime']} to {latest}")
            dynamodb.restore_table_to_point_in_time(
                SourceTableName=table_name,
                TargetTableName=target,
                RestoreDateTime=moment.astimezone(UTC) - timedelta(seconds=1),
            )
        """,
        also=[
            Change(
                old="def recovery_of(dynamodb, table_name):",
                new="""
                    WINDOWS = {}


                    def recovery_of(dynamodb, table_name):
                """,
            ),
        ],
    ),
    Mistake(
        name="turns_recovery_on",
        tempts="Turns recovery on where it is off, so that there is something to restore from.",
        fails="not_protected, exam_refused",
        advice="left_alone",
        old="""
            try:
                dynamodb.restore_table_to_point_in_time(
        """,
        new="""
            if recovery_of(dynamodb, table_name)["PointInTimeRecoveryStatus"] != "ENABLED":
                dynamodb.update_continuous_backups(
                    TableName=table_name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
                )
            try:
                dynamodb.restore_table_to_point_in_time(
        """,
    ),
    Mistake(
        name="settings_if_possible",
        tempts="The data is back; tags and Time to Live are no reason to fail.",
        fails="exam_refused",
        advice="catches_all",
        old="""
            tags = [tag for page in pages for tag in page["Tags"]]
            if tags:
                dynamodb.tag_resource(ResourceArn=arn_of(dynamodb, target), Tags=tags)
        """,
        new="""
            try:
                tags = [tag for page in pages for tag in page["Tags"]]
                dynamodb.tag_resource(ResourceArn=arn_of(dynamodb, target), Tags=tags)
            except dynamodb.exceptions.ClientError as error:
                print("without tags:", error)
        """,
    ),
]
