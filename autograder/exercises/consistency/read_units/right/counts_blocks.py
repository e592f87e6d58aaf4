"""Counts blocks of 4 KB one by one; an error class of its own that is a ValueError."""


class UnknownOperation(ValueError):
    pass


def blocks(size):
    count = 1
    while size > 4096:
        size, count = size - 4096, count + 1
    return count


def read_units(operation, item_sizes, consistent=False):
    match operation:
        case "Query":
            total = blocks(sum(item_sizes))
        case "GetItem" | "BatchGetItem":
            total = sum(map(blocks, item_sizes))
        case "TransactGetItems":
            return sum(2 * blocks(size) for size in item_sizes)
        case _:
            raise UnknownOperation(operation)
    return total * (1.0 if consistent else 0.5)
