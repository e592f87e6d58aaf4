"""What people get wrong in key_for."""

from autograder.mistakes import Change, Mistake

mistakes = [
    Mistake(
        name="by_day",
        tempts="Readers ask for a day, so the day is the key.",
        fails="readings, exam_readings",
        advice="shared",
        old='return write["sensor"]',
        new='return write["day"]',
        also=[Change(old='return [question["sensor"]]', new='return [question["day"]]')],
    ),
    Mistake(
        name="by_second",
        tempts="Time spreads well, only that nobody who asks for a day knows the second.",
        fails="readings, exam_readings",
        advice="lost",
        old='return write["sensor"]',
        new="return f\"{write['sensor']}#{write['second']}\"",
    ),
    Mistake(
        name="by_candidate",
        tempts="Votes for one candidate belong together.",
        fails="votes, exam_votes",
        advice="hot",
        old="return f\"{write['candidate']}#{random.randrange(SPREAD)}\"",
        new='return write["candidate"]',
        also=[
            Change(
                old="return [f\"{question['candidate']}#{number}\" for number in range(SPREAD)]",
                new='return [question["candidate"]]',
            )
        ],
    ),
    Mistake(
        name="two_are_enough",
        tempts="Spreads over two keys, which get 1,400 writes a second each.",
        fails="votes, exam_votes",
        advice="hot",
        old="SPREAD = 100  # keys of a candidate",
        new="SPREAD = 2",
    ),
    Mistake(
        name="a_thousand",
        tempts="More is better, until somebody has to read.",
        fails="votes, exam_votes",
        advice="many",
        old="SPREAD = 100  # keys of a candidate",
        new="SPREAD = 1000",
    ),
    Mistake(
        name="a_key_for_each_vote",
        tempts="Spreads best of all, and nobody finds the votes again.",
        fails="votes, exam_votes",
        advice="lost",
        old="#{random.randrange(SPREAD)}",
        new="#{write['phone']}",
    ),
    Mistake(
        name="without_the_candidate",
        tempts="Keeps the number and forgets whose votes they are.",
        fails="votes, exam_votes",
        advice="shared",
        old="return f\"{write['candidate']}#{random.randrange(SPREAD)}\"",
        new="return str(random.randrange(SPREAD))",
        also=[
            Change(
                old="return [f\"{question['candidate']}#{number}\" for number in range(SPREAD)]",
                new="return [str(number) for number in range(SPREAD)]",
            )
        ],
    ),
    Mistake(
        name="one_off",
        tempts="Writes from 1 to 100 and reads from 0 to 99.",
        fails="votes, exam_votes",
        advice="lost",
        old="{random.randrange(SPREAD)}",
        new="{random.randrange(SPREAD) + 60}",
    ),
    Mistake(
        name="by_tenant",
        tempts="Every tenant has a key, as in any textbook; one of them is a giant.",
        fails="orders, exam_orders",
        advice="hot",
        old="return f\"{write['tenant']}#{write['order']}\"",
        new='return write["tenant"]',
        also=[Change(old="return [f\"{question['tenant']}#{question['order']}\"]", new='return [question["tenant"]]')],
    ),
    Mistake(
        name="by_chance",
        tempts="Spreads orders by chance, and has to look for one everywhere.",
        fails="orders, exam_orders",
        advice="many",
        old="return f\"{write['tenant']}#{write['order']}\"",
        new="return f\"{write['tenant']}#{random.randrange(SPREAD)}\"",
        also=[
            Change(
                old="return [f\"{question['tenant']}#{question['order']}\"]",
                new="return [f\"{question['tenant']}#{number}\" for number in range(SPREAD)]",
            )
        ],
    ),
    Mistake(
        name="draws_for_the_reader",
        tempts="Uses key_for to answer the question, chance included.",
        fails="votes, exam_votes",
        advice="lost",
        old="return [f\"{question['candidate']}#{number}\" for number in range(SPREAD)]",
        new="return [key_for(workload, question) for _ in range(SPREAD)]",
    ),
    Mistake(
        name="a_key_as_the_answer",
        tempts="One key, one text.",
        fails="readings, exam_readings",
        advice="text",
        old='return [question["sensor"]]',
        new='return question["sensor"]',
    ),
    Mistake(
        name="knows_everything",
        tempts="Takes orders for what is left.",
        fails="another_one, exam_another_one",
        advice="unknown",
        old="""
            if workload == "orders":
                return f"{write['tenant']}#{write['order']}"
            raise ValueError(f"There is no workload {workload!r}.")
        """,
        new="""
            return f"{write['tenant']}#{write['order']}"
        """,
    ),
    Mistake(
        name="glued",
        tempts="Puts candidate and number together without a sign between them.",
        fails="votes, exam_votes",
        advice="shared",
        old="{write['candidate']}#",
        new="{write['candidate']}",
        also=[
            Change(old="{question['candidate']}#", new="{question['candidate']}"),
        ],
    ),
    Mistake(
        name="own_hash",
        tempts="Computes the number of an order with hash(), which differs from program to program.",
        fails="orders, exam_orders",
        advice="lost",
        old="{write['tenant']}#{write['order']}",
        new="{write['tenant']}#{hash(write['order']) % 500}",
        also=[
            Change(
                old="{question['tenant']}#{question['order']}",
                new="{question['tenant']}#{hash(question['order']) % 500}",
            ),
        ],
    ),
    Mistake(
        name="day_in_the_key",
        tempts="Puts the day into an order's key, which the reader does not know.",
        fails="orders, exam_orders",
        advice="lost",
        old="{write['tenant']}#{write['order']}",
        new="{write['tenant']}#{write['order']}#{write['day']}",
        also=[
            Change(
                old="{question['tenant']}#{question['order']}",
                new="{question['tenant']}#{question['order']}#2026-03-02",
            ),
        ],
    ),
    Mistake(
        name="takes_the_phone_out",
        tempts="Takes the phone out of the caller's dictionary.",
        fails="votes, exam_votes",
        old="{random.randrange(SPREAD)}",
        new="{int(write.pop('phone')[-2:])}",
    ),
    Mistake(
        name="order_alone",
        tempts="Takes an order's number for the only one of its kind; tenants number their orders by themselves.",
        fails="orders, exam_orders",
        advice="shared",
        old="{write['tenant']}#{write['order']}",
        new="{write['order']}",
        also=[Change(old="{question['tenant']}#{question['order']}", new="{question['order']}")],
    ),
    Mistake(
        name="joined_by_a_hyphen",
        tempts="Joins tenant and order by a sign that stands in both.",
        fails="orders, exam_orders",
        advice="shared",
        old="{write['tenant']}#{write['order']}",
        new="{write['tenant']}-{write['order']}",
        also=[Change(old="{question['tenant']}#{question['order']}", new="{question['tenant']}-{question['order']}")],
    ),
    Mistake(
        name="any_spelling_of_a_workload",
        tempts="Is generous with capitals and blanks, and takes what nobody has heard of for votes.",
        fails="another_one, exam_another_one",
        advice="unknown",
        old="""
            if workload == "readings":
                return write["sensor"]
        """,
        new="""
            workload = workload.strip().lower()
            if workload == "readings":
                return write["sensor"]
        """,
    ),
    Mistake(
        name="tenants_in_small_letters",
        tempts="Evens out names, so that nobody is missed, and gives two tenants one key.",
        fails="orders, exam_orders",
        advice="shared",
        old="{write['tenant']}#{write['order']}",
        new="{write['tenant'].lower()}#{write['order']}",
        also=[
            Change(
                old="{question['tenant']}#{question['order']}",
                new="{question['tenant'].lower()}#{question['order']}",
            ),
        ],
    ),
    Mistake(
        name="a_checksum_as_the_key",
        tempts="Makes the key from a checksum of 32 bits, which different names can share.",
        fails="readings, exam_readings",
        advice="shared",
        old="import random",
        new="""
            import random
            import zlib
        """,
        also=[
            Change(old='return write["sensor"]', new='return str(zlib.crc32(write["sensor"].encode()))'),
            Change(old='return [question["sensor"]]', new='return [str(zlib.crc32(question["sensor"].encode()))]'),
        ],
    ),
    Mistake(
        name="only_keys_in_use",
        tempts="Spares the reader keys that this program has not written under. Other programs write, too, and later.",
        fails="votes, exam_votes",
        advice="lost",
        old="SPREAD = 100  # keys of a candidate",
        new="""
            SPREAD = 100  # keys of a candidate
            IN_USE = {}
        """,
        also=[
            Change(
                old="return f\"{write['candidate']}#{random.randrange(SPREAD)}\"",
                new="""
                    key = f"{write['candidate']}#{random.randrange(SPREAD)}"
                    IN_USE.setdefault(write["candidate"], set()).add(key)
                    return key
                """,
            ),
            Change(
                old="return [f\"{question['candidate']}#{number}\" for number in range(SPREAD)]",
                new="""
                    every = [f"{question['candidate']}#{number}" for number in range(SPREAD)]
                    return sorted(IN_USE.get(question["candidate"], every))
                """,
            ),
        ],
    ),
    Mistake(
        name="a_set_of_keys",
        tempts="Returns a set: their order does not matter. A list was agreed on.",
        fails="votes, exam_votes",
        advice="text",
        old="return [f\"{question['candidate']}#{number}\" for number in range(SPREAD)]",
        new="return {f\"{question['candidate']}#{number}\" for number in range(SPREAD)}",
    ),
]
