import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

PASSES = {"InvalidDBInstanceState", "Throttling"}  # what mends itself


def snapshot_of_month(rds, event):
    """See to it that there is a snapshot of this month, whatever has been delivered before.

    A schedule calls it, in a Lambda function that is ended after 15 minutes. A delivery can come twice, late,
    in a later month than it was due in, after a later one, or not at all.

    Args:
        rds: a boto3 client, as boto3.client("rds") gives it. Use this one.
        event: a dictionary with `database`, the identifier of a DB instance, and `scheduled`, when the
            delivery was due, such as "2026-05-01T04:00:00Z".

    Returns:
        The identifier of this month's manual snapshot of the database: of the month, in UTC, in which the
        snapshot is taken. It is "<database>-monthly-<year>-<month>", such as "ledger-monthly-2026-05". If
        a snapshot of that name has failed, it is the one with "-2" at the end; if that has failed too, the
        one with "-3", and so on.
        If that snapshot is there or has been begun, no other one is taken. Otherwise it has been begun now;
        the function does not wait until it is complete. All of this also holds for calls at the same moment.

    Raises:
        While the database is not available, or AWS turns requests away with Throttling, it tries again, 30
        seconds or more after each try, for at least 10 minutes. If that has not helped when 10 to 14 minutes
        are over, the last error comes out as boto3 raised it.
        Any other failure comes out at once, as boto3 raised it.
    """
    end = datetime.now(UTC) + timedelta(minutes=12)
    while True:
        name = f"{event['database']}-monthly-{datetime.now(UTC):%Y-%m}"
        try:
            return take_or_find(rds, event["database"], name)
        except ClientError as error:
            if error.response["Error"]["Code"] not in PASSES or datetime.now(UTC) > end:
                raise
        time.sleep(30)


def take_or_find(rds, database, name):
    """The first of name, name-2, name-3, … that has not failed; it is taken if it is not there."""
    number, candidate = 1, name
    while True:
        try:
            rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=candidate)
            return candidate
        except rds.exceptions.DBSnapshotAlreadyExistsFault:
            [found] = rds.describe_db_snapshots(DBSnapshotIdentifier=candidate)["DBSnapshots"]
        if found["Status"] != "failed":
            return candidate
        number += 1
        candidate = f"{name}-{number}"
