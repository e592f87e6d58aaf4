# fails: protected, waits, twice, dies_anywhere, new_table, exam_protected, exam_waits, exam_twice, exam_other_backups, exam_many_backups, exam_dies_anywhere, exam_new_table
# advice: backup
"""Returns the whole description."""

import time


def protect(dynamodb, table_name, days, backup_name):
    tries = 60

    def patiently(operation, **parameters):
        for _ in range(tries):
            try:
                return operation(**parameters)
            except dynamodb.exceptions.ContinuousBackupsUnavailableException:
                time.sleep(5)
        return operation(**parameters)

    def named_backups():
        for page in dynamodb.get_paginator("list_backups").paginate(TableName=table_name):
            yield from (each for each in page["BackupSummaries"] if each["BackupName"] == backup_name)

    patiently(
        dynamodb.update_continuous_backups,
        TableName=table_name,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},
    )
    backup = next(named_backups(), None)
    if backup is None:
        made = patiently(dynamodb.create_backup, TableName=table_name, BackupName=backup_name)
        backup = made["BackupDetails"]
    while backup["BackupStatus"] == "CREATING":
        time.sleep(5)
        backup = dynamodb.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["BackupDetails"]
    return backup
