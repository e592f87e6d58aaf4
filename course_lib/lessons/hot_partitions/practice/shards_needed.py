"""shards_needed: the arithmetic of write sharding."""

from course_lib.checks import Exercise, Reason, expect, expect_raises, require
from course_lib.checks.kit import error_means


def shards(writes, units, percent=100):
    """How many shards serve writes of so many units."""
    return max(1, -(-writes * units * 100 // (1000 * percent)))


def units_of(item_bytes):
    """What a write costs."""
    return max(1, -(-item_bytes // 1024))


def forgot_the_transaction(seen):
    """It is what comes out if a transaction costs no more, or the bytes are doubled before they are rounded."""
    if not seen.facts["transactional"]:
        return False
    writes, size, percent = (seen.facts[name] for name in ("writes", "size", "percent"))
    return seen.got in (shards(writes, units_of(size), percent), shards(writes, units_of(2 * size), percent))


def forgot_the_percent(seen):
    """It is what comes out without percent, with percent of the need, or in fractions that a computer rounds."""
    percent = seen.facts["percent"]
    if percent == 100:
        return False
    writes, units = seen.facts["writes"], units_of(seen.facts["size"]) * (2 if seen.facts["transactional"] else 1)
    full = shards(writes, units)
    others = (full, -(-writes * units * percent // 100_000), -(-full * 100 // percent))
    return seen.got in others or seen.got == seen.expected + 1


def whole_writes(seen):
    """It is what comes out if a shard serves only whole writes; one too many can have other reasons."""
    if seen.got == seen.expected + 1:
        return False
    writes, percent = seen.facts["writes"], seen.facts["percent"]
    units = units_of(seen.facts["size"]) * (2 if seen.facts["transactional"] else 1)
    return seen.got in (-(-writes // max(1, 10 * percent // units)), -(-writes // max(1, 1000 // units)))


def empty_is_free(seen):
    """It is what comes out if an item without a byte costs nothing."""
    return seen.facts["size"] == 0 and seen.got in (0, 1) and seen.expected > 2


exercise = Exercise(
    call="shards_needed(peak_writes, item_bytes, transactional=False, percent=100)",
    section='Part 7, "How many are enough"',
    hints=(
        "How many units does one write cost? How many units can one partition serve in a second?",
        "Round the item up to whole kilobytes of 1,024 bytes, at least one; double that in a transaction. Multiply by "
        "the writes, divide by the part of 1,000 that you want to use, and round up: with whole numbers only.",
        "units = max(1, -(-item_bytes // 1024)) * (2 if transactional else 1); return max(1, -(-peak_writes * units * "
        "100 // (1000 * percent))).",
    ),
    advice={
        "refuse": "An item has 400 KB at most, peak_writes and item_bytes cannot be below 0, and percent lies between "
        "1 and 100. Raise ValueError for anything else.",
        "refuses_too_much": "These numbers can be: an item may have up to 409,600 bytes, in a transaction too. Refuse "
        "only what lies beyond the limits.",
        "whole_number": "Return an int. A number of shards with a fraction, even .0, is none.",
        "at_least": Reason(
            "Something has to hold the votes: at least one shard, also when nobody writes; and a small item costs one "
            "unit.",
            when=lambda seen: seen.expected == 1 or empty_is_free(seen),
        ),
        "transaction": Reason(
            "In a transaction a write costs twice as many units: it is prepared, then committed. Round first, then "
            "double.",
            when=forgot_the_transaction,
        ),
        "percent": Reason(
            "percent is how much of a partition's 1,000 units you want to use at the peak: with 50 it takes twice as "
            "many shards. Count in whole numbers: 11.4 / 0.57 is not 20 for a computer.",
            when=forgot_the_percent,
        ),
        "whole_writes": Reason(
            "A shard is served 1,000 units a second, whatever they add up to: three shards serve 1,000 writes of 3 "
            "units, though none of them gets a whole number of writes each second.",
            when=whole_writes,
        ),
        "round": "A write costs one unit for each 1,024 bytes, begun ones included, and each write is rounded by "
        "itself. A partition serves 1,000 write units a second, and part of a shard is a shard.",
    },
)


def needs(submission, expected, peak_writes, item_bytes, transactional=False, percent=100):
    """A call whose answer has to be right."""
    allowed = "the item has 409,600 bytes at most, and nothing else is out of range"
    with error_means("refuses_too_much", "ValueError", because=allowed):
        got = submission.shards_needed(peak_writes, item_bytes, transactional, percent)
    facts = {"transactional": transactional, "percent": percent, "writes": peak_writes, "size": item_bytes}
    keys = ("at_least", "transaction", "percent", "whole_writes", "round")
    expect(got, expected, "so many partitions' worth of units are written", keys, facts=facts)
    require(type(got) is int, f"It returned {got!r}.", "an int was agreed on", advice="whole_number")


@exercise.check()
def small_items(submission, cloud):
    """Small items cost one unit, and a partition serves a thousand."""
    needs(submission, 3, 2_500, 100)
    needs(submission, 2, 2_000, 1024)
    needs(submission, 3, 2_001, 1024)


@exercise.check()
def larger_items(submission, cloud):
    """Each begun kilobyte of 1,024 bytes costs a unit."""
    needs(submission, 2, 1_000, 1025)
    needs(submission, 6, 1_500, 3_500)


@exercise.check()
def transactions(submission, cloud):
    """In a transaction a write costs twice."""
    needs(submission, 5, 2_500, 300, transactional=True)
    needs(submission, 4, 1_000, 1_500, transactional=True)


@exercise.check()
def with_room(submission, cloud):
    """With some room left it takes more shards."""
    needs(submission, 5, 2_500, 100, percent=50)
    needs(submission, 20, 11_400, 1024, percent=57)


@exercise.check()
def little(submission, cloud):
    """One shard is the least."""
    needs(submission, 1, 0, 100)
    needs(submission, 1, 3, 0)


@exercise.check()
def impossible(submission, cloud):
    """What cannot be is refused."""
    refuses(submission, 10, 400 * 1024 + 1)
    refuses(submission, -1, 100)
    refuses(submission, 10, 100, False, 0)


def refuses(submission, *arguments):
    """A call that has to raise ValueError."""
    with expect_raises("ValueError", "this cannot be", advice="refuse"):
        submission.shards_needed(*arguments)
