from datetime import UTC, timedelta


class OutsideWindow(Exception):
    """The table cannot be restored to just before that moment."""


def restore_before(dynamodb, table_name, moment, target):
    """Make a new table that is what a table was just before a moment.

    Args:
        dynamodb: a boto3 client, as boto3.client("dynamodb") gives it. Use this one.
        table_name: the table, a string. It stays as it is.
        moment: when the trouble began: a datetime with a time zone (any offset from UTC), on a whole second.
        target: the name of the new table, a string.

    Returns:
        None, once the new table is ACTIVE and these are as they are for the old table now (a restore
        does not bring them along):
        - Time to Live, with its attribute, if the old table has it on: ENABLED, or at first ENABLING;
        - all tags;
        - point-in-time recovery, on, with the same number of days.
        The new table has exactly the items of the last whole second before `moment`: every write up
        to then, and none that was made at `moment` or later.
        A restore can take an hour. Wait for it, and let five seconds or more pass between two questions.

    Raises:
        OutsideWindow: the second before `moment` is not inside the window that can be restored, from
            EarliestRestorableDateTime to LatestRestorableDateTime; no table was made. Its text names
            both, so that the reader knows what can be had.
        Anything else that AWS refuses comes out as boto3 raised it: a target that exists already (it
        stays as it is), a table without point-in-time recovery, no such table.
    """
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
    dynamodb.get_waiter("table_exists").wait(TableName=target, WaiterConfig={"Delay": 20, "MaxAttempts": 360})

    days = recovery_of(dynamodb, table_name)["RecoveryPeriodInDays"]
    dynamodb.update_continuous_backups(
        TableName=target,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},
    )
    expiry = dynamodb.describe_time_to_live(TableName=table_name)["TimeToLiveDescription"]
    if expiry["TimeToLiveStatus"] in ("ENABLED", "ENABLING"):
        dynamodb.update_time_to_live(
            TableName=target,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": expiry["AttributeName"]},
        )
    pages = dynamodb.get_paginator("list_tags_of_resource").paginate(ResourceArn=arn_of(dynamodb, table_name))
    tags = [tag for page in pages for tag in page["Tags"]]
    if tags:
        dynamodb.tag_resource(ResourceArn=arn_of(dynamodb, target), Tags=tags)


def recovery_of(dynamodb, table_name):
    described = dynamodb.describe_continuous_backups(TableName=table_name)["ContinuousBackupsDescription"]
    return described["PointInTimeRecoveryDescription"]


def arn_of(dynamodb, table_name):
    return dynamodb.describe_table(TableName=table_name)["Table"]["TableArn"]
