"""Sizes and items worked out first, then the list cut by positions."""


class Impossible(Exception):
    def __init__(self, number):
        super().__init__(f"action {number} is too large")
        self.number = number


def bytes_of(value):
    if isinstance(value, dict):
        return sum(len(k.encode("utf-8")) + bytes_of(v) for k, v in value.items())
    if isinstance(value, str):
        return len(value.encode("utf-8"))
    return len(value) if isinstance(value, bytes) else 1


def describe(action, keys):
    (kind, body), *_ = action.items()
    table = body["TableName"]
    named = body["Item"] if kind == "Put" else body["Key"]
    return kind, bytes_of(named) + bytes_of(body.get("ExpressionAttributeValues") or {}) * (kind != "Put"), f"{table}|{named[keys[table]]}"


def plan(actions, keys, most_bytes=4 * 1024 * 1024):
    facts = [describe(action, keys) for action in actions]
    for number, (kind, size, _) in enumerate(facts):
        if size > (min(most_bytes, 409600) if kind == "Put" else most_bytes):
            raise Impossible(number)
    cuts = [0]
    for end in range(1, len(actions) + 1):
        part = facts[cuts[-1] : end]
        if len(part) > 100 or len({item for *_, item in part}) < len(part) or sum(size for _, size, _ in part) > most_bytes:
            cuts.append(end - 1)
    cuts.append(len(actions))
    return [actions[a:b] for a, b in zip(cuts, cuts[1:]) if b > a]
