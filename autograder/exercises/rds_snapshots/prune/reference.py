import re

from botocore.exceptions import ClientError


def prune(rds, database, months, today):
    """Delete the monthly snapshots that the contract does not ask for any more.

    Args:
        rds: a boto3 client, as boto3.client("rds") gives it. Use this one.
        database: the identifier of a DB instance.
        months: how many months the contract goes back from this one, an int. With 36, and a `today` in May
            2029, the oldest month that it asks for is May 2026.
        today: what to take for the present, a datetime.datetime in UTC.

    Returns:
        The identifiers of the snapshots that this call has deleted, in a list, the oldest month first.
        It looks at no others than this database's manual snapshots with a name of exactly the form
        "<database>-monthly-<year>-<month>", the month from 01 to 12, perhaps with "-" and a number after it;
        of those only at the ones that are available. The month in the name counts. Deleted is what is older
        than the oldest month that the contract asks for. But if no snapshot that it looks at is of that oldest
        month, the newest one that is older stays, because nothing else shows what the books were then; of
        several of that month it is the one that was taken last.
        One that AWS will not delete now (InvalidDBSnapshotState) is left, and one that is gone already
        (DBSnapshotNotFound) was not deleted by this call; it goes on with the others.
        All snapshots are looked at, however many there are.

    Raises:
        Any other failure comes out as boto3 raised it.
    """
    form = re.compile(re.escape(database) + r"-monthly-(\d{4})-(0[1-9]|1[0-2])(-\d+)?")
    pages = rds.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database, SnapshotType="manual")
    good = []
    for page in pages:
        for snapshot in page["DBSnapshots"]:
            found = form.fullmatch(snapshot["DBSnapshotIdentifier"])
            if found and snapshot["Status"] == "available":
                number = int(found[1]) * 12 + int(found[2])
                good.append((number, snapshot["OriginalSnapshotCreateTime"], snapshot["DBSnapshotIdentifier"]))
    oldest = today.year * 12 + today.month - months
    past = sorted(each for each in good if each[0] < oldest)
    if all(number != oldest for number, _, _ in good):
        past = past[:-1]
    deleted = []
    for _, _, name in past:
        try:
            rds.delete_db_snapshot(DBSnapshotIdentifier=name)
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"InvalidDBSnapshotState", "DBSnapshotNotFound"}:
                raise
        else:
            deleted.append(name)
    return deleted
