"""The exam of buy_item."""

from decimal import Decimal
from itertools import product

from course_lib.checks import Exam, expect_client_error
from course_lib.checks.kit import busy, uses_what_it_is_handed
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.practice.buy_item import (
    buys,
    buys_back,
    buys_now,
    buys_once,
    comes_back,
    disturbed,
    hears_nothing,
    lets_errors_out,
    meets_transaction,
    race,
    refuses,
    survives,
    takes_one_request,
)

exam = Exam()


def market(submission):
    """A player, an item for sale and one that is sold, which nobody has seen; and what puts them in."""
    random = submission.random
    player = {"player_id": f"p-{random.randrange(100, 1000)}", "coins": random.randrange(200, 900), "home": "Lund"}
    number = random.randrange(100, 1000)
    item = {"item_id": f"ring-{number}", "kind": "ring", "runes": ["ur", "is"]}
    gone = {"item_id": f"ring-{number}-b", "kind": "ring", "sold_to": "cleo"}

    def prepare(cloud):
        lab.prepare(cloud)
        lab.put(cloud, "players", player)
        lab.put(cloud, "items", item, gone)

    return player, item, gone, prepare


@exam.check(points=2)
def exam_enough_coins(submission, cloud):
    """Whoever has enough coins gets the item, down to the last coin."""
    player, item, _, prepare = market(submission)
    prepare(cloud)
    first = submission.random.randrange(1, 100)
    buys(submission, cloud, player["player_id"], item["item_id"], first)
    buys(submission, cloud, player["player_id"], "sword-1", player["coins"] - first)
    uses_what_it_is_handed(
        cloud, lambda who: submission.buy_item(cloud.resource("dynamodb", who=who), player["player_id"], "sword-1", 1)
    )
    rich, exact = {"player_id": "\u00e9 #1", "coins": 10**37 + 7}, {"player_id": "e\u0301", "coins": Decimal("30.5")}
    odd = [{"item_id": name, "bought_by": "nobody", "sold": False} for name in ("o'ring {}", "#item :price")]
    lab.put(cloud, "players", rich, exact)
    lab.put(cloud, "items", *odd)
    buys(submission, cloud, rich["player_id"], odd[0]["item_id"], 10**37 - submission.random.randrange(1, 99))
    buys(submission, cloud, exact["player_id"], odd[1]["item_id"], 30)


@exam.check(points=1)
def exam_too_few(submission, cloud):
    """One coin too few, or none at all, buys nothing."""
    player, item, _, prepare = market(submission)
    prepare(cloud)
    because = "the price is higher than what the player has"
    refuses(submission, cloud, player["player_id"], item["item_id"], player["coins"] + 1, "too_few_coins", because)
    lab.put(cloud, "players", {"player_id": "newcomer"})
    refuses(submission, cloud, "newcomer", item["item_id"], 1, "too_few_coins", "a newcomer has no coins yet")
    lab.put(cloud, "players", {"player_id": "newcomer", "coins": 8})
    buys_now(submission, cloud, "newcomer", "sword-1", 7)
    for coins in (Decimal("49.5"), 0, -3, Decimal("49." + "9" * 30)):
        lab.put(cloud, "players", {"player_id": "counter", "coins": coins})
        refuses(submission, cloud, "counter", item["item_id"], 50, "too_few_coins", because)


@exam.check(points=1)
def exam_sold(submission, cloud):
    """What is sold is sold, whoever has it."""
    player, item, gone, prepare = market(submission)
    prepare(cloud)
    refuses(submission, cloud, player["player_id"], gone["item_id"], 5, "already_sold", "somebody has bought it")
    refuses(submission, cloud, "cleo", gone["item_id"], 5, "already_sold", "this player has bought it")
    buys_once(submission, cloud, player["player_id"], item["item_id"], 5)
    buys_back(submission, cloud, player["player_id"], item["item_id"], 7)
    for number, owner in enumerate(("", None, False, 0, [], {})):
        lab.put(cloud, "items", {"item_id": f"odd-{number}", "sold_to": owner})
        because = "it has the attribute sold_to, whoever it names"
        refuses(submission, cloud, player["player_id"], f"odd-{number}", 5, "already_sold", because)
    comes_back(submission, cloud, player["player_id"], gone["item_id"], 5)


@exam.check(points=1)
def exam_missing(submission, cloud):
    """Players and items that do not exist are told apart, and never created."""
    player, item, _, prepare = market(submission)
    prepare(cloud)
    refuses(submission, cloud, "p-none", item["item_id"], 5, "no_such_player", "nobody has this player_id")
    refuses(submission, cloud, player["player_id"], "ring-none", 5, "no_such_item", "nothing has this item_id")
    lab.put(cloud, "players", {"player_id": "p-none", "coins": 9})
    lab.put(cloud, "items", {"item_id": "ring-none"})
    buys_now(submission, cloud, "p-none", "ring-none", 5)


@exam.check(points=1)
def exam_several_reasons(submission, cloud):
    """Of several true answers the first in the list is returned."""
    player, _, gone, prepare = market(submission)
    prepare(cloud)
    high = player["coins"] + 1
    cases = [
        ("p-none", "ring-none", 5, "no_such_player"),
        ("p-none", gone["item_id"], 5, "no_such_player"),
        (player["player_id"], "ring-none", high, "no_such_item"),
        (player["player_id"], gone["item_id"], high, "already_sold"),
    ]
    for player_id, item_id, price, text in cases:
        because = "more than one answer is true, and the list says which counts"
        refuses(submission, cloud, player_id, item_id, price, text, because, several=True)


@exam.check(points=1)
def exam_one_request(submission, cloud):
    """Each answer comes out of one request."""
    player, item, gone, prepare = market(submission)
    prepare(cloud)
    for item_id in (item["item_id"], gone["item_id"], "ring-none"):
        takes_one_request(submission, cloud, player["player_id"], item_id, 5)


@exam.check(points=2)
def exam_crash(submission, cloud):
    """Wherever the program ends or loses touch, both tables have changed or neither has."""
    player, item, _, prepare = market(submission)
    survives(submission, cloud, prepare, player["player_id"], item["item_id"], submission.random.randrange(1, 100))
    prepare(cloud)
    hears_nothing(submission, cloud, player["player_id"], item["item_id"], submission.random.randrange(1, 100))


@exam.check(points=2)
def exam_races(submission, cloud):
    """At the same moment one item is sold once, and one purse is spent once."""
    player, item, _, prepare = market(submission)
    price = player["coins"] // 2 + 1
    mine = player["player_id"]
    race(submission, cloud, prepare, [(mine, item["item_id"], price), ("dan", item["item_id"], 60)])
    race(submission, cloud, prepare, [(mine, item["item_id"], price), (mine, "sword-1", price)])


@exam.check(points=1)
def exam_not_a_condition(submission, cloud):
    """A conflict, or a table that is too busy, says nothing about coins and items: that error comes out."""
    player, item, _, prepare = market(submission)
    prepare(cloud)
    because = "neither the player nor the item was looked at"
    pair = player["player_id"], item["item_id"]
    with busy(cloud), expect_client_error("ProvisionedThroughputExceededException", because, advice="not_a_condition"):
        submission.buy_item(cloud.resource("dynamodb"), *pair, 5)
    meets_transaction(submission, cloud, *pair, 5)
    lets_errors_out(submission, cloud, "ana", "sword-1", 5)
    lets_errors_out(submission, cloud, "eve", "cloak-7", 5)


@exam.check(points=2)
def exam_mixed_reasons(submission, cloud):
    """Where others are in the way too, an answer is true whatever they do; if it cannot be, the error comes out."""
    lab.prepare(cloud)
    players = {"eve": "no_such_player", "ben": "too_few_coins", "ana": None}
    items = {"crown-1": "no_such_item", "cloak-7": "already_sold", "sword-1": None}
    price = submission.random.randrange(41, 120)
    order = ("no_such_player", "no_such_item", "already_sold", "too_few_coins")
    cases = []
    for (player, about_player), (item, about_item) in product(players.items(), items.items()):
        true = [text for text in order if text in (about_player, about_item)]
        cases.append((player, item, price, true[0] if true else None))
    disturbed(submission, cloud, cases)
