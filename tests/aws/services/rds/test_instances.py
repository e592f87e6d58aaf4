"""Instances: states that take time, backups that expire with them, deletion. Plain boto3."""

from __future__ import annotations

from datetime import timedelta

import pytest

from course_lib.aws.account import Cloud, NotSimulated
from tests.aws.services.rds.conftest import MAKE, listed, refused, state, take


def test_a_new_instance_is_created_and_backed_up_before_it_is_available(aws, rds):
    """It has an endpoint once it is created; the first automated backup is taken at once."""
    rds.create_db_instance(DBInstanceIdentifier="Other", BackupRetentionPeriod=1, **MAKE)
    assert state(rds, "other") == "creating"
    assert "Endpoint" not in rds.describe_db_instances(DBInstanceIdentifier="other")["DBInstances"][0]
    aws.clock.advance(minutes=9)
    assert state(rds, "OTHER") == "backing-up"
    assert rds.describe_db_instances(DBInstanceIdentifier="other")["DBInstances"][0]["Endpoint"]["Port"] == 3306
    aws.clock.advance(minutes=5)
    assert state(rds, "other") == "available"
    assert listed(rds, DBInstanceIdentifier="other") == ["rds:other-2026-03-02-10-08"]


def test_boto3_s_waiter_ends_when_it_is_available(aws, rds, monkeypatch):
    """It asks every 30 seconds."""
    monkeypatch.setattr("time.sleep", lambda seconds: aws.clock.advance(seconds=seconds))
    rds.create_db_instance(DBInstanceIdentifier="other", **MAKE)
    before = aws.clock.now()
    rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier="other")
    assert timedelta(minutes=13) <= aws.clock.now() - before < timedelta(minutes=14)


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"DBInstanceIdentifier": "ledger"}, "DBInstanceAlreadyExists", "DB instance already exists"),
        ({"DBInstanceIdentifier": "1st"}, "InvalidParameterValue", "The parameter DBInstanceIdentifier is not a valid"),
        (
            {"DBInstanceIdentifier": "a--b"},
            "InvalidParameterValue",
            "The parameter DBInstanceIdentifier is not a valid",
        ),
        ({"DBInstanceIdentifier": "a" * 64}, "InvalidParameterValue", "The parameter DBInstanceIdentifier is not a va"),
        ({"BackupRetentionPeriod": 36}, "InvalidParameterValue", "Invalid backup retention period: 36."),
        ({"BackupRetentionPeriod": -1}, "InvalidParameterValue", "Invalid backup retention period: -1."),
        ({"PreferredBackupWindow": "3-4"}, "InvalidParameterValue", "Invalid backup window format"),
        ({"PreferredBackupWindow": "03:00-03:29"}, "InvalidParameterValue", "The backup window must be at least 30"),
        ({"MasterUserPassword": "abc"}, "InvalidParameterValue", "The parameter MasterUserPassword is not a valid p"),
    ],
)
def test_what_an_instance_may_not_be(rds, changed, code, message):
    """The code is the model's; nothing is made."""
    told = refused(rds.create_db_instance, **{"DBInstanceIdentifier": "other", **MAKE, **changed})
    assert told[0] == code
    assert told[1].startswith(message)
    assert len(rds.describe_db_instances()["DBInstances"]) == 1


def test_automated_backups_go_back_as_far_as_their_retention(aws, rds):
    """One a day in the window, 35 days at most, whatever the age of the instance."""
    aws.clock.advance(days=1096)
    found = rds.describe_db_snapshots(SnapshotType="automated")["DBSnapshots"]
    assert len(found) == 35
    oldest = min(each["SnapshotCreateTime"] for each in found)
    assert timedelta(days=34) < aws.clock.now() - oldest <= timedelta(days=35)
    assert {each["SnapshotCreateTime"].astimezone(aws.clock.now().tzinfo).strftime("%H:%M") for each in found} == {
        "03:00"
    }


def test_automated_backups_die_with_their_instance_and_manual_ones_stay(aws, rds):
    """Once the deletion is over, only what was taken by hand is there, and the last snapshot."""
    aws.clock.advance(days=5)
    take(aws, rds, "by-hand")
    rds.delete_db_instance(DBInstanceIdentifier="ledger", FinalDBSnapshotIdentifier="the-last")
    assert state(rds) == "deleting"
    aws.clock.advance(minutes=20)
    assert refused(rds.describe_db_instances, DBInstanceIdentifier="ledger") == (
        "DBInstanceNotFound",
        "DBInstance ledger not found.",
    )
    assert listed(rds, DBInstanceIdentifier="ledger") == ["by-hand", "the-last"]
    aws.clock.advance(days=4000)
    assert listed(rds) == ["by-hand", "the-last"]


def test_without_retention_there_are_no_automated_backups(aws, rds):
    """Turned off, those that there were are gone; turned on again, they begin anew."""
    aws.clock.advance(days=3)
    rds.modify_db_instance(DBInstanceIdentifier="ledger", BackupRetentionPeriod=0, ApplyImmediately=True)
    assert listed(rds, SnapshotType="automated") == []
    aws.clock.advance(days=3)
    rds.modify_db_instance(DBInstanceIdentifier="ledger", BackupRetentionPeriod=7, ApplyImmediately=True)
    assert listed(rds, SnapshotType="automated") == []
    aws.clock.advance(days=2)
    assert len(listed(rds, SnapshotType="automated")) == 2


def test_turning_backups_off_needs_to_be_at_once(rds):
    """There is no maintenance window here, so a change that would wait for it is not simulated."""
    with pytest.raises(NotSimulated):
        rds.modify_db_instance(DBInstanceIdentifier="ledger", BackupRetentionPeriod=0)


def test_an_instance_is_busy_during_its_automated_backup(aws, rds):
    """A snapshot is refused then."""
    aws.clock.moment = aws.clock.now().replace(day=3, hour=3, minute=1)
    assert state(rds) == "backing-up"
    code, message = refused(rds.create_db_snapshot, DBInstanceIdentifier="ledger", DBSnapshotIdentifier="a")
    assert code == "InvalidDBInstanceState"
    assert message == (
        "Cannot create a snapshot because the database instance ledger is not currently in the available state."
    )
    aws.clock.advance(minutes=5)
    assert state(rds) == "available"


def test_a_stopped_instance_starts_again_after_seven_days(aws, rds):
    """No snapshot and no automated backup is taken in between."""
    rds.stop_db_instance(DBInstanceIdentifier="ledger")
    assert refused(rds.stop_db_instance, DBInstanceIdentifier="ledger")[0] == "InvalidDBInstanceState"
    aws.clock.advance(days=6)
    assert state(rds) == "stopped"
    assert refused(rds.create_db_snapshot, DBInstanceIdentifier="ledger", DBSnapshotIdentifier="a")[0] == (
        "InvalidDBInstanceState"
    )
    assert len(listed(rds, SnapshotType="automated")) == 1
    aws.clock.advance(days=1, hours=1)
    assert state(rds) == "available"


def test_a_stopped_instance_can_be_started(aws, rds):
    """It takes a while; one that is not stopped cannot be."""
    assert refused(rds.start_db_instance, DBInstanceIdentifier="ledger")[0] == "InvalidDBInstanceState"
    rds.stop_db_instance(DBInstanceIdentifier="ledger")
    aws.clock.advance(minutes=10)
    rds.start_db_instance(DBInstanceIdentifier="ledger")
    assert state(rds) == "starting"
    aws.clock.advance(minutes=10)
    assert state(rds) == "available"


@pytest.mark.parametrize(
    ("params", "code", "message"),
    [
        (
            {},
            "InvalidParameterCombination",
            "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
        ),
        (
            {"SkipFinalSnapshot": True, "FinalDBSnapshotIdentifier": "a"},
            "InvalidParameterCombination",
            "FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is set.",
        ),
    ],
)
def test_a_deletion_says_what_becomes_of_the_data(rds, params, code, message):
    """Either a last snapshot or none: AWS does not choose."""
    assert refused(rds.delete_db_instance, DBInstanceIdentifier="ledger", **params) == (code, message)
    assert state(rds) == "available"


def test_a_protected_instance_is_not_deleted(aws, rds):
    """Until its protection is off."""
    rds.modify_db_instance(DBInstanceIdentifier="ledger", DeletionProtection=True)
    code, message = refused(rds.delete_db_instance, DBInstanceIdentifier="ledger", SkipFinalSnapshot=True)
    assert (code, message) == (
        "InvalidParameterCombination",
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
    )


def test_an_instance_is_deleted_once(rds):
    """A second deletion is told that the first is under way."""
    rds.delete_db_instance(DBInstanceIdentifier="ledger", SkipFinalSnapshot=True)
    assert refused(rds.delete_db_instance, DBInstanceIdentifier="ledger", SkipFinalSnapshot=True) == (
        "InvalidDBInstanceState",
        "Instance ledger is already being deleted.",
    )


def test_what_is_not_simulated_is_refused_by_name(rds):
    """A parameter or an operation that nothing heeds is never passed over in silence."""
    with pytest.raises(NotSimulated, match="the parameter NewDBInstanceIdentifier of ModifyDBInstance"):
        rds.modify_db_instance(DBInstanceIdentifier="ledger", NewDBInstanceIdentifier="other")
    with pytest.raises(NotSimulated, match="not its operation DescribeDBClusters"):
        rds.describe_db_clusters()


def test_two_accounts_have_databases_of_the_same_name():
    """An account's databases are its own."""
    with Cloud(services=["rds"]) as one, Cloud(services=["rds"]) as other:
        one.client("rds").create_db_instance(DBInstanceIdentifier="ledger", **MAKE)
        assert other.client("rds").describe_db_instances()["DBInstances"] == []
