# fails: exam_long_throttling, crash, exam_crash, exam_failed_snapshot, exam_first_delivery, exam_race, exam_three_years, failed_snapshot, three_years, exam_throttled, exam_month_ends?
# advice: again, failed
"""Keeps what it has done in a variable: another instance of the function, or the same one tomorrow, knows nothing."""

import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

DONE = {}


def snapshot_of_month(rds, event):
    end = datetime.now(UTC) + timedelta(minutes=12)
    while True:
        name = f"{event['database']}-monthly-{datetime.now(UTC):%Y-%m}"
        if name in DONE:
            return DONE[name]
        try:
            rds.create_db_snapshot(DBInstanceIdentifier=event["database"], DBSnapshotIdentifier=name)
            DONE[name] = name
            return name
        except ClientError as error:
            passes = error.response["Error"]["Code"] in {"InvalidDBInstanceState", "Throttling"}
            if not passes or datetime.now(UTC) > end:
                raise
        time.sleep(30)
