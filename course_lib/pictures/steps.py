"""The steps of a timeline: the calls of a journal in words, each with its caller and with what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from course_lib.pictures.describe import Keys, Words, in_words, line

if TYPE_CHECKING:
    from course_lib.aws.layers.journal import Entry
    from course_lib.pictures.watch import Change


@dataclass(frozen=True)
class Step:
    """One call of a timeline.

    Attributes:
        number: from 1.
        who: the caller.
        words: the call in words.
        changes: what it changed.
        service: whose call it is.
        begun: the number of the step at which it was sent, where others came before its answer.
    """

    number: int
    who: str
    words: Words
    changes: Sequence[Change] = ()
    service: str = ""
    begun: int | None = None


@dataclass(frozen=True)
class Begun:
    """A call that was sent, or prepared, and not answered yet.

    Attributes:
        position: how many calls had been answered.
        who: the caller.
        words: the call in words, with what it waits for.
        service: whose call it is.
    """

    position: int
    who: str
    words: Words
    service: str


def steps_of(
    entries: Sequence[Entry],
    keys: Keys | None = None,
    changes: Mapping[int, Sequence[Change]] | None = None,
    begun: Sequence[Begun] = (),
) -> list[Step]:
    """The steps of a timeline.

    Args:
        entries: of the journal, in order.
        keys: the key attributes of tables, where known.
        changes: what each call changed, by entry number.
        begun: calls that were sent a while before they were answered, in order. One that nobody else's answer came
            after is no step of its own.
    """
    keys = {**_keys_used(entries), **(keys or {})}
    answered = [
        Step(0, line(entry.who) or "?", in_words(entry, keys), (changes or {}).get(entry.number, ()), entry.service)
        for entry in entries
    ]
    steps: list[Step] = []
    sent: dict[str, int] = {}  # by caller, the step at which what they wait for was sent
    for position, step in enumerate(answered):
        for first in begun:
            if first.position == position and first.who != step.who:
                sent[first.who] = len(steps) + 1
                steps.append(Step(len(steps) + 1, first.who, first.words, (), first.service))
        steps.append(replace(step, number=len(steps) + 1, begun=sent.pop(step.who, None)))
    return steps


def _keys_used(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """The key attributes of tables, as far as these calls name them."""
    named = [(entry.params.get("TableName"), entry.params.get("Key")) for entry in entries]
    return {str(table): list(key) for table, key in named if isinstance(key, Mapping)}


def lanes_of(steps: Sequence[Step], lanes: Sequence[str] | None = None) -> list[str]:
    """The callers in order: those given, then any others as they appear."""
    named = [line(lane) for lane in lanes or ()]
    return list(dict.fromkeys(named + [step.who for step in steps]))
