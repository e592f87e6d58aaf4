"""A function for each operation, fractions, and quotients with remainders."""

from fractions import Fraction


def rounded(size):
    whole, rest = divmod(max(size, 1), 4 * 1024)
    return whole + bool(rest)


def one_by_one(item_sizes):
    return sum(rounded(size) for size in item_sizes)


def all_together(item_sizes):
    return rounded(sum(item_sizes))


RULES = {"GetItem": one_by_one, "BatchGetItem": one_by_one, "TransactGetItems": one_by_one, "Query": all_together}


def read_units(operation, item_sizes, consistent=False):
    if operation not in RULES:
        raise ValueError(f"no price for {operation}")
    factor = Fraction(2) if operation == "TransactGetItems" else Fraction(1, 1 if consistent else 2)
    return float(factor * RULES[operation](item_sizes))
