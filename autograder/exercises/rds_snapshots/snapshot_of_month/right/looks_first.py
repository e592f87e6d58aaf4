"""Lists what there is, page by page, and takes a snapshot only if none of the month's is good."""

import datetime as dt
import time

from botocore.exceptions import ClientError


def snapshot_of_month(rds, event):
    database, began = event["database"], dt.datetime.now(dt.timezone.utc)
    while True:
        prefix = database + "-monthly-" + dt.datetime.now(dt.timezone.utc).strftime("%Y-%m")
        try:
            states = {}
            pages = rds.get_paginator("describe_db_snapshots").paginate(
                DBInstanceIdentifier=database, SnapshotType="manual"
            )
            for page in pages:
                for each in page["DBSnapshots"]:
                    states[each["DBSnapshotIdentifier"]] = each["Status"]
            names = [prefix] + [f"{prefix}-{number}" for number in range(2, 50)]
            name = next(each for each in names if states.get(each) != "failed")
            if name not in states:
                try:
                    rds.create_db_snapshot(DBInstanceIdentifier=database, DBSnapshotIdentifier=name)
                except ClientError as error:
                    if error.response["Error"]["Code"] != "DBSnapshotAlreadyExists":
                        raise
            return name
        except ClientError as error:
            passes = error.response["Error"]["Code"] in ("InvalidDBInstanceState", "Throttling")
            if not passes or dt.datetime.now(dt.timezone.utc) - began > dt.timedelta(minutes=11):
                raise
            time.sleep(45)
