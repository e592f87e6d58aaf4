"""Asks first whether AWS is ready, keeps what is set already, and pages by hand."""

import time


def protect(dynamodb, table_name, days, backup_name):
    while True:
        shown = dynamodb.describe_continuous_backups(TableName=table_name)["ContinuousBackupsDescription"]
        if shown["ContinuousBackupsStatus"] == "ENABLED":
            break
        time.sleep(10)
    recovery = shown["PointInTimeRecoveryDescription"]
    if recovery["PointInTimeRecoveryStatus"] == "DISABLED" or recovery.get("RecoveryPeriodInDays") != days:
        dynamodb.update_continuous_backups(
            TableName=table_name,
            PointInTimeRecoverySpecification=dict(PointInTimeRecoveryEnabled=True, RecoveryPeriodInDays=days),
        )
    arn, more = None, {}
    while arn is None:
        answer = dynamodb.list_backups(TableName=table_name, Limit=100, **more)
        for summary in answer["BackupSummaries"]:
            if summary["BackupName"] == backup_name and summary["BackupStatus"] != "DELETED":
                arn = summary["BackupArn"]
        if "LastEvaluatedBackupArn" not in answer:
            break
        more = {"ExclusiveStartBackupArn": answer["LastEvaluatedBackupArn"]}
    if arn is None:
        arn = dynamodb.create_backup(TableName=table_name, BackupName=backup_name)["BackupDetails"]["BackupArn"]
    pause = 1
    while dynamodb.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]["BackupStatus"] != "AVAILABLE":
        time.sleep(pause)
        pause = min(pause * 2, 30)
    return arn
