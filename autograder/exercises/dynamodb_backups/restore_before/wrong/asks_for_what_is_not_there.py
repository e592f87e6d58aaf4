# fails: plain_table, not_protected, exam_nothing_to_set, exam_refused
# advice: catches_all
"""Reads the old table's settings as if it had them all: a KeyError where it has no window, or no Time to Live."""

from datetime import timedelta


class OutsideWindow(Exception):
    """The table cannot be restored to just before that moment."""


def restore_before(dynamodb, table_name, moment, target):
    before = moment - timedelta(seconds=1)
    described = dynamodb.describe_continuous_backups(TableName=table_name)["ContinuousBackupsDescription"]
    recovery = described["PointInTimeRecoveryDescription"]
    earliest, latest = recovery["EarliestRestorableDateTime"], recovery["LatestRestorableDateTime"]
    if not earliest <= before <= latest:
        raise OutsideWindow(f"from {earliest} to {latest}")
    restored = dynamodb.restore_table_to_point_in_time(
        SourceTableName=table_name, TargetTableName=target, RestoreDateTime=before
    )
    new = restored["TableDescription"]["TableArn"]
    waiter = dynamodb.get_waiter("table_exists")
    waiter.wait(TableName=target, WaiterConfig={"Delay": 20, "MaxAttempts": 360})
    expiry = dynamodb.describe_time_to_live(TableName=table_name)["TimeToLiveDescription"]
    dynamodb.update_time_to_live(
        TableName=target, TimeToLiveSpecification={"Enabled": True, "AttributeName": expiry["AttributeName"]}
    )
    old = dynamodb.describe_table(TableName=table_name)["Table"]["TableArn"]
    for page in dynamodb.get_paginator("list_tags_of_resource").paginate(ResourceArn=old):
        dynamodb.tag_resource(ResourceArn=new, Tags=page["Tags"])
    dynamodb.update_continuous_backups(
        TableName=target,
        PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": True,
            "RecoveryPeriodInDays": recovery["RecoveryPeriodInDays"],
        },
    )
