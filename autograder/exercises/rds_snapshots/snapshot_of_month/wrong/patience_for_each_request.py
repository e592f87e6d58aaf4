# fails: exam_long_throttling, exam_month_ends
# advice: endless, midnight
"""Each request has ten minutes of its own, and the call as many times as long."""

import time
from datetime import UTC, datetime
from itertools import count

from botocore.exceptions import ClientError

PASSES = {"InvalidDBInstanceState", "Throttling"}


def patiently(request, arguments):
    """The arguments are made anew for each try, since the month can end."""
    for left in reversed(range(21)):
        try:
            return request(**arguments())
        except ClientError as error:
            if error.response["Error"]["Code"] not in PASSES or not left:
                raise
        time.sleep(30)


def snapshot_of_month(rds, event):
    database = event["database"]
    for number in count(1):

        def name():
            return f"{database}-monthly-{datetime.now(UTC):%Y-%m}" + (f"-{number}" if number > 1 else "")

        try:
            made = patiently(
                rds.create_db_snapshot, lambda: {"DBInstanceIdentifier": database, "DBSnapshotIdentifier": name()}
            )
            return made["DBSnapshot"]["DBSnapshotIdentifier"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "DBSnapshotAlreadyExists":
                raise
        [found] = patiently(rds.describe_db_snapshots, lambda: {"DBSnapshotIdentifier": name()})["DBSnapshots"]
        if found["Status"] != "failed":
            return found["DBSnapshotIdentifier"]
