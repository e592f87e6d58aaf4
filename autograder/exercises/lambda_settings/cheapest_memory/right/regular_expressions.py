"""Regular expressions, and fractions."""

import re
from collections import defaultdict
from fractions import Fraction

REPORT = re.compile(
    r"REPORT RequestId: \S+\tDuration: (?P<duration>[\d.]+) ms\tBilled Duration: (?P<billed>\d+) ms"
    r"\tMemory Size: (?P<size>\d+) MB\tMax Memory Used: \d+ MB(?:\tInit Duration: (?P<init>[\d.]+) ms)?(?P<rest>.*)",
    re.DOTALL,
)


def cheapest_memory(log, deadline_ms):
    runs = defaultdict(list)
    for found in filter(None, map(REPORT.match, log)):
        took = float(found["duration"]) + float(found["init"] or 0)
        in_time = took <= deadline_ms and "Status:" not in found["rest"]
        runs[int(found["size"])].append((in_time, int(found["billed"])))
    best = None
    for size in sorted(runs, reverse=True):
        if all(in_time for in_time, _ in runs[size]):
            cost = Fraction(size * sum(billed for _, billed in runs[size]), len(runs[size]))
            if best is None or cost < best[0]:
                best = cost, size
    return best and best[1]
