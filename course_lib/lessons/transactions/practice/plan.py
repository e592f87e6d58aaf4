"""plan: what fits into one transaction, and what fits into none."""

from course_lib.aws.values import same
from course_lib.checks.exercise import Exercise, Failure, expect, expect_raises, require
from course_lib.checks.results import Finding
from course_lib.checks.submission import LearnerError
from course_lib.lessons.transactions import data as lab
from course_lib.lessons.transactions.sizes import action_size, fewest, place

exercise = Exercise(
    call="plan(actions, keys, most_bytes=4 * 1024 * 1024)",
    section='Last part, "What fits into one"',
    hints=(
        "Go through the actions in their order, and put each into the transaction at hand as long as it fits. What "
        "are the three reasons why it may not fit? And which action fits into none?",
        "Remember three things about the transaction at hand: its actions, the items that they name, and the bytes "
        "that they carry. An item is a table and a key: the same key in another table is another item. A Put names "
        "its key in its Item, all others in their Key.",
        "for number, action in enumerate(actions): ((kind, what),) = action.items(); work out size and item = "
        '(what["TableName"], key value); raise Impossible(number, ...) if size > most_bytes, or if it is a Put and '
        "size > 400 * 1024; begin a new transaction if there are 100 actions, or item is named, or carried + size > "
        "most_bytes; then add it.",
    ),
    advice={
        "order": "One after the other, the transactions must give the actions again, in the same order, each once.",
        "hundred": "A transaction takes at most 100 actions.",
        "one_item": "Two actions of one transaction name the same item; DynamoDB refuses that, whatever their kinds. "
        "The later one belongs into a later transaction.",
        "same_key": "The same key in another table is another item. Compare table and key together.",
        "bytes": "A transaction carries more than it may. Add up the sizes of its actions as the docstring "
        "says, and compare with most_bytes.",
        "utf8": "DynamoDB counts bytes, not characters: é takes 2 of them. size_of_item does that for you.",
        "fewest": "It can be done in fewer transactions. Begin a new one only when the next action does not fit.",
        "empty": "For no actions the answer is an empty list, and no transaction is empty.",
        "impossible": "This action fits into no transaction. Raise Impossible with its number, counted from 0 over the "
        "whole list.",
        "possible": "An action of exactly the largest size is possible; 400 KB are 400 * 1024 = 409,600 bytes.",
        "only_puts": "The 400 KB are a limit of an item. An Update's size is not the item's: for it only most_bytes "
        "counts.",
    },
)

KEYS = lab.KEYS


def put(number, text="", table="players"):
    """A new item, with so much text."""
    return {"Put": {"TableName": table, "Item": {KEYS[table]: f"p-{number:04}", "text": text}}}


def change(number, text="", table="players"):
    """An update of an item, with so much text."""
    return lab.update(table, f"p-{number:04}", "SET note = :text", {":text": text})


def delete(number, table="players"):
    return {"Delete": {"TableName": table, "Key": {KEYS[table]: f"p-{number:04}"}}}


def check_only(number, table="players"):
    key = {KEYS[table]: f"p-{number:04}"}
    return {
        "ConditionCheck": {"TableName": table, "Key": key, "ConditionExpression": f"attribute_exists({KEYS[table]})"}
    }


@exercise.check()
def short_list(submission, cloud):
    """What fits into one transaction is one transaction, and nothing is none."""
    divides(submission, [put(1), change(2), delete(3)], "fewest")
    divides(submission, [], "empty")


@exercise.check()
def hundreds(submission, cloud):
    """Of 250 small actions each transaction has at most 100, and DynamoDB accepts all of them."""
    lab.prepare(cloud)
    sends(submission, cloud, [put(number) for number in range(250)])


@exercise.check()
def item_twice(submission, cloud):
    """A second action for an item is in a later transaction, and DynamoDB accepts all of them."""
    lab.prepare(cloud)
    sends(submission, cloud, [put(1), put(2), change(1, "a"), put(3), delete(2), change(3, "b")])


@exercise.check()
def same_key_elsewhere(submission, cloud):
    """The same key in another table is another item."""
    divides(submission, [put(1), put(1, table="items"), change(1, table="vouchers")], "same_key")


@exercise.check()
def too_many_bytes(submission, cloud):
    """No transaction carries more than it may."""
    divides(submission, [put(number, "x" * 300) for number in range(10)], "bytes", 1000)
    divides(submission, [change(number, "x" * 250) for number in range(8)], "bytes", 1000)


@exercise.check()
def bytes_not_characters(submission, cloud):
    """Sizes are counted in bytes."""
    divides(submission, [put(number, "é" * 150) for number in range(10)], "utf8", 1000)


@exercise.check()
def too_large(submission, cloud):
    """An item of more than 400 KB is impossible, one of just 400 KB is not."""
    names = len("player_id") + len("p-0000") + len("text")
    finds_impossible(submission, [put(1), put(2, "x" * (400 * 1024 - names + 1)), put(3)], 1)
    divides(submission, [put(1), put(2, "x" * (400 * 1024 - names))], "possible")


def divides(submission, actions, advice, most_bytes=None):
    """A plan for these actions; `advice` is what fits a mistake that this check is about."""
    limits = [] if most_bytes is None else [most_bytes]
    try:
        planned = submission.plan(actions, KEYS, *limits)
    except LearnerError as error:
        why = "only_puts" if advice == "only_puts" else "possible"
        require("Impossible" not in error.raised.types, f"It raised {error.raised}.", "all can be done", why)
        raise
    judge(planned, actions, most_bytes or 4 * 1024 * 1024, advice)
    return planned


def judge(planned, actions, most_bytes, advice):
    """Fail unless the plan is in order, each transaction legal, and none too many."""
    lists = isinstance(planned, list) and all(isinstance(each, list) for each in planned)
    require(lists, f"It returned {planned!r:.100}.", "a list of lists of actions is wanted", advice="order")
    require(all(planned), "There is a transaction without actions.", "DynamoDB refuses that", advice="empty")
    flat = [action for transaction in planned for action in transaction]
    require(same(flat, actions), "These are not the actions that were given, in their order.", advice="order")
    for number, transaction in enumerate(planned, 1):
        require_legal(f"Transaction {number} of {len(planned)}", transaction, most_bytes, advice)
    least = fewest(actions, KEYS, most_bytes)
    problem = f"There are {len(planned)} transactions; {least} would do."
    named = advice if advice in ("same_key", "possible") else "fewest"
    require(len(planned) == least, problem, advice=named)


def require_legal(name, transaction, most_bytes, advice):
    """Fail unless DynamoDB takes these actions in one transaction."""
    count = len(transaction)
    require(count <= 100, f"{name} has {count} actions.", advice="hundred")
    items = [place(action, KEYS) for action in transaction]
    twice = [item for position, item in enumerate(items) if item in items[:position]]
    require(not twice, f"{name} names {' '.join(twice[0]) if twice else ''} twice.", advice="one_item")
    size = sum(map(action_size, transaction))
    why = "utf8" if advice == "utf8" else "bytes"
    require(size <= most_bytes, f"{name} carries {size} bytes.", f"{most_bytes} are allowed", advice=why)


def sends(submission, cloud, actions):
    """A plan that is carried out."""
    planned = divides(submission, actions, "fewest")
    client = cloud.resource("dynamodb", who="course").meta.client
    for number, transaction in enumerate(planned, 1):
        try:
            client.transact_write_items(TransactItems=transaction)
        except client.exceptions.ClientError as error:
            raise Failure(Finding(problem=f"DynamoDB refused transaction {number}: {error}."), "one_item") from None


def finds_impossible(submission, actions, number, most_bytes=None):
    """A list with an action that fits into no transaction."""
    limits = [] if most_bytes is None else [most_bytes]
    because = "one action is larger than anything may be"
    with expect_raises("Impossible", because, advice="impossible") as caught:
        submission.plan(actions, KEYS, *limits)
    expect(caught.attributes.get("number"), number, "the caller wants to know which action it is", advice="impossible")
