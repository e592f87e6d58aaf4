"""The error's code instead of its class, and its own words for the window."""

from datetime import timedelta

from botocore.exceptions import ClientError


class OutsideWindow(Exception):
    pass


def restore_before(dynamodb, table_name, moment, target):
    second = (moment - timedelta(seconds=1)).isoformat()
    try:
        arn = dynamodb.restore_table_to_point_in_time(
            SourceTableName=table_name, TargetTableName=target, RestoreDateTime=second
        )["TableDescription"]["TableArn"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "InvalidRestoreTimeException":
            raise OutsideWindow(error.response["Error"]["Message"]) from error
        raise
    dynamodb.get_waiter("table_exists").wait(TableName=target, WaiterConfig={"Delay": 60, "MaxAttempts": 24 * 60})

    pages = dynamodb.get_paginator("list_tags_of_resource").paginate(
        ResourceArn=dynamodb.describe_table(TableName=table_name)["Table"]["TableArn"]
    )
    if tags := pages.build_full_result()["Tags"]:
        dynamodb.tag_resource(ResourceArn=arn, Tags=tags)
    ttl = dynamodb.describe_time_to_live(TableName=table_name)["TimeToLiveDescription"]
    if "AttributeName" in ttl:
        wanted = {"Enabled": True, "AttributeName": ttl["AttributeName"]}
        dynamodb.update_time_to_live(TableName=target, TimeToLiveSpecification=wanted)
    days = dynamodb.describe_continuous_backups(TableName=table_name)["ContinuousBackupsDescription"][
        "PointInTimeRecoveryDescription"
    ]["RecoveryPeriodInDays"]
    dynamodb.update_continuous_backups(
        TableName=target,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days},
    )
