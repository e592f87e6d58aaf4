"""The exam of positions."""

from course_lib.aws.layers.busy_after import BusyAfter
from course_lib.aws.layers.short_pages import ShortPages
from course_lib.checks import Exam, expect_client_error
from course_lib.checks.kit import READS, errors_come_out_later, hard, uses_what_it_is_handed
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.answers import lets_refusals_out, needs_the_leader, right_or_raises
from course_lib.lessons.consistency.practice.positions import BIG, lists, lists_fills, lists_large

exam = Exam()


def quantity(submission):
    """How many are bought (or, with a minus, sold short)."""
    return submission.random.randrange(1, 10_000)


@exam.check(points=1)
def exam_positions(submission, cloud):
    """One account's positions are returned, without those that are sold out, and no other account's."""
    lab.prepare(cloud)
    account = f"Desk O'Neil {submission.random.randrange(10, 90)}"
    held = {"MILA": quantity(submission), "OATS": 0, "PAGE": -quantity(submission)}
    items = [{"account": account, "symbol": symbol, "quantity": number} for symbol, number in held.items()]
    lab.put(cloud, "positions", *items, {"account": account + "0", "symbol": "NORD", "quantity": 7})
    lab.put(cloud, "positions", {"account": account.lower(), "symbol": "NORD", "quantity": 8})
    lists(submission, cloud, account, {symbol: number for symbol, number in held.items() if number})
    lists(submission, cloud, account + "00", {})
    uses_what_it_is_handed(cloud, lambda who: submission.positions(cloud.resource("dynamodb", who=who), account))


@exam.check(points=2)
def exam_last_fills(submission, cloud):
    """Fills that were confirmed a moment ago are included."""
    lab.prepare(cloud)
    changes = {
        "MILA": 40 + quantity(submission),
        "NORD": 0,
        "VOLT": -quantity(submission),
        "HELI": quantity(submission),
    }
    lists_fills(submission, cloud, "desk-7", changes)


@exam.check(points=3)
def exam_large_account(submission, cloud):
    """All positions of a large account are there as they are now, whatever a single page holds."""
    lab.prepare(cloud)
    sold = {f"A{number}": 0 for number in range(submission.random.randrange(4, 6))}
    held = {f"B{number}": quantity(submission) for number in range(3)} | {"B3": -quantity(submission)}
    lists_large(submission, cloud, "fund-2", {**sold, **held}, {"B1": 10_001, "B2": 10_002})


@exam.check(points=1)
def exam_any_number(submission, cloud):
    """Any quantity that DynamoDB can store comes back exactly, with all 38 digits, and any text is a symbol."""
    lab.prepare(cloud)
    numbers = [*hard.NUMBERS, *(hard.number(submission.random) for _ in range(3))]
    held = {f"N{index}": number for index, number in enumerate(numbers)}
    items = [{"account": "desk-90", "symbol": symbol, "quantity": number} for symbol, number in held.items()]
    lab.put(cloud, "positions", *items)
    lists(submission, cloud, "desk-90", {symbol: number for symbol, number in held.items() if number}, "number")
    symbols = [*filter(None, hard.TEXTS), "mila", "MILA", " MILA", "3M", "~"]
    held = {symbol: number for number, symbol in enumerate(symbols, 1)}
    items = [{"account": "desk-91", "symbol": symbol, "quantity": number} for symbol, number in held.items()]
    lab.put(cloud, "positions", *items)
    lists(submission, cloud, "desk-91", held, "symbols")


@exam.check(points=1)
def exam_many_pages(submission, cloud):
    """There may be many pages, short ones and empty ones among them."""
    lab.prepare(cloud)
    held = {f"P{number:02}": quantity(submission) for number in range(submission.random.randrange(35, 45))}
    items = [{"account": "fund-4", "symbol": symbol, "quantity": number} for symbol, number in held.items()]
    lab.put(cloud, "positions", *items)
    with cloud.use(ShortPages()):
        lists(submission, cloud, "fund-4", held, "pages")
    held = {f"M{number:04}": number for number in range(1, submission.random.randrange(1_030, 1_060))}
    items = [{"account": "fund-6", "symbol": symbol, "quantity": number} for symbol, number in held.items()]
    lab.put(cloud, "positions", *items)
    lists(submission, cloud, "fund-6", held, "pages")


@exam.check(points=1)
def exam_refused(submission, cloud):
    """Whatever DynamoDB refuses, at whichever page, comes out."""

    def prepare(cloud):
        lab.prepare(cloud)
        big = {"account": "fund-5", "quantity": 7, "confirmation": BIG}
        lab.put(cloud, "positions", *({**big, "symbol": f"A{number}"} for number in range(4)))

    def call(cloud):
        return submission.later.positions(cloud.resource("dynamodb"), "fund-5")

    lets_refusals_out(submission, cloud, prepare, call)
    needs_the_leader(submission, cloud, prepare, call)
    right_or_raises(
        submission, cloud, prepare, call, {f"A{number}": 7 for number in range(4)}, ("twice", "catches_all")
    )
    lab.prepare(cloud)
    dynamodb = cloud.resource("dynamodb")
    errors_come_out_later(cloud, lambda: submission.positions(dynamodb, "desk-7"), advice="catches_all")


@exam.check(points=2)
def exam_busy_half_way(submission, cloud):
    """When a later page cannot be read, the caller gets that error, not a part of the positions."""
    lab.prepare(cloud)
    big = {"account": "fund-3", "quantity": quantity(submission), "confirmation": BIG}
    lab.put(cloud, "positions", *({**big, "symbol": f"A{number}"} for number in range(4)))
    because = "nobody knows what is on the other pages"
    with (
        cloud.use(BusyAfter(1, READS)),
        expect_client_error("ProvisionedThroughputExceededException", because, advice="catches_all"),
    ):
        submission.positions(cloud.resource("dynamodb"), "fund-3")
