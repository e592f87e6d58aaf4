"""The exam of read_units."""

from course_lib.checks import Exam
from course_lib.lessons.consistency.practice.read_units import UNIT, costs, refuses

exam = Exam()


def rounded(*sizes):
    """Units of strongly consistent reads, each item by itself."""
    return sum(max(1, -(-size // UNIT)) for size in sizes)


def some_sizes(submission, many=12):
    """Sizes small and large, one at a border and one just above."""
    border = UNIT * submission.random.randrange(1, 9)
    return [border, border + 1, *(submission.random.randrange(1, 20_000) for _ in range(many))]


@exam.check(points=1)
def exam_one_item(submission, cloud):
    """A GetItem costs by its size, rounded up, and half of that if it is not consistent; several cost their sum."""
    for size in some_sizes(submission, 4):
        costs(submission, "GetItem", [size], True, rounded(size), "round_up")
        costs(submission, "GetItem", [size], False, rounded(size) / 2, "round_up")
    sizes = some_sizes(submission, 4)
    costs(submission, "GetItem", sizes, True, rounded(*sizes), "each")
    costs(submission, "GetItem", sizes, False, rounded(*sizes) / 2, "each")


@exam.check(points=1)
def exam_batch(submission, cloud):
    """A BatchGetItem rounds each item up by itself."""
    sizes = some_sizes(submission)
    sizes += sizes[:3]  # two items can be of one size
    costs(submission, "BatchGetItem", sizes, True, rounded(*sizes), "each")
    costs(submission, "BatchGetItem", sizes, False, rounded(*sizes) / 2, "each")


@exam.check(points=1)
def exam_query(submission, cloud):
    """A Query rounds the sum of all items up, once."""
    sizes = [submission.random.randrange(50, 900) for _ in range(submission.random.randrange(30, 90))]
    costs(submission, "Query", sizes, True, rounded(sum(sizes)), "sum")
    odd = sum(sizes) // UNIT // 2 * 2 + 3  # so that half of it is no whole number
    costs(submission, "Query", [*sizes, odd * UNIT - sum(sizes)], False, odd / 2, "sum")


@exam.check(points=1)
def exam_nothing_there(submission, cloud):
    """Keys without an item cost too."""
    sizes = [0] * submission.random.randrange(2, 9)
    costs(submission, "GetItem", sizes, True, len(sizes), "missing")
    costs(submission, "BatchGetItem", sizes, False, len(sizes) / 2, "missing")
    costs(submission, "TransactGetItems", sizes, False, 2 * len(sizes), "missing")


@exam.check(points=1)
def exam_transaction(submission, cloud):
    """A TransactGetItems costs two units for each 4 KB, whatever `consistent` says."""
    sizes = some_sizes(submission)
    for consistent in (False, True):
        costs(submission, "TransactGetItems", sizes, consistent, 2 * rounded(*sizes), "transaction")


@exam.check(points=1)
def exam_unknown_operation(submission, cloud):
    """Any other operation raises ValueError."""
    for operation in ("Scan", "scan", "getitem", "QUERY", "query", "GetItems", "Get", "GetItem ", "UpdateItem", ""):
        refuses(submission, operation)
