"""Each try lists, looks at the database, and then takes: some requests each, every 30 seconds for 13 minutes."""

import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

PASSES = {"InvalidDBInstanceState", "Throttling"}


def snapshot_of_month(rds, event):
    deadline = datetime.now(UTC) + timedelta(minutes=13)
    while True:
        try:
            return one_try(rds, event["database"])
        except ClientError as error:
            if error.response["Error"]["Code"] not in PASSES or datetime.now(UTC) >= deadline:
                raise
        time.sleep(30)


def one_try(rds, database):
    while True:
        month = f"{database}-monthly-{datetime.now(UTC):%Y-%m}"
        listed = rds.get_paginator("describe_db_snapshots").paginate(
            DBInstanceIdentifier=database, SnapshotType="manual"
        )
        states = {each["DBSnapshotIdentifier"]: each["Status"] for page in listed for each in page["DBSnapshots"]}
        name, number = month, 1
        while states.get(name) == "failed":
            number += 1
            name = f"{month}-{number}"
        if name in states:
            return name
        rds.describe_db_instances(DBInstanceIdentifier=database)
        try:
            rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
        except rds.exceptions.DBSnapshotAlreadyExistsFault:
            continue
        return name
