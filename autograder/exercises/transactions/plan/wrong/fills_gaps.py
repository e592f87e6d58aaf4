# fails: item_twice, exam_accepted, exam_items, exam_key_types, exam_drawn, exam_bytes, exam_impossible
# advice: order
"""Puts an action into an earlier transaction that has room: few, and in another order."""


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
    state, last = [], {}
    for action in actions:
        item, size = which_item(action, keys), size_of_action(action)
        first = last.get(item, -1) + 1
        for number in range(first, len(state)):
            if len(result[number]) < MOST_ACTIONS and state[number] + size <= most_bytes:
                break
        else:
            number = len(state)
            state.append(0)
            result.append([])
        result[number].append(action)
        state[number] += size
        last[item] = number
    return result
