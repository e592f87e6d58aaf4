"""Waits for the backup by looking for it in list_backups."""

import time


def patiently(client, send, **request):
    waited = 0
    while True:
        try:
            return send(**request)
        except client.exceptions.ContinuousBackupsUnavailableException:
            if waited >= 120:
                raise
            time.sleep(5)
            waited += 5


def arn_of(dynamodb, table_name, backup_name):
    for page in dynamodb.get_paginator("list_backups").paginate(TableName=table_name):
        for each in page["BackupSummaries"]:
            if each["BackupName"] == backup_name:
                return each["BackupArn"]
    return None


def status_in_the_list(dynamodb, table_name, arn):
    pages = dynamodb.get_paginator("list_backups").paginate(TableName=table_name)
    return next(each["BackupStatus"] for page in pages for each in page["BackupSummaries"] if each["BackupArn"] == arn)


def protect(dynamodb, table_name, days, backup_name):
    patiently(
        dynamodb,
        dynamodb.update_continuous_backups,
        TableName=table_name,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},
    )
    arn = arn_of(dynamodb, table_name, backup_name)
    if arn is None:
        answer = patiently(dynamodb, dynamodb.create_backup, TableName=table_name, BackupName=backup_name)
        arn = answer["BackupDetails"]["BackupArn"]
    while status_in_the_list(dynamodb, table_name, arn) != "AVAILABLE":
        time.sleep(20)
    return arn
