from datetime import UTC

from botocore.exceptions import ClientError


class NoSnapshot(Exception):
    """There is no good snapshot of a month."""


def restore_for_audit(rds, database, month, target):
    """Make a month's books readable, as a new DB instance.

    Args:
        rds: a boto3 client, as boto3.client("rds") gives it. Use this one.
        database: the identifier of the DB instance whose books are asked for.
        month: such as "2026-05".
        target: the identifier that the new instance gets.

    Returns:
        The new instance's endpoint, "<address>:<port>", once it is available, even if that takes four
        hours. It asks for the state no more often than every 15 seconds.
        The instance is restored from a manual snapshot of the database, of this account's, that is available
        and was taken, by its OriginalSnapshotCreateTime, in that month in UTC. If there are several, from the
        one taken last.
        All snapshots are looked at, however many there are.
        The instance has the tag `audit-of`, with the month as its value. If there is an instance of the
        target's name already that has this tag and this value, an earlier call has begun it: nothing is
        restored then, and it is waited for, also if the snapshot has been deleted since.

    Raises:
        NoSnapshot: there is no such snapshot, and no earlier call has begun; the message names the month.
            Nothing is restored.
        Any other failure comes out as boto3 raised it; DBInstanceAlreadyExists too, if the target is there
        and is no restore of this month.
    """
    pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
    fitting = [each for page in pages for each in page["DBSnapshots"] if shows(each, month)]
    if fitting:
        newest = max(fitting, key=lambda each: each["OriginalSnapshotCreateTime"])
        begin(rds, newest["DBSnapshotIdentifier"], month, target)
    elif not is_audit_of(rds, target, month):
        raise NoSnapshot(f"There is no good snapshot of {database} of {month}.")
    patient = {"Delay": 30, "MaxAttempts": 500}
    rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=target, WaiterConfig=patient)
    endpoint = describe(rds, target)["Endpoint"]
    return f"{endpoint['Address']}:{endpoint['Port']}"


def shows(snapshot, month):
    """Whether a snapshot can be restored and was taken in a month."""
    taken = snapshot.get("OriginalSnapshotCreateTime")
    return snapshot["Status"] == "available" and f"{taken.astimezone(UTC):%Y-%m}" == month


def begin(rds, snapshot, month, target):
    """Begin a restore, unless an earlier call has."""
    try:
        rds.restore_db_instance_from_db_snapshot(
            DBInstanceIdentifier=target,
            DBSnapshotIdentifier=snapshot,
            Tags=[{"Key": "audit-of", "Value": month}],
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "DBInstanceAlreadyExists" or not is_audit_of(rds, target, month):
            raise


def is_audit_of(rds, target, month):
    """Whether there is an instance of this name that is a restore of a month."""
    try:
        return {"Key": "audit-of", "Value": month} in describe(rds, target).get("TagList", [])
    except rds.exceptions.DBInstanceNotFoundFault:
        return False


def describe(rds, target):
    """An instance as RDS describes it."""
    return rds.describe_db_instances(DBInstanceIdentifier=target)["DBInstances"][0]
