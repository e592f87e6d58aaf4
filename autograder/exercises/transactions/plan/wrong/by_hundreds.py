# fails: item_twice, too_many_bytes, bytes_not_characters, too_large, exam_accepted, exam_items, exam_key_types, exam_just_full, exam_drawn, exam_bytes, exam_impossible
# advice: one_item, bytes, impossible
"""Cuts the list into hundreds."""


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
    return [actions[first : first + 100] for first in range(0, len(actions), 100)]
