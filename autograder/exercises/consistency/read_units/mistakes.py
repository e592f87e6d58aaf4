"""What people get wrong in read_units."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="anything_goes",
        tempts="Takes every other name for GetItem.",
        fails="unknown_operation, exam_unknown_operation",
        advice="unknown",
        old="""
            if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
                raise ValueError(f"There is no price for {operation!r}.")
        """,
        new="",
    ),
    Mistake(
        name="batch_rounds_sum",
        tempts="Treats a batch like a Query.",
        fails="batch, nothing_there, exam_batch, exam_nothing_there",
        advice="each, missing",
        old="""
                raise ValueError(f"There is no price for {operation!r}.")
            if operation == "Query":
        """,
        new="""
                raise ValueError(operation)
            if operation in ("Query", "BatchGetItem"):
        """,
    ),
    Mistake(
        name="begins_one_too_many",
        tempts="size // 4096 + 1: one too many at every border.",
        fails="one_small_item, larger_items, batch, exam_one_item, exam_batch, exam_query, exam_transaction",
        advice="half, round_up, each, sum, transaction",
        old='raise ValueError(f"There is no price for {operation!r}.")',
        new="raise ValueError(operation)",
        also=[
            Change(
                old="units = sum(max(1, -(-size // 4096)) for size in item_sizes)",
                new="units = sum(size // 4096 + 1 for size in item_sizes)",
            ),
        ],
    ),
    Mistake(
        name="four_thousand",
        tempts="Takes 4 KB for 4,000 bytes.",
        fails="one_small_item, larger_items, batch, exam_one_item, exam_batch, exam_query, exam_transaction",
        advice="half, round_up, each, sum, transaction",
        old='raise ValueError(f"There is no price for {operation!r}.")',
        new="raise ValueError(operation)",
        also=[
            Change(
                old="units = sum(max(1, -(-size // 4096)) for size in item_sizes)",
                new="units = sum(max(1, -(-size // 4000)) for size in item_sizes)",
            ),
        ],
    ),
    Mistake(
        name="nothing_costs_nothing",
        tempts="Believes that a read which finds nothing is free.",
        fails="nothing_there, exam_nothing_there",
        advice="missing",
        old='raise ValueError(f"There is no price for {operation!r}.")',
        new="raise ValueError(operation)",
        also=[
            Change(
                old="units = sum(max(1, -(-size // 4096)) for size in item_sizes)",
                new="units = sum(-(-size // 4096) for size in item_sizes)",
            ),
        ],
    ),
    Mistake(
        name="query_rounds_each",
        tempts="Treats a Query like so many GetItems.",
        fails="query, exam_query",
        advice="sum",
        old="""
                raise ValueError(f"There is no price for {operation!r}.")
            if operation == "Query":
                item_sizes = [sum(item_sizes)]
        """,
        new="""
                raise ValueError(operation)
        """,
    ),
    Mistake(
        name="scan_too",
        tempts="Knows that a Scan costs like a Query; the contract has four operations.",
        fails="exam_unknown_operation",
        advice="unknown",
        old='if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):',
        new='if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan"):',
    ),
    Mistake(
        name="in_any_case",
        tempts="Takes an operation in any letters.",
        fails="exam_unknown_operation",
        advice="unknown",
        old="""
            if operation not in ("GetItem", "BatchGetItem", "TransactGetItems", "Query"):
        """,
        new="""
            names = ("GetItem", "BatchGetItem", "TransactGetItems", "Query")
            operation = {each.lower(): each for each in names}.get(operation.lower())
            if operation is None:
        """,
    ),
    Mistake(
        name="one_get_item",
        tempts="A GetItem reads one item, so only the first size is looked at; each size is a request of its own.",
        fails="exam_one_item, exam_nothing_there",
        advice="each",
        old="""
            if operation == "Query":
        """,
        new="""
            if operation == "GetItem":
                item_sizes = item_sizes[:1]
            if operation == "Query":
        """,
    ),
    Mistake(
        name="fractions",
        tempts="Halves without loss, and returns a Fraction: equal, and none of the types that were promised.",
        fails="one_small_item, larger_items, batch, query, exam_one_item, exam_batch, exam_query, "
        "exam_nothing_there, nothing_there",
        advice="type",
        old="return units if consistent else units / 2",
        new='return __import__("fractions").Fraction(units, 1 if consistent else 2)',
    ),
    Mistake(
        name="each_size_once",
        tempts="Takes a set, and two items of one size cost as one.",
        fails="batch, nothing_there, exam_batch, exam_nothing_there",
        advice="each",
        old="sum(max(1, -(-size // 4096)) for size in item_sizes)",
        new="sum(max(1, -(-size // 4096)) for size in set(item_sizes))",
    ),
]
