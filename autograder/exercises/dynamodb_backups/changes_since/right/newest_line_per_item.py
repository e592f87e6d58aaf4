"""Finds the newest line of each item first; JSON text as the place of an item."""

import json
from datetime import UTC, datetime


class MissingWindow(ValueError):
    pass


def changes_since(items, since, exports):
    reached = since  # texts of one form: in the order of time
    for start, end in sorted((export["exportFromTime"], export["exportToTime"]) for export in exports):
        if start > reached:
            raise MissingWindow(f"{reached} to {start}")
        reached = max(reached, end)

    moment = datetime.strptime(since, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    newest = {}
    for export in exports:
        for line in export["lines"]:
            stamp = line["Metadata"]["WriteTimestampMicros"]
            if isinstance(stamp, dict):
                (stamp,) = stamp.values()
            place = json.dumps(line["Keys"], sort_keys=True)
            if int(stamp) / 1e6 > moment.timestamp() and int(stamp) > newest.get(place, (0, None))[0]:
                newest[place] = (int(stamp), line)

    def place_of(item):
        for _, line in newest.values():
            return json.dumps({name: item[name] for name in line["Keys"]}, sort_keys=True)

    kept = [dict(item) for item in items if place_of(item) not in newest]
    return kept + [line["NewImage"] for _, line in newest.values() if "NewImage" in line]
