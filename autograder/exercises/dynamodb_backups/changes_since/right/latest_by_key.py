"""Keeps the last line of each key, and walks through the windows until none is left."""

import json
from datetime import UTC, datetime, timedelta


class MissingWindow(Exception):
    """Between two exports, or before the first, there is a time that no export covers."""


from functools import reduce


def at(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def later(one, two):
    return two if two[0] > one[0] else one


def changes_since(items, since, exports):
    reached = at(since)
    waiting = [(at(each["exportFromTime"]), at(each["exportToTime"])) for each in exports]
    while waiting:
        usable = [window for window in waiting if window[0] <= reached]
        if not usable:
            raise MissingWindow(reached.isoformat())
        reached = max([reached] + [end for _, end in usable])
        waiting = [window for window in waiting if window not in usable]
    last = {}
    for each in exports:
        for line in each["lines"]:
            stamp = line["Metadata"]["WriteTimestampMicros"]
            stamp = int(stamp if isinstance(stamp, str) else stamp["N"])
            if datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stamp) > at(since):
                key = frozenset(
                    (name, kind, value) for name, typed in line["Keys"].items() for kind, value in typed.items()
                )
                last[key] = reduce(later, [(stamp, line)], last.get(key, (-1, None)))
    kept = []
    for item in items:
        if not any(all((name, *next(iter(item[name].items()))) in key for name in names(key)) for key in last):
            kept.append(item)
    return kept + [line["NewImage"] for _, line in last.values() if "NewImage" in line]


def names(key):
    return [name for name, _, _ in key]
