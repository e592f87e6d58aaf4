"""Sorts and groups."""

from itertools import groupby


def read(line):
    values = {"Init Duration": 0.0, "Status": ""}
    for part in line.rstrip().split("\t"):
        name, _, value = part.partition(": ")
        values[name] = float(value[:-3]) if value[-3:] in (" ms", " MB") else value
    return values


def cheapest_memory(log, deadline_ms):
    def size(values):
        return values["Memory Size"]

    candidates = []
    for memory, group in groupby(sorted((read(line) for line in log if line[:6] == "REPORT"), key=size), key=size):
        invocations = list(group)
        if any(each["Status"] or each["Duration"] + each["Init Duration"] > deadline_ms for each in invocations):
            continue
        total = sum(each["Billed Duration"] for each in invocations)
        candidates.append((total * memory / len(invocations), -int(memory)))
    candidates.sort()
    return -candidates[0][1] if candidates else None
