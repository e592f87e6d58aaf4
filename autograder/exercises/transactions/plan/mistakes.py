"""What people get wrong in plan."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="characters",
        tempts="Counts characters.",
        fails="bytes_not_characters, exam_just_full, exam_drawn, exam_bytes, exam_impossible",
        advice="utf8, bytes, impossible",
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
        fails="too_many_bytes, exam_just_full, exam_drawn, exam_bytes, exam_impossible",
        advice="bytes, impossible",
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
        fails="too_many_bytes, bytes_not_characters, exam_just_full, exam_drawn, exam_bytes, exam_impossible",
        advice="bytes",
        old="full = len(items) == 100 or item in items or carried + size > most_bytes",
        new="full = len(items) == 100 or item in items",
    ),
    Mistake(
        name="key_without_table",
        tempts="Takes the key alone for the item.",
        fails="same_key_elsewhere, exam_items, exam_drawn",
        advice="same_key, fewest",
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
        fails="too_large, exam_drawn, exam_impossible",
        advice="impossible",
        old='raise Impossible(number, f"{size} bytes are too many")',
        new="continue",
    ),
    Mistake(
        name="length_of_the_text",
        tempts="Takes the length of the printed action for its size.",
        fails="too_many_bytes, bytes_not_characters, too_large, exam_just_full, exam_drawn, exam_bytes, "
        "exam_impossible",
        advice="fewest, utf8, possible, impossible, bytes?",
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
        fails="item_twice, exam_accepted, exam_items, exam_key_types, exam_drawn",
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
        fails="too_large, exam_impossible, exam_drawn?",
        advice="impossible",
        old='raise Impossible(number, f"{size} bytes are too many")',
        new='raise Impossible(number + 1, f"{size} bytes are too many")',
    ),
    Mistake(
        name="one_each",
        tempts="Every action is a transaction of its own.",
        fails="short_list, hundreds, item_twice, same_key_elsewhere, too_many_bytes, bytes_not_characters, too_large, exam_short_lists, exam_accepted, exam_counts, exam_items, exam_key_types, exam_just_full, exam_drawn, exam_bytes, exam_impossible",
        advice="fewest, same_key, possible",
        old="if full or not transactions:",
        new="if True:",
    ),
    Mistake(
        name="own_limit",
        tempts="Always 4 MB, whatever is asked for.",
        fails="too_many_bytes, bytes_not_characters, exam_just_full, exam_drawn, exam_bytes, exam_impossible",
        advice="bytes, impossible",
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
        fails="item_twice, exam_accepted, exam_items, exam_key_types, exam_drawn",
        advice="one_item, key_type",
        old='item = (what["TableName"], what["Key"][key])',
        new='item = (what["TableName"], what["Key"][key], kind, number)',
    ),
    Mistake(
        name="second_actions_at_the_end",
        tempts="Moves second actions of an item to the end: the order changes.",
        fails="item_twice, exam_accepted, exam_items, exam_key_types, exam_drawn",
        advice="order, impossible?",
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
        fails="hundreds, exam_short_lists, exam_accepted, exam_counts, exam_items, exam_impossible",
        advice="fewest, possible",
        old="full = len(items) == 100 or item in items or carried + size > most_bytes",
        new="full = len(items) == 25 or item in items or carried + size > most_bytes",
    ),
    Mistake(
        name="exactly_full_is_split",
        tempts="Begins a new transaction although the action just fits.",
        fails="exam_just_full, exam_drawn?",
        advice="fewest",
        old="full = len(items) == 100 or item in items or carried + size > most_bytes",
        new="full = len(items) == 100 or item in items or carried + size + 1 > most_bytes",
    ),
    Mistake(
        name="put_of_just_400_kb",
        tempts="Takes an item of just 400 KB for too large.",
        fails="too_large, exam_impossible",
        advice="possible",
        old="size > 400 * 1024",
        new="size >= 400 * 1024",
    ),
    Mistake(
        name="glued_name",
        tempts="Glues table and key together: different items look alike.",
        fails="exam_items, exam_key_types",
        advice="same_key, key_type",
        old='size_of_item(what["Item"]), (what["TableName"], what["Item"][key])',
        new='size_of_item(what["Item"]), what["TableName"] + str(what["Item"][key])',
        also=[
            Change(
                old='item = (what["TableName"], what["Key"][key])',
                new='item = what["TableName"] + str(what["Key"][key])',
            ),
        ],
    ),
    Mistake(
        name="key_as_text",
        tempts="Compares keys as text: the numbers 1 and 1.0 look like two.",
        fails="exam_key_types",
        advice="key_type",
        old='size_of_item(what["Item"]), (what["TableName"], what["Item"][key])',
        new='size_of_item(what["Item"]), (what["TableName"], str(what["Item"][key]))',
        also=[
            Change(
                old='item = (what["TableName"], what["Key"][key])',
                new='item = (what["TableName"], str(what["Key"][key]))',
            ),
        ],
    ),
    Mistake(
        name="whole_item_of_put",
        tempts="Compares whole items: a Put and a Delete of one item look different.",
        fails="item_twice, exam_accepted, exam_items, exam_drawn",
        advice="one_item",
        old='size_of_item(what["Item"]), (what["TableName"], what["Item"][key])',
        new='size_of_item(what["Item"]), (what["TableName"], repr(what["Item"]))',
    ),
    Mistake(
        name="checks_do_not_count",
        tempts="Lets a ConditionCheck stand beside a write of its item, as it changes nothing.",
        fails="exam_items, exam_accepted?, exam_drawn?",
        advice="one_item",
        old="item in items or",
        new='(item in items and kind != "ConditionCheck") or',
    ),
    Mistake(
        name="values_of_a_put",
        tempts="Counts the values of a Put's condition.",
        fails="exam_just_full",
        advice="condition",
        old='size_of_item(what["Item"]), (what',
        new='size_of_item(what["Item"]) + size_of_item(what.get("ExpressionAttributeValues", {})), (what',
    ),
    Mistake(
        name="puts_first",
        tempts="Looks for large Puts first, and then for what is larger than a transaction.",
        fails="exam_impossible",
        advice="impossible",
        old="""
                transactions, items, carried = [], set(), 0
        """,
        new="""
                for number, action in enumerate(actions):
                    if "Put" in action and size_of_item(action["Put"]["Item"]) > 400 * 1024:
                        raise Impossible(number, "larger than an item may be")
                transactions, items, carried = [], set(), 0
        """,
    ),
    Mistake(
        name="eats_the_list",
        tempts="Takes the actions out of the caller's list.",
        fails="short_list, hundreds, item_twice, same_key_elsewhere, too_many_bytes, bytes_not_characters, too_large, exam_short_lists, exam_accepted, exam_counts, exam_items, exam_key_types, exam_just_full, exam_drawn, exam_bytes, exam_impossible",
        old="""
                for number, action in enumerate(actions):
        """,
        new="""
                number = -1
                while actions:
                    number, action = number + 1, actions.pop(0)
        """,
    ),
    Mistake(
        name="normal_forms_are_one",
        tempts="Brings keys into one normal form, as a careful program might; to DynamoDB they are two items.",
        fails="exam_key_types",
        advice="near",
        old='size, item = size_of_item(what["Item"]), (what["TableName"], what["Item"][key])',
        new='size, item = size_of_item(what["Item"]), (what["TableName"], _form(what["Item"][key]))',
        also=[
            Change(
                old='item = (what["TableName"], what["Key"][key])',
                new='item = (what["TableName"], _form(what["Key"][key]))',
            ),
            Change(
                old="def plan(actions, keys, most_bytes=4 * 1024 * 1024):",
                new="""
                    def _form(key):
                        import unicodedata

                        return unicodedata.normalize("NFC", key) if isinstance(key, str) else key


                    def plan(actions, keys, most_bytes=4 * 1024 * 1024):
                """,
            ),
        ],
    ),
    Mistake(
        name="values_of_updates_only",
        tempts="Counts the values of an Update, and forgets that conditions of the other kinds have some too.",
        fails="exam_just_full",
        advice="values",
        old='size_of_item(what.get("ExpressionAttributeValues", {}))',
        new='size_of_item(what.get("ExpressionAttributeValues", {}) if kind == "Update" else {})',
    ),
    Mistake(
        name="looks_back_fifty",
        tempts="Compares an action's item with the last fifty only.",
        fails="exam_items, exam_accepted?",
        advice="one_item",
        old="item in items or",
        new="item in items[-50:] or",
        also=[
            Change(old="[], set(), 0", new="[], [], 0"),
            Change(old="items, carried = set(), 0", new="items, carried = [], 0"),
            Change(old="items.add(item)", new="items.append(item)"),
        ],
    ),
    Mistake(
        name="number_within_its_transaction",
        tempts="Tells of an item over 400 KB where it stands among the actions of its own transaction.",
        fails="exam_impossible",
        advice="impossible",
        old="""
            if size > most_bytes or (kind == "Put" and size > 400 * 1024):
                raise Impossible(number, f"{size} bytes are too many")
        """,
        new="""
            if size > most_bytes:
                raise Impossible(number, f"{size} bytes are too many")
            if kind == "Put" and size > 400 * 1024:
                raise Impossible(len(items), f"{size} bytes are no item")
        """,
    ),
    Mistake(
        name="hundred_of_a_table",
        tempts="Counts the actions of each table by themselves.",
        fails="exam_counts",
        advice="hundred",
        old="full = len(items) == 100 or",
        new='full = sum(table == what["TableName"] for table, _ in items) == 100 or',
    ),
    Mistake(
        name="first_attribute_is_the_key",
        tempts="Takes an item's first attribute for its key.",
        fails="exam_items",
        advice="own_key",
        old='size, item = size_of_item(what["Item"]), (what["TableName"], what["Item"][key])',
        new='size, item = size_of_item(what["Item"]), (what["TableName"], next(iter(what["Item"].values())))',
    ),
    Mistake(
        name="key_of_any_table",
        tempts="Looks for any of the keys' names in the item.",
        fails="exam_items",
        advice="own_key",
        old='size, item = size_of_item(what["Item"]), (what["TableName"], what["Item"][key])',
        new="""
            size = size_of_item(what["Item"])
            item = (what["TableName"], next(what["Item"][name] for name in keys.values() if name in what["Item"]))
        """,
    ),
]
