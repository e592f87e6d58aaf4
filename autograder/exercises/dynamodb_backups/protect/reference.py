import time


def protect(dynamodb, table_name, days, backup_name):
    """Protect a table: recovery to any second of the last days, and a backup that stays until it is deleted.

    Afterwards point-in-time recovery is on for the table, with a window of so many days, and the
    table has an on-demand backup of this name.

    Args:
        dynamodb: a boto3 client, as boto3.client("dynamodb") gives it. Use this one.
        table_name: the table, a string.
        days: the length of the window in days, an int.
        backup_name: the name of the backup, a string.

    Returns:
        The ARN of the table's backup of this name, a string. It comes back when the backup is
        AVAILABLE, and not before: that can take minutes. Between two questions at least a second passes.

    Safe to run again at any time, also after a run that died half-way:
        - recovery that is on stays on, and nothing of its window is lost;
        - a table that has a backup of this name gets no second one. Backups of other tables do not
          count, and the table may have hundreds of backups with other names.

    Raises:
        What AWS refuses comes out as boto3 raised it, for example when there is no such table, or
        when AWS does not accept the days. There is one error that you wait for instead: to a table
        that was made a moment ago, AWS answers ContinuousBackupsUnavailableException. Send the request
        again every few seconds, for a minute at least.
    """
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
    return backup["BackupArn"]
