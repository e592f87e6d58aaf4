def read_units(operation, item_sizes, consistent=False):
    """How many read units a read consumes.

    Args:
        operation: "GetItem", "BatchGetItem", "TransactGetItems" or "Query". For GetItem: one
            request for each size.
        item_sizes: a list of sizes in bytes, at least one: of every item that was asked for by its
            key, with 0 for a key that has no item; for a Query, of every item that it read (all on
            one page, 1 MB at most).
        consistent: whether ConsistentRead=True was sent. Makes no difference for TransactGetItems,
            which has no such parameter.

    Returns:
        The units as an int, float or Decimal, such as 0.5 or 3: one for each 4 KB (4,096 bytes) of
        a strongly consistent read, begun ones included; half as many for an eventually consistent
        one; two for each 4 KB in a transaction. A Query adds up the sizes before it rounds, the
        others round each item. A key without an item costs as much as an item of 1 byte.

    Raises:
        ValueError: for any other operation.
    """
    if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        raise ValueError(f"There is no price for {operation!r}.")
    if operation == "Query":
        item_sizes = [sum(item_sizes)]
    units = sum(max(1, -(-size // 4096)) for size in item_sizes)
    if operation == "TransactGetItems":
        return 2 * units
    return units if consistent else units / 2
