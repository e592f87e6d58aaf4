"""Snapshots: taken, listed, copied, deleted, restored. Plain boto3, but for the rows that a lesson writes."""

from __future__ import annotations

import pytest

from tests.aws.services.rds.conftest import listed, refused, state, take


def test_a_snapshot_takes_time_and_keeps_its_instance_busy(aws, rds):
    """Its progress rises from 0 to 100."""
    made = rds.create_db_snapshot(DBInstanceIdentifier="Ledger", DBSnapshotIdentifier="May")["DBSnapshot"]
    assert (made["DBSnapshotIdentifier"], made["Status"], made["SnapshotType"]) == ("may", "creating", "manual")
    assert state(rds) == "backing-up"
    aws.clock.advance(minutes=2)
    [half] = rds.describe_db_snapshots(DBSnapshotIdentifier="may")["DBSnapshots"]
    assert (half["Status"], half["PercentProgress"]) == ("creating", 50)
    aws.clock.advance(minutes=3)
    [whole] = rds.describe_db_snapshots(DBSnapshotIdentifier="may")["DBSnapshots"]
    assert (whole["Status"], whole["PercentProgress"], state(rds)) == ("available", 100, "available")


def test_a_snapshot_that_is_being_made_has_no_times(aws, rds):
    """So who sorts by them before looking at Status gets a KeyError."""
    times = {"SnapshotCreateTime", "OriginalSnapshotCreateTime"}
    made = rds.create_db_snapshot(DBInstanceIdentifier="ledger", DBSnapshotIdentifier="may")["DBSnapshot"]
    begun = aws.clock.now()
    assert not times & made.keys()
    aws.clock.advance(minutes=2)
    assert not times & rds.describe_db_snapshots(DBSnapshotIdentifier="may")["DBSnapshots"][0].keys()
    aws.clock.advance(minutes=3)
    [whole] = rds.describe_db_snapshots(DBSnapshotIdentifier="may")["DBSnapshots"]
    assert {f"{whole[each]:%H:%M}" for each in times} == {f"{begun:%H:%M}"}


def test_another_account_s_snapshot_is_listed_only_if_it_is_asked_for(aws, rds, rules):
    """It is named by its ARN, can be restored, and is not this account's to delete."""
    take(aws, rds, "may")
    rules.share("may", "ledger", aws.clock.now(), {"balance": 99})
    aws.clock.advance(minutes=10)
    arn = "arn:aws:rds:us-east-1:999988887777:snapshot:may"
    assert listed(rds, DBInstanceIdentifier="ledger", SnapshotType="manual", IncludeShared=True) == ["may"]
    assert arn not in listed(rds)
    assert arn in listed(rds, DBInstanceIdentifier="ledger", IncludeShared=True)
    [shared] = rds.describe_db_snapshots(SnapshotType="shared")["DBSnapshots"]
    names = ("DBSnapshotIdentifier", "DBSnapshotArn", "SnapshotType", "DBInstanceIdentifier")
    assert [shared[each] for each in names] == [arn, arn, "shared", "ledger"]
    assert listed(rds, DBSnapshotIdentifier=arn, IncludeShared=True) == [arn]
    assert refused(rds.delete_db_snapshot, DBSnapshotIdentifier=arn)[0] == "DBSnapshotNotFound"
    rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="audit", DBSnapshotIdentifier=arn)
    aws.clock.advance(minutes=25)
    [audit] = rds.describe_db_instances(DBInstanceIdentifier="audit")["DBInstances"]
    assert rules.read(audit["Endpoint"]["Address"]) == {"balance": 99}


def test_a_name_is_taken_once_even_while_it_is_made(aws, rds):
    """Whoever comes second is told that there is one."""
    rds.create_db_snapshot(DBInstanceIdentifier="ledger", DBSnapshotIdentifier="may")
    wanted = (
        "DBSnapshotAlreadyExists",
        "Cannot create the snapshot because a snapshot with the identifier may already exists.",
    )
    assert refused(rds.create_db_snapshot, DBInstanceIdentifier="ledger", DBSnapshotIdentifier="MAY") == wanted
    aws.clock.advance(days=500)
    assert refused(rds.create_db_snapshot, DBInstanceIdentifier="ledger", DBSnapshotIdentifier="may") == wanted


@pytest.mark.parametrize("name", ["a--b", "a-", "a_b", "a" * 256, "rds:a"])
def test_what_is_no_identifier(rds, name):
    """Letters, digits and single hyphens, a letter first, 255 at most."""
    code, message = refused(rds.create_db_snapshot, DBInstanceIdentifier="ledger", DBSnapshotIdentifier=name)
    assert code == "InvalidParameterValue"
    assert message.startswith("The parameter DBSnapshotIdentifier is not a valid identifier")


def test_a_first_character_that_is_no_letter_has_words_of_its_own(rds):
    """With two blanks, as AWS has them."""
    assert refused(rds.create_db_snapshot, DBInstanceIdentifier="ledger", DBSnapshotIdentifier="2026-05") == (
        "InvalidParameterValue",
        "Invalid snapshot identifier:  2026-05",
    )


def test_there_are_at_most_100_manual_snapshots(aws, rds):
    """Of all instances together; automated ones do not count."""
    take(aws, rds, *(f"s-{number}" for number in range(100)))
    assert refused(rds.create_db_snapshot, DBInstanceIdentifier="ledger", DBSnapshotIdentifier="more") == (
        "SnapshotQuotaExceeded",
        "Cannot create more than 100 manual snapshots",
    )
    rds.delete_db_snapshot(DBSnapshotIdentifier="s-7")
    rds.create_db_snapshot(DBInstanceIdentifier="ledger", DBSnapshotIdentifier="more")


def test_who_asks_for_nothing_that_is_there_is_told(rds):
    """Instances and snapshots."""
    assert refused(rds.create_db_snapshot, DBInstanceIdentifier="none", DBSnapshotIdentifier="a") == (
        "DBInstanceNotFound",
        "DBInstance none not found.",
    )
    for call in (rds.describe_db_snapshots, rds.delete_db_snapshot):
        assert refused(call, DBSnapshotIdentifier="none") == ("DBSnapshotNotFound", "DBSnapshot not found: none")
    assert rds.describe_db_snapshots(DBInstanceIdentifier="none")["DBSnapshots"] == []


def test_a_list_has_pages_of_20_to_100(aws, rds):
    """All are there once, whatever the page's size."""
    take(aws, rds, *(f"s-{number:02}" for number in range(45)))
    first = rds.describe_db_snapshots(SnapshotType="manual", MaxRecords=20)
    assert [each["DBSnapshotIdentifier"] for each in first["DBSnapshots"]] == [f"s-{each:02}" for each in range(20)]
    pages = rds.get_paginator("describe_db_snapshots").paginate(
        SnapshotType="manual", PaginationConfig={"PageSize": 20}
    )
    assert [len(page["DBSnapshots"]) for page in pages] == [20, 20, 5]
    for size in (19, 101):
        assert refused(rds.describe_db_snapshots, MaxRecords=size) == (
            "InvalidParameterValue",
            f"Invalid value {size} for MaxRecords. Must be between 20 and 100",
        )
    assert refused(rds.describe_db_snapshots, Marker="?")[0] == "InvalidParameterValue"


def test_filters(aws, rds):
    """Values are alternatives, filters have to hold together."""
    take(aws, rds, "may", "june")
    by_name = {"Name": "db-snapshot-id", "Values": ["may", "july"]}
    manual = {"Name": "snapshot-type", "Values": ["manual"]}
    assert listed(rds, Filters=[manual]) == ["june", "may"]
    assert listed(rds, Filters=[by_name, manual]) == ["may"]
    assert refused(rds.describe_db_snapshots, Filters=[{"Name": "month", "Values": ["may"]}]) == (
        "InvalidParameterValue",
        "Unrecognized filter name: month",
    )


def test_only_a_complete_manual_snapshot_is_deleted(aws, rds, rules):
    """Neither an automated one, nor one that is made, nor one that has failed."""
    assert refused(rds.delete_db_snapshot, DBSnapshotIdentifier="rds:ledger-2026-03-02-09-08") == (
        "InvalidDBSnapshotState",
        "automated snapshots cannot be deleted.",
    )
    rules.let_fail(aws.clock.now(), aws.clock.now().replace(hour=11))
    rds.create_db_snapshot(DBInstanceIdentifier="ledger", DBSnapshotIdentifier="may")
    assert refused(rds.delete_db_snapshot, DBSnapshotIdentifier="may")[0] == "InvalidDBSnapshotState"
    aws.clock.advance(minutes=10)
    assert rds.describe_db_snapshots(DBSnapshotIdentifier="may")["DBSnapshots"][0]["Status"] == "failed"
    assert refused(rds.delete_db_snapshot, DBSnapshotIdentifier="may")[0] == "InvalidDBSnapshotState"
    aws.clock.advance(hours=2)
    take(aws, rds, "june")
    assert rds.delete_db_snapshot(DBSnapshotIdentifier="june")["DBSnapshot"]["Status"] == "deleted"
    assert listed(rds, SnapshotType="manual") == ["may"]


def test_a_copy_is_a_manual_snapshot_that_knows_the_first_one_s_time(aws, rds):
    """So an automated snapshot can be kept."""
    source = "rds:ledger-2026-03-02-09-08"
    rds.copy_db_snapshot(SourceDBSnapshotIdentifier=source, TargetDBSnapshotIdentifier="kept")
    aws.clock.advance(days=400)
    [kept] = rds.describe_db_snapshots(DBSnapshotIdentifier="kept")["DBSnapshots"]
    assert (kept["SnapshotType"], kept["Status"]) == ("manual", "available")
    assert kept["SourceDBSnapshotIdentifier"].endswith(f":snapshot:{source}")
    assert kept["OriginalSnapshotCreateTime"] < kept["SnapshotCreateTime"]


def test_a_restored_instance_has_the_rows_of_the_snapshot_s_moment(aws, rds, rules):
    """It takes time; whoever connects before it is there finds nothing."""
    rules.write("ledger", {"balance": 17})
    take(aws, rds, "may")
    rules.write("ledger", {"balance": 18})
    rds.restore_db_instance_from_db_snapshot(DBInstanceIdentifier="audit", DBSnapshotIdentifier="may")
    assert state(rds, "audit") == "creating"
    assert "Endpoint" not in rds.describe_db_instances(DBInstanceIdentifier="audit")["DBInstances"][0]
    aws.clock.advance(minutes=25)
    ends = {each["DBInstanceIdentifier"]: each["Endpoint"] for each in rds.describe_db_instances()["DBInstances"]}
    assert rules.read(ends["audit"]["Address"]) == {"balance": 17}
    assert rules.read(f"{ends['ledger']['Address']}:3306") == {"balance": 18}


def test_what_cannot_be_restored(aws, rds):
    """A snapshot that is not there or not complete, or into an instance that exists."""
    restore = rds.restore_db_instance_from_db_snapshot
    assert refused(restore, DBInstanceIdentifier="audit", DBSnapshotIdentifier="may")[0] == "DBSnapshotNotFound"
    rds.create_db_snapshot(DBInstanceIdentifier="ledger", DBSnapshotIdentifier="may")
    assert refused(restore, DBInstanceIdentifier="audit", DBSnapshotIdentifier="may")[0] == "InvalidDBSnapshotState"
    aws.clock.advance(minutes=10)
    assert refused(restore, DBInstanceIdentifier="ledger", DBSnapshotIdentifier="may")[0] == "DBInstanceAlreadyExists"


def test_tags_are_given_added_listed_and_removed(aws, rds):
    """Those of the instance come along only if it says so."""
    tag = [{"Key": "purpose", "Value": "audit"}]
    arn = rds.create_db_snapshot(DBInstanceIdentifier="ledger", DBSnapshotIdentifier="may", Tags=tag)["DBSnapshot"][
        "DBSnapshotArn"
    ]
    rds.add_tags_to_resource(ResourceName=arn, Tags=[{"Key": "by", "Value": "ana"}])
    assert {each["Key"] for each in rds.list_tags_for_resource(ResourceName=arn)["TagList"]} == {"purpose", "by"}
    rds.remove_tags_from_resource(ResourceName=arn, TagKeys=["by"])
    assert rds.describe_db_snapshots(DBSnapshotIdentifier="may")["DBSnapshots"][0]["TagList"] == tag


def test_an_instance_s_tags_are_copied_where_it_says_so(aws, rds):
    """CopyTagsToSnapshot is off unless told."""
    [ledger] = rds.describe_db_instances()["DBInstances"]
    rds.add_tags_to_resource(ResourceName=ledger["DBInstanceArn"], Tags=[{"Key": "team", "Value": "books"}])
    take(aws, rds, "without")
    rds.modify_db_instance(DBInstanceIdentifier="ledger", CopyTagsToSnapshot=True)
    take(aws, rds, "with")
    found = {each["DBSnapshotIdentifier"]: each["TagList"] for each in rds.describe_db_snapshots()["DBSnapshots"]}
    assert (found["without"], found["with"]) == ([], [{"Key": "team", "Value": "books"}])
