"""What the exam of `plan` measures with, and what learners are to write: places, sizes, how few are enough."""

from course_lib.lessons.transactions.practice.plan import KEYS, Case, Known

WHOLE = 4 * 1024 * 1024  # bytes; DynamoDB API reference, TransactWriteItems
MOST_ITEM = 400 * 1024  # bytes; DynamoDB developer guide, "Quotas"
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
    """Bytes of a value. Source: as for `item_size`; the contract hands out the same arithmetic."""
    if value is None or isinstance(value, bool):
        return 1
    if isinstance(value, (str, bytes)):
        return len(value.encode() if isinstance(value, str) else value)
    if isinstance(value, dict):
        return 3 + len(value) + item_size(value)
    if isinstance(value, (list, set)):
        inside = sum(map(value_size, value))
        return inside if isinstance(value, set) else 3 + len(value) + inside
    return len(str(value)) // 2 + 2


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


def measured(actions, most_bytes=None, keys=KEYS):
    """A case of the exam: the actions with what is known of them, and how many transactions are enough."""
    known = [Known(action, place(action, keys), action_size(action)) for action in actions]
    return Case(known, fewest(actions, keys, most_bytes or WHOLE), most_bytes, keys)


def first_impossible(actions, most_bytes):
    """The number of the first action that fits into no transaction; None if all are possible."""
    for number, action in enumerate(actions):
        if action_size(action) > most_bytes or ("Put" in action and action_size(action) > MOST_ITEM):
            return number
    return None
