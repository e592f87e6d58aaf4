# fails: one_small_item, larger_items, batch, query, nothing_there, exam_one_item, exam_batch, exam_query, exam_nothing_there
# advice: half, round_up, each, sum
"""Rounds the half up to a whole unit."""

import math


def read_units(operation, item_sizes, consistent=False):
    if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        raise ValueError(operation)
    if operation == "Query":
        item_sizes = [sum(item_sizes)]
    if operation == "TransactGetItems":
        return sum(2 * max(1, math.ceil(size / 4096)) for size in item_sizes)
    factor = 1 if consistent else 0.5
    return sum(max(1, math.ceil(size / 4096 * factor)) for size in item_sizes)
