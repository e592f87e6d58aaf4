"""What people get wrong in plan."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="characters",
        tempts="Counts characters.",
        fails="bytes_not_characters, exam_bytes, exam_impossible",
        advice="utf8, impossible",
        old="return sum(len(name.encode()) + size_of(value) for name, value in item.items())",
        new="return sum(len(name) + size_of(value) for name, value in item.items())",
        also=[
            Change(
                old="return len(value.encode() if isinstance(value, str) else value)",
                new="return len(value)",
            ),
        ],
    ),
    Mistake(
        name="empty_transaction",
        tempts="Begins with a transaction that may stay empty.",
        fails="short_list, exam_short_lists",
        advice="empty",
        old="transactions, items, carried = [], set(), 0",
        new="transactions, items, carried = [[]], set(), 0",
        also=[
            Change(
                old="if full or not transactions:",
                new="if full:",
            ),
        ],
    ),
    Mistake(
        name="forgets_values",
        tempts="Of an update it counts the key alone.",
        fails="too_many_bytes, exam_bytes, exam_impossible",
        advice="bytes, utf8, impossible",
        old='size = size_of_item(what["Key"]) + size_of_item(what.get("ExpressionAttributeValues", {}))',
        new='size = size_of_item(what["Key"])',
    ),
    Mistake(
        name="hundred_and_one",
        tempts="Begins a new transaction one action too late.",
        fails="hundreds, exam_accepted, exam_counts",
        advice="hundred",
        old="full = len(items) == 100 or item in items or carried + size > most_bytes",
        new="full = len(items) > 100 or item in items or carried + size > most_bytes",
    ),
    Mistake(
        name="ignores_bytes",
        tempts="Counts actions, and no bytes.",
        fails="too_many_bytes, bytes_not_characters, exam_bytes, exam_impossible",
        advice="bytes, utf8",
        old="full = len(items) == 100 or item in items or carried + size > most_bytes",
        new="full = len(items) == 100 or item in items",
    ),
    Mistake(
        name="key_without_table",
        tempts="Takes the key alone for the item.",
        fails="same_key_elsewhere, exam_items",
        advice="same_key",
        old='size, item = size_of_item(what["Item"]), (what["TableName"], what["Item"][key])',
        new='size, item = size_of_item(what["Item"]), what["Item"][key]',
        also=[
            Change(
                old='item = (what["TableName"], what["Key"][key])',
                new='item = what["Key"][key]',
            ),
        ],
    ),
    Mistake(
        name="leaves_out_too_large",
        tempts="Leaves out what is too large.",
        fails="too_large, exam_impossible",
        advice="impossible",
        old='raise Impossible(number, f"{size} bytes are too many")',
        new="continue",
    ),
    Mistake(
        name="length_of_the_text",
        tempts="Takes the length of the printed action for its size.",
        fails="too_many_bytes, bytes_not_characters, too_large, exam_bytes, exam_impossible",
        advice="fewest, utf8, possible, impossible",
        old="""
                size, item = size_of_item(what["Item"]), (what["TableName"], what["Item"][key])
            else:
                size = size_of_item(what["Key"]) + size_of_item(what.get("ExpressionAttributeValues", {}))
        """,
        new="""
                size, item = len(str(what["Item"])), (what["TableName"], what["Item"][key])
            else:
                size = len(str(what))
        """,
    ),
    Mistake(
        name="less_than_the_limit",
        tempts="Takes the largest size for too large.",
        fails="too_large, exam_impossible",
        advice="possible",
        old='if size > most_bytes or (kind == "Put" and size > 400 * 1024):',
        new='if size >= most_bytes or (kind == "Put" and size >= 400 * 1024):',
    ),
    Mistake(
        name="limit_for_updates_too",
        tempts="Applies the item's limit to every action.",
        fails="exam_impossible",
        advice="only_puts",
        old='if size > most_bytes or (kind == "Put" and size > 400 * 1024):',
        new="if size > most_bytes or size > 400 * 1024:",
    ),
    Mistake(
        name="no_item_rule",
        tempts="Knows the counts, and not that an item may be named once.",
        fails="item_twice, exam_accepted, exam_items",
        advice="one_item",
        old="transactions, items, carried = [], set(), 0",
        new="transactions, items, carried = [], [], 0",
        also=[
            Change(
                old="full = len(items) == 100 or item in items or carried + size > most_bytes",
                new="full = len(items) == 100 or carried + size > most_bytes",
            ),
            Change(
                old="""
                        items, carried = set(), 0
                    transactions[-1].append(action)
                    items.add(item)
                """,
                new="""
                        items, carried = [], 0
                    transactions[-1].append(action)
                    items.append(item)
                """,
            ),
        ],
    ),
    Mistake(
        name="number_from_one",
        tempts="Counts from 1.",
        fails="too_large, exam_impossible",
        advice="impossible",
        old='raise Impossible(number, f"{size} bytes are too many")',
        new='raise Impossible(number + 1, f"{size} bytes are too many")',
    ),
    Mistake(
        name="one_each",
        tempts="Every action is a transaction of its own.",
        fails="short_list, hundreds, item_twice, same_key_elsewhere, too_many_bytes, bytes_not_characters, too_large, exam_short_lists, exam_accepted, exam_counts, exam_items, exam_bytes, exam_impossible",
        advice="fewest, same_key, possible",
        old="if full or not transactions:",
        new="if True:",
    ),
    Mistake(
        name="own_limit",
        tempts="Always 4 MB, whatever is asked for.",
        fails="too_many_bytes, bytes_not_characters, exam_bytes, exam_impossible",
        advice="bytes, utf8, impossible",
        old="""
            if size > most_bytes or (kind == "Put" and size > 400 * 1024):
                raise Impossible(number, f"{size} bytes are too many")
            full = len(items) == 100 or item in items or carried + size > most_bytes
        """,
        new="""
            if size > 4 * 1024 * 1024 or (kind == "Put" and size > 400 * 1024):
                raise Impossible(number, f"{size} bytes are too many")
            full = len(items) == 100 or item in items or carried + size > 4 * 1024 * 1024
        """,
    ),
    Mistake(
        name="puts_only_rule",
        tempts="Compares the keys of puts only.",
        fails="item_twice, exam_accepted, exam_items",
        advice="one_item",
        old='item = (what["TableName"], what["Key"][key])',
        new='item = (what["TableName"], what["Key"][key], kind, number)',
    ),
    Mistake(
        name="second_actions_at_the_end",
        tempts="Moves second actions of an item to the end: the order changes.",
        fails="item_twice, exam_accepted, exam_items",
        advice="order",
        old="""
            transactions, items, carried = [], set(), 0
        """,
        new="""
            later, seen, first = [], set(), []
            for action in actions:
                ((kind, what),) = action.items()
                item = (what["TableName"], (what["Item"] if kind == "Put" else what["Key"])[keys[what["TableName"]]])
                (later if item in seen else first).append(action)
                seen.add(item)
            if later:
                return plan(first, keys, most_bytes) + plan(later, keys, most_bytes)
            transactions, items, carried = [], set(), 0
        """,
    ),
    Mistake(
        name="twenty_five",
        tempts="The limit of 25 actions, which DynamoDB had until 2022.",
        fails="hundreds, exam_short_lists, exam_accepted, exam_counts, exam_impossible",
        advice="fewest, possible",
        old="full = len(items) == 100 or item in items or carried + size > most_bytes",
        new="full = len(items) == 25 or item in items or carried + size > most_bytes",
    ),
]
