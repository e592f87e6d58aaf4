# fails: plain_table, exam_set_again, exam_nothing_to_set
# advice: ttl
"""Knows the attribute by heart, and that there is one."""

from datetime import timedelta


class OutsideWindow(Exception):
    """The table cannot be restored to just before that moment."""


def restore_before(dynamodb, table_name, moment, target):
    try:
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=table_name,
            TargetTableName=target,
            RestoreDateTime=moment - timedelta(seconds=1),
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
    dynamodb.update_time_to_live(
        TableName=target,
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "delete_after"},
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
