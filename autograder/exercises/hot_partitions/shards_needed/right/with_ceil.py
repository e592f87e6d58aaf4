"""math.ceil on fractions, which are exact."""

import math
from fractions import Fraction


def shards_needed(peak_writes, item_bytes, transactional=False, percent=100):
    if min(peak_writes, item_bytes) < 0 or item_bytes > 409_600 or percent not in range(1, 101):
        raise ValueError(f"not possible: {peak_writes} writes of {item_bytes} bytes at {percent} %")
    units = max(math.ceil(Fraction(item_bytes, 1024)), 1) * (1 + bool(transactional))
    return max(math.ceil(Fraction(peak_writes * units * 100, 1000 * percent)), 1)
