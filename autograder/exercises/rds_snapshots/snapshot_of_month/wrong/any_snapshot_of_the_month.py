# fails: busy_database, crash, exam_busy_database, exam_crash, exam_failed_snapshot, exam_first_delivery, exam_large_database, exam_late_delivery, exam_long_outage, exam_long_throttling, both_ends, exam_both_ends, exam_month_ends, exam_nightly_backup, exam_other_errors, exam_race, exam_second_delivery, exam_three_years, exam_throttled, failed_snapshot, first_delivery, large_database, late_delivery, long_outage, month_ends, second_delivery, three_years, throttled, race
# advice: instead, catches_all, failed, two, automated
"""Takes none if any snapshot is of this month: the automated one of last night is, and is gone in 35 days."""

import time
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError


def snapshot_of_month(rds, event):
    end = datetime.now(UTC) + timedelta(minutes=12)
    while True:
        month = f"{datetime.now(UTC):%Y-%m}"
        try:
            for each in rds.describe_db_snapshots(DBInstanceIdentifier=event["database"])["DBSnapshots"]:
                if f"{each['SnapshotCreateTime']:%Y-%m}" == month and each["Status"] != "failed":
                    return each["DBSnapshotIdentifier"]
            name = f"{event['database']}-monthly-{month}"
            rds.create_db_snapshot(DBInstanceIdentifier=event["database"], DBSnapshotIdentifier=name)
            return name
        except ClientError as error:
            passes = error.response["Error"]["Code"] in {"InvalidDBInstanceState", "Throttling"}
            if not passes or datetime.now(UTC) > end:
                raise
        time.sleep(30)
