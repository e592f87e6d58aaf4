# fails: dies_anywhere, exam_dies_anywhere
# advice: available
"""Waits for the backup that it makes, not for one that it finds."""

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
    if backup is not None:
        return backup["BackupArn"]
    else:
        made = patiently(dynamodb.create_backup, TableName=table_name, BackupName=backup_name)
        backup = made["BackupDetails"]
    while backup["BackupStatus"] == "CREATING":
        time.sleep(5)
        backup = dynamodb.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["BackupDetails"]
    return backup["BackupArn"]
