# fails: query, exam_query
# advice: sum
"""Treats a Query like so many GetItems."""


def read_units(operation, item_sizes, consistent=False):
    if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        raise ValueError(operation)
    units = sum(max(1, -(-size // 4096)) for size in item_sizes)
    if operation == "TransactGetItems":
        return 2 * units
    return units if consistent else units / 2
