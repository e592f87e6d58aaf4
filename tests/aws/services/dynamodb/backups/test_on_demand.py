"""CreateBackup, DescribeBackup, ListBackups, DeleteBackup, and the backup of a deleted table."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.services.dynamodb.backups.layer import BackupRules
from tests.aws.services.dynamodb.answers import invalid, refusal
from tests.aws.services.dynamodb.backups.conftest import items, turn_on


@pytest.fixture
def backup(client, table, travel):
    """An AVAILABLE backup of a table with one item."""
    table.put_item(Item={"p": "a", "n": 1})
    arn = client.create_backup(TableName=table.name, BackupName="first")["BackupDetails"]["BackupArn"]
    travel(seconds=1)
    return arn


def test_a_backup_is_creating_in_the_answer_and_then_available(client, table, travel):
    details = client.create_backup(TableName=table.name, BackupName="first")["BackupDetails"]
    travel(seconds=1)
    described = client.describe_backup(BackupArn=details["BackupArn"])["BackupDescription"]["BackupDetails"]

    assert (details["BackupStatus"], details["BackupType"], details["BackupName"]) == ("CREATING", "USER", "first")
    assert described == {**details, "BackupStatus": "AVAILABLE"}
    assert "BackupExpiryDateTime" not in details


def test_a_backups_arn_is_the_tables_with_the_time_in_milliseconds(client, table):
    details = client.create_backup(TableName=table.name, BackupName="first")["BackupDetails"]

    made = re.fullmatch(re.escape(table.table_arn) + r"/backup/(\d{14})-[0-9a-f]{8}", details["BackupArn"])
    assert int(made[1]) == round(details["BackupCreationDateTime"].timestamp() * 1000)


def test_a_backup_tells_what_its_table_was(client, make_table, travel):
    table = make_table(
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("p", "g")],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-g",
                "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
    )
    client.update_time_to_live(
        TableName=table.name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"}
    )
    table.put_item(Item={"p": "a"})
    arn = client.create_backup(TableName=table.name, BackupName="first")["BackupDetails"]["BackupArn"]

    told = client.describe_backup(BackupArn=arn)["BackupDescription"]

    source, features = told["SourceTableDetails"], told["SourceTableFeatureDetails"]
    assert (source["TableName"], source["TableArn"]) == (table.name, table.table_arn)
    assert source["TableId"] == client.describe_table(TableName=table.name)["Table"]["TableId"]
    assert source["BillingMode"] == "PAY_PER_REQUEST"
    assert source["ProvisionedThroughput"] == {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
    assert [each["IndexName"] for each in features["GlobalSecondaryIndexes"]] == ["by-g"]
    assert features["StreamDescription"] == {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    assert features["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLING", "AttributeName": "until"}


def test_a_plain_tables_backup_has_no_features(client, backup):
    assert client.describe_backup(BackupArn=backup)["BackupDescription"]["SourceTableFeatureDetails"] == {}


def test_names_need_not_be_unique(client, table):
    made = [
        client.create_backup(TableName=table.name, BackupName="same")["BackupDetails"]["BackupArn"] for _ in range(3)
    ]

    listed = client.list_backups(TableName=table.name)["BackupSummaries"]
    assert [each["BackupArn"] for each in listed] == made
    assert {each["BackupName"] for each in listed} == {"same"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ab", "Member must have length greater than or equal to 3"),
        ("a" * 256, "Member must have length less than or equal to 255"),
        ("a b c", "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
    ],
)
def test_a_backups_name_has_3_to_255_plain_characters(unchecked, table, name, told):
    assert invalid(unchecked.create_backup, TableName=table.name, BackupName=name) == (
        f"1 validation error detected: Value '{name}' at 'backupName' failed to satisfy constraint: {told}"
    )


def test_a_missing_table_is_not_found(client):
    assert refusal(client.create_backup, TableName="nothing", BackupName="first") == (
        "TableNotFoundException",
        "Table not found: nothing",
    )


def test_a_deleted_backup_says_so_once_and_is_gone(client, table, backup):
    told = client.delete_backup(BackupArn=backup)["BackupDescription"]

    assert told["BackupDetails"]["BackupStatus"] == "DELETED"
    assert told["SourceTableDetails"]["TableName"] == table.name
    gone = ("BackupNotFoundException", f"Backup not found: {backup}")
    assert refusal(client.describe_backup, BackupArn=backup) == gone
    assert refusal(client.delete_backup, BackupArn=backup) == gone
    assert client.list_backups(TableName=table.name)["BackupSummaries"] == []


def test_an_arn_that_is_no_backups_is_refused(client, table, backup):
    assert invalid(client.describe_backup, BackupArn=table.table_arn) == "Invalid Backup ARN"
    parts = backup.split(":")
    foreign = ":".join([*parts[:4], "999999999999", parts[5]])
    assert refusal(client.describe_backup, BackupArn=foreign) == ("AccessDeniedException", "Access is denied")


def test_a_backup_outlives_its_table_and_tells_it_from_the_next_of_that_name(client, make_table, table, backup):
    table.delete()
    again = make_table(TableName=table.name)
    client.create_backup(TableName=again.name, BackupName="second")

    first, second = client.list_backups(TableName=table.name)["BackupSummaries"]
    assert first["TableArn"] == second["TableArn"]
    assert first["TableId"] != second["TableId"]
    assert client.list_backups(TableName=table.table_arn)["BackupSummaries"] == [first, second]


def test_a_list_is_narrowed_by_time_the_upper_bound_excluded(client, table, travel):
    details = []
    for name in ("first", "second", "third"):
        details.append(client.create_backup(TableName=table.name, BackupName=name)["BackupDetails"])
        travel(hours=1)
    second = details[1]["BackupCreationDateTime"]

    def names(**bounds):
        return [each["BackupName"] for each in client.list_backups(**bounds)["BackupSummaries"]]

    later = second + timedelta(minutes=1)
    assert names(TimeRangeLowerBound=later) == ["third"]
    assert names(TimeRangeUpperBound=later) == ["first", "second"]
    assert names(TimeRangeLowerBound=second - timedelta(minutes=1), TimeRangeUpperBound=later) == ["second"]
    assert invalid(client.list_backups, TimeRangeLowerBound=later, TimeRangeUpperBound=second) == (
        "Time range lower bound must be less than or equal to upper bound"
    )


def test_a_list_comes_in_pages(client, table):
    made = [
        client.create_backup(TableName=table.name, BackupName=f"backup-{number}")["BackupDetails"]["BackupArn"]
        for number in range(5)
    ]

    first = client.list_backups(Limit=2)
    rest = client.list_backups(Limit=3, ExclusiveStartBackupArn=first["LastEvaluatedBackupArn"])

    assert first["LastEvaluatedBackupArn"] == made[1]
    assert [each["BackupArn"] for each in first["BackupSummaries"] + rest["BackupSummaries"]] == made
    assert "LastEvaluatedBackupArn" not in rest


def test_a_list_has_1_to_100_backups(unchecked):
    assert invalid(unchecked.list_backups, Limit=101) == (
        "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: "
        "Member must have value less than or equal to 100"
    )


def test_a_deleted_table_with_recovery_leaves_a_system_backup_for_35_days(aws, client, recoverable, travel):
    recoverable.put_item(Item={"p": "a", "n": 1})
    recoverable.delete()

    (left,) = client.list_backups(TableName=recoverable.name, BackupType="SYSTEM")["BackupSummaries"]

    assert (left["BackupName"], left["BackupStatus"]) == (f"{recoverable.name}$DeletedTableBackup", "AVAILABLE")
    assert left["BackupArn"].endswith("-00000000")
    assert left["BackupExpiryDateTime"] - left["BackupCreationDateTime"] == timedelta(days=35)
    assert client.list_backups(TableName=recoverable.name)["BackupSummaries"] == []
    assert len(client.list_backups(TableName=recoverable.name, BackupType="ALL")["BackupSummaries"]) == 1
    assert invalid(client.delete_backup, BackupArn=left["BackupArn"]).startswith(
        f"User is not allowed to delete the system backup with arn {left['BackupArn']}. It will automatically expire on"
    )
    client.restore_table_from_backup(TargetTableName="back-again", BackupArn=left["BackupArn"])
    client.get_waiter("table_exists").wait(TableName="back-again")
    assert items(aws, "back-again") == {"a": {"n": 1}}

    travel(days=35)
    assert client.list_backups(BackupType="ALL")["BackupSummaries"] == []
    assert refusal(client.describe_backup, BackupArn=left["BackupArn"])[0] == "BackupNotFoundException"


def test_a_deleted_table_without_recovery_leaves_nothing(client, table):
    turn_on(client, table)
    client.update_continuous_backups(
        TableName=table.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )
    table.delete()

    assert client.list_backups(BackupType="ALL")["BackupSummaries"] == []


def test_a_table_that_could_not_be_deleted_leaves_no_backup(client, make_table):
    table = make_table(DeletionProtectionEnabled=True)
    turn_on(client, table)

    with pytest.raises(ClientError):
        table.delete()

    assert client.list_backups(BackupType="ALL")["BackupSummaries"] == []


def test_durations_can_be_set(aws, client, recoverable, travel):
    """A lesson decides how long its jobs take."""
    durations = aws.layer(BackupRules).durations
    durations.backup, durations.restore = timedelta(minutes=3), timedelta(hours=1)
    backup = client.create_backup(TableName=recoverable.name, BackupName="slow")["BackupDetails"]["BackupArn"]
    travel(minutes=2, seconds=59)
    shown = client.describe_backup(BackupArn=backup)["BackupDescription"]["BackupDetails"]
    assert shown["BackupStatus"] == "CREATING"
    travel(seconds=1)
    client.restore_table_from_backup(TargetTableName="again", BackupArn=backup)
    travel(minutes=59)
    assert client.describe_table(TableName="again")["Table"]["TableStatus"] == "CREATING"
    travel(minutes=1)
    assert client.describe_table(TableName="again")["Table"]["TableStatus"] == "ACTIVE"
