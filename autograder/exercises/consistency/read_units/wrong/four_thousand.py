# fails: one_small_item, larger_items, batch, exam_one_item, exam_batch, exam_query, exam_transaction
# advice: half, round_up, each, sum, transaction
"""Takes 4 KB for 4,000 bytes."""


def read_units(operation, item_sizes, consistent=False):
    if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        raise ValueError(operation)
    if operation == "Query":
        item_sizes = [sum(item_sizes)]
    units = sum(max(1, -(-size // 4000)) for size in item_sizes)
    if operation == "TransactGetItems":
        return 2 * units
    return units if consistent else units / 2
