def shards_needed(peak_writes, item_bytes, transactional=False, percent=100):
    """How many shards a counter needs, so that none of them is turned away.

    Args:
        peak_writes: writes a second at the peak, spread evenly over the shards; an int.
        item_bytes: the size of the item that each of them writes, an int.
        transactional: whether they are sent with TransactWriteItems.
        percent: how much of what one partition serves is to be used at the peak, an int from 1 to
            100. The rest is room for what nobody expects.

    Returns:
        The least number of shards, an int, at least 1: one partition key is served 1,000 write units
        a second. A write costs one unit for each 1,024 bytes, begun ones included, and at least one;
        in a transaction twice as many.

    Raises:
        ValueError: `peak_writes` or `item_bytes` is below 0, the item has more than 400 KB (409,600
            bytes), or `percent` is not from 1 to 100.
    """
    if peak_writes < 0 or not 0 <= item_bytes <= 400 * 1024 or not 1 <= percent <= 100:
        raise ValueError("These numbers cannot be.")
    units = max(1, -(-item_bytes // 1024))
    if transactional:
        units *= 2
    return max(1, -(-peak_writes * units * 100 // (1000 * percent)))
