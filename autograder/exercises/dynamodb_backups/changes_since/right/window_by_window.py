"""One export after the other, in the order of their windows; for each item it remembers its latest write."""

from datetime import datetime
from decimal import Decimal


class MissingWindow(Exception):
    pass


class Table:
    def __init__(self, items, since):
        self.items = [(item, since) for item in items]
        self.tombstones = []

    def apply(self, line):
        stamp = line["Metadata"]["WriteTimestampMicros"]
        stamp = Decimal(stamp["N"]) if "N" in stamp else Decimal(stamp)
        keys = line["Keys"].items()
        same = [each for each in self.items if all(each[0].get(name) == value for name, value in keys)]
        dead = [moment for gone, moment in self.tombstones if gone == line["Keys"]]
        if any(moment >= stamp for _, moment in same) or any(moment >= stamp for moment in dead):
            return
        for entry in same:
            self.items.remove(entry)
        if line.get("NewImage") is None:
            self.tombstones.append((line["Keys"], stamp))
        else:
            self.items.append((line["NewImage"], stamp))


def changes_since(items, since, exports):
    moment = datetime.fromisoformat(since)
    table = Table(items, Decimal(int(moment.timestamp() * 1000)) * 1000)
    end = moment
    for export in sorted(exports, key=lambda each: datetime.fromisoformat(each["exportFromTime"])):
        if datetime.fromisoformat(export["exportFromTime"]) > end:
            raise MissingWindow(export["exportFromTime"])
        end = max(end, datetime.fromisoformat(export["exportToTime"]))
        for line in export["lines"]:
            if int(str(line["Metadata"]["WriteTimestampMicros"]).strip("{}'N: ")) > moment.timestamp() * 1e6:
                table.apply(line)
    return [item for item, _ in table.items]
