# fails: transaction, exam_transaction
# advice: transaction
"""Lets the flag decide about a transaction too: 4 units or 2."""


def read_units(operation, item_sizes, consistent=False):
    if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        raise ValueError(operation)
    if operation == "Query":
        item_sizes = [sum(item_sizes)]
    units = sum(max(1, -(-size // 4096)) for size in item_sizes) * (1 if consistent else 0.5)
    return 4 * units if operation == "TransactGetItems" else units
