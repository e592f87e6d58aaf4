"""latest_price: one item, read so that nothing written before is missed."""

from decimal import Decimal

from course_lib.aws.values import same
from course_lib.checks import Exercise, Reason, expect, expect_client_error, require
from course_lib.checks.kit import error_means
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.answers import LEADER, require_no_scan


def is_an_old_one(seen):
    """What came back is an earlier price."""
    return any(same(seen.got, price) for price in seen.facts["earlier"])


exercise = Exercise(
    call="latest_price(dynamodb, symbol)",
    section='Part 1, "A read that misses nothing"',
    may_be_none=True,
    hints=(
        "Which replica has every write at once? There is a parameter that makes DynamoDB ask that one.",
        "get_item takes ConsistentRead=True. Then look at two things that may be missing: the response has no Item "
        "when there is no such instrument, and an item may have no price.",
        'item = dynamodb.Table("prices").get_item(Key={"symbol": symbol}, ConsistentRead=True).get("Item", {}), '
        'then return item.get("price").',
    ),
    advice={
        "eventual": Reason(
            "This read did not have the last trade yet. A read without ConsistentRead=True may miss any recent "
            "write, however often you repeat it and however long you wait.",
            when=is_an_old_one,
        ),
        "none": "Return None when there is no such instrument, or when it has no price. A response without Item and "
        "an item without price are both normal.",
        "remembers": "A share can be suspended, withdrawn or traded after an earlier call has seen its price. Keep "
        "nothing from call to call; ask DynamoDB each time, and let out what it refuses.",
        "number": "A price can be 0 or below, and can have many digits. Return it as it came, a Decimal: no float, no "
        "text, and no test such as `if price`, which takes 0 for nothing.",
        "symbol": Reason(
            "A symbol is a key, and another text is another key. Send it as it came: no other case, no strip, and "
            "never as a part of an expression's or a statement's text, where a quote would end it.",
            when=lambda seen: seen.got is None or isinstance(seen.got, (int, Decimal)),
        ),
        "answer": "Return the value of the attribute price alone, not the item and not the response.",
        "scan": "A Scan reads every item of the table and you pay for all of them. Ask for the one key with get_item.",
        "leader": LEADER,
        "catches_all": "None means that there is no price. If the table could not be read, nobody knows: pass the "
        "error on.",
    },
)


@exercise.check()
def known_price(submission, cloud):
    """The price of an instrument is returned, and nothing is changed."""
    lab.prepare(cloud)
    tells(submission, cloud, "NORD", Decimal("101.00"))


@exercise.check()
def last_trade(submission, cloud):
    """Right after a trade, its price is returned, also when replicas do not have it yet."""
    lab.prepare(cloud)
    sees_trades(submission, cloud, "NORD", [Decimal("101.50"), Decimal("99.75"), Decimal("102.00")])


@exercise.check()
def no_price(submission, cloud):
    """None is returned for an instrument that does not exist, and for one that has no price."""
    lab.prepare(cloud)
    tells_none(submission, cloud, "VOLT", "VOLT is suspended: its item has no price")
    tells_none(submission, cloud, "XXXX", "there is no XXXX")


@exercise.check()
def any_number(submission, cloud):
    """Prices below zero, a price of 0 and prices with many digits come back exactly."""
    lab.prepare(cloud)
    tells(submission, cloud, "CRUD", Decimal("-37.63"), advice="number")
    exactly(submission, cloud, [Decimal("0"), Decimal("0.30000000000000000004")])


@exercise.check()
def one_item(submission, cloud):
    """Only the one item is read, not the whole table."""
    lab.prepare(cloud)
    reads_one(submission, cloud, "PAGE", Decimal("250"))


@exercise.check()
def missing_table(submission, cloud):
    """A failure comes out as it is: here the table does not exist."""
    because = "without the table nobody knows whether there is a price"
    with expect_client_error("ResourceNotFoundException", because, advice="catches_all"):
        submission.latest_price(cloud.resource("dynamodb"), "NORD")


def tells(submission, cloud, symbol, price, advice="answer"):
    """A call for a price that everybody knows."""
    with error_means(advice, "ValidationException"):
        answer = submission.latest_price(cloud.resource("dynamodb"), symbol)
    expect(answer, price, "this is the stored price", advice=advice)
    problem = f"Your function returned a number of the type {type(answer).__name__}."
    require(isinstance(answer, Decimal), problem, "whoever called computes with Decimals", advice="number")


def sees_trades(submission, cloud, symbol, prices):
    """Calls right after trades that only the leader has."""
    lab.fall_behind(cloud)
    item = lab.stored(cloud, "prices", symbol)
    known = [(item or {}).get("price")]
    for price in prices:
        lab.publish(cloud, "prices", {**(item or {"symbol": symbol, "sector": "food"}), "price": price})
        answer = submission.latest_price(cloud.resource("dynamodb"), symbol)
        because = "the exchange was told that this trade is stored before you read"
        expect(answer, price, because, ("eventual", "answer"), {"earlier": list(known)})
        known.append(price)


def tells_none(submission, cloud, symbol, because):
    """A call for a price that is not there."""
    answer = submission.latest_price(cloud.resource("dynamodb"), symbol)
    expect(answer, None, because, advice="none")


def forgets(submission, cloud, symbol, price):
    """A price that was there when an earlier call looked, and is not any more."""
    lab.put(cloud, "prices", {"symbol": symbol, "sector": "media", "price": price})
    tells(submission, cloud, symbol, price)
    lab.put(cloud, "prices", {"symbol": symbol, "sector": "media"})
    answer = submission.latest_price(cloud.resource("dynamodb"), symbol)
    expect(answer, None, "it has just been suspended: its item has no price any more", advice="remembers")


def exactly(submission, cloud, prices):
    """Calls for prices that are easily spoilt."""
    for number, price in enumerate(prices):
        lab.put(cloud, "prices", {"symbol": f"NUM{number}", "sector": "energy", "price": price})
        tells(submission, cloud, f"NUM{number}", price, advice="number")


def reads_one(submission, cloud, symbol, price):
    """A call that must not read other items."""
    answer = submission.latest_price(cloud.resource("dynamodb"), symbol)
    require_no_scan(cloud, "one item is enough")
    expect(answer, price, "this is the stored price", advice="answer")
