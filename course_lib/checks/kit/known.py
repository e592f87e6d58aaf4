"""When it is known to be which mistake: predicates for an exercise's reasons, on what was seen of a call."""

from __future__ import annotations

from collections.abc import Collection

from course_lib.aws.services.dynamodb.contracts import ITEM_READS
from course_lib.checks.reasons import Seen, When

CONDITIONS = {"ConditionExpression", "Expected", "TransactItems"}


def has_read(seen: Seen) -> bool:
    """The learner's code looked at a table."""
    return bool(seen.sent(*ITEM_READS))


def has_condition(seen: Seen) -> bool:
    """The learner's code sent a write with a condition, or a transaction, which can have some."""
    return any(CONDITIONS & entry.params.keys() for entry in seen.entries)


def created(seen: Seen) -> bool:
    """Something is there that was not."""
    return any(change.before is None for change in seen.changes.values())


def has_lost(seen: Seen) -> bool:
    """Attributes are gone that an item had."""
    pairs = [(change.before, change.after) for change in seen.changes.values()]
    return any(isinstance(old, dict) and isinstance(new, dict) and old.keys() - new.keys() for old, new in pairs)


def sent_any(*operations: str) -> When:
    """The learner's code sent one of these operations."""
    return lambda seen: bool(seen.sent(*operations))


def refused_with(*codes: str) -> When:
    """AWS answered a request of the learner's code with one of these errors."""
    return lambda seen: any(entry.error is not None and entry.error.code in codes for entry in seen.entries)


def raised_with(*errors: str, words: str = "") -> When:
    """One of these AWS codes, or classes of exceptions, came out of the function, with these words in it."""

    def holds(seen: Seen) -> bool:
        found = [raised for raised in seen.raised if words.lower() in raised.message.lower()]
        return any(not errors or any(map(raised.is_a, errors)) for raised in found)

    return holds


def answered_none_of(texts: Collection[object]) -> When:
    """A call returned something else than one of these."""
    return lambda seen: any(answer not in texts for answer in seen.answers)


def got_no(kind: type) -> When:
    """What was compared is not of this kind."""
    return lambda seen: not isinstance(seen.got, kind)


def any_of(*whens: When) -> When:
    """At least one of these holds."""
    return lambda seen: any(when(seen) for when in whens)


def otherwise(when: When) -> When:
    """This does not hold."""
    return lambda seen: not when(seen)
