"""latest_prices: many items in few requests, until the last one has been answered."""

from decimal import Decimal

from course_lib.aws.layers.crowded import Crowded
from course_lib.aws.values import same
from course_lib.checks import SLIPS, Exercise, LearnerError, Reason, expect, expect_client_error, require
from course_lib.checks.kit import comes_to_an_end, error_means, expect_unchanged, requests_in_words, sent
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.answers import (
    LEADER,
    expect_entries,
    expect_pauses,
    lacks_any,
    lacks_none,
    lacks_some,
    nearly_right,
    refusals_explained,
    require_no_scan,
    shows_old,
)

MOST_KEYS = 100  # of one BatchGetItem. Source: API reference
CROWDED_FOR, MOST_REQUESTS = 5, 40  # seconds; what the contract allows meanwhile
ENTRIES = ("strangers", "order", "unprocessed", "collect", "none", "answer")  # what can be wrong with them
LEAST_PATIENCE = 10  # seconds of waiting before a function may give up, as the contract says


def only_odd_ones_are_wrong(seen):
    """All symbols are there, and those of the usual form have the right price, or all have nearly the right one."""
    if nearly_right(seen):
        return True
    if not isinstance(seen.got, dict) or seen.expected.keys() - seen.got.keys():
        return False
    usual = [name for name in seen.expected if name.isascii() and name.isalpha() and name.isupper()]
    return all(same(seen.got.get(name), seen.expected[name]) for name in usual)


def stand_elsewhere(seen):
    """Prices in the answer are right for other symbols than those at which they stand."""
    if not isinstance(seen.got, dict):
        return False
    wrong = [price for name, price in seen.got.items() if not same(price, seen.expected.get(name))]
    wrong = [price for price in wrong if price is not None]
    return bool(wrong) and all(any(same(price, right) for right in seen.expected.values()) for price in wrong)


def left_keys_out(seen):
    """Some prices came back and some did not, or none did and the last answer had left keys out."""
    last = [entry.result or {} for entry in seen.sent("BatchGetItem")][-1:]
    return lacks_some(seen) or (lacks_any(seen) and any(answer.get("UnprocessedKeys") for answer in last))


exercise = Exercise(
    call="latest_prices(dynamodb, symbols)",
    section='Part 3, "Many items at once"',
    hints=(
        "batch_get_item takes up to 100 different keys and may answer only some of them. Where does its answer list "
        "those that it left out?",
        "Remove duplicates, cut the list into hundreds, and put ConsistentRead=True next to Keys. While an answer has "
        "UnprocessedKeys, wait with time.sleep, each time twice as long, and send exactly those as the next "
        "RequestItems. Symbols that never come back have no item: begin with None for every symbol.",
        'prices = dict.fromkeys(symbols). For each hundred: request = {"prices": {"Keys": keys, "ConsistentRead": '
        "True}}; while request: answer = dynamodb.batch_get_item(RequestItems=request); collect "
        'answer["Responses"]["prices"]; request = answer["UnprocessedKeys"]; if there are any, '
        "time.sleep(pause) and double the pause.",
    ),
    advice={
        "strangers": Reason(
            "A symbol is in the answer that this call did not ask for. Begin each call with a new dictionary: "
            "a parameter's default is made only once, and keeps what earlier calls put into it.",
            when=lambda seen: isinstance(seen.got, dict) and bool(seen.got.keys() - seen.expected.keys()),
        ),
        "order": Reason(
            "Prices stand at other symbols than their own. The items of a batch come in any order, and those that are "
            "not there are left out: take each item's symbol from the item.",
            when=stand_elsewhere,
        ),
        "eventual": Reason(
            "Some of these prices are older than the last trade. In a batch ConsistentRead stands in each "
            "table's block, next to Keys, and in every request, also when you ask again.",
            when=shows_old,
        ),
        "unprocessed": Reason(
            "Prices are missing that are there. An answer may leave keys out, in UnprocessedKeys, without "
            "any error. Ask for them again until there are none.",
            when=left_keys_out,
        ),
        "wait": "You asked a crowded table again and again without giving it time. Wait before each repeat, each time "
        "longer: 0.05 seconds, 0.1, 0.2 and so on.",
        "gave_up": "The table was crowded for some seconds, which happens, and there was no answer in the end. Give up "
        "after ten seconds of waiting at the earliest.",
        "again": "A batch may leave something out each time, since an answer has 16 MB at most, and you pay for every "
        "key that is read. Ask again for what UnprocessedKeys lists, not for the whole hundred.",
        "endless": "A symbol that does not exist never comes back. Ask again for what UnprocessedKeys lists, and for "
        "nothing else.",
        "hundred": Reason(
            "One BatchGetItem takes 100 different keys at most, and at least one.",
            when=lacks_some,
        ),
        "duplicates": "BatchGetItem refuses a request in which a key stands twice. Ask for each symbol once.",
        "requests": "Each request takes time on its way. Send 100 keys in each BatchGetItem as long as there are so "
        "many.",
        "remembers": "Shares are listed, traded and suspended between your calls. Keep nothing from call to call; ask "
        "DynamoDB each time.",
        "exactly": Reason(
            "Each text is a key of its own: another case or another accent is another symbol. And a price is what is "
            "stored, all of its digits.",
            when=only_odd_ones_are_wrong,
        ),
        "collect": Reason(
            "Prices are None or missing that are stored. Take the items out of every answer, the last one too: "
            'they are in answer["Responses"]["prices"], in any order.',
            when=lacks_any,
        ),
        "none": Reason(
            "Symbols without an item and items without a price belong in the dictionary too, with None.",
            when=lacks_none,
        ),
        "answer": "Return a dictionary with every symbol that was asked for, and its price as it is stored; 0 is a "
        "price too.",
        "scan": "A Scan reads every item of the table and you pay for all of them. Ask for the keys you need.",
        "leader": LEADER,
        "catches_all": "None means that there is no price. If the table could not be read, nobody knows: pass the "
        "error on.",
    },
)


@exercise.check()
def few_symbols(submission, cloud):
    """Prices are returned by symbol, with None for those that are missing or suspended."""
    lab.prepare(cloud)
    asks(submission, cloud, ["NORD", "VOLT", "XXXX", "CRUD"])


@exercise.check()
def last_trades(submission, cloud):
    """Trades that were confirmed a moment ago are included."""
    lab.prepare(cloud)
    asks_after_trades(submission, cloud, ["HELI", "OATS", "NEWS"], Decimal("7.75"))


@exercise.check()
def many_symbols(submission, cloud):
    """Any number of symbols is answered, with 100 in each request."""
    lab.prepare(cloud)
    asks_for_many(submission, cloud, 230)
    asks(submission, cloud, [])


@exercise.check()
def twice(submission, cloud):
    """A symbol may stand in the list more than once."""
    lab.prepare(cloud)
    asks_twice(submission, cloud, ["NORD", "MILA", "NORD", "MILA", "PAGE"])


@exercise.check()
def left_out(submission, cloud):
    """Keys that DynamoDB leaves unprocessed are asked for again, and as consistently."""
    lab.prepare(cloud)
    asks_when_crowded(submission, cloud, ["NORD", "HELI", "CRUD", "MILA", "OATS", "PAGE", "XXXX", "VOLT"])


@exercise.check()
def crowded(submission, cloud):
    """A table that is crowded for five seconds gets no more than 40 requests, and all prices come back."""
    lab.prepare(cloud)
    waits(submission, cloud, 60)


@exercise.check()
def missing_table(submission, cloud):
    """A failure comes out as it is: here the table does not exist."""
    because = "without the table nobody knows any price"
    with (
        comes_to_an_end(cloud),
        expect_client_error("ResourceNotFoundException", because, advice="catches_all"),
    ):
        submission.latest_prices(cloud.resource("dynamodb"), ["NORD", "MILA"])


def asks(submission, cloud, symbols, because="this is what is stored", missing="collect", old=None):
    """A call whose answer has to be right."""
    stored = {item["symbol"]: item.get("price") for name, item in lab.everything(cloud).items() if "prices/" in name}
    with comes_to_an_end(cloud), refusals_explained():
        answer = submission.latest_prices(cloud.resource("dynamodb"), symbols)
    expect_unchanged(cloud, "it only has to read")
    require_no_scan(cloud, "other instruments are of no interest here")
    expected = {symbol: stored.get(symbol) for symbol in symbols}
    expect_entries(
        answer, expected, because, ("strangers", "order", "eventual", missing, "collect", "none", "answer"), old=old
    )


def asks_after_trades(submission, cloud, symbols, price):
    """A call right after trades that only the leader has."""
    old = publish_all(cloud, symbols, price)
    asks(submission, cloud, symbols, "these trades were confirmed before you read", old=old)


def publish_all(cloud, symbols, price):
    """New prices that replicas do not have yet; the old ones, by symbol."""
    lab.fall_behind(cloud)
    before = {symbol: lab.stored(cloud, "prices", symbol) for symbol in symbols}
    for number, (symbol, item) in enumerate(before.items()):
        lab.publish(cloud, "prices", {**(item or {"symbol": symbol, "sector": "media"}), "price": price + number})
    return {symbol: (item or {}).get("price") for symbol, item in before.items()}


def list_many(cloud, many):
    """Put many instruments on the list; their symbols, in no order."""
    symbols = [f"M{number:03}" for number in range(many)]
    lab.put(cloud, "prices", *({"symbol": symbol, "sector": "mixed", "price": 4} for symbol in symbols))
    return symbols[::2] + symbols[1::2]


def asks_for_many(submission, cloud, many):
    """A call for many symbols, all of them different, and the number of its requests."""
    symbols = list_many(cloud, many)
    before = len(sent(cloud))
    asks(submission, cloud, symbols, missing="hundred")
    requests, allowed = len(sent(cloud)) - before, -(-many // MOST_KEYS)
    problem = f"Your function sent {requests_in_words(requests)}."
    require(requests <= allowed, problem, "fewer are enough, with 100 keys in each", advice="requests")


def asks_twice(submission, cloud, symbols):
    """A call with duplicates."""
    before = len(sent(cloud))
    asks(submission, cloud, symbols, "each of them has one price, however often it is asked for")
    requests, allowed = len(sent(cloud)) - before, -(-len(set(symbols)) // MOST_KEYS)
    problem = f"Your function sent {requests_in_words(requests)}."
    advice = "duplicates" if requests <= -(-len(symbols) // MOST_KEYS) else "requests"
    require(requests <= allowed, problem, "there are only so many different symbols", advice=advice)


def asks_when_crowded(submission, cloud, symbols):
    """A call that is answered bit by bit, and is to be right all the same."""
    known = [symbol for symbol in symbols if (lab.stored(cloud, "prices", symbol) or {}).get("price") is not None]
    old = publish_all(cloud, known, Decimal("500.5"))
    with cloud.use(Crowded(cloud.clock, seconds=60, room=3)):
        asks(submission, cloud, symbols, "these prices are stored", missing="unprocessed", old=old)
    expect_pauses(cloud, advice="wait")


def asks_for_more_than_fits(submission, cloud, many, fits=30):
    """A call for more than one answer can hold: each leaves keys out, however long one waits. Most have no item."""
    listed = list_many(cloud, many)
    missing = [f"X{number:03}" for number in range(100 - many)]
    expected = {symbol: 4 for symbol in listed} | dict.fromkeys(missing)
    too_much = Crowded(cloud.clock, seconds=86_400, room=fits, late=lambda key: key["symbol"]["S"] in listed)
    with cloud.use(too_much), comes_to_an_end(cloud, advice="again"), refusals_explained():
        answer = submission.latest_prices(cloud.resource("dynamodb"), [*listed, *missing])
    because = "an answer without any item may still have UnprocessedKeys"
    expect_entries(answer, expected, because, ENTRIES)


def waits(submission, cloud, many):
    """A call to a table that has room for one key at a time, for a while."""
    symbols = list_many(cloud, many)
    expected = {symbol: 4 for symbol in symbols}
    with cloud.use(Crowded(cloud.clock, seconds=CROWDED_FOR, room=1)), comes_to_an_end(cloud), refusals_explained():
        because = f"the table was crowded for {CROWDED_FOR} seconds only"
        with error_means("gave_up", on_purpose, because=because):
            answer = submission.latest_prices(cloud.resource("dynamodb"), symbols)
    expect_entries(answer, expected, "all of them are stored", ENTRIES)
    require_no_scan(cloud, "other instruments are of no interest here")
    requests = len(sent(cloud))
    problem = f"Your function sent {requests_in_words(requests)} to a table that was crowded for {CROWDED_FOR} seconds."
    require(requests <= MOST_REQUESTS, problem, f"{MOST_REQUESTS} is what its contract allows", advice="wait")


def gives_all_or_none(submission, cloud, many):
    """A call to a table that stays crowded: all prices in the end, or an exception, and that not too soon."""
    symbols, began = list_many(cloud, many), cloud.clock.now()
    expected = {symbol: 4 for symbol in symbols}
    with cloud.use(Crowded(cloud.clock, seconds=600, room=1)), comes_to_an_end(cloud), refusals_explained():
        try:
            answer = submission.latest_prices(cloud.resource("dynamodb"), symbols)
        except LearnerError as error:
            if not on_purpose(error.raised):
                raise
            waited = (cloud.clock.now() - began).total_seconds()
            problem = f"It gave up after {waited:.1f} seconds."
            require(waited >= LEAST_PATIENCE, problem, f"{LEAST_PATIENCE} are the least", advice="gave_up")
            return
    because = "all of them are stored, however long the table is crowded"
    expect_entries(answer, expected, because, ENTRIES)


def asks_again(submission, cloud, symbol, price):
    """A symbol that an earlier call did not find is listed, and suspended later."""
    for item in ({"price": price}, {}):
        lab.put(cloud, "prices", {"symbol": symbol, "sector": "media", **item})
        answer = submission.latest_prices(cloud.resource("dynamodb"), [symbol])
        because = "this is stored now, whatever an earlier call has seen"
        expect(answer, {symbol: item.get("price")}, because, advice="remembers")


def on_purpose(raised):
    """Whether an error is neither a slip nor a request that is not well formed."""
    return raised.types[0] not in {"NotImplementedError", *SLIPS} and raised.code != "ValidationException"
