"""Says first what is kept, and deletes what is left."""

import re

SKIP = ("InvalidDBSnapshotState", "DBSnapshotNotFound")


class Monthly:
    def __init__(self, database, snapshot):
        self.name, self.taken = snapshot["DBSnapshotIdentifier"], snapshot["OriginalSnapshotCreateTime"]
        found = re.fullmatch(re.escape(database) + r"-monthly-(\d\d\d\d)-(\d\d)(-\d+)?", self.name)
        self.is_mine = found is not None and "01" <= found.group(2) <= "12"
        self.month = divmod(int(found.group(1)) * 12 + int(found.group(2)) - 1, 12) if found else None


def prune(rds, database, months, today):
    found, answer = [], {"Marker": ""}
    while "Marker" in answer:
        answer = rds.describe_db_snapshots(
            DBInstanceIdentifier=database, SnapshotType="manual", MaxRecords=20, Marker=answer["Marker"]
        )
        found += [Monthly(database, each) for each in answer["DBSnapshots"] if each["Status"] == "available"]
    found = sorted((each for each in found if each.is_mine), key=lambda each: (each.month, each.taken))
    first = divmod(today.year * 12 + today.month - 1 - months, 12)
    keep = {each.name for each in found if each.month >= first}
    if first not in [each.month for each in found]:
        keep |= {each.name for each in [each for each in found if each.month < first][-1:]}
    deleted = []
    for each in found:
        if each.name not in keep:
            try:
                rds.delete_db_snapshot(DBSnapshotIdentifier=each.name)
            except rds.exceptions.ClientError as error:
                if error.response["Error"]["Code"] not in SKIP:
                    raise
                continue
            deleted.append(each.name)
    return deleted
