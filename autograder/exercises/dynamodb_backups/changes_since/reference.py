from datetime import datetime


class MissingWindow(Exception):
    """Between two exports, or before the first, there is a time that no export covers."""


def changes_since(items, since, exports):
    """Bring a table's items up to date with incremental exports.

    Args:
        items: the items of the full export, a list. An item is a dictionary of typed values, as it
            stands in the file, such as {"sample_id": {"S": "S-1001"}, "value": {"N": "24.1"}}.
        since: the moment that the full export shows, text as in its manifest: "2026-03-02T12:00:00.000Z".
        exports: incremental exports, a list in any order; the same one may be there twice, and their
            windows may overlap. Within none of them an item came and went again. Each is a dictionary:
            - "exportFromTime", "exportToTime": its window, text like `since`. The beginning belongs
              to it, the end does not.
            - "lines": the lines of its files, a list in any order. Each is a dictionary with
              "Metadata", which has "WriteTimestampMicros"; "Keys", the item's key attributes; and
              perhaps "NewImage" and "OldImage", the whole item after and before.

    Returns:
        A list: the items as they are at the end of the last window, in any order. A line with
        NewImage means that the item is now that and nothing else; a line without, that it was deleted.
        What was written at `since` or before is in `items` already and changes nothing.
        Calling it again, with its own result as the items, gives the same items.

    Raises:
        MissingWindow: the windows do not cover every moment from `since` to the end of the last one.

    WriteTimestampMicros counts microseconds since 1970, in UTC. AWS's guide shows it as text,
    "1772452800000000"; files have {"N": "1772452800000000"}. Read both. The key has one attribute or
    two, of any name. There may be no exports at all.
    """
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
            table.pop(place, None)
    return list(table.values())


def written(line):
    stamp = line["Metadata"]["WriteTimestampMicros"]
    return int(stamp["N"] if isinstance(stamp, dict) else stamp)


def micros(text):
    return round(datetime.fromisoformat(text).timestamp() * 1_000_000)
