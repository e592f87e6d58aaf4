"""Looks for the least number by bisection."""


def shards_needed(peak_writes, item_bytes, transactional=False, percent=100):
    if peak_writes < 0 or item_bytes < 0 or item_bytes > 409600 or not (1 <= percent <= 100):
        raise ValueError("out of range")
    units = max(1, (item_bytes + 1023) // 1024) * (2 if transactional else 1)
    load = peak_writes * units
    low, high = 1, max(1, load)
    while low < high:
        middle = (low + high) // 2
        if middle * 10 * percent >= load:
            high = middle
        else:
            low = middle + 1
    return low
