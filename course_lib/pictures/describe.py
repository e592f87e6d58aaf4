"""One call in a few words, from its entry in the journal. Which words, its service knows.

UpdateItem S-1001 SET version = 2 if version = 1 → refused: ConditionalCheckFailedException
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from course_lib.aws.services import SERVICES
from course_lib.aws.services.dynamodb.text import item_text, key_text, value_text
from course_lib.aws.words import Keys, Words, count, line, plain_words, shorten

if TYPE_CHECKING:
    from course_lib.aws.layers.journal import Entry

__all__ = ["Keys", "Words", "count", "describe", "in_words", "item_text", "key_text", "line", "shorten", "value_text"]


def describe(entry: Entry, keys: Keys | None = None) -> str:
    """The call and what came of it, in one line."""
    words = in_words(entry, keys)
    return " ".join(filter(None, [words.operation, words.what, "→", words.outcome]))


def in_words(entry: Entry, keys: Keys | None = None) -> Words:
    """The call in parts.

    Args:
        entry: of the journal.
        keys: the key attributes of tables, where known; without them a new item's key is guessed.
    """
    service = SERVICES.get(entry.service)
    return service.words(entry, keys or {}) if service else plain_words(entry, reads_only=False)
