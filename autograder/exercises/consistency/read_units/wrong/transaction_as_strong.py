# fails: transaction, exam_transaction, exam_nothing_there
# advice: transaction
"""Charges a transactional read as a consistent one."""


def read_units(operation, item_sizes, consistent=False):
    if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        raise ValueError(operation)
    if operation == "Query":
        item_sizes = [sum(item_sizes)]
    units = sum(max(1, -(-size // 4096)) for size in item_sizes)
    return units if consistent or operation == "TransactGetItems" else units / 2
