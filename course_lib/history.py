"""What else is remembered of a learner: answers tried, solutions looked up, submissions, the exercise worked on last.

It is in the progress file (`course_lib.progress`), and in this process where there is none:

    "tried": {"conditional_writes": {"exam_question": ["A"]}}, "looked_up": {"conditional_writes": ["next_ticket"]},
    "submitted": {"conditional_writes": [{"number": 1, "when": "2026-03-02T10:15", "points": 28, "max": 40, ...}]},
    "last": ["conditional_writes", "next_ticket"]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from course_lib import progress

TRIES = 2  # wrong answers to a question after which all options are explained

_HERE: dict[str, Any] = {}  # as in the file, for a notebook outside a learner's folder


@dataclass(frozen=True)
class Attempt:
    """One submission of a lesson.

    Attributes:
        number: 1 for the first of the lesson.
        when: local date and time, ISO 8601 to the minute.
        points, max: earned, and what there was to earn.
        exercises: by name, both of each.
        page: the feedback page, relative to the learner's folder; empty where none was made.
    """

    number: int
    when: str
    points: float
    max: float
    exercises: dict[str, tuple[float, float]] = field(default_factory=dict)
    page: str = ""


def record_try(lesson: str, exercise: str, answer: str) -> None:
    """Note a wrong answer to a question."""

    def add(kept: dict[str, Any]) -> bool:
        tried = _inside(kept, "tried", lesson).setdefault(exercise, [])
        if answer in tried:
            return False
        tried.append(answer)
        return True

    _change(add)


def tries(lesson: str, exercise: str) -> list[str]:
    """The wrong answers to a question so far, each once."""
    return list(content().get("tried", {}).get(lesson, {}).get(exercise, []))


def explains(lesson: str, exercise: str) -> bool:
    """Whether a question's explanations are open: it was answered right, or wrong often enough."""
    return progress.passed(lesson, exercise) or len(tries(lesson, exercise)) >= TRIES


def record_looked_up(lesson: str, exercise: str) -> None:
    """Note that an exercise's solution was shown before it had passed."""

    def add(kept: dict[str, Any]) -> bool:
        names = kept.setdefault("looked_up", {}).setdefault(lesson, [])
        if exercise in names:
            return False
        names.append(exercise)
        return True

    _change(add)


def looked_up(lesson: str, exercise: str) -> bool:
    """Whether an exercise's solution was shown before it had passed."""
    return exercise in content().get("looked_up", {}).get(lesson, [])


def record_attempt(lesson: str, attempt: Attempt) -> None:
    """Note a submission."""

    def add(kept: dict[str, Any]) -> bool:
        kept.setdefault("submitted", {}).setdefault(lesson, []).append(asdict(attempt))
        return True

    _change(add)


def attempts(lesson: str) -> list[Attempt]:
    """A lesson's submissions, the first one first."""
    return [Attempt(**kept) for kept in content().get("submitted", {}).get(lesson, [])]


def record_last(lesson: str, exercise: str) -> None:
    """Note which exercise is being worked on."""

    def put(kept: dict[str, Any]) -> bool:
        before, kept["last"] = kept.get("last"), [lesson, exercise]
        return bool(before != kept["last"])

    _change(put)


def last() -> tuple[str, str] | None:
    """The lesson and exercise worked on last."""
    kept = content().get("last")
    return (kept[0], kept[1]) if kept else None


def _inside(kept: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        kept = kept.setdefault(name, {})
    return kept


def change(edit: Callable[[dict[str, Any]], object]) -> None:
    """Change what is kept, alone.

    Args:
        edit: changes the content it is given.
    """

    def always(kept: dict[str, Any]) -> bool:
        edit(kept)
        return True

    _change(always)


def content() -> dict[str, Any]:
    """All that is kept."""
    path = progress.find()
    return _HERE if path is None else progress.read(path)


def _change(edit: Callable[[dict[str, Any]], bool]) -> None:
    if progress.find() is None:
        edit(_HERE)
    else:
        progress.change(edit)
