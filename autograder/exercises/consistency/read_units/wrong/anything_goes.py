# fails: unknown_operation, exam_unknown_operation
# advice: unknown
"""Takes every other name for GetItem."""


def read_units(operation, item_sizes, consistent=False):
    if operation == "Query":
        item_sizes = [sum(item_sizes)]
    units = sum(max(1, -(-size // 4096)) for size in item_sizes)
    if operation == "TransactGetItems":
        return 2 * units
    return units if consistent else units / 2
