"""Looks at the window before it restores, waits in a loop of its own, reads the settings before."""

import time
from datetime import UTC, timedelta


class OutsideWindow(ValueError):
    def __init__(self, earliest, latest):
        super().__init__("not inside the window")
        self.earliest = earliest.isoformat()
        self.latest = latest.isoformat()


def restore_before(dynamodb, table_name, moment, target):
    second = moment.astimezone(UTC) - timedelta(seconds=1)
    shown = dynamodb.describe_continuous_backups(TableName=table_name)["ContinuousBackupsDescription"]
    recovery = shown["PointInTimeRecoveryDescription"]
    if recovery["PointInTimeRecoveryStatus"] == "ENABLED":
        earliest, latest = recovery["EarliestRestorableDateTime"], recovery["LatestRestorableDateTime"]
        if not earliest <= second <= latest:
            raise OutsideWindow(earliest, latest)

    arn = dynamodb.describe_table(TableName=table_name)["Table"]["TableArn"]
    expiry = dynamodb.describe_time_to_live(TableName=table_name)["TimeToLiveDescription"].get("AttributeName")
    tags, token = [], None
    while True:
        answer = dynamodb.list_tags_of_resource(ResourceArn=arn, **({"NextToken": token} if token else {}))
        tags += answer["Tags"]
        token = answer.get("NextToken")
        if not token:
            break

    made = dynamodb.restore_table_to_point_in_time(
        SourceTableArn=arn, TargetTableName=target, RestoreDateTime=int(second.timestamp())
    )
    while dynamodb.describe_table(TableName=target)["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(15)

    for tag in tags:
        dynamodb.tag_resource(ResourceArn=made["TableDescription"]["TableArn"], Tags=[tag])
    if expiry:
        dynamodb.update_time_to_live(
            TableName=target, TimeToLiveSpecification={"AttributeName": expiry, "Enabled": True}
        )
    specification = {
        "PointInTimeRecoveryEnabled": True,
        "RecoveryPeriodInDays": recovery["RecoveryPeriodInDays"],
    }
    dynamodb.update_continuous_backups(TableName=target, PointInTimeRecoverySpecification=specification)
