"""Of several submissions by one student for one lesson, the one that counts: the last in time.

Among files that Canvas gave, the number of the file decides, since it grows with each upload, and the times in Canvas's
archive are those of the download. Everything else goes by time: `timestamp.txt` beside the notebook, the time in a
name of nbgrader's exchange or of Blackboard, the file's time in its archive, its time on the disk. Of two at the same
time the one that was found last counts, in the order of the sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from autograder.gradebook.collection.names import Claim
from autograder.gradebook.collection.sources import Entry


@dataclass(frozen=True)
class Candidate:
    """A notebook of which is known whose it is, and of which lesson.

    Attributes:
        when: when it was handed in.
        clock: what says so.
        notes: what is to be said of it, in sentences.
    """

    entry: Entry
    claim: Claim
    student: str
    lesson: str
    when: datetime
    clock: str
    notes: tuple[str, ...] = ()


def last(candidates: Sequence[Candidate]) -> Candidate:
    """The one that counts, of those of one student for one lesson in the order in which they were found."""
    of_canvas = [each for each in candidates if each.claim.attempt]
    newest = max((each.claim.attempt for each in of_canvas), default=0)
    left = [each for each in candidates if each.claim.attempt in (0, newest)]
    return max(enumerate(left), key=lambda one: (one[1].when, one[0]))[1]


def why_not(one: Candidate, chosen: Candidate) -> str:
    """Why a candidate does not count."""
    if one.claim.attempt and chosen.claim.attempt and one.claim.attempt != chosen.claim.attempt:
        return f"{chosen.entry.name} is a later upload: Canvas gave it a higher number."
    if one.when == chosen.when:
        return f"{chosen.entry.name} is as old, and was found after it."
    return f"{chosen.entry.name} was handed in later: {shown(chosen.when)}, {chosen.clock}."


def shown(moment: datetime) -> str:
    """A time as this machine's clock shows it."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")
