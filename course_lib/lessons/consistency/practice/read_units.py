"""read_units: what a read costs."""

from decimal import Decimal

from course_lib.aws.values import same
from course_lib.checks import Exercise, Reason, expect, expect_raises

UNIT = 4096  # bytes. Source: DynamoDB developer guide, "DynamoDB read and write operations"


def is_half(seen):
    """It is twice what is right, or halving is all that the check is about."""
    return seen.facts["about"] == "half" or same(seen.got, 2 * seen.expected)


def nothing_is_free(seen):
    """Keys without an item are left out of the sum, whatever it is multiplied with then."""
    return any(same(seen.got, factor * seen.facts["found"]) for factor in (Decimal("0.5"), 1, 2))


def no_number(seen):
    """What came back is no number of the types that were promised."""
    return isinstance(seen.got, bool) or not isinstance(seen.got, (int, float, Decimal))


exercise = Exercise(
    call="read_units(operation, item_sizes, consistent=False)",
    section='Part 5, "What a read costs"',
    hints=(
        "Begin with strong reads: 4,096 bytes are one unit, 4,097 are two. Then ask, for each operation, what is "
        "rounded: each item, or their sum.",
        "Query rounds the sum of the sizes once; the others round each item, and no item costs as much as a small one. "
        "Halve the result for eventual reads; double it for a transaction, whatever `consistent` says.",
        "units = lambda size: max(1, math.ceil(size / 4096)). Query: units(sum(item_sizes)); otherwise "
        "sum(units(size) for size in item_sizes). Factor: 2 for TransactGetItems, else 1 if consistent, else 0.5.",
    ),
    advice={
        "type": Reason("Return the units as one int, float or Decimal, and nothing of another type.", when=no_number),
        "half": Reason(
            "An eventually consistent read costs half of a strongly consistent one, and that may be half a unit.",
            when=is_half,
        ),
        "missing": Reason("A read that finds nothing costs as much as a read of a small item.", when=nothing_is_free),
        "round_up": "Each item counts as a multiple of 4 KB, rounded up: 4,096 bytes are one unit, 4,097 two. Round "
        "up first and halve afterwards.",
        "each": "GetItem, BatchGetItem and TransactGetItems round every item up by itself; one of 8,192 bytes is two "
        "units, one of 100 bytes is one.",
        "sum": "A Query rounds only once: the sum of the sizes of everything it has read.",
        "transaction": "A transactional read costs two units for each 4 KB, and takes no ConsistentRead.",
        "unknown": "Raise ValueError for an operation that is not one of the four.",
    },
)


@exercise.check()
def one_small_item(submission, cloud):
    """A GetItem of up to 4 KB costs half a unit, or one unit if it is consistent."""
    costs(submission, "GetItem", [200], False, 0.5, "half")
    costs(submission, "GetItem", [4096], False, 0.5, "round_up")
    costs(submission, "GetItem", [4096], True, 1, "half")


@exercise.check()
def larger_items(submission, cloud):
    """Every 4 KB that were begun count."""
    costs(submission, "GetItem", [4097], True, 2, "round_up")
    costs(submission, "GetItem", [9000], False, 1.5, "round_up")
    costs(submission, "GetItem", [400 * 1024], True, 100, "round_up")


@exercise.check()
def batch(submission, cloud):
    """A BatchGetItem rounds each item up by itself."""
    costs(submission, "BatchGetItem", [100] * 40, False, 20, "each")
    costs(submission, "BatchGetItem", [4097, 100, 8192], True, 5, "each")


@exercise.check()
def query(submission, cloud):
    """A Query rounds the sum of all items up, once."""
    costs(submission, "Query", [100] * 40, False, 0.5, "sum")
    costs(submission, "Query", [4097, 100, 8192], True, 4, "sum")


@exercise.check()
def nothing_there(submission, cloud):
    """A key without an item costs as much as a small item."""
    costs(submission, "GetItem", [0], False, 0.5, "missing")
    costs(submission, "BatchGetItem", [0, 5000, 0], True, 4, "missing")


@exercise.check()
def transaction(submission, cloud):
    """A TransactGetItems costs two units for each 4 KB, whatever `consistent` says."""
    costs(submission, "TransactGetItems", [100, 4097], False, 6, "transaction")
    costs(submission, "TransactGetItems", [100, 4097], True, 6, "transaction")


@exercise.check()
def unknown_operation(submission, cloud):
    """Any other operation raises ValueError."""
    refuses(submission, "PutItem")


def costs(submission, operation, sizes, consistent, units, advice):
    """A call whose answer has to be right."""
    answer = submission.read_units(operation, sizes, consistent=consistent)
    halved = not consistent and operation != "TransactGetItems"
    candidates = ["type", advice] + ["half"] * halved
    if advice == "missing":
        candidates.append("transaction" if operation == "TransactGetItems" else "each")
    facts = {"about": advice, "found": sum(-(-size // UNIT) for size in sizes)}
    expect(answer, units, "so many units AWS counts for this read", tuple(candidates), facts)


def refuses(submission, operation):
    """A call that must raise ValueError."""
    with expect_raises("ValueError", "a wrong name must not pass for a cheap read", advice="unknown"):
        submission.read_units(operation, [100])
