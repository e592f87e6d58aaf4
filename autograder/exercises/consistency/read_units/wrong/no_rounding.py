# fails: one_small_item, larger_items, batch, query, nothing_there, transaction, exam_one_item, exam_batch, exam_query, exam_nothing_there, exam_transaction
# advice: half, round_up, each, sum, missing, transaction
"""Bytes divided by 4,096, as if fractions of a unit were sold."""


def read_units(operation, item_sizes, consistent=False):
    factors = {"GetItem": 1, "BatchGetItem": 1, "Query": 1, "TransactGetItems": 4}
    if operation not in factors:
        raise ValueError(operation)
    half = 1 if consistent and operation != "TransactGetItems" else 0.5
    return sum(item_sizes) / 4096 * factors[operation] * half
