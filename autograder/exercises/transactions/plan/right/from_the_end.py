"""Fills the last transaction first: as few, and divided elsewhere."""


class Impossible(Exception):
    """One action that no transaction can take; `number` is its position in the list, from 0."""

    def __init__(self, number, reason):
        super().__init__(f"action {number}: {reason}")
        self.number = number


def size_of_item(item):
    """Bytes that an item, or a part of one, takes in DynamoDB: its names and its values."""
    return sum(len(name.encode()) + size_of(value) for name, value in item.items())


def size_of(value):
    """Bytes that a value takes in DynamoDB."""
    if isinstance(value, (str, bytes)):
        return len(value.encode() if isinstance(value, str) else value)
    if isinstance(value, bool) or value is None:
        return 1
    if isinstance(value, dict):
        return 3 + len(value) + size_of_item(value)
    if isinstance(value, list):
        return 3 + len(value) + sum(map(size_of, value))
    if isinstance(value, set):
        return sum(map(size_of, value))
    return len(str(value)) // 2 + 2  # a number: half a byte for each digit, rounded up


MOST_ACTIONS = 100
MOST_ITEM = 400 * 1024


def which_item(action, keys):
    ((kind, body),) = action.items()
    table = body["TableName"]
    part = body["Item"] if kind == "Put" else body["Key"]
    return table, part[keys[table]]


def size_of_action(action):
    ((kind, body),) = action.items()
    if kind == "Put":
        return size_of_item(body["Item"])
    return size_of_item(body["Key"]) + size_of_item(body.get("ExpressionAttributeValues", {}))


def look_at(actions, most_bytes):
    for number, action in enumerate(actions):
        size = size_of_action(action)
        if "Put" in action and size > MOST_ITEM:
            raise Impossible(number, "larger than 400 KB")
        if size > most_bytes:
            raise Impossible(number, "larger than a transaction")


def plan(actions, keys, most_bytes=4 * 1024 * 1024):
    look_at(actions, most_bytes)
    result = []
    current, taken, total = [], set(), 0
    for action in reversed(actions):
        item, size = which_item(action, keys), size_of_action(action)
        if current and (len(current) == MOST_ACTIONS or item in taken or total + size > most_bytes):
            result.append(current)
            current, taken, total = [], set(), 0
        current.append(action)
        taken.add(item)
        total += size
    if current:
        result.append(current)
    return [list(reversed(one)) for one in reversed(result)]
