"""What people get wrong in shards_needed."""

from autograder.mistakes import Mistake

mistakes = [
    Mistake(
        name="rounds_down",
        tempts="Divides whole numbers, which rounds down.",
        fails="exam_transactions, small_items, exam_small_items, exam_with_room, exam_little",
        advice="round",
        old="-(-peak_writes * units * 100 // (1000 * percent))",
        new="peak_writes * units * 100 // (1000 * percent)",
    ),
    Mistake(
        name="one_more_to_be_safe",
        tempts="Adds one to whatever comes out.",
        fails="small_items, larger_items, transactions, with_room, exam_small_items, exam_larger_items, "
        "exam_transactions, exam_with_room",
        advice="round, percent",
        old="-(-peak_writes * units * 100 // (1000 * percent))",
        new="peak_writes * units * 100 // (1000 * percent) + 1",
    ),
    Mistake(
        name="thousand_bytes",
        tempts="Takes 1,000 bytes for a kilobyte.",
        fails="small_items, with_room, exam_small_items, exam_larger_items, exam_transactions, exam_with_room",
        advice="round",
        old="-(-item_bytes // 1024)",
        new="-(-item_bytes // 1000)",
    ),
    Mistake(
        name="four_kilobytes",
        tempts="Takes the unit of reads.",
        fails="larger_items, transactions, exam_larger_items, exam_transactions, exam_with_room",
        advice="round, transaction",
        old="-(-item_bytes // 1024)",
        new="-(-item_bytes // 4096)",
    ),
    Mistake(
        name="three_thousand",
        tempts="Takes the ceiling of reads.",
        fails="small_items, larger_items, transactions, with_room, exam_small_items, exam_larger_items, "
        "exam_transactions, exam_with_room, exam_little",
        advice="round, percent",
        old="(1000 * percent)",
        new="(3000 * percent)",
    ),
    Mistake(
        name="forgets_the_transaction",
        tempts="A write is a write.",
        fails="transactions, exam_transactions, exam_with_room",
        advice="transaction",
        old="units *= 2",
        new="units *= 1",
    ),
    Mistake(
        name="doubles_the_bytes",
        tempts="Doubles before rounding, which is less.",
        fails="transactions, exam_transactions",
        advice="transaction",
        old="""
            units = max(1, -(-item_bytes // 1024))
            if transactional:
                units *= 2
        """,
        new="""
            units = max(1, -(-item_bytes * (2 if transactional else 1) // 1024))
        """,
    ),
    Mistake(
        name="all_bytes_together",
        tempts="Adds up the bytes of all writes before rounding.",
        fails="small_items, transactions, with_room, exam_small_items, exam_transactions, exam_with_room, exam_little",
        advice="round, transaction, percent",
        old="-(-peak_writes * units * 100 // (1000 * percent))",
        new="-(-peak_writes * item_bytes * (2 if transactional else 1) * 100 // (1024 * 1000 * percent))",
    ),
    Mistake(
        name="percent_of_the_need",
        tempts="Takes the percentage of what is needed.",
        fails="with_room, exam_with_room",
        advice="percent",
        old="-(-peak_writes * units * 100 // (1000 * percent))",
        new="-(-peak_writes * units * percent // (1000 * 100))",
    ),
    Mistake(
        name="with_floats",
        tempts="Counts with fractions that a computer cannot hold.",
        fails="with_room, exam_with_room",
        advice="percent",
        old="""
            return max(1, -(-peak_writes * units * 100 // (1000 * percent)))
        """,
        new="""
            import math

            return max(1, math.ceil(peak_writes * units / 1000 / (percent / 100)))
        """,
    ),
    Mistake(
        name="none_for_nothing",
        tempts="Nothing to write, nothing to keep it in.",
        fails="little, exam_little",
        advice="at_least",
        old="max(1, -(-peak_writes * units * 100 // (1000 * percent)))",
        new="-(-peak_writes * units * 100 // (1000 * percent))",
    ),
    Mistake(
        name="an_empty_item_is_free",
        tempts="No bytes, no units.",
        fails="exam_with_room, exam_little",
        advice="at_least, round",
        old="max(1, -(-item_bytes // 1024))",
        new="-(-item_bytes // 1024)",
    ),
    Mistake(
        name="trusts_its_callers",
        tempts="Who would ask for that?",
        fails="impossible, exam_impossible",
        advice="refuse",
        old="""
            if peak_writes < 0 or not 0 <= item_bytes <= 400 * 1024 or not 1 <= percent <= 100:
                raise ValueError("These numbers cannot be.")
        """,
        new="",
    ),
    Mistake(
        name="forgets_the_largest_item",
        tempts="Looks only for what is below 0.",
        fails="impossible, exam_impossible",
        advice="refuse",
        old="not 0 <= item_bytes <= 400 * 1024",
        new="item_bytes < 0",
    ),
    Mistake(
        name="whole_writes_of_a_shard",
        tempts="Rounds down how many writes a shard serves.",
        fails="exam_larger_items, exam_transactions, exam_with_room",
        advice="round, whole_writes",
        old="max(1, -(-peak_writes * units * 100 // (1000 * percent)))",
        new="max(1, -(-peak_writes // max(1, 10 * percent // units)))",
    ),
    Mistake(
        name="four_hundred_thousand",
        tempts="Takes 400 KB for 400,000 bytes.",
        fails="exam_larger_items, exam_transactions",
        advice="refuses_too_much",
        old="400 * 1024",
        new="400_000",
    ),
    Mistake(
        name="a_float",
        tempts="Divides by a float: the number is right, and it is no int.",
        fails="small_items, larger_items, transactions, with_room, exam_small_items, exam_larger_items, "
        "exam_transactions, exam_with_room, exam_little",
        advice="whole_number",
        old="// (1000 * percent)",
        new="// (1000.0 * percent)",
    ),
    Mistake(
        name="half_the_size_in_a_transaction",
        tempts="Doubles the bytes to see whether an item is too large for a transaction.",
        fails="exam_transactions",
        advice="refuses_too_much",
        old="not 0 <= item_bytes <= 400 * 1024",
        new="not 0 <= item_bytes * (1 + transactional) <= 400 * 1024",
    ),
    Mistake(
        name="doubles_the_shards",
        tempts="In a transaction it takes twice the units, so twice the shards. Those were rounded up already.",
        fails="transactions, exam_transactions",
        advice="round",
        old="""
            if transactional:
                units *= 2
            return max(1, -(-peak_writes * units * 100 // (1000 * percent)))
        """,
        new="""
            shards = max(1, -(-peak_writes * units * 100 // (1000 * percent)))
            return shards * 2 if transactional and shards > 1 else shards
        """,
    ),
]
