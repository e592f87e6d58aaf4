"""The backup first, then the window; looks for the error's code; waits by listing again."""

import time

from botocore.exceptions import ClientError


class Protection:
    def __init__(self, client, table):
        self.client, self.table = client, table

    def try_until_ready(self, send):
        for attempt in range(100):
            try:
                return send()
            except ClientError as error:
                if error.response["Error"]["Code"] != "ContinuousBackupsUnavailableException" or attempt == 99:
                    raise
                time.sleep(3)

    def find(self, name):
        pages = self.client.get_paginator("list_backups").paginate(TableName=self.table, BackupType="USER")
        found = [each for page in pages for each in page["BackupSummaries"] if each["BackupName"] == name]
        return found[0] if found else None


def protect(dynamodb, table_name, days, backup_name):
    table = Protection(dynamodb, table_name)
    if not table.find(backup_name):
        table.try_until_ready(lambda: dynamodb.create_backup(TableName=table_name, BackupName=backup_name))
    wanted = {"RecoveryPeriodInDays": days, "PointInTimeRecoveryEnabled": True}
    table.try_until_ready(
        lambda: dynamodb.update_continuous_backups(TableName=table_name, PointInTimeRecoverySpecification=wanted)
    )
    while table.find(backup_name)["BackupStatus"] != "AVAILABLE":
        time.sleep(1.5)
    return table.find(backup_name)["BackupArn"]
