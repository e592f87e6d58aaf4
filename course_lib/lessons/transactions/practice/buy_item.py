"""buy_item: two tables change together, and one refusal tells why not."""

from contextlib import contextmanager

from course_lib.checks.exercise import Exercise, expect, expect_client_error, require
from course_lib.checks.explore import crash_points, interleavings
from course_lib.checks.submission import Ending, LearnerError, value_of
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.shared import (
    CANCELLED,
    changed_items,
    expect_conflict,
    expect_found,
    has_read,
    met_transaction,
    operations,
    writes_apart,
)

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
        "one_transaction": "The two writes came in two requests. Whatever happens between them, from another buyer to "
        "a power cut, finds one half done. Put both into one TransactWriteItems.",
        "looks_first": "Between your read and your write another caller can write. Let the conditions in the "
        "transaction decide, and read the answer off its cancellation reasons.",
        "conditions": "The transaction wrote where it should have refused. Each action needs its own "
        "ConditionExpression: enough coins, and an item that exists and is not sold.",
        "creates": "An Update creates an item that is not there. Make the condition false for a missing item: "
        "attribute_exists on its key, or a comparison with one of its attributes.",
        "reasons": "Read every cancellation reason, in the order of your actions: its Code says whether that condition "
        'failed, and its Item, asked for with ReturnValuesOnConditionCheckFailure="ALL_OLD", whether there was '
        "anything.",
        "order": "Several conditions can fail at once, and then several reasons say so. Return the text that stands "
        "first in the list.",
        "let_out": "Catch the ClientError of the transaction: a failed condition is an answer, not an accident.",
        "not_a_condition": "A transaction is cancelled for other reasons too, and other errors exist. Only the Code "
        '"ConditionalCheckFailed" is an answer; pass everything else on with a bare `raise`.',
        "price": "Take exactly the price off the player's coins, and write the player_id into the item's sold_to. "
        "Change nothing else: an Update keeps the other attributes.",
        "one_request": "The cancelled transaction has told you everything. What a read finds before or after it may be "
        "another story.",
        "refuses_too_much": "A condition is too strict: the last coin counts, so the comparison is >=, and an item "
        "without sold_to is for sale.",
        "new_token": "Either nothing refused the second purchase, or both calls sent the same ClientRequestToken: "
        "then DynamoDB takes the second for a repetition of the first. This function is not told which purchase it "
        "repeats, so leave the token out.",
        "answer": 'Return exactly one of the texts in the list, such as "bought".',
    },
)

REFUSALS = ("no_such_player", "no_such_item", "already_sold", "too_few_coins")
TEXTS = (*REFUSALS, "bought")


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
def missing_table(submission, cloud):
    """Any other failure comes out as it is: here there are no tables."""
    because = "nothing was decided: there is nothing to look at"
    with expect_client_error("ResourceNotFoundException", because, advice="not_a_condition"):
        submission.buy_item(cloud.resource("dynamodb"), "ana", "sword-1", 10)


@contextmanager
def refusal_is_an_answer():
    """Fail with advice when the cancelled transaction itself comes out of the learner's function."""
    try:
        yield
    except LearnerError as error:
        because = "a failed condition is an answer that your function has to turn into its own"
        require(error.raised.code != CANCELLED, f"Your function let out {error.raised}.", because, advice="let_out")
        raise


def buys(submission, cloud, player_id, item_id, price):
    """A call that must succeed."""
    before = lab.everything(cloud)
    answer = submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)
    because = f"the player exists and can pay {price} coins, the item exists and is for sale"
    require(answer not in REFUSALS, f"It answered {answer!r}.", because, advice="refuses_too_much")
    player, item = before[f"players/{player_id}"], before[f"items/{item_id}"]
    wanted = {
        **before,
        f"players/{player_id}": {**player, "coins": player["coins"] - price},
        f"items/{item_id}": {**item, "sold_to": player_id},
    }
    because = "the coins are paid, the item is handed over, and all else stays"
    found, wanted = (changed_items(before, state) for state in (lab.everything(cloud), wanted))
    expect_found(cloud, "Changed, before and after", found, wanted, because, advice="price")
    expect(answer, "bought", "both have changed", advice="answer")


def buys_once(submission, cloud, player_id, item_id, price):
    """The same call twice."""
    buys(submission, cloud, player_id, item_id, price)
    before = lab.everything(cloud)
    with refusal_is_an_answer():
        answer = submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)
    problem = f"The second call answered {answer!r}."
    because = "the item was sold by then, and nothing more was bought"
    require(answer != "bought", problem, because, advice="new_token")
    expect(answer, "already_sold", because, advice="reasons" if answer in TEXTS else "answer")
    changes = changed_items(before, lab.everything(cloud))
    expect_found(cloud, "Changed by the second call", changes or None, None, because)


def refuses(submission, cloud, player_id, item_id, price, text, because, several=False):
    """A call that must change nothing and answer with this text; `several` when other texts are true as well."""
    before = lab.everything(cloud)
    with refusal_is_an_answer():
        answer = submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)
    changes = changed_items(before, lab.everything(cloud))
    created = any(old is None for old, _ in changes.values())
    apart = "one_transaction" if writes_apart(cloud) else "conditions"
    why = "creates" if created and apart == "conditions" else apart
    expect_found(cloud, "Changed, before and after", changes or None, None, because, advice=why)
    why = "order" if several else "reasons"
    expect(answer, text, because, advice=why if answer in TEXTS else "answer")


def meets_transaction(submission, cloud, player_id, item_id, price):
    """A call while somebody else's transaction on the item is between its phases."""
    because = "another transaction was changing the item at that moment, and nobody knows how that ends"
    with lab.under_way(cloud, [("items", item_id)]), expect_conflict(cloud, because):
        submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)


def takes_one_request(submission, cloud, player_id, item_id, price):
    """Whatever the answer, it came from one request."""
    before = len(operations(cloud))
    with refusal_is_an_answer():
        submission.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)
    sent = operations(cloud)[before:]
    problem = f"Your function sent {len(sent)} requests: {', '.join(sent) or 'none'}."
    apart = [operation for operation in sent if operation in ("PutItem", "UpdateItem", "DeleteItem")]
    why = "one_transaction" if apart else "one_request"
    require(len(sent) == 1, problem, "between two requests others can change both tables", advice=why)


def survives(submission, cloud, prepare, player_id, item_id, price):
    """Every fault at every request, and the call made once more."""

    def calls(cloud):
        return [submission.later.buy_item(cloud.resource("dynamodb"), player_id, item_id, price)]

    def both_or_neither(cloud, outcomes):
        coins, owner = purse(cloud, player_id), lab.stored(cloud, "items", item_id).get("sold_to")
        first = start(cloud, prepare, player_id)
        paid, mine = first - coins, owner == player_id
        why = "one_transaction" if writes_apart(cloud) else "conditions"
        problem = f"{player_id} has paid {paid} coins, and the item is {'handed over' if mine else 'still for sale'}."
        require((paid, mine) in ((0, False), (price, True)), problem, "both or neither", advice=why)
        (outcome,) = outcomes
        if outcome.ending is not Ending.RETURNED:
            return
        known = ("bought", "already_sold")  # the second try may find the item sold by the first
        problem = f"It answered {outcome.value!r}, and {'both tables have' if mine else 'neither table has'} changed."
        because = "an answer has to be true, and without an answer from DynamoDB nobody knows"
        why = "reasons" if was_cancelled(cloud) else "not_a_condition" if outcome.value in TEXTS else "answer"
        require(mine and outcome.value in known, problem, because, advice=why)

    crash_points(submission, cloud, prepare, calls, both_or_neither)


def was_cancelled(cloud):
    """Whether DynamoDB cancelled a transaction of the learner's."""
    return any(entry.error is not None and entry.error.code == CANCELLED for entry in cloud.journal.learner_entries())


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
        why = "one_transaction" if writes_apart(cloud) else "looks_first" if has_read(cloud) else "conditions"
        bought = [purchase for purchase, answer in zip(purchases, answers, strict=True) if answer == "bought"]
        problem = f"{len(bought)} of {len(purchases)} callers were told that they bought it."
        require(len(bought) == 1, problem, "there is one item, or there are coins for one", advice=why)
        ((winner, item_id, price),) = bought
        owners = {item: lab.stored(cloud, "items", item).get("sold_to") for _, item, _ in purchases}
        wanted = {**dict.fromkeys(owners), item_id: winner}
        expect_found(cloud, "Sold to", owners, wanted, "this caller was told that it is bought", advice=why)
        left = {player: purse(cloud, player) for player in coins}
        wanted = {player: had - price * (player == winner) for player, had in coins.items()}
        expect_found(cloud, "Coins left", left, wanted, "only what was bought is paid", advice=why)
        others = {answer for answer in answers if answer not in ("bought", None)}
        allowed = {"already_sold", "too_few_coins"}
        problem = f"The other caller was told {', '.join(map(repr, others))}."
        require(others <= allowed, problem, "the item is sold, or the coins are spent", advice="reasons")

    interleavings(submission, cloud, prepare, calls, one_succeeds, limit, phases=True)
