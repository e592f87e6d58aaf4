"""The exam of latest_by_sector."""

from decimal import Decimal

from course_lib.aws.layers.busy_after import BusyAfter
from course_lib.aws.layers.short_pages import ShortPages
from course_lib.checks import Exam, expect_client_error
from course_lib.checks.kit import READS, comes_to_an_end, errors_come_out_later, hard, uses_what_it_is_handed
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.answers import lets_refusals_out, needs_the_leader, right_or_raises
from course_lib.lessons.consistency.practice.latest_by_sector import (
    asks,
    asks_after_trades,
    asks_as_it_grows,
    asks_for_large,
    asks_for_more_than_fits,
    asks_when_crowded,
    leaves_out,
    loses_its_price,
    loses_its_sector,
)

exam = Exam()


def new_sector(submission, many=5):
    """A sector nobody has seen, with some instruments, one of them suspended."""
    sector = f"sector-{submission.random.randrange(100, 1000)}"
    prices = [Decimal(submission.random.randrange(1, 10_000)) / 100 for _ in range(many)]
    items = [{"symbol": f"I{n}", "sector": sector, "price": price} for n, price in enumerate(prices)]
    return sector, [*items, {"symbol": "I-S", "sector": sector}]


@exam.check(points=1)
def exam_one_sector(submission, cloud):
    """The instruments of a sector are returned with their prices, or with None, and no others."""
    lab.prepare(cloud)
    sector, items = new_sector(submission)
    lab.put(cloud, "prices", *items[2:])
    asks_as_it_grows(submission, cloud, sector, *items[:2])
    asks(submission, cloud, sector + "0")
    uses_what_it_is_handed(cloud, lambda who: submission.latest_by_sector(cloud.resource("dynamodb", who=who), sector))


@exam.check(points=2)
def exam_last_trades(submission, cloud):
    """Trades that were confirmed a moment ago are included."""
    lab.prepare(cloud)
    sector, items = new_sector(submission)
    lab.put(cloud, "prices", *items)
    asks_after_trades(submission, cloud, sector, Decimal(submission.random.randrange(20_000, 30_000)) / 100)
    loses_its_price(submission, cloud, "energy", submission.random.choice(["CRUD", "HELI", "NORD"]))


@exam.check(points=2)
def exam_left_the_sector(submission, cloud):
    """Instruments that have just moved to another sector, or have been withdrawn, are left out."""
    lab.prepare(cloud)
    moved, withdrawn = submission.random.sample(["CRUD", "HELI", "NORD"], 2)
    leaves_out(submission, cloud, "energy", moved=moved)
    leaves_out(submission, cloud, "energy", withdrawn=withdrawn)
    leaves_out(submission, cloud, "food", moved="OATS", to="Food")
    loses_its_sector(submission, cloud, "food", "MILA")


@exam.check(points=1)
def exam_any_price(submission, cloud):
    """Any number comes back exactly, any text is a symbol or a sector of its own, and pages may be short."""
    lab.prepare(cloud)
    symbols = [*filter(None, hard.TEXTS), "nord", "NORD "]
    prices = [*hard.NUMBERS, *(hard.number(submission.random) for _ in symbols)]
    pairs = list(zip(symbols, prices, strict=False))
    lab.put(cloud, "prices", *({"symbol": each, "sector": "O'Neil", "price": price} for each, price in pairs))
    with cloud.use(ShortPages()):
        asks(submission, cloud, "O'Neil", missing="pages")


@exam.check(points=1)
def exam_refused(submission, cloud):
    """Whatever DynamoDB refuses, at whichever request, comes out."""

    def call(cloud):
        return submission.later.latest_by_sector(cloud.resource("dynamodb"), "energy")

    lets_refusals_out(submission, cloud, lab.prepare, call)
    needs_the_leader(submission, cloud, lab.prepare, call)
    energy = {item["symbol"]: item.get("price") for item in lab.PRICES if item.get("sector") == "energy"}
    right_or_raises(submission, cloud, lab.prepare, call, energy)
    lab.prepare(cloud)
    dynamodb = cloud.resource("dynamodb")
    errors_come_out_later(cloud, lambda: submission.latest_by_sector(dynamodb, "energy"), advice="catches_all")


@exam.check(points=2)
def exam_large_sector(submission, cloud):
    """All of a sector's instruments are there, however many and however large they are."""
    lab.prepare(cloud)
    asks_for_large(submission, cloud, small=submission.random.randrange(105, 140), big=4)
    many = [
        {"symbol": f"M{n:04}", "sector": "many", "price": n} for n in range(submission.random.randrange(1010, 1050))
    ]
    lab.put(cloud, "prices", *many)
    asks(submission, cloud, "many", "all of them are stored", missing="pages", most=2_600)


@exam.check(points=1)
def exam_left_out(submission, cloud):
    """Keys that DynamoDB leaves unprocessed are asked for again, for as long as it takes."""
    lab.prepare(cloud)
    sector, items = new_sector(submission, many=60)
    lab.put(cloud, "prices", *items)
    asks_when_crowded(submission, cloud, sector, seconds=60)
    asks_for_more_than_fits(submission, cloud, sector, withdrawn=submission.random.randrange(25, 40))


@exam.check(points=1)
def exam_busy(submission, cloud):
    """When something cannot be read, the caller gets that error, not a part of the sector."""
    lab.prepare(cloud)
    because = "nobody knows the prices that could not be read"
    with (
        cloud.use(BusyAfter(1, READS)),
        comes_to_an_end(cloud),
        expect_client_error("ProvisionedThroughputExceededException", because, advice="catches_all"),
    ):
        submission.latest_by_sector(cloud.resource("dynamodb"), "energy")
