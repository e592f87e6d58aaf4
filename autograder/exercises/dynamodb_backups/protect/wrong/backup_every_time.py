# fails: twice, dies_anywhere, exam_twice, exam_many_backups, exam_dies_anywhere
# advice: second_backup
"""Makes a backup without looking whether there is one."""

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

    patiently(
        dynamodb.update_continuous_backups,
        TableName=table_name,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},
    )
    made = patiently(dynamodb.create_backup, TableName=table_name, BackupName=backup_name)
    backup = made["BackupDetails"]
    while backup["BackupStatus"] == "CREATING":
        time.sleep(5)
        backup = dynamodb.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["BackupDetails"]
    return backup["BackupArn"]
