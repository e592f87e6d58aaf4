# fails: one_small_item, larger_items, batch, query, nothing_there, exam_one_item, exam_batch, exam_query, exam_nothing_there
# advice: half
"""Charges every read as a consistent one."""


def read_units(operation, item_sizes, consistent=False):
    if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        raise ValueError(operation)
    if operation == "Query":
        item_sizes = [sum(item_sizes)]
    units = sum(max(1, -(-size // 4096)) for size in item_sizes)
    return 2 * units if operation == "TransactGetItems" else units
