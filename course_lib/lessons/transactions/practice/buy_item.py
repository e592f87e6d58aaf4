"""buy_item: two tables change together, and one refusal tells why not."""

from functools import partial

from course_lib.checks import (
    Ending,
    Exercise,
    Failure,
    Reason,
    crash_points,
    expect,
    expect_client_error,
    expect_found,
    interleavings,
    require,
    value_of,
)
from course_lib.checks.kit import (
    LASTING,
    answered_none_of,
    call_in,
    created,
    error_means,
    errors_come_out,
    expect_changed,
    expect_unchanged,
    has_read,
    may_change,
    say_operations,
    sent,
)
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.cancelled import (
    CANCELLED,
    REFUSED_WHOLE,
    answers_truly_or_not_at_all,
    done_or_not_known,
    expect_conflict,
    met_transaction,
    was_cancelled,
    writes_apart,
)

REFUSALS = ("no_such_player", "no_such_item", "already_sold", "too_few_coins")
TEXTS = (*REFUSALS, "bought")
TOO_MUCH = ("one_transaction", "looks_first", "conditions")  # how one thing is sold twice


def misread(seen):
    """A cancelled transaction had told the answer; where nothing disturbed the call, the answer can be known at all."""
    return was_cancelled(seen) or not seen.facts.get("disturbed", False)


def in_two_requests(seen):
    """It wrote apart; where requests are counted, with a plain write."""
    if seen.facts.get("counted", False):
        return bool(seen.sent("PutItem", "UpdateItem", "DeleteItem"))
    return writes_apart(seen)


exercise = Exercise(
    call="buy_item(dynamodb, player_id, item_id, price)",
    section='Part 2, "Both or neither"',
    hints=(
        "Two writes that must not be parted belong into one request. Which conditions make DynamoDB refuse that "
        "request in each of the four bad cases, and what do the cancellation reasons then look like?",
        "One transact_write_items with two Updates: the player's coins go down, if there are enough; the item gets "
        "sold_to, if the item exists and has none. Give both ReturnValuesOnConditionCheckFailure=ALL_OLD. The reasons "
        "stand in the order of your actions: a failed one without Item means that there is no such player or item.",
        'In the except branch: reasons = error.response.get("CancellationReasons", []); raise when no reason has the '
        'Code "ConditionalCheckFailed". player, item = reasons. First: the player\'s failed and has no "Item" → '
        '"no_such_player". Then the item\'s failed → "already_sold" if it has an "Item", else "no_such_item". '
        'What is left is "too_few_coins".',
    ),
    advice={
        "let_out": "Catch the ClientError of the transaction: a failed condition is an answer, not an accident.",
        "answer": Reason(
            'Return exactly one of the texts in the list, such as "bought".',
            when=answered_none_of(TEXTS),
        ),
        "one_transaction": Reason(
            "The two writes came in two requests. Whatever happens between them, from another buyer to "
            "a power cut, finds one half done. Put both into one TransactWriteItems.",
            when=in_two_requests,
        ),
        "looks_first": Reason(
            "Between your read and your write another caller can write. Let the conditions in the "
            "transaction decide, and read the answer off its cancellation reasons.",
            when=has_read,
        ),
        "creates": Reason(
            "An Update creates an item that is not there. Make the condition false for a missing item: "
            "attribute_exists on its key, or a comparison with one of its attributes.",
            when=created,
        ),
        "conditions": "The transaction wrote where it should have refused. Each action needs its own "
        "ConditionExpression: enough coins, and an item that exists and is not sold.",
        "reasons": Reason(
            "Read every cancellation reason, in the order of your actions: its Code says whether that condition "
            'failed, and its Item, asked for with ReturnValuesOnConditionCheckFailure="ALL_OLD", whether there was '
            "anything.",
            when=misread,
        ),
        "order": "Several conditions can fail at once, and then several reasons say so. Return the text that stands "
        "first in the list.",
        "not_a_condition": "A transaction is cancelled for other reasons too, and other errors exist. Only the Code "
        '"ConditionalCheckFailed" is an answer, and beside another reason it is not the whole answer: that condition '
        "was not looked at. Pass everything else on with a bare `raise`.",
        "lost_answer": "After a lost answer boto3 sends the same transaction again, with its token. When it gives up, "
        "nobody knows whether it was carried out. Sent anew by you it is another transaction, and what refuses that "
        "one may be the first. Let boto3's error out.",
        "price": "Take exactly the price off the player's coins, and write the player_id into the item's sold_to. "
        "Change nothing else: an Update keeps the other attributes.",
        "one_request": "The cancelled transaction has told you everything. What a read finds before or after it may be "
        "another story.",
        "refuses_too_much": "A condition is too strict: the last coin counts, so the comparison is >=, and an item "
        "without sold_to is for sale.",
        "remembered": "It answered without asking DynamoDB. What an earlier call has seen may have changed since: keep "
        "nothing from one call to the next.",
        "new_token": "Either nothing refused the second purchase, or both calls sent the same ClientRequestToken: "
        "then DynamoDB takes the second for a repetition of the first. This function is not told which purchase it "
        "repeats, so leave the token out.",
    },
)


@exercise.check()
def enough_coins(submission, cloud):
    """With enough coins the item is the player's, the coins are gone, and the answer is "bought"."""
    lab.prepare(cloud)
    buys(submission, cloud, "ana", "sword-1", 50)
    buys(submission, cloud, "ana", "shield-1", 70)


@exercise.check()
def too_few(submission, cloud):
    """With too few coins nothing changes, and the answer is "too_few_coins"."""
    lab.prepare(cloud)
    refuses(submission, cloud, "ben", "sword-1", 41, "too_few_coins", "ben has 40 coins")


@exercise.check()
def sold(submission, cloud):
    """An item that is sold stays where it is, and the answer is "already_sold"."""
    lab.prepare(cloud)
    refuses(submission, cloud, "ana", "cloak-7", 20, "already_sold", "dan has bought it")
    refuses(submission, cloud, "dan", "cloak-7", 20, "already_sold", "dan has it, and need not pay again")


@exercise.check()
def sold_again(submission, cloud):
    """A second call for the same item is a purchase of its own, and comes too late."""
    lab.prepare(cloud)
    buys_once(submission, cloud, "ana", "sword-1", 50)


@exercise.check()
def nobody(submission, cloud):
    """A player who does not exist buys nothing and is not created: "no_such_player"."""
    lab.prepare(cloud)
    refuses(submission, cloud, "eve", "sword-1", 10, "no_such_player", "there is no eve")


@exercise.check()
def nothing(submission, cloud):
    """An item that does not exist is not created: "no_such_item"."""
    lab.prepare(cloud)
    refuses(submission, cloud, "ana", "crown-1", 10, "no_such_item", "there is no crown-1")


@exercise.check()
def several_reasons(submission, cloud):
    """If several answers are true, it is the first in the list."""
    lab.prepare(cloud)
    because = "cloak-7 is sold, and ben has 40 coins: already_sold comes first in the list"
    refuses(submission, cloud, "ben", "cloak-7", 90, "already_sold", because, several=True)
    because = "there is no eve, and cloak-7 is sold: no_such_player comes first in the list"
    refuses(submission, cloud, "eve", "cloak-7", 90, "no_such_player", because, several=True)


@exercise.check()
def one_request(submission, cloud):
    """Each answer comes out of one request."""
    lab.prepare(cloud)
    for player_id, item_id in (("ana", "sword-1"), ("ben", "shield-1"), ("ana", "cloak-7"), ("eve", "shield-1")):
        takes_one_request(submission, cloud, player_id, item_id, 60)


@exercise.check()
def crash(submission, cloud):
    """Wherever the program ends or loses touch, both tables have changed or neither has."""
    survives(submission, cloud, lab.prepare, "ana", "sword-1", 50)


@exercise.check()
def one_item(submission, cloud):
    """When two players buy one item at once, one of them gets it, and only that one pays."""
    race(submission, cloud, lab.prepare, [("ana", "sword-1", 30), ("ben", "sword-1", 30)])


@exercise.check()
def one_purse(submission, cloud):
    """When a player buys two items at once and has coins for one, only one is bought."""
    race(submission, cloud, lab.prepare, [("ana", "sword-1", 70), ("ana", "shield-1", 80)])


@exercise.check()
def conflict(submission, cloud):
    """When another transaction is changing the item at that moment, DynamoDB's error comes out."""
    lab.prepare(cloud)
    meets_transaction(submission, cloud, "ana", "sword-1", 10)


@exercise.check()
def mixed_reasons(submission, cloud):
    """When a false condition is not the only reason, the answer is sure, or the error comes out."""
    lab.prepare(cloud)
    disturbed(submission, cloud, [("ben", "cloak-7", 90, "already_sold"), ("ana", "sword-1", 50, None)])


@exercise.check()
def back_in_the_shop(submission, cloud):
    """An item that was sold and came back can be bought."""
    lab.prepare(cloud)
    comes_back(submission, cloud, "ana", "cloak-7", 20)


@exercise.check()
def missing_table(submission, cloud):
    """Any other failure comes out as it is: here there are no tables."""
    because = "nothing was decided: there is nothing to look at"
    with expect_client_error("ResourceNotFoundException", because, advice="not_a_condition"):
        submission.buy_item(cloud.resource("dynamodb"), "ana", "sword-1", 10)


def refusal_is_an_answer():
    """A block in which the cancelled transaction itself must not come out of the learner's function."""
    because = "a failed condition is an answer that your function has to turn into its own"
    return error_means("let_out", CANCELLED, because=because)


def buys(submission, cloud, player_id, item_id, price):
    """A call that must succeed."""
    wanted = after(cloud, player_id, item_id, price)
    before = len(sent(cloud))
    answer = submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)
    because = f"the player exists and can pay {price} coins, the item exists and is for sale"
    advice = "refuses_too_much" if sent(cloud, since=before) else "remembered"
    require(answer not in REFUSALS, f"It answered {answer!r}.", because, advice)
    because = "the coins are paid, the item is handed over, and all else stays"
    expect_changed(cloud, wanted, because, advice="price")
    expect(answer, "bought", "both have changed", advice="answer")


def after(cloud, player_id, item_id, price):
    """What a purchase changes, as it must be afterwards."""
    player, item = lab.stored(cloud, "players", player_id), lab.stored(cloud, "items", item_id)
    return {
        f"players/{player_id}": {**player, "coins": player["coins"] - price},
        f"items/{item_id}": {**item, "sold_to": player_id},
    }


def buys_once(submission, cloud, player_id, item_id, price):
    """The same call twice."""
    buys(submission, cloud, player_id, item_id, price)
    with refusal_is_an_answer():
        answer = submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)
    problem = f"The second call answered {answer!r}."
    because = "the item was sold by then, and nothing more was bought"
    require(answer != "bought", problem, because, advice="new_token")
    expect(answer, "already_sold", because, advice=("answer", "reasons"))
    expect_unchanged(cloud, because)


def refuses(submission, cloud, player_id, item_id, price, text, because, several=False):
    """A call that must change nothing and answer with this text; `several` when other texts are true as well."""
    with refusal_is_an_answer():
        answer = submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)
    expect_unchanged(cloud, because, advice=("one_transaction", "creates", "conditions"))
    expect(answer, text, because, advice=("answer", "order" if several else "reasons"))


def comes_back(submission, cloud, player_id, item_id, price):
    """A sold item is asked for, comes back to the shop, and is bought."""
    refuses(submission, cloud, player_id, item_id, price, "already_sold", "somebody has it")
    buys_back(submission, cloud, player_id, item_id, price)


def buys_back(submission, cloud, player_id, item_id, price):
    """A sold item comes back to the shop, and is bought."""
    item = lab.stored(cloud, "items", item_id)
    del item["sold_to"]
    lab.put(cloud, "items", item)
    buys_now(submission, cloud, player_id, item_id, price)


def buys_now(submission, cloud, player_id, item_id, price):
    """A call that must succeed, where an earlier one did not, or was another purchase."""
    before = len(sent(cloud))
    try:
        with refusal_is_an_answer():
            buys(submission, cloud, player_id, item_id, price)
    except Failure as failure:
        if len(sent(cloud)) > before:
            raise
        raise Failure(failure.finding, "remembered") from None


def disturbed(submission, cloud, cases):
    """Purchases whose transaction is cancelled for another reason too. Of each: player, item, price, and answer."""
    dynamodb = cloud.resource("dynamodb")
    for player_id, item_id, price, right in cases:
        call = partial(submission.buy_item, dynamodb, player_id, item_id, price)
        answers_truly_or_not_at_all(cloud, call, right, [("players", player_id), ("items", item_id)])


def lets_errors_out(submission, cloud, player_id, item_id, price):
    """Each request of a call meets each error."""

    def call(fresh):
        later = submission.later.buy_item(fresh.resource("dynamodb"), player_id, item_id, price)
        return call_in(submission, fresh, later)

    allow = (f"players/{player_id}", f"items/{item_id}")
    errors = (*LASTING, *REFUSED_WHOLE)
    errors_come_out(submission, cloud, lab.prepare, call, "not_a_condition", errors, allow)


def hears_nothing(submission, cloud, player_id, item_id, price):
    """A purchase that is carried out, and whose answer never comes."""
    wanted = after(cloud, player_id, item_id, price)
    call = partial(submission.buy_item, cloud.resource("dynamodb"), player_id, item_id, price)
    done_or_not_known(cloud, call, "bought")
    expect_changed(cloud, wanted, "it was carried out, once", advice=("one_transaction", "price"))


def meets_transaction(submission, cloud, player_id, item_id, price):
    """A call while somebody else's transaction on the item is between its phases."""
    because = "another transaction was changing the item at that moment, and nobody knows how that ends"
    with lab.under_way(cloud, [("items", item_id)]), expect_conflict(because):
        submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)


def takes_one_request(submission, cloud, player_id, item_id, price):
    """Whatever the answer, it came from one request."""
    before = len(sent(cloud))
    may_change(cloud, f"players/{player_id}", f"items/{item_id}")
    with refusal_is_an_answer():
        submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)
    operations = [entry.operation for entry in sent(cloud, since=before)]
    problem = say_operations(operations)
    because = "between two requests others can change both tables"
    require(len(operations) == 1, problem, because, ("one_transaction", "one_request"), {"counted": True})


def survives(submission, cloud, prepare, player_id, item_id, price):
    """Every fault at every request, and the call made once more."""

    def calls(cloud):
        return [submission.later.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)]

    def both_or_neither(cloud, outcomes):
        coins, owner = purse(cloud, player_id), lab.stored(cloud, "items", item_id).get("sold_to")
        first = start(cloud, prepare, player_id)
        paid, mine = first - coins, owner == player_id
        may_change(cloud, f"players/{player_id}", f"items/{item_id}")
        problem = f"{player_id} has paid {paid} coins, and the item is {'handed over' if mine else 'still for sale'}."
        half = ("one_transaction", "conditions")
        require((paid, mine) in ((0, False), (price, True)), problem, "both or neither", advice=half)
        (outcome,) = outcomes
        if outcome.ending is not Ending.RETURNED:
            return
        known = ("bought", "already_sold")  # the second try may find the item sold by the first
        problem = f"It answered {outcome.value!r}, and {'both tables have' if mine else 'neither table has'} changed."
        because = "an answer has to be true, and without an answer from DynamoDB nobody knows"
        untrue = ("answer", "reasons", "not_a_condition")
        require(mine and outcome.value in known, problem, because, untrue, {"disturbed": True})

    crash_points(submission, cloud, prepare, calls, both_or_neither)


def start(cloud, prepare, player_id):
    """The coins that a player has in the beginning."""
    with cloud.fresh() as fresh:
        prepare(fresh)
        return purse(fresh, player_id)


def purse(cloud, player_id):
    return lab.stored(cloud, "players", player_id)["coins"]


def race(submission, cloud, prepare, purchases, limit=300):
    """Purchases of which exactly one can succeed, at once, in every order."""
    coins = {player: start(cloud, prepare, player) for player, _, _ in purchases}

    def calls(cloud):
        names = ("once", "twice") if len(coins) < len(purchases) else [who for who, _, _ in purchases]
        return [
            submission.later.buy_item(cloud.resource("dynamodb", who=who), *purchase)
            for who, purchase in zip(names, purchases, strict=False)
        ]

    def one_succeeds(cloud, outcomes):
        answers = [None if met_transaction(outcome) else value_of(outcome) for outcome in outcomes]
        for answer in answers:
            problem = f"A caller was told {answer!r}."
            require(answer in (*TEXTS, None), problem, "callers know only the texts in the list", advice="answer")
        bought = [purchase for purchase, answer in zip(purchases, answers, strict=True) if answer == "bought"]
        problem = f"{len(bought)} of {len(purchases)} callers were told that they bought it."
        require(len(bought) == 1, problem, "there is one item, or there are coins for one", advice=TOO_MUCH)
        ((winner, item_id, price),) = bought
        owners = {item: lab.stored(cloud, "items", item).get("sold_to") for _, item, _ in purchases}
        wanted = {**dict.fromkeys(owners), item_id: winner}
        expect_found("Sold to", owners, wanted, "this caller was told that it is bought", advice=TOO_MUCH)
        left = {player: purse(cloud, player) for player in coins}
        wanted = {player: had - price * (player == winner) for player, had in coins.items()}
        expect_found("Coins left", left, wanted, "only what was bought is paid", advice=TOO_MUCH)
        may_change(cloud, *(f"players/{player}" for player in coins), *(f"items/{item}" for item in owners))
        others = {answer for answer in answers if answer not in ("bought", None)}
        allowed = {"already_sold", "too_few_coins"}
        problem = f"The other caller was told {', '.join(map(repr, others))}."
        require(others <= allowed, problem, "the item is sold, or the coins are spent", advice="reasons")

    interleavings(submission, cloud, prepare, calls, one_succeeds, limit, phases=True)
