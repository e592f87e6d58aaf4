# fails: nothing_there, exam_nothing_there
# advice: missing
"""Believes that a read which finds nothing is free."""


def read_units(operation, item_sizes, consistent=False):
    if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        raise ValueError(operation)
    if operation == "Query":
        item_sizes = [sum(item_sizes)]
    units = sum(-(-size // 4096) for size in item_sizes)
    if operation == "TransactGetItems":
        return 2 * units
    return units if consistent else units / 2
