"""Point-in-time recovery: its bounds, and tables as they were."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.aws.services.dynamodb.answers import invalid, refusal
from tests.aws.services.dynamodb.backups.conftest import items, turn_on


def described(client, table):
    answer = client.describe_continuous_backups(TableName=table.name)["ContinuousBackupsDescription"]
    assert answer["ContinuousBackupsStatus"] == "ENABLED"
    return answer["PointInTimeRecoveryDescription"]


def restored(aws, client, table, target, **moment):
    """The items of a table restored to a moment."""
    client.restore_table_to_point_in_time(SourceTableName=table.name, TargetTableName=target, **moment)
    client.get_waiter("table_exists").wait(TableName=target)
    return items(aws, target)


def test_recovery_is_off_until_it_is_turned_on(client, table):
    assert described(client, table) == {"PointInTimeRecoveryStatus": "DISABLED"}


def test_turned_on_it_goes_back_35_days_and_starts_now(client, table, now):
    moment = now()
    told = turn_on(client, table)

    assert told == described(client, table)
    assert (told["PointInTimeRecoveryStatus"], told["RecoveryPeriodInDays"]) == ("ENABLED", 35)
    assert told["EarliestRestorableDateTime"] == told["LatestRestorableDateTime"] == moment


def test_the_latest_moment_trails_by_five_minutes_once_they_have_passed(client, recoverable, travel, now):
    start = described(client, recoverable)["EarliestRestorableDateTime"]

    travel(minutes=3)
    assert described(client, recoverable)["LatestRestorableDateTime"] == start
    travel(minutes=30)
    moment = now()
    assert described(client, recoverable)["LatestRestorableDateTime"] == moment - timedelta(minutes=5)


@pytest.mark.parametrize("days", [1, 7, 35])
def test_the_earliest_moment_follows_after_the_period(client, table, travel, now, days):
    start = turn_on(client, table, RecoveryPeriodInDays=days)["EarliestRestorableDateTime"]

    travel(hours=23)
    assert described(client, table)["EarliestRestorableDateTime"] == start
    travel(days=40)
    moment = now()
    told = described(client, table)
    assert (told["EarliestRestorableDateTime"], told["RecoveryPeriodInDays"]) == (moment - timedelta(days=days), days)


@pytest.mark.parametrize(("days", "bound"), [(0, "greater than or equal to 1"), (36, "less than or equal to 35")])
def test_the_period_is_1_to_35_days(unchecked, table, days, bound):
    specification = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": days}

    assert invalid(
        unchecked.update_continuous_backups,
        TableName=table.name,
        PointInTimeRecoverySpecification=specification,
    ) == (
        f"1 validation error detected: Value '{days}' at 'pointInTimeRecoverySpecification.recoveryPeriodInDays' "
        f"failed to satisfy constraint: Member must have value {bound}"
    )
    assert described(unchecked, table) == {"PointInTimeRecoveryStatus": "DISABLED"}


def test_a_shorter_period_lets_the_past_go_for_good(client, recoverable, travel, now):
    travel(days=20)
    turn_on(client, recoverable, RecoveryPeriodInDays=3)
    travel(seconds=10)
    turn_on(client, recoverable, RecoveryPeriodInDays=35)
    moment = now()

    earliest = described(client, recoverable)["EarliestRestorableDateTime"]
    assert timedelta(days=2, hours=23) < moment - earliest < timedelta(days=3, minutes=1)


def test_off_and_on_again_starts_anew(client, recoverable, travel, now):
    travel(days=3)
    client.update_continuous_backups(
        TableName=recoverable.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
    )
    moment = now()

    assert turn_on(client, recoverable)["EarliestRestorableDateTime"] == moment


def test_a_missing_table_is_not_found(client):
    missing = ("TableNotFoundException", "Table not found: nothing")

    assert refusal(client.describe_continuous_backups, TableName="nothing") == missing
    specification = {"PointInTimeRecoveryEnabled": True}
    assert (
        refusal(
            client.update_continuous_backups,
            TableName="nothing",
            PointInTimeRecoverySpecification=specification,
        )
        == missing
    )


def test_a_table_comes_back_as_it_was_at_each_moment(aws, client, recoverable, travel, now):
    """Put, changed, deleted, put again: by every kind of write."""
    recoverable.put_item(Item={"p": "a", "n": 1})
    recoverable.put_item(Item={"p": "b", "n": 1})
    first = now()
    recoverable.update_item(Key={"p": "a"}, UpdateExpression="SET n = n + :one", ExpressionAttributeValues={":one": 1})
    recoverable.delete_item(Key={"p": "b"})
    second = now()
    with recoverable.batch_writer() as batch:
        batch.delete_item(Key={"p": "a"})
        batch.put_item(Item={"p": "c"})
    third = now()
    put = {"TableName": recoverable.name, "Item": {"p": {"S": "a"}, "n": {"N": "9"}}}
    client.transact_write_items(TransactItems=[{"Put": put}])
    travel(minutes=10)

    assert restored(aws, client, recoverable, "first", RestoreDateTime=first) == {"a": {"n": 1}, "b": {"n": 1}}
    assert restored(aws, client, recoverable, "second", RestoreDateTime=second) == {"a": {"n": 2}}
    assert restored(aws, client, recoverable, "third", RestoreDateTime=third) == {"c": {}}
    latest = restored(aws, client, recoverable, "latest", UseLatestRestorableTime=True)
    assert latest == {"a": {"n": 9}, "c": {}} == items(aws, recoverable.name)


def test_the_latest_moment_does_not_have_the_last_five_minutes(aws, client, recoverable, travel):
    recoverable.put_item(Item={"p": "a", "n": 1})
    travel(minutes=10)
    recoverable.put_item(Item={"p": "a", "n": 2})
    travel(minutes=2)

    assert restored(aws, client, recoverable, "latest", UseLatestRestorableTime=True) == {"a": {"n": 1}}


def test_what_was_there_before_recovery_was_turned_on_is_recovered_too(aws, client, table, travel):
    table.put_item(Item={"p": "a", "n": 1})
    travel(minutes=1)
    turn_on(client, table)
    travel(minutes=10)
    table.delete_item(Key={"p": "a"})

    assert restored(aws, client, table, "latest", UseLatestRestorableTime=True) == {"a": {"n": 1}}


def test_a_moment_outside_the_bounds_is_refused_with_them(client, recoverable, travel):
    travel(hours=1)
    bounds = described(client, recoverable)
    earliest, latest = bounds["EarliestRestorableDateTime"], bounds["LatestRestorableDateTime"]

    for moment in (earliest - timedelta(seconds=1), latest + timedelta(seconds=30), latest + timedelta(days=1)):
        code, message = refusal(
            client.restore_table_to_point_in_time,
            SourceTableName=recoverable.name,
            TargetTableName="target",
            RestoreDateTime=moment,
        )
        assert code == "InvalidRestoreTimeException"
        assert message.startswith(f"RestoreDateTime '{moment:%Y-%m-%dT%H:%M:%SZ}' must be within ")
        assert f"EarliestRestorableDateTime '{earliest:%Y-%m-%dT%H:%M:%SZ}' and LatestRestor" in message


def test_recovery_has_to_be_on(client, table):
    assert refusal(
        client.restore_table_to_point_in_time,
        SourceTableName=table.name,
        TargetTableName=table.name,
        UseLatestRestorableTime=True,
    ) == (
        "PointInTimeRecoveryUnavailableException",
        f"Point in time recovery is not enabled for table '{table.name}'",
    )


def test_a_source_is_named_once_and_a_moment_chosen_once(client, recoverable):
    def told(**parameters):
        return invalid(client.restore_table_to_point_in_time, TargetTableName="target", **parameters)

    name, arn = {"SourceTableName": recoverable.name}, {"SourceTableArn": recoverable.table_arn}
    latest = {"UseLatestRestorableTime": True}
    assert told(**latest) == "The parameter 'TableName' is required"
    assert told(**name, **arn, **latest) == "Must provide exactly one of: sourceTableArn, sourceTableName"
    neither = "Either one of RestoreDateTime or UseLatestRestorableTime must be specified, but not both"
    assert told(**name) == f"Invalid Request: {neither}"
    assert told(**arn, UseLatestRestorableTime=False) == f"Invalid Request: {neither}"
    both = told(**arn, **latest, RestoreDateTime=0)
    assert both.startswith("Invalid Request: Both RestoreDateTime and UseLatestRestorableTime cannot be set")


def test_a_missing_source_is_told_before_a_target_that_exists(client, recoverable):
    asked = {"TargetTableName": recoverable.name, "UseLatestRestorableTime": True}

    assert refusal(client.restore_table_to_point_in_time, SourceTableName="nothing", **asked) == (
        "TableNotFoundException",
        "Table not found: nothing",
    )
    assert refusal(client.restore_table_to_point_in_time, SourceTableName=recoverable.name, **asked) == (
        "TableAlreadyExistsException",
        f"Table already exists: {recoverable.name}",
    )
    past = {"TargetTableName": recoverable.name, "RestoreDateTime": 0}
    code, _ = refusal(client.restore_table_to_point_in_time, SourceTableName=recoverable.name, **past)
    assert code == "InvalidRestoreTimeException"
