"""A number of tries in place of a deadline, and a generator of names."""

from datetime import UTC, datetime
from itertools import count
from time import monotonic, sleep


def names(database):
    month = datetime.now(UTC).strftime("%Y-%m")
    yield f"{database}-monthly-{month}"
    for number in count(2):
        yield f"{database}-monthly-{month}-{number}"


def snapshot_of_month(rds, event):
    errors = rds.exceptions
    started = monotonic()
    while True:
        for name in names(event["database"]):
            try:
                answer = rds.create_db_snapshot(
                    DBSnapshotIdentifier=name,
                    DBInstanceIdentifier=event["database"],
                    Tags=[{"Key": "scheduled", "Value": event["scheduled"]}],
                )
                return answer["DBSnapshot"]["DBSnapshotIdentifier"]
            except errors.DBSnapshotAlreadyExistsFault:
                pass
            except errors.ClientError as error:
                code = error.response["Error"]["Code"]
                if code not in ("Throttling", "InvalidDBInstanceState") or monotonic() - started >= 660:
                    raise
                break
            try:
                status = rds.describe_db_snapshots(DBSnapshotIdentifier=name)["DBSnapshots"][0]["Status"]
            except errors.ClientError as error:
                if error.response["Error"]["Code"] != "Throttling" or monotonic() - started >= 660:
                    raise
                break
            if status != "failed":
                return name
        sleep(60)
