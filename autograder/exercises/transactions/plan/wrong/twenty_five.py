# fails: hundreds, exam_short_lists, exam_accepted, exam_counts, exam_impossible
# advice: fewest, possible
"""The limit of 25 actions, which DynamoDB had until 2022."""

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


def plan(actions, keys, most_bytes=4 * 1024 * 1024):
    transactions, items, carried = [], set(), 0
    for number, action in enumerate(actions):
        ((kind, what),) = action.items()
        key = keys[what["TableName"]]
        if kind == "Put":
            size, item = size_of_item(what["Item"]), (what["TableName"], what["Item"][key])
        else:
            size = size_of_item(what["Key"]) + size_of_item(what.get("ExpressionAttributeValues", {}))
            item = (what["TableName"], what["Key"][key])
        if size > most_bytes or (kind == "Put" and size > 400 * 1024):
            raise Impossible(number, f"{size} bytes are too many")
        full = len(items) == 25 or item in items or carried + size > most_bytes
        if full or not transactions:
            transactions.append([])
            items, carried = set(), 0
        transactions[-1].append(action)
        items.add(item)
        carried += size
    return transactions
