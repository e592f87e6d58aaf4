"""The question that `review` or `mock_exam` asks just now: its options' order, and what has been chosen of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course_lib.checks.question import Question


@dataclass(frozen=True)
class Choosing:
    """A question while it is asked: shown again, it looks as before."""

    question: str
    order: tuple[str, ...]
    letters: set[str] = field(default_factory=set)

    @property
    def answer(self) -> str:
        """What has been chosen, such as "B, E"."""
        return ", ".join(sorted(self.letters))


_now: dict[str, Choosing] = {}  # by who asks: "review" or "mock_exam"


def choosing(asker: str, question: Question) -> Choosing:
    """Return what is chosen for this question, nothing yet when it was not the one asked before.

    Args:
        asker: "review" or "mock_exam".
        question: the one that is asked; its options come in an order by chance.
    """
    if asker not in _now or _now[asker].question != question.name:
        letters = list(question.options)
        random.shuffle(letters)
        _now[asker] = Choosing(question.name, tuple(letters))
    return _now[asker]


def choose(asker: str, letter: str) -> None:
    """What a button does: choose a letter of the question that is asked, or leave it out again."""
    if asker in _now:
        _now[asker].letters.symmetric_difference_update({letter})


def answered(asker: str) -> None:
    """The next question begins with nothing chosen, even when it is the same one."""
    _now.pop(asker, None)
