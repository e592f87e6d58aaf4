"""plan: what fits into one transaction, and what fits into none."""

from dataclasses import dataclass, field

from course_lib.aws.values import same
from course_lib.checks import Exercise, Failure, Finding, expect, expect_raises, require
from course_lib.checks.kit import error_means
from course_lib.lessons.transactions import data as lab

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
        "same_key": "The same key in another table is another item. Compare table and key together, and keep them "
        "apart: glued into one text, different ones can look alike.",
        "own_key": "`keys` tells for each table which attribute is the key. An item can have others that are called "
        "as another table's key is, and they can come first.",
        "key_type": "Compare keys as they are, not as text: the numbers 1 and 1.0 are one key.",
        "near": "Keys that are nearly the same belong to two items, which fit into one transaction. Compare them as "
        "they are, each character of them.",
        "values": "The size of an Update, a Delete or a ConditionCheck is that of its Key, and that of its "
        "ExpressionAttributeValues if it has any.",
        "bytes": "A transaction carries more than it may. Add up the sizes of its actions as the docstring "
        "says, and compare with most_bytes.",
        "utf8": "DynamoDB counts bytes, not characters: é takes 2 of them. size_of_item does that for you.",
        "fewest": "It can be done in fewer transactions. Begin a new one only when the next action does not fit.",
        "empty": "For no actions the answer is an empty list, and no transaction is empty.",
        "impossible": "This action fits into no transaction. Raise Impossible with the number of the first such "
        "action, whatever makes it too large, counted from 0 over the whole list.",
        "possible": "An action of exactly the largest size is possible; 400 KB are 400 * 1024 = 409,600 bytes.",
        "condition": "A Put's size is that of its Item. What its condition compares with does not count here.",
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


@dataclass(frozen=True)
class Known:
    """An action, the item that it is for, and the bytes that it carries, worked out beforehand."""

    action: dict
    item: object
    size: int = 40  # of one that is small


@dataclass(frozen=True)
class Case:
    """Actions, how many transactions are enough, how much each may carry if not 4 MB, and the tables' keys."""

    known: list
    enough: int
    most_bytes: int | None = None
    keys: dict = field(default_factory=lambda: KEYS)


SMALL = 409_600 - 19  # the text of an item of just 400 KB; its names and its key take 19 bytes

CASES = {  # name: what is planned, and what is known of the right answer
    "three kinds": Case([Known(put(1), "p1"), Known(change(2), "p2"), Known(delete(3), "p3")], 1),
    "nothing": Case([], 0),
    "250": Case([Known(put(number), f"p{number}") for number in range(250)], 3),
    "again": Case(
        [
            Known(put(1), "p1"),
            Known(put(2), "p2"),
            Known(change(1, "a"), "p1"),
            Known(put(3), "p3"),
            Known(delete(2), "p2"),
            Known(change(3, "b"), "p3"),
        ],
        3,
    ),
    "three tables": Case(
        [Known(put(1), "p1"), Known(put(1, table="items"), "i1"), Known(change(1, table="vouchers"), "v1")], 1
    ),
    "300 bytes each": Case([Known(put(number, "x" * 300), f"p{number}", 319) for number in range(10)], 4, 1000),
    "changes": Case([Known(change(number, "x" * 250), f"p{number}", 270) for number in range(8)], 3, 1000),
    "accents": Case([Known(put(number, "é" * 150), f"p{number}", 319) for number in range(10)], 4, 1000),
    "just 400 KB": Case([Known(put(1), "p1"), Known(put(2, "x" * SMALL), "p2", 409_600)], 1),
}


@exercise.check()
def short_list(submission, cloud):
    """What fits into one transaction is one transaction, and nothing is none."""
    divides(submission, CASES["three kinds"], "fewest")
    divides(submission, CASES["nothing"], "empty")


@exercise.check()
def hundreds(submission, cloud):
    """Of 250 small actions each transaction has at most 100, and DynamoDB accepts all of them."""
    lab.prepare(cloud)
    sends(submission, cloud, CASES["250"])


@exercise.check()
def item_twice(submission, cloud):
    """A second action for an item is in a later transaction, and DynamoDB accepts all of them."""
    lab.prepare(cloud)
    sends(submission, cloud, CASES["again"])


@exercise.check()
def same_key_elsewhere(submission, cloud):
    """The same key in another table is another item."""
    divides(submission, CASES["three tables"], "same_key")


@exercise.check()
def too_many_bytes(submission, cloud):
    """No transaction carries more than it may."""
    divides(submission, CASES["300 bytes each"], "bytes")
    divides(submission, CASES["changes"], "bytes")


@exercise.check()
def bytes_not_characters(submission, cloud):
    """Sizes are counted in bytes."""
    divides(submission, CASES["accents"], "utf8")


@exercise.check()
def too_large(submission, cloud):
    """An item of more than 400 KB is impossible, one of just 400 KB is not."""
    finds_impossible(submission, [put(1), put(2, "x" * (SMALL + 1)), put(3)], 1)
    divides(submission, CASES["just 400 KB"], "possible")


def divides(submission, case, advice):
    """A plan for the actions of a case; `advice` is what fits a mistake that this check is about."""
    limits = [] if case.most_bytes is None else [case.most_bytes]
    actions = [known.action for known in case.known]
    possible = advice if advice in ("only_puts", "condition") else "possible"
    with error_means(possible, "Impossible", because="all can be done"):
        planned = submission.plan(actions, case.keys, *limits)
    judge(planned, actions, case, advice)
    return planned


def judge(planned, actions, case, advice):
    """Fail unless the plan is in order, each transaction legal, and none too many."""
    lists = isinstance(planned, list) and all(isinstance(each, list) for each in planned)
    require(lists, f"It returned {planned!r:.100}.", "a list of lists of actions is wanted", advice="order")
    require(all(planned), "There is a transaction without actions.", "DynamoDB refuses that", advice="empty")
    flat = [action for transaction in planned for action in transaction]
    require(same(flat, actions), "These are not the actions that were given, in their order.", advice="order")
    left = list(case.known)  # in the order of the actions, which is the plan's
    for number, transaction in enumerate(planned, 1):
        together, left = left[: len(transaction)], left[len(transaction) :]
        require_legal(f"Transaction {number} of {len(planned)}", together, case, advice)
    problem = f"There are {len(planned)} transactions; {case.enough} would do."
    named = advice if advice in ("same_key", "own_key", "possible", "condition", "near") else "fewest"
    require(len(planned) == case.enough, problem, advice=named)


def require_legal(name, together, case, advice):
    """Fail unless DynamoDB takes these actions in one transaction."""
    require(len(together) <= 100, f"{name} has {len(together)} actions.", advice="hundred")
    items = [known.item for known in together]
    twice = [item for position, item in enumerate(items) if item in items[:position]]
    written_alike = any(items.count(item) > 1 and list(map(str, items)).count(str(item)) > 1 for item in twice)
    same_item = "one_item" if written_alike else "key_type"
    require(not twice, f"{name} names the item {in_short(twice)} twice.", advice=same_item)
    size, most = sum(known.size for known in together), case.most_bytes or 4 * 1024 * 1024
    characters = size - sum(beyond_characters(known.action) for known in together)
    why = advice if advice == "values" or (advice == "utf8" and characters <= most) else "bytes"
    require(size <= most, f"{name} carries {size} bytes.", f"{most} are allowed", advice=why)


def beyond_characters(value):
    """How many bytes more than characters the texts in a value have."""
    if isinstance(value, dict):
        return sum(map(beyond_characters, value.values()))
    return len(value.encode()) - len(value) if isinstance(value, str) else 0


def in_short(items):
    """The first of these items, as a learner reads it."""
    return "".join(str(item) if isinstance(item, str) else "/".join(map(str, item)) for item in items[:1])


def sends(submission, cloud, case):
    """A plan that is carried out."""
    planned = divides(submission, case, "fewest")
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
