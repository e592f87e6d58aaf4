"""latest_by_sector: an index tells where to look, the table tells what is true."""

from decimal import Decimal

from course_lib.aws.layers.crowded import Crowded
from course_lib.checks import Exercise, LearnerError, Reason, expect_client_error
from course_lib.checks.kit import comes_to_an_end, expect_unchanged
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.answers import (
    LEADER,
    expect_entries,
    expect_pauses,
    lacks_any,
    lacks_none,
    nearly_right,
    refusals_explained,
    require_no_scan,
    shows_old,
)

BIG = "x" * 380_000  # three such items are more than the 1 MB that one page may hold


def does_not_belong(seen):
    """The symbols in the answer that should not be there."""
    return [symbol for symbol in seen.got if symbol not in seen.expected] if isinstance(seen.got, dict) else []


def moved_away_already(seen):
    """One of them is an instrument that was in this sector a moment ago."""
    return any(symbol in seen.facts["moved"] for symbol in does_not_belong(seen))


def never_belonged(seen):
    """One of them is there, and in another sector since long."""
    return any(symbol in seen.facts["listed"] for symbol in does_not_belong(seen)) and not moved_away_already(seen)


def left_keys_out(seen):
    """Prices are missing, and an answer had left keys out."""
    answers = [entry.result or {} for entry in seen.sent("BatchGetItem")]
    return lacks_any(seen) and any(answer.get("UnprocessedKeys") for answer in answers)


exercise = Exercise(
    call="latest_by_sector(dynamodb, sector)",
    section='Part 6, "An index is always behind"',
    hints=(
        "The index by_sector can be asked by sector, but not consistently. The table can be asked consistently, but "
        "only by symbol. What do you need from each?",
        "Query the index, all pages, for the symbols. Then read these items from the table, consistently and a "
        "hundred at a time, as in Part 3. An item may have moved to another sector since, or be gone.",
        'table.query(IndexName="by_sector", KeyConditionExpression=Key("sector").eq(sector)) and, for each hundred, '
        'batch_get_item with "ConsistentRead": True. Keep an item only if item.get("sector") == sector.',
    ),
    advice={
        "eventual": Reason(
            "Some of these prices are older than the last trade. An index is always eventually consistent: "
            "take only the symbols from it, and read prices from the table with ConsistentRead=True.",
            when=shows_old,
        ),
        "moved": Reason(
            "An instrument is in the answer that is not in this sector any more. The index had not heard of it "
            "yet; the item that you read from the table says which sector is right.",
            when=moved_away_already,
        ),
        "strangers": Reason(
            "An instrument is in the answer that belongs to another sector. Two sectors are the same only if their "
            "texts are; and keep nothing from one call to the next: a parameter's default is made only once.",
            when=never_belonged,
        ),
        "gone": Reason(
            "An instrument is in the answer that does not exist any more. The index still had it; the table did not.",
            when=lambda seen: bool(does_not_belong(seen)),
        ),
        "index_consistent": "A global secondary index refuses ConsistentRead=True. Query it without, and read the "
        "items themselves from the table.",
        "remembers": Reason(
            "Instruments are added to a sector between your calls. Keep nothing from call to call: ask the index each "
            "time.",
            when=lacks_any,
        ),
        "pages": Reason(
            "Instruments are missing. An answer of an index ends after 1 MB too; go on as long as there is a "
            "LastEvaluatedKey.",
            when=lacks_any,
        ),
        "hundred": "One BatchGetItem takes 100 different keys at most, and at least one: a sector may be empty.",
        "unprocessed": Reason(
            "Prices are missing that are there. Ask again, after a pause, for the UnprocessedKeys of each "
            "BatchGetItem.",
            when=left_keys_out,
        ),
        "wait": "Keys that were left out are asked for again after a pause: time.sleep, each time longer.",
        "none": Reason(
            "Instruments of the sector that have no price belong in the dictionary too, with None.",
            when=lambda seen: lacks_none(seen) and not lacks_any(seen),
        ),
        "exactly": Reason(
            "A price is what is stored, all of its digits: no float, and no sum in Python's decimal context, which "
            "keeps 28.",
            when=nearly_right,
        ),
        "answer": "Return a dictionary: the symbol of each instrument of the sector, and its price.",
        "scan": "A Scan reads every item of the table or index and you pay for all of them. Query the index.",
        "again": "A batch may leave something out each time: an answer has 16 MB at most. Ask again for what "
        "UnprocessedKeys lists, not for the whole hundred.",
        "endless": "Go on only as long as there are UnprocessedKeys or a LastEvaluatedKey.",
        "leader": LEADER,
        "catches_all": "A part of a sector looks like all of it. If something could not be read, pass the error on.",
    },
)


@exercise.check()
def one_sector(submission, cloud):
    """The prices of a sector's instruments are returned, with None for one that is suspended."""
    lab.prepare(cloud)
    asks(submission, cloud, "energy")


@exercise.check()
def last_trades(submission, cloud):
    """Trades that were confirmed a moment ago are included."""
    lab.prepare(cloud)
    asks_after_trades(submission, cloud, "food", Decimal("9.99"))


@exercise.check()
def moved_away(submission, cloud):
    """An instrument that has just moved to another sector is left out."""
    lab.prepare(cloud)
    leaves_out(submission, cloud, "energy", moved="HELI")


@exercise.check()
def withdrawn(submission, cloud):
    """An instrument that has just been withdrawn is left out."""
    lab.prepare(cloud)
    leaves_out(submission, cloud, "energy", withdrawn="NORD")


@exercise.check()
def large_sector(submission, cloud):
    """All of a sector's instruments are there, also when they fill several pages and batches."""
    lab.prepare(cloud)
    asks_for_large(submission, cloud, small=120, big=4)


@exercise.check()
def left_out(submission, cloud):
    """Keys that DynamoDB leaves unprocessed are asked for again."""
    lab.prepare(cloud)
    asks_when_crowded(submission, cloud, "energy")


@exercise.check()
def no_instruments(submission, cloud):
    """For a sector without instruments the dictionary is empty."""
    lab.prepare(cloud)
    asks(submission, cloud, "shipping")


@exercise.check()
def missing_table(submission, cloud):
    """A failure comes out as it is: here the table does not exist."""
    because = "without the table nobody knows any price"
    with comes_to_an_end(cloud), expect_client_error("ResourceNotFoundException", because, advice="catches_all"):
        submission.latest_by_sector(cloud.resource("dynamodb"), "food")


def asks(
    submission,
    cloud,
    sector,
    because="this is what is stored",
    missing="answer",
    old=None,
    moved=(),
    most=300,
    endless="endless",
):
    """A call whose answer has to be right; `moved` have just left the sector."""
    instruments = [item for name, item in lab.everything(cloud).items() if name.startswith("prices/")]
    expected = {item["symbol"]: item.get("price") for item in instruments if item.get("sector") == sector}
    with comes_to_an_end(cloud, most, endless), refusals_explained():
        answer = submission.latest_by_sector(cloud.resource("dynamodb"), sector)
    expect_unchanged(cloud, "it only has to read")
    require_no_scan(cloud, "other sectors are of no interest here")
    advice = ("eventual", "moved", "strangers", "gone", missing, "none", "exactly", "answer")
    listed = {item["symbol"] for item in instruments}
    expect_entries(answer, expected, because, advice, old=old, listed=listed, moved=moved)


def asks_as_it_grows(submission, cloud, sector, *added):
    """A call, and another one when the index has long heard of instruments that were added meanwhile."""
    asks(submission, cloud, sector)
    lab.put(cloud, "prices", *added)
    asks(submission, cloud, sector, "these instruments were added long ago", missing="remembers")


def asks_after_trades(submission, cloud, sector, price):
    """A call right after trades of a whole sector that only the leader has."""
    old = trades(cloud, sector, price)
    asks(submission, cloud, sector, "these trades were confirmed before you read", old=old)


def trades(cloud, sector, price):
    """New prices of a whole sector that replicas and the index do not have yet; the old ones, by symbol."""
    items = [item for item in lab.everything(cloud).values() if item.get("sector") == sector]
    lab.fall_behind(cloud)
    for number, item in enumerate(items):
        lab.publish(cloud, "prices", {**item, "price": price + number})
    return {item["symbol"]: item.get("price") for item in items}


def leaves_out(submission, cloud, sector, moved=None, withdrawn=None, to="technology"):
    """A call right after an instrument has left the sector, of which the index knows nothing."""
    lab.fall_behind(cloud)
    if moved:
        lab.change(cloud, "prices", {"symbol": moved}, "sector", to)
    if withdrawn:
        lab.withdraw(cloud, "prices", {"symbol": withdrawn})
    asks(submission, cloud, sector, "an instrument left the sector before you read", moved=[moved])


def loses_its_sector(submission, cloud, sector, symbol):
    """A call right after an instrument's sector was taken away. An error about it misleads nobody."""
    lab.fall_behind(cloud)
    item = lab.stored(cloud, "prices", symbol)
    lab.publish(cloud, "prices", {name: value for name, value in item.items() if name != "sector"})
    try:
        asks(submission, cloud, sector, "an instrument whose sector was taken away is in none", moved=[symbol])
    except LearnerError as error:
        if error.raised.types[0] != "KeyError":
            raise


def loses_its_price(submission, cloud, sector, symbol):
    """A call right after an instrument was suspended: its price is gone, and the index still has the old one."""
    lab.fall_behind(cloud)
    item = lab.stored(cloud, "prices", symbol)
    lab.publish(cloud, "prices", {name: value for name, value in item.items() if name != "price"})
    old = {symbol: item["price"]}
    asks(submission, cloud, sector, "it has just been suspended, and has no price any more", old=old)


def asks_for_large(submission, cloud, small, big):
    """A call for a sector of more than 100 instruments, some of them large."""
    long = [{"symbol": f"B{number}", "sector": "large", "price": number, "prospectus": BIG} for number in range(big)]
    short = [{"symbol": f"S{number:03}", "sector": "large", "price": number} for number in range(small)]
    lab.put(cloud, "prices", *long, *short)
    asks(submission, cloud, "large", "all of them are stored", missing="pages")


def asks_for_more_than_fits(submission, cloud, sector, withdrawn, fits=20):
    """A call for more than one answer can hold. The first answers have no item: the index does not know it yet."""
    members = [item["symbol"] for item in lab.everything(cloud).values() if item.get("sector") == sector]
    gone, stays = set(members[:withdrawn]), set(members[withdrawn:])
    lab.fall_behind(cloud)
    for symbol in gone:
        lab.withdraw(cloud, "prices", {"symbol": symbol})
    too_much = Crowded(cloud.clock, seconds=86_400, room=fits, late=lambda key: key["symbol"]["S"] in stays)
    because = "an answer without any item may still have UnprocessedKeys"
    with cloud.use(too_much):
        asks(submission, cloud, sector, because, "unprocessed", endless="again")


def asks_when_crowded(submission, cloud, sector, seconds=30, price=Decimal("500.5")):
    """A call whose batches are answered bit by bit."""
    old = trades(cloud, sector, price)
    with cloud.use(Crowded(cloud.clock, seconds, room=1)):
        asks(submission, cloud, sector, "all of them are stored", missing="unprocessed", old=old)
    expect_pauses(cloud, advice="wait")
