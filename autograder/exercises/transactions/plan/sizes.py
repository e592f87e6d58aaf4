"""What the exam of `plan` measures with, and what learners are to write: places, sizes, how few are enough."""

from course_lib.lessons.transactions.practice.plan import KEYS, Case, Known

WHOLE = 4 * 1024 * 1024  # bytes; DynamoDB API reference, TransactWriteItems
MOST_ACTIONS = 100  # DynamoDB API reference, TransactWriteItems


def place(action, keys):
    """Which item an action is for: its table and its key."""
    ((_, what),) = action.items()
    table = what["TableName"]
    return table, (what["Item"] if "Item" in what else what["Key"])[keys[table]]


def action_size(action):
    """Bytes that an action carries, as the contract counts them."""
    ((_, what),) = action.items()
    if "Item" in what:
        return item_size(what["Item"])
    return item_size(what["Key"]) + item_size(what.get("ExpressionAttributeValues", {}))


def item_size(item):
    """Names and values, in bytes. Source: DynamoDB developer guide, "DynamoDB item sizes and formats"."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value):
    if value is None or isinstance(value, bool):
        return 1
    if isinstance(value, (str, bytes)):
        return len(value.encode() if isinstance(value, str) else value)
    return len(str(value)) // 2 + 2  # the checks use no number where its exact size would matter


def fewest(actions, keys, most_bytes):
    """How many transactions are enough: a part of a legal transaction is legal, so filling each one up is best."""
    count, items, carried = 0, set(), 0
    for action in actions:
        item, size = place(action, keys), action_size(action)
        if not count or len(items) == MOST_ACTIONS or item in items or carried + size > most_bytes:
            count, items, carried = count + 1, set(), 0
        items.add(item)
        carried += size
    return count


def measured(actions, most_bytes=None):
    """A case of the exam: the actions with what is known of them, and how many transactions are enough."""
    known = [Known(action, " ".join(place(action, KEYS)), action_size(action)) for action in actions]
    return Case(known, fewest(actions, KEYS, most_bytes or WHOLE), most_bytes)
