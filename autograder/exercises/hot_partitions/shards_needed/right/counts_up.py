"""Adds shards until there are enough."""


def units_of(item_bytes, transactional):
    units = 1
    while units * 1024 < item_bytes:
        units += 1
    return units + units if transactional else units


def shards_needed(peak_writes, item_bytes, transactional=False, percent=100):
    if peak_writes < 0 or item_bytes < 0 or item_bytes > 400 * 1024:
        raise ValueError("impossible load")
    if percent < 1 or percent > 100:
        raise ValueError("impossible share")
    shards, load = 1, peak_writes * units_of(item_bytes, transactional)
    while shards * 10 * percent < load:
        shards += 1
    return shards
