"""A table of factors, Decimal, and math.ceil."""

import math
from decimal import Decimal

FACTORS = {
    ("GetItem", False): Decimal("0.5"),
    ("GetItem", True): 1,
    ("BatchGetItem", False): Decimal("0.5"),
    ("BatchGetItem", True): 1,
    ("Query", False): Decimal("0.5"),
    ("Query", True): 1,
    ("TransactGetItems", False): 2,
    ("TransactGetItems", True): 2,
}


def read_units(operation, item_sizes, consistent=False):
    if (operation, consistent) not in FACTORS:
        raise ValueError(operation)
    blocks = [sum(item_sizes)] if operation == "Query" else item_sizes
    return FACTORS[operation, consistent] * sum(math.ceil((size or 1) / 4096) for size in blocks)
