# fails: batch, nothing_there, exam_batch, exam_nothing_there
# advice: each, missing
"""Treats a batch like a Query."""


def read_units(operation, item_sizes, consistent=False):
    if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        raise ValueError(operation)
    if operation in ("Query", "BatchGetItem"):
        item_sizes = [sum(item_sizes)]
    units = sum(max(1, -(-size // 4096)) for size in item_sizes)
    if operation == "TransactGetItems":
        return 2 * units
    return units if consistent else units / 2
