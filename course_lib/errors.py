"""Errors whose message is written for the person who reads it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CourseError(Exception):
    """Something a person can put right; the message says what, where and how."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback."""
        return [str(self)]


class NotFound(CourseError):
    """A name that does not exist, with the nearest one that does."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        close = get_close_matches(name, names, n=1)
        advice = f"Did you mean {close[0]!r}?" if close else f"There is: {', '.join(names) or 'none yet'}."
        super().__init__(f"There is no {kind} {name!r}. {advice}")
