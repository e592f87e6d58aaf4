"""Reads all settings before it begins, asks with list_tables, sets them in another order; a dataclass."""

import time
from dataclasses import dataclass
from datetime import timedelta


@dataclass
class OutsideWindow(Exception):
    earliest: str
    latest: str


@dataclass
class Settings:
    expiry: dict
    tags: list
    days: int


def settings_of(dynamodb, name):
    arn = dynamodb.describe_table(TableName=name)["Table"]["TableArn"]
    answer = dynamodb.list_tags_of_resource(ResourceArn=arn)
    tags = answer["Tags"]
    while "NextToken" in answer:
        answer = dynamodb.list_tags_of_resource(ResourceArn=arn, NextToken=answer["NextToken"])
        tags += answer["Tags"]
    expiry = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    described = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    return Settings(expiry, tags, described["PointInTimeRecoveryDescription"].get("RecoveryPeriodInDays", 35))


def restore_before(dynamodb, table_name, moment, target):
    settings = settings_of(dynamodb, table_name)
    try:
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=table_name,
            TargetTableName=target,
            RestoreDateTime=(moment - timedelta(microseconds=1)).replace(microsecond=0),
            UseLatestRestorableTime=False,
        )
    except dynamodb.exceptions.InvalidRestoreTimeException:
        window = dynamodb.describe_continuous_backups(TableName=table_name)["ContinuousBackupsDescription"]
        window = window["PointInTimeRecoveryDescription"]
        first, last = window["EarliestRestorableDateTime"], window["LatestRestorableDateTime"]
        raise OutsideWindow(f"{first:%d %B %Y, %H:%M}", f"{last:%d %B %Y, %H:%M}") from None

    deadline = time.time() + 3 * 3600
    while dynamodb.describe_table(TableName=target)["Table"]["TableStatus"] == "CREATING":
        if time.time() > deadline:
            raise TimeoutError(target)
        time.sleep(30)

    if settings.expiry["TimeToLiveStatus"].startswith("ENABL"):
        on = {"Enabled": True, "AttributeName": settings.expiry["AttributeName"]}
        dynamodb.update_time_to_live(TableName=target, TimeToLiveSpecification=on)
    for start in range(0, len(settings.tags), 10):
        arn = dynamodb.describe_table(TableName=target)["Table"]["TableArn"]
        dynamodb.tag_resource(ResourceArn=arn, Tags=settings.tags[start : start + 10])
    on = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": settings.days}
    dynamodb.update_continuous_backups(TableName=target, PointInTimeRecoverySpecification=on)
