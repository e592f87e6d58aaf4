"""The exam of latest_prices."""

from decimal import Decimal

from course_lib.aws.layers.busy_after import BusyAfter
from course_lib.checks import Exam, expect_client_error
from course_lib.checks.kit import READS, comes_to_an_end, errors_come_out_later, hard, uses_what_it_is_handed
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.answers import lets_refusals_out, needs_the_leader, right_or_raises
from course_lib.lessons.consistency.practice.latest_prices import (
    asks,
    asks_after_trades,
    asks_again,
    asks_for_many,
    asks_for_more_than_fits,
    asks_twice,
    asks_when_crowded,
    gives_all_or_none,
    list_many,
    waits,
)

exam = Exam()


def some_price(submission):
    return Decimal(submission.random.randrange(30_000, 100_000)) / 100


@exam.check(points=1)
def exam_few_symbols(submission, cloud):
    """Every symbol is in the answer: with its price, which may be 0, or with None."""
    lab.prepare(cloud)
    unknown = f"X{submission.random.randrange(100, 1000)}"
    lab.put(cloud, "prices", {"symbol": "ZERO", "sector": "media", "price": 0})
    asks(submission, cloud, ["ZERO", unknown, "VOLT", "CRUD"])
    asks_again(submission, cloud, unknown, some_price(submission))
    uses_what_it_is_handed(
        cloud, lambda who: submission.latest_prices(cloud.resource("dynamodb", who=who), ["NORD", "MILA"])
    )


@exam.check(points=2)
def exam_last_trades(submission, cloud):
    """Trades that were confirmed a moment ago are included."""
    lab.prepare(cloud)
    symbols = ["HELI", "MILA", "OATS", "PAGE", f"N{submission.random.randrange(100, 1000)}"]
    asks_after_trades(submission, cloud, submission.random.sample(symbols, 5), some_price(submission))


@exam.check(points=1)
def exam_many_symbols(submission, cloud):
    """Any number of symbols is answered, with as many keys in each request as it may have."""
    lab.prepare(cloud)
    asks_for_many(submission, cloud, submission.random.choice([101, 150, 199]))
    asks(submission, cloud, [])


@exam.check(points=1)
def exam_a_hundred(submission, cloud):
    """A list of exactly one full request takes one request."""
    lab.prepare(cloud)
    asks_for_many(submission, cloud, 100)


@exam.check(points=1)
def exam_twice(submission, cloud):
    """A symbol may stand in the list more than once, near or far from the first time."""
    lab.prepare(cloud)
    symbols = list_many(cloud, 110)
    asks_twice(submission, cloud, symbols + symbols[:5] + ["NORD", "NORD"])
    asks_twice(submission, cloud, symbols[:60] * 2 + symbols[:40])


@exam.check(points=1)
def exam_any_price(submission, cloud):
    """Any number comes back exactly, and any text is a symbol of its own."""
    lab.prepare(cloud)
    symbols = [*filter(None, hard.TEXTS), "nord", "Nord", " NORD"]
    prices = [*filter(None, hard.NUMBERS), *(hard.number(submission.random) for _ in symbols)]
    items = [{"symbol": each, "sector": "media", "price": price} for each, price in zip(symbols, prices, strict=False)]
    lab.put(cloud, "prices", *items)
    lab.put(cloud, "prices", {"symbol": "ZERO", "sector": "media", "price": 0})
    asks(submission, cloud, [*symbols, "NORD", "CRUD", "HELI", "MILA", "ZERO", "noRD"], missing="exactly")


@exam.check(points=1)
def exam_refused(submission, cloud):
    """Whatever DynamoDB refuses, at whichever request, comes out."""

    def prepare(cloud):
        lab.prepare(cloud)
        list_many(cloud, 101)

    def call(cloud):
        return submission.later.latest_prices(cloud.resource("dynamodb"), symbols)

    symbols = [f"M{number:03}" for number in range(101)]
    lets_refusals_out(submission, cloud, prepare, call)
    needs_the_leader(submission, cloud, prepare, call)
    right_or_raises(submission, cloud, prepare, call, dict.fromkeys(symbols, 4))
    lab.prepare(cloud)
    dynamodb = cloud.resource("dynamodb")
    errors_come_out_later(cloud, lambda: submission.latest_prices(dynamodb, ["NORD", "MILA"]), advice="catches_all")


@exam.check(points=2)
def exam_left_out(submission, cloud):
    """Keys that DynamoDB leaves unprocessed are asked for again, and as consistently."""
    lab.prepare(cloud)
    symbols = ["NORD", "HELI", "CRUD", "MILA", "OATS", "PAGE", "VOLT", f"X{submission.random.randrange(100, 1000)}"]
    asks_when_crowded(submission, cloud, submission.random.sample(symbols, 8))
    asks_for_more_than_fits(submission, cloud, submission.random.randrange(20, 45))


@exam.check(points=2)
def exam_crowded(submission, cloud):
    """A table that is crowded for a while is given time, and all prices come back, or an exception: never a part."""
    lab.prepare(cloud)
    waits(submission, cloud, submission.random.randrange(105, 130))
    gives_all_or_none(submission, cloud, submission.random.randrange(50, 70))


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When a table is too busy and stays so, the caller gets that error, not a part of the prices."""
    lab.prepare(cloud)
    symbols = list_many(cloud, 120)
    because = "there are prices, only nobody could read them"
    with (
        cloud.use(BusyAfter(1, READS)),
        comes_to_an_end(cloud),
        expect_client_error("ProvisionedThroughputExceededException", because, advice="catches_all"),
    ):
        submission.latest_prices(cloud.resource("dynamodb"), symbols)
