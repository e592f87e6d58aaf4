# fails: all_three, again, exam_again
# advice: delete, order
"""Believes that a deleted item is always there."""

from datetime import datetime


class MissingWindow(Exception):
    """Between two exports, or before the first, there is a time that no export covers."""


def changes_since(items, since, exports):
    covered = micros(since)
    for export in sorted(exports, key=lambda export: micros(export["exportFromTime"])):
        if micros(export["exportFromTime"]) > covered:
            raise MissingWindow(f"nothing covers the time before {export['exportFromTime']}")
        covered = max(covered, micros(export["exportToTime"]))

    lines = [line for export in exports for line in export["lines"] if written(line) > micros(since)]
    if not lines:
        return list(items)
    names = sorted(lines[0]["Keys"])
    table = {repr([item[name] for name in names]): item for item in items}
    for line in sorted(lines, key=written):
        place = repr([line["Keys"][name] for name in names])
        if "NewImage" in line:
            table[place] = line["NewImage"]
        else:
            table.pop(place)
    return list(table.values())


def written(line):
    stamp = line["Metadata"]["WriteTimestampMicros"]
    return int(stamp["N"] if isinstance(stamp, dict) else stamp)


def micros(text):
    return round(datetime.fromisoformat(text).timestamp() * 1_000_000)
