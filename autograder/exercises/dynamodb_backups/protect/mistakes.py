"""What people get wrong in protect."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="any_table",
        tempts="Looks for the name among the backups of all tables.",
        fails="exam_other_backups",
        advice="own_backup",
        old='for page in dynamodb.get_paginator("list_backups").paginate(TableName=table_name):',
        new='for page in dynamodb.get_paginator("list_backups").paginate():',
    ),
    Mistake(
        name="backup_every_time",
        tempts="Makes a backup without looking whether there is one.",
        fails="twice, dies_anywhere, exam_twice, exam_many_backups, exam_dies_anywhere",
        advice="second_backup",
        old="""
            def named_backups():
                for page in dynamodb.get_paginator("list_backups").paginate(TableName=table_name):
                    yield from (each for each in page["BackupSummaries"] if each["BackupName"] == backup_name)

            patiently(
        """,
        new="""
            patiently(
        """,
        also=[
            Change(
                old="""
                    backup = next(named_backups(), None)
                    if backup is None:
                        made = patiently(dynamodb.create_backup, TableName=table_name, BackupName=backup_name)
                        backup = made["BackupDetails"]
                """,
                new="""
                    made = patiently(dynamodb.create_backup, TableName=table_name, BackupName=backup_name)
                    backup = made["BackupDetails"]
                """,
            ),
        ],
    ),
    Mistake(
        name="default_window",
        tempts="Forgets the number of days: the window has its default length.",
        fails="protected, window_stays, dies_anywhere, exam_protected, exam_window_stays, exam_dies_anywhere, "
        "exam_refused",
        advice="settings, catches_all",
        old='PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},',
        new='PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},',
    ),
    Mistake(
        name="does_not_wait",
        tempts="Takes CreateBackup's answer for a finished backup.",
        fails="waits, dies_anywhere, exam_waits, exam_dies_anywhere, exam_deleted",
        advice="available",
        old="""
            while backup["BackupStatus"] == "CREATING":
                time.sleep(5)
                backup = dynamodb.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["BackupDetails"]
        """,
        new="",
    ),
    Mistake(
        name="existing_is_ready",
        tempts="Waits for the backup that it makes, not for one that it finds.",
        fails="dies_anywhere, exam_dies_anywhere",
        advice="available",
        old="""
            if backup is None:
        """,
        new="""
            if backup is not None:
                return backup["BackupArn"]
            else:
        """,
    ),
    Mistake(
        name="few_tries",
        tempts="Tries three times, five seconds apart: not the minute that the contract asks for.",
        fails="new_table, exam_new_table, exam_second_request",
        advice="new_table",
        old="tries = 60",
        new="tries = 3",
    ),
    Mistake(
        name="first_page",
        tempts="Looks at the first page of the list only.",
        fails="exam_many_backups",
        advice="every_page",
        old='for page in dynamodb.get_paginator("list_backups").paginate(TableName=table_name):',
        new="for page in [dynamodb.list_backups(TableName=table_name)]:",
    ),
    Mistake(
        name="gives_up_on_new_table",
        tempts='Takes "not yet" for "no".',
        fails="new_table, exam_new_table, exam_second_request",
        advice="new_table",
        old="""
            tries = 60

            def patiently(operation, **parameters):
                for _ in range(tries):
                    try:
                        return operation(**parameters)
                    except dynamodb.exceptions.ContinuousBackupsUnavailableException:
                        time.sleep(5)
        """,
        new="""
            def patiently(operation, **parameters):
        """,
    ),
    Mistake(
        name="leaves_window_alone",
        tempts="Does nothing where recovery is on, whatever its length.",
        fails="window_stays, exam_window_stays, exam_refused",
        advice="settings, catches_all",
        old="""
            patiently(
        """,
        new="""
            shown = dynamodb.describe_continuous_backups(TableName=table_name)["ContinuousBackupsDescription"]
            on = shown["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
            on or patiently(
        """,
    ),
    Mistake(
        name="no_pause",
        tempts="Asks as fast as it can.",
        fails="waits, dies_anywhere, exam_waits, exam_dies_anywhere",
        advice="poll",
        old="""
            time.sleep(5)
            backup = dynamodb.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["BackupDetails"]
        """,
        new="""
            backup = dynamodb.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["BackupDetails"]
        """,
    ),
    Mistake(
        name="off_and_on",
        tempts="Turns recovery off first, to set it up anew.",
        fails="window_stays, exam_window_stays",
        advice="window",
        old="""
            patiently(
        """,
        new="""
            off = {"PointInTimeRecoveryEnabled": False}
            patiently(dynamodb.update_continuous_backups, TableName=table_name, PointInTimeRecoverySpecification=off)
            patiently(
        """,
    ),
    Mistake(
        name="returns_details",
        tempts="Returns the whole description.",
        fails="protected, waits, twice, dies_anywhere, new_table, exam_protected, exam_waits, exam_twice, "
        "exam_other_backups, exam_many_backups, exam_dies_anywhere, exam_new_table, exam_second_request, "
        "exam_deleted",
        advice="backup",
        old='return backup["BackupArn"]',
        new="return backup",
    ),
    Mistake(
        name="swallows_errors",
        tempts="Logs what goes wrong and goes on.",
        fails="missing_table, exam_never_ready, exam_refused",
        advice="catches_all, unready",
        old="""
            import time
        """,
        new="""
            import logging
            import time
        """,
        also=[
            Change(
                old="""
                        tries = 60
                """,
                new="""
                        try:
                            return _protect(dynamodb, table_name, days, backup_name)
                        except Exception as error:
                            logging.warning("not protected: %s", error)


                    def _protect(dynamodb, table_name, days, backup_name):
                        tries = 60
                """,
            ),
        ],
    ),
    Mistake(
        name="waits_a_fixed_time",
        tempts="Believes that ten seconds are enough for every backup.",
        fails="waits, dies_anywhere, exam_waits, exam_dies_anywhere, exam_deleted",
        advice="available",
        old="""
            while backup["BackupStatus"] == "CREATING":
                time.sleep(5)
                backup = dynamodb.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["BackupDetails"]
        """,
        new="""
            time.sleep(10)
        """,
    ),
    Mistake(
        name="goes_on_unprotected",
        tempts="Waits for a new table, then goes on without recovery.",
        fails="exam_never_ready",
        advice="unready",
        old="""
                    time.sleep(5)
            return operation(**parameters)
        """,
        new="""
                    time.sleep(5)
            return {"BackupDetails": {"BackupStatus": "AVAILABLE", "BackupArn": ""}}
        """,
    ),
    Mistake(
        name="only_recovery_waits",
        tempts="Waits for a new table when it turns recovery on, not when it makes the backup.",
        fails="exam_second_request",
        advice="new_table",
        old="made = patiently(dynamodb.create_backup, TableName=table_name, BackupName=backup_name)",
        new="made = dynamodb.create_backup(TableName=table_name, BackupName=backup_name)",
    ),
    Mistake(
        name="remembers_backups",
        tempts="Keeps in a global which backup has a name, whatever has become of it.",
        fails="exam_deleted",
        advice="deleted",
        old="""
            backup = next(named_backups(), None)
        """,
        new="""
            known = globals().setdefault("KNOWN", {})
            backup = known.get((table_name, backup_name)) or next(named_backups(), None)
        """,
        also=[
            Change(
                old="""
                    return backup["BackupArn"]
                """,
                new="""
                    known[table_name, backup_name] = backup
                    return backup["BackupArn"]
                """,
            ),
        ],
    ),
    Mistake(
        name="names_that_begin_alike",
        tempts="Takes a backup whose name begins alike.",
        fails="exam_other_backups",
        advice="other_name",
        old='if each["BackupName"] == backup_name)',
        new='if each["BackupName"].startswith(backup_name))',
    ),
    Mistake(
        name="corrects_the_days",
        tempts="Makes a length that AWS accepts of one that it does not; the caller relies on 90 days and has 35.",
        fails="exam_refused",
        advice="catches_all",
        old='"RecoveryPeriodInDays": days},',
        new='"RecoveryPeriodInDays": min(days, 35)},',
    ),
    Mistake(
        name="pauses_begin_short",
        tempts="Lets pauses grow, from a tenth of a second.",
        fails="waits, exam_waits",
        advice="poll",
        old="""
            while backup["BackupStatus"] == "CREATING":
                time.sleep(5)
        """,
        new="""
            pause = 0.1
            while backup["BackupStatus"] == "CREATING":
                time.sleep(pause)
                pause = min(2 * pause, 20)
        """,
    ),
    Mistake(
        name="presses_a_new_table",
        tempts="Sends the request again twice a second.",
        fails="new_table, exam_new_table, exam_second_request",
        advice="poll",
        old="tries = 60",
        new="tries = 150",
        also=[
            Change(
                old="""
                    except dynamodb.exceptions.ContinuousBackupsUnavailableException:
                        time.sleep(5)
                """,
                new="""
                    except dynamodb.exceptions.ContinuousBackupsUnavailableException:
                        time.sleep(0.5)
                """,
            )
        ],
    ),
    Mistake(
        name="client_of_its_own",
        tempts="Makes a client of its own, for whatever account and region are the default where it runs.",
        fails="dies_anywhere, exam_deleted, exam_dies_anywhere, exam_many_backups, exam_never_ready, "
        "exam_new_table, exam_other_backups, exam_protected, exam_second_request, exam_twice, "
        "exam_waits, exam_window_stays, new_table, protected, twice, waits, window_stays",
        old="""
            tries = 60
        """,
        new="""
            import boto3

            dynamodb = boto3.client("dynamodb")
            tries = 60
        """,
    ),
    Mistake(
        name="fifty_seconds",
        tempts="Gives up a few seconds before the minute is over.",
        fails="exam_new_table, exam_second_request",
        advice="new_table",
        old="tries = 60",
        new="tries = 10",
    ),
    Mistake(
        name="names_in_any_case",
        tempts="Compares the names in lower case.",
        fails="exam_other_backups",
        advice="other_name",
        old="""
            yield from (each for each in page["BackupSummaries"] if each["BackupName"] == backup_name)
        """,
        new="""
            yield from (each for each in page["BackupSummaries"] if each["BackupName"].lower() == backup_name.lower())
        """,
    ),
    Mistake(
        name="two_hundred_backups",
        tempts="Looks at the first 200 backups, which are all that anybody has.",
        fails="exam_many_backups",
        advice="every_page",
        old="""
            for page in dynamodb.get_paginator("list_backups").paginate(TableName=table_name):
        """,
        new="""
            pages = dynamodb.get_paginator("list_backups")
            for page in pages.paginate(TableName=table_name, PaginationConfig={"MaxItems": 200}):
        """,
    ),
    Mistake(
        name="no_days_are_the_default",
        tempts="`days or 35` looks like a default.",
        fails="exam_refused",
        advice="catches_all",
        old='"RecoveryPeriodInDays": days}',
        new='"RecoveryPeriodInDays": days or 35}',
    ),
    Mistake(
        name="backups_of_a_month",
        tempts="Older backups have nothing to do with this run.",
        fails="exam_twice",
        advice="second_backup",
        old='dynamodb.get_paginator("list_backups").paginate(TableName=table_name)',
        new='dynamodb.get_paginator("list_backups").paginate(TableName=table_name, TimeRangeLowerBound=month_ago)',
        also=[
            Change(
                old="    tries = 60",
                new="    tries, month_ago = 60, time.time() - 30 * 24 * 3600",
            ),
        ],
    ),
    Mistake(
        name="table_name_in_the_arn",
        tempts="Lists all backups, and looks for the table's name in their ARNs.",
        fails="exam_other_backups",
        advice="own_backup",
        old='dynamodb.get_paginator("list_backups").paginate(TableName=table_name)',
        new='dynamodb.get_paginator("list_backups").paginate()',
        also=[
            Change(
                old='if each["BackupName"] == backup_name)',
                new='if each["BackupName"] == backup_name and f"table/{table_name}" in each["BackupArn"])',
            ),
        ],
    ),
    Mistake(
        name="no_list_is_no_backup",
        tempts="Whatever is wrong with the list, a backup more does no harm.",
        fails="exam_refused",
        advice="catches_all",
        old="backup = next(named_backups(), None)",
        new="""
            try:
                backup = next(named_backups(), None)
            except dynamodb.exceptions.ClientError:
                backup = None
        """,
    ),
]
