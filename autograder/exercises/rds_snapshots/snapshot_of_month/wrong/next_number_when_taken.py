# fails: race, exam_race
# advice: two
"""A name that is taken has to be another one, and the next number is free."""

import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

PASSES = {"InvalidDBInstanceState", "Throttling"}


def snapshot_of_month(rds, event):
    database = event["database"]
    begun = datetime.now(UTC)
    while True:
        try:
            return attempt(rds, database)
        except ClientError as error:
            if error.response["Error"]["Code"] not in PASSES:
                raise
            if datetime.now(UTC) - begun >= timedelta(minutes=10, seconds=30):
                raise
        time.sleep(30)


def attempt(rds, database):
    base = f"{database}-monthly-{datetime.now(UTC):%Y-%m}"
    number = 1
    while True:
        name = base if number == 1 else f"{base}-{number}"
        status = status_of(rds, name)
        if status is None:
            try:
                rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
                return name
            except rds.exceptions.DBSnapshotAlreadyExistsFault:
                number += 1
                continue
        if status != "failed":
            return name
        number += 1


def status_of(rds, name):
    try:
        return rds.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"][0]["Status"]
    except rds.exceptions.DBSnapshotNotFoundFault:
        return None
