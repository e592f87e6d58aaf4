"""Tables made from backups: what is carried over, what can be changed, and what they are until they are ready."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.http.messages import Call
from course_lib.aws.services.dynamodb.backups.jobs import Below
from course_lib.aws.services.dynamodb.backups.layer import BackupRules
from tests.aws.services.dynamodb.answers import invalid, refusal
from tests.aws.services.dynamodb.backups.conftest import items, turn_on

KEYS = [{"AttributeName": "p", "KeyType": "HASH"}]
BY_G = {
    "IndexName": "by-g",
    "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}],
    "Projection": {"ProjectionType": "ALL"},
}


@pytest.fixture
def backup(client, table, travel):
    table.put_item(Item={"p": "a", "n": 1})
    return make_backup(client, table, travel)


def make_backup(client, table, travel):
    arn = client.create_backup(TableName=table.name, BackupName="first")["BackupDetails"]["BackupArn"]
    travel(seconds=1)
    return arn


def restore(client, target, arn, **overrides):
    """The description of a table restored from a backup, when it is ready."""
    client.restore_table_from_backup(TargetTableName=target, BackupArn=arn, **overrides)
    client.get_waiter("table_exists").wait(TableName=target)
    return client.describe_table(TableName=target)["Table"]


def test_a_backup_comes_back_as_a_new_table_with_the_items_of_then(aws, client, table, backup):
    table.put_item(Item={"p": "b"})
    table.delete_item(Key={"p": "a"})

    restore(client, "target", backup)

    assert items(aws, "target") == {"a": {"n": 1}}
    assert items(aws, table.name) == {"b": {}}


def test_a_table_is_creating_with_a_summary_and_then_active_without(client, table, backup):
    told = client.restore_table_from_backup(TargetTableName="target", BackupArn=backup)["TableDescription"]
    during = client.describe_table(TableName="target")["Table"]
    client.get_waiter("table_exists").wait(TableName="target")
    after = client.describe_table(TableName="target")["Table"]

    made = client.describe_backup(BackupArn=backup)["BackupDescription"]["BackupDetails"]
    assert (told["TableStatus"], during["TableStatus"], after["TableStatus"]) == ("CREATING", "CREATING", "ACTIVE")
    assert during["RestoreSummary"] == {
        "SourceBackupArn": backup,
        "SourceTableArn": table.table_arn,
        "RestoreDateTime": made["BackupCreationDateTime"],
        "RestoreInProgress": True,
    }
    assert "RestoreSummary" not in after
    assert told["TableId"] == after["TableId"]


def test_a_table_that_is_being_restored_can_only_be_described(client, table, backup):
    client.restore_table_from_backup(TargetTableName="target", BackupArn=backup)

    missing = ("ResourceNotFoundException", "Requested resource not found")
    key = {"p": {"S": "a"}}
    assert refusal(client.put_item, TableName="target", Item=key) == missing
    assert refusal(client.get_item, TableName="target", Key=key) == missing
    assert refusal(client.describe_time_to_live, TableName="target") == (
        "ResourceNotFoundException",
        "Requested resource not found: Table: target not found",
    )
    unknown = ("TableNotFoundException", "Table not found: target")
    assert refusal(client.create_backup, TableName="target", BackupName="first") == unknown
    assert refusal(client.describe_continuous_backups, TableName="target") == unknown
    assert refusal(client.delete_table, TableName="target")[0] == "ResourceInUseException"
    assert (
        refusal(
            client.create_table,
            TableName="target",
            KeySchema=KEYS,
            AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )[0]
        == "ResourceInUseException"
    )
    assert "target" in client.list_tables()["TableNames"]


def test_a_backup_serves_one_restore_at_a_time(client, backup):
    client.restore_table_from_backup(TargetTableName="target", BackupArn=backup)

    assert refusal(client.restore_table_from_backup, TargetTableName="other", BackupArn=backup) == (
        "BackupInUseException",
        f"Backup is being used to restore another table: {backup}",
    )
    assert refusal(client.delete_backup, BackupArn=backup) == (
        "BackupInUseException",
        f"Backup is being used to restore table: {backup}",
    )
    assert refusal(client.restore_table_from_backup, TargetTableName="target", BackupArn=backup) == (
        "TableInUseException",
        f"Table: target is already being restored from backup: {backup}",
    )
    client.get_waiter("table_exists").wait(TableName="target")
    client.restore_table_from_backup(TargetTableName="other", BackupArn=backup)


def test_a_backup_that_is_not_available_yet_cannot_be_restored(client, table):
    arn = client.create_backup(TableName=table.name, BackupName="first")["BackupDetails"]["BackupArn"]

    code, _ = refusal(client.restore_table_from_backup, TargetTableName="target", BackupArn=arn)
    assert code == "BackupInUseException"


def test_the_target_has_to_be_new(client, table, backup):
    assert refusal(client.restore_table_from_backup, TargetTableName=table.name, BackupArn=backup) == (
        "TableAlreadyExistsException",
        f"Table already exists: {table.name}",
    )


def test_a_missing_backup_is_not_found(client, backup):
    client.delete_backup(BackupArn=backup)

    assert refusal(client.restore_table_from_backup, TargetTableName="target", BackupArn=backup) == (
        "BackupNotFoundException",
        f"Backup not found: {backup}",
    )


@pytest.fixture
def full(client, make_table):
    """A table with everything on it."""
    table = make_table(
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("p", "r", "l", "g")],
        KeySchema=[*KEYS, {"AttributeName": "r", "KeyType": "RANGE"}],
        BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 7, "WriteCapacityUnits": 6},
        GlobalSecondaryIndexes=[BY_G | {"ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 4}}],
        LocalSecondaryIndexes=[
            {
                "IndexName": "by-l",
                "KeySchema": [*KEYS, {"AttributeName": "l", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        SSESpecification={"Enabled": True, "SSEType": "KMS"},
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        Tags=[{"Key": "team", "Value": "lab"}],
    )
    specification = {"Enabled": True, "AttributeName": "until"}
    client.update_time_to_live(TableName=table.name, TimeToLiveSpecification=specification)
    turn_on(client, table)
    return table


@pytest.mark.parametrize("source", ["backup", "point in time"])
def test_indexes_capacity_and_encryption_are_carried_over_and_the_rest_is_not(client, full, travel, source):
    arn = make_backup(client, full, travel)
    before = client.describe_table(TableName=full.name)["Table"]
    if source == "backup":
        after = restore(client, "target", arn)
    else:
        client.restore_table_to_point_in_time(
            SourceTableArn=full.table_arn, TargetTableName="target", UseLatestRestorableTime=True
        )
        client.get_waiter("table_exists").wait(TableName="target")
        after = client.describe_table(TableName="target")["Table"]

    for described in (before, after):
        for index in described["LocalSecondaryIndexes"]:
            assert index.pop("IndexArn") == f"{described['TableArn']}/index/by-l"
    for name in ("KeySchema", "AttributeDefinitions", "LocalSecondaryIndexes", "SSEDescription"):
        assert after[name] == before[name], name
    for shown in (after, after["GlobalSecondaryIndexes"][0]):
        shown["ProvisionedThroughput"].pop("NumberOfDecreasesToday", None)
    assert after["ProvisionedThroughput"] == {"ReadCapacityUnits": 7, "WriteCapacityUnits": 6}
    assert after["GlobalSecondaryIndexes"][0]["IndexName"] == "by-g"
    capacity = after["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]
    assert capacity == {"ReadCapacityUnits": 5, "WriteCapacityUnits": 4}
    assert "StreamSpecification" not in after
    ttl = client.describe_time_to_live(TableName="target")["TimeToLiveDescription"]
    assert ttl == {"TimeToLiveStatus": "DISABLED"}
    recovery = client.describe_continuous_backups(TableName="target")["ContinuousBackupsDescription"]
    assert recovery["PointInTimeRecoveryDescription"] == {"PointInTimeRecoveryStatus": "DISABLED"}
    assert client.list_tags_of_resource(ResourceArn=after["TableArn"])["Tags"] == []
    assert after["DeletionProtectionEnabled"] is False


def test_indexes_may_be_left_out_or_renamed_but_not_added(client, full, travel):
    arn = make_backup(client, full, travel)

    bare = restore(client, "bare", arn, GlobalSecondaryIndexOverride=[], LocalSecondaryIndexOverride=[])
    assert not bare.get("GlobalSecondaryIndexes") and not bare.get("LocalSecondaryIndexes")
    assert [each["AttributeName"] for each in bare["AttributeDefinitions"]] == ["p", "r"]

    renamed = restore(client, "renamed", arn, GlobalSecondaryIndexOverride=[BY_G | {"IndexName": "other"}])
    assert [each["IndexName"] for each in renamed["GlobalSecondaryIndexes"]] == ["other"]

    new = BY_G | {"KeySchema": [{"AttributeName": "x", "KeyType": "HASH"}], "IndexName": "by-x"}
    assert invalid(
        client.restore_table_from_backup, TargetTableName="added", BackupArn=arn, GlobalSecondaryIndexOverride=[new]
    ) == (
        "Index by-x does not match a secondary index that existed in the source table "
        "and cannot be created during the restore operation"
    )
    with pytest.raises(ClientError):
        client.describe_table(TableName="added")


def test_capacity_may_be_changed_as_long_as_it_goes_with_the_mode(client, table, backup):
    units = {"ReadCapacityUnits": 3, "WriteCapacityUnits": 2}

    def told(**overrides):
        return invalid(client.restore_table_from_backup, TargetTableName="target", BackupArn=backup, **overrides)

    assert told(ProvisionedThroughputOverride=units) == (
        "Cannot override ProvisionedThroughput unless BillingMode is PROVISIONED"
    )
    assert told(BillingModeOverride="PROVISIONED") == (
        "Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED"
    )
    made = restore(client, "target", backup, BillingModeOverride="PROVISIONED", ProvisionedThroughputOverride=units)
    assert made["ProvisionedThroughput"]["WriteCapacityUnits"] == 2


def test_a_restored_table_lives_its_own_life(aws, client, table, backup):
    restore(client, "target", backup)
    target = aws.resource("dynamodb").Table("target")

    target.put_item(Item={"p": "new"})
    target.delete()
    target.wait_until_not_exists()

    assert items(aws, table.name) == {"a": {"n": 1}}


def test_a_tables_identity_is_its_own_and_of_the_clouds_time(client, make_table, travel, now):
    moment = now()
    table = make_table()
    first = client.describe_table(TableName=table.name)["Table"]
    table.delete()
    travel(days=1)
    made = client.create_table(
        **{name: first[name] for name in ("TableName", "KeySchema", "AttributeDefinitions")},
        BillingMode="PAY_PER_REQUEST",
    )["TableDescription"]
    second = client.describe_table(TableName=table.name)["Table"]

    assert (first["CreationDateTime"] - moment).total_seconds() < 1
    assert (second["CreationDateTime"] - moment).days == 1
    assert made["TableId"] == second["TableId"] != first["TableId"]


def test_a_job_that_fails_does_not_disturb_other_calls(aws, client, caplog):
    """It is logged; the call that happens to come next is answered."""
    call = Call("dynamodb", "RestoreTableFromBackup", {}, "you", "us-east-1", aws.account)

    def breaks(below: Below, due: datetime) -> None:
        raise KeyError("what is not there")

    aws.layer(BackupRules)._schedule.after(timedelta(seconds=1), call, breaks)
    aws.clock.advance(seconds=2)

    assert client.list_tables()["TableNames"] == []
    assert "RestoreTableFromBackup" in caplog.text
