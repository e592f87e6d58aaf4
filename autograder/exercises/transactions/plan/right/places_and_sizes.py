"""Sizes and items worked out first, then the list cut by positions."""


class Impossible(Exception):
    def __init__(self, number):
        super().__init__(f"action {number} is too large")
        self.number = number


def bytes_of(value):
    match value:
        case str():
            return len(value.encode("utf-8"))
        case bytes():
            return len(value)
        case None | bool():
            return 1
        case dict():
            return 3 + len(value) + item_bytes(value)
        case list():
            return 3 + len(value) + sum(bytes_of(each) for each in value)
        case set():
            return sum(bytes_of(each) for each in value)
    return 2 + len(str(value)) // 2


def item_bytes(item):
    return sum(len(name.encode("utf-8")) + bytes_of(value) for name, value in item.items())


def describe(action, keys):
    (kind, body), *_ = action.items()
    table = body["TableName"]
    named = body["Item"] if kind == "Put" else body["Key"]
    return (
        kind,
        item_bytes(named) + item_bytes(body.get("ExpressionAttributeValues") or {}) * (kind != "Put"),
        (table, named[keys[table]]),
    )


def plan(actions, keys, most_bytes=4 * 1024 * 1024):
    facts = [describe(action, keys) for action in actions]
    for number, (kind, size, _) in enumerate(facts):
        if size > (min(most_bytes, 409600) if kind == "Put" else most_bytes):
            raise Impossible(number)
    cuts = [0]
    for end in range(1, len(actions) + 1):
        part = facts[cuts[-1] : end]
        if (
            len(part) > 100
            or len({item for *_, item in part}) < len(part)
            or sum(size for _, size, _ in part) > most_bytes
        ):
            cuts.append(end - 1)
    cuts.append(len(actions))
    return [actions[a:b] for a, b in zip(cuts, cuts[1:]) if b > a]
