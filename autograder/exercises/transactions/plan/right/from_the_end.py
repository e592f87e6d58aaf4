"""Fills transactions from the end of the list: just as few of them."""


class Impossible(ValueError):
    number = None


def size_of(value):
    match value:
        case None | bool():
            return 1
        case dict():
            return sum(size_of(name) + size_of(member) for name, member in value.items())
        case str():
            return len(value.encode())
        case bytes():
            return len(value)
        case _:
            return len(str(value)) // 2 + 2


def plan(actions, keys, most_bytes=4 * 1024 * 1024):
    sizes, items = [], []
    for number, action in enumerate(actions):
        what = next(iter(action.values()))
        is_put = "Item" in what
        size = size_of(what["Item"]) if is_put else size_of(what["Key"]) + size_of(what.get("ExpressionAttributeValues", {}))
        if size > most_bytes or is_put and size > 400 * 1024:
            error = Impossible(f"number {number}: {size} bytes")
            error.number = number
            raise error
        sizes.append(size)
        named = what["Item" if is_put else "Key"]
        items.append((what["TableName"], named[keys[what["TableName"]]]))
    result, end = [], len(actions)
    while end:
        start = end - 1
        while start and end - start < 100 and items[start - 1] not in items[start:end] and sum(sizes[start - 1 : end]) <= most_bytes:
            start -= 1
        result.insert(0, actions[start:end])
        end = start
    return result
