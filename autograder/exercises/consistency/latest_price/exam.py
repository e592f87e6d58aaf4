"""The exam of latest_price."""

from decimal import Decimal

from course_lib.checks import Exam, expect_client_error
from course_lib.checks.kit import READS, busy, errors_come_out_later, hard, uses_what_it_is_handed
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.answers import lets_refusals_out, needs_the_leader
from course_lib.lessons.consistency.practice.latest_price import (
    exactly,
    forgets,
    reads_one,
    sees_trades,
    tells,
    tells_none,
)

exam = Exam()


def symbol_of(submission):
    """A symbol nobody has seen."""
    return "".join(submission.random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=5))


def some_price(submission):
    return Decimal(submission.random.randrange(1, 100_000)) / 100


@exam.check(points=3)
def exam_last_trade(submission, cloud):
    """Right after a trade, its price is returned, also when replicas do not have it yet."""
    lab.prepare(cloud)
    first = some_price(submission)
    prices = [first + step for step in range(4)]
    sees_trades(submission, cloud, submission.random.choice(["HELI", "MILA", "OATS"]), prices)


@exam.check(points=1)
def exam_new_instrument(submission, cloud):
    """An instrument that was listed a moment ago has its first price."""
    lab.prepare(cloud)
    sees_trades(submission, cloud, symbol_of(submission), [some_price(submission)])


@exam.check(points=1)
def exam_no_price(submission, cloud):
    """None is returned for an instrument that does not exist, and for one that has no price."""
    lab.prepare(cloud)
    suspended = symbol_of(submission)
    lab.put(cloud, "prices", {"symbol": suspended, "sector": "media"})
    tells_none(submission, cloud, suspended, "this instrument's item has no price")
    tells_none(submission, cloud, suspended + "X", "there is no such instrument")
    forgets(submission, cloud, suspended + "Y", some_price(submission))


@exam.check(points=1)
def exam_any_number(submission, cloud):
    """Any number that DynamoDB can store comes back exactly."""
    lab.prepare(cloud)
    digits = [hard.number(submission.random) for _ in range(3)]
    exactly(submission, cloud, [*hard.NUMBERS, -some_price(submission), *digits])


@exam.check(points=1)
def exam_any_symbol(submission, cloud):
    """A symbol is a text like any other: each one is another instrument."""
    lab.prepare(cloud)
    symbols = [*filter(None, hard.TEXTS), "nord", "Nord", " NORD", "NORD "]
    items = [{"symbol": symbol, "sector": "media", "price": number} for number, symbol in enumerate(symbols, 1)]
    lab.put(cloud, "prices", *items)
    for item in items:
        tells(submission, cloud, item["symbol"], Decimal(item["price"]), advice=("symbol", "answer"))


@exam.check(points=1)
def exam_refused(submission, cloud):
    """Whatever DynamoDB refuses comes out, never None."""

    def call(cloud):
        return submission.later.latest_price(cloud.resource("dynamodb"), "NORD")

    lets_refusals_out(submission, cloud, lab.prepare, call)
    needs_the_leader(submission, cloud, lab.prepare, call)
    lab.prepare(cloud)
    errors_come_out_later(
        cloud, lambda: submission.latest_price(cloud.resource("dynamodb"), "NORD"), advice="remembers"
    )


@exam.check(points=1)
def exam_one_item(submission, cloud):
    """Only the one item is read, not the whole table."""
    lab.prepare(cloud)
    symbol, price = symbol_of(submission), some_price(submission)
    lab.put(cloud, "prices", {"symbol": symbol, "sector": "media", "price": price})
    reads_one(submission, cloud, symbol, price)
    uses_what_it_is_handed(cloud, lambda who: submission.latest_price(cloud.resource("dynamodb", who=who), symbol))


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When DynamoDB is too busy and stays so, the caller gets that error, not None."""
    lab.prepare(cloud)
    because = "there is a price, only nobody could read it"
    with (
        busy(cloud, *READS, "UpdateItem"),
        expect_client_error("ProvisionedThroughputExceededException", because, advice="catches_all"),
    ):
        submission.latest_price(cloud.resource("dynamodb"), submission.random.choice(["NORD", "HELI"]))
