"""The steps of a timeline: the calls of a journal in words, each with its caller and with what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course_lib.pictures.describe import Keys, Words, in_words, line

if TYPE_CHECKING:
    from course_lib.aws.layers.journal import Entry
    from course_lib.pictures.watch import Change


@dataclass(frozen=True)
class Step:
    """One call of a timeline: its number (from 1), the caller, the call in words, and what it changed."""

    number: int
    who: str
    words: Words
    changes: Sequence[Change] = ()


def steps_of(
    entries: Sequence[Entry], keys: Keys | None = None, changes: Mapping[int, Sequence[Change]] | None = None
) -> list[Step]:
    """The steps of a timeline.

    Args:
        entries: of the journal, in order.
        keys: the key attributes of tables, where known.
        changes: what each call changed, by entry number.
    """
    keys = {**_keys_used(entries), **(keys or {})}
    return [
        Step(number, line(entry.who) or "?", in_words(entry, keys), (changes or {}).get(entry.number, ()))
        for number, entry in enumerate(entries, 1)
    ]


def _keys_used(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """The key attributes of tables, as far as these calls name them."""
    named = [(entry.params.get("TableName"), entry.params.get("Key")) for entry in entries]
    return {str(table): list(key) for table, key in named if isinstance(key, Mapping)}


def lanes_of(steps: Sequence[Step], lanes: Sequence[str] | None = None) -> list[str]:
    """The callers in order: those given, then any others as they appear."""
    named = [line(lane) for lane in lanes or ()]
    return list(dict.fromkeys(named + [step.who for step in steps]))
