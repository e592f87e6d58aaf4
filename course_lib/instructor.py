"""What only an instructor's machine has: exams and solutions. Another distribution brings it, or it is not there.

This package knows nothing of it but these functions. Python finds it as the entry point `autograder` of the group
`course_lib.instructor`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from course_lib.checks.results import ExerciseResult, SubmissionResult

GROUP = "course_lib.instructor"


@dataclass(frozen=True)
class Feedback:
    """A submission that was judged: every check, sentences about the notebook, and the page (HTML) with all reports."""

    result: SubmissionResult
    problems: Sequence[str]
    page: str


class Instructor(Protocol):
    """What can be asked of the instructor's side."""

    def run_exam(self, lesson: str, exercise: str, namespace: Mapping[str, Any]) -> ExerciseResult | None:
        """Run an exercise's hidden checks on trusted functions of this process; None where it has none."""

    def solution(self, lesson: str, exercise: str) -> str | None:
        """How we would write it, as text; None where that is not here."""

    def mark(self, notebook: Path, lesson: str) -> Feedback:
        """Judge a saved notebook with the hidden checks, as a class's submissions are."""


@cache
def instructor() -> Instructor | None:
    """The instructor's side, if it is on this machine."""
    for point in entry_points(group=GROUP):
        try:
            return cast(Instructor, point.load())
        except ModuleNotFoundError as error:  # it was here once
            if error.name != point.module.partition(".")[0]:
                raise
    return None
