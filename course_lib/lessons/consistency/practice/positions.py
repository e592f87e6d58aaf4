"""positions: every page of a Query, and every page strongly consistent."""

from course_lib.checks import Exercise, Reason, expect_client_error
from course_lib.lessons.consistency import data as lab
from course_lib.lessons.consistency.answers import LEADER, expect_entries, require_no_scan, shows_old

BIG = "x" * 380_000  # three such items are more than the 1 MB that one page may hold


def not_there(seen):
    """The quantities whose symbols are not in the answer."""
    if not isinstance(seen.got, dict):
        return []
    return [seen.expected[symbol] for symbol in seen.expected if symbol not in seen.got]


def zeros_and_less(seen):
    """It takes sold-out positions for positions, or those below 0 for sold out."""
    if not isinstance(seen.got, dict):
        return False
    missing = not_there(seen)
    return 0 in seen.got.values() or bool(missing and all(quantity < 0 for quantity in missing))


def behind(seen):
    """It shows the past, or not yet what came last."""
    if shows_old(seen):
        return True
    return seen.facts.get("just_now", False) and isinstance(seen.got, dict) and bool(not_there(seen))


def has_strangers(seen):
    """A symbol that this account has never had is in the answer."""
    return isinstance(seen.got, dict) and any(name not in seen.facts["names"] for name in seen.got)


def only_numbers_are_wrong(seen):
    """The answer has the right symbols, but perhaps for those of which there is less than one."""
    if not isinstance(seen.got, dict) or seen.got.keys() - seen.expected.keys():
        return False
    return all(abs(seen.expected[name]) < 1 for name in seen.expected.keys() - seen.got.keys())


exercise = Exercise(
    call="positions(dynamodb, account)",
    section='Part 2, "All pages"',
    hints=(
        "One answer of a Query ends after 1 MB, wherever that is. How does the answer say that there is more?",
        "As long as an answer has a LastEvaluatedKey, send the same Query again with it as ExclusiveStartKey. Every "
        "one of these requests needs ConsistentRead=True. Leave out quantities of 0, but do not stop at an empty page.",
        'Keep the arguments in a dictionary: query = {"KeyConditionExpression": Key("account").eq(account), '
        '"ConsistentRead": True}. Loop: page = table.query(**query); collect; if "LastEvaluatedKey" not in page, stop; '
        'else query["ExclusiveStartKey"] = page["LastEvaluatedKey"].',
    ),
    advice={
        "strangers": Reason(
            "A symbol is in the answer that this account does not have. Ask for this account alone, use each symbol as "
            "it came, and keep nothing from one call to the next: a parameter's default is made only once.",
            when=has_strangers,
        ),
        "symbols": "Any text can be a symbol, and each text is another one. Ask for the account alone, without a range "
        "of symbols, and use each symbol as it came.",
        "number": Reason(
            "A quantity can have a fraction, and 38 digits. Return it as it came: no int, no float, no sum in Python's "
            "decimal context, which keeps 28.",
            when=only_numbers_are_wrong,
        ),
        "sold_out": Reason(
            "Leave out positions with quantity 0, and keep those below 0: they are sold short.",
            when=zeros_and_less,
        ),
        "eventual": Reason(
            "This shows positions as they were before the last fills. ConsistentRead=True has to stand in "
            "the request of every page.",
            when=behind,
        ),
        "pages": Reason(
            "Some positions are missing. An answer ends after 1 MB; there are more as long as it has a "
            "LastEvaluatedKey, even when it has no items.",
            when=lambda seen: bool(not_there(seen)),
        ),
        "answer": "Return a dictionary: the symbol of each position, and its quantity.",
        "scan": "A Scan reads the positions of every account of the bank. Ask for one partition key with a Query.",
        "leader": LEADER,
        "twice": Reason(
            "A page could not be read, and was asked for once more. Something that had been read before that was "
            "counted once more as well. Begin anew with an empty dictionary, or let the error out.",
            when=lambda seen: isinstance(seen.got, dict) and seen.got.keys() == seen.expected.keys(),
        ),
        "catches_all": "A part of the positions looks like all of them. If a page could not be read, pass the error "
        "on.",
    },
)


@exercise.check()
def two_positions(submission, cloud):
    """The symbols and quantities of one account are returned, without those that are sold out."""
    lab.prepare(cloud)
    lists(submission, cloud, "desk-7", {"MILA": 40, "NORD": 100})


@exercise.check()
def last_fills(submission, cloud):
    """Fills that were confirmed a moment ago are included."""
    lab.prepare(cloud)
    changes = {"MILA": 0, "NORD": 130, "PAGE": 5, "OATS": -12, "HELI": 8}
    lists_fills(submission, cloud, "desk-7", changes)


@exercise.check()
def three_megabytes(submission, cloud):
    """All positions of a large account are there, also those behind a page that has only sold-out ones."""
    lab.prepare(cloud)
    quantities = {"A1": 0, "A2": 0, "A3": 0, "A4": 0, "B1": 10, "B2": -20, "B3": 30, "C1": 40}
    lists_large(submission, cloud, "fund-1", quantities, {"B1": 11, "C1": 41})


@exercise.check()
def no_positions(submission, cloud):
    """For an account without positions the dictionary is empty."""
    lab.prepare(cloud)
    lists(submission, cloud, "desk-1", {})


@exercise.check()
def missing_table(submission, cloud):
    """A failure comes out as it is: here the table does not exist."""
    because = "without the table nobody knows what the account holds"
    with expect_client_error("ResourceNotFoundException", because, advice="catches_all"):
        submission.positions(cloud.resource("dynamodb"), "desk-7")


def lists(submission, cloud, account, quantities, about="answer"):
    """A call for positions that everybody knows."""
    answer = submission.positions(cloud.resource("dynamodb"), account)
    require_no_scan(cloud, "other accounts are none of its business, and cost as much to read")
    advice = ("strangers", "sold_out", about, "answer")
    expect_entries(answer, quantities, "this is what is stored", advice, names=stored_of(cloud, account))


def stored_of(cloud, account):
    """The quantities of an account's positions by symbol, those of 0 included."""
    stored = lab.everything(cloud).values()
    return {item["symbol"]: item["quantity"] for item in stored if item.get("account") == account}


def lists_fills(submission, cloud, account, changes, pages=False):
    """A call right after fills that only the leader has; `pages`: positions can be missing for another reason too."""
    before = stored_of(cloud, account)
    after = before | changes
    lab.fall_behind(cloud)
    for symbol, quantity in changes.items():
        lab.change(cloud, "positions", {"account": account, "symbol": symbol}, "quantity", quantity)
    answer = submission.positions(cloud.resource("dynamodb"), account)
    require_no_scan(cloud, "other accounts are none of its business, and cost as much to read")
    expected = {symbol: quantity for symbol, quantity in after.items() if quantity != 0}
    old = {symbol: before.get(symbol) or None for symbol in changes}
    because = "these quantities were confirmed before you read"
    advice = ("strangers", "eventual", "sold_out", *(["pages"] if pages else []), "answer")
    expect_entries(answer, expected, because, advice, old=old, just_now=not pages, names=after)


def lists_large(submission, cloud, account, quantities, changes):
    """A call for an account of several pages, some of whose positions changed a moment ago."""
    items = [
        {"account": account, "symbol": symbol, "quantity": quantity, "confirmation": BIG}
        for symbol, quantity in quantities.items()
    ]
    lab.put(cloud, "positions", *items)
    lists_fills(submission, cloud, account, changes, pages=True)
