"""Fractions, which lose nothing."""

from fractions import Fraction
from math import ceil


def shards_needed(peak_writes, item_bytes, transactional=False, percent=100):
    if min(peak_writes, item_bytes) < 0 or item_bytes > 400 * 1024 or percent not in range(1, 101):
        raise ValueError(f"{peak_writes}, {item_bytes}, {percent}")
    units = max(1, ceil(Fraction(item_bytes, 1024)))
    if transactional:
        units *= 2
    return max(1, ceil(Fraction(peak_writes * units, 10 * percent)))
