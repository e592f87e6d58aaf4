"""The exercises with what only an instructor has of them: `autograder/exercises/<lesson>/<exercise>/`."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from autograder import exercises as folders
from autograder import questions
from course_lib.checks.exercise import Check, Exam
from course_lib.errors import NotFound
from course_lib.lessons import LoadedExercise, exercises, lessons, load_exercise, source_notebook

__all__ = ["Loaded", "exercises", "lessons", "load", "require_source", "source_notebook"]


@dataclass(frozen=True)
class Loaded(LoadedExercise):
    """One exercise with its exam and the folder of its solutions; `exam` is None where there is none yet.

    A question's exam and solutions follow from the question, and it needs no folder.
    """

    folder: Path
    exam: Exam | None

    @property
    def checks(self) -> list[Check]:
        """Practice checks, then exam checks."""
        return [*self.exercise.checks, *(self.exam.checks if self.exam else [])]

    @property
    def reference(self) -> str | None:
        """The solution that learners are shown once they have passed, as text; None where there is none yet."""
        if self.question:
            return questions.reference(self.question)
        path = self.folder / "reference.py"
        return path.read_text(encoding="utf-8") if path.exists() else None


@cache
def load(lesson: str, exercise: str) -> Loaded:
    """One exercise.

    Raises:
        NotFound: there is no such lesson or exercise.
        CourseError: it is a question whose file is malformed.
        ValueError: two of its checks have the same name.
    """
    practice = load_exercise(lesson, exercise)
    places = [Path(place) / lesson / exercise for place in folders.__path__]
    folder = next((place for place in places if place.exists()), places[0])
    exam = questions.exam(practice.question) if practice.question else _exam(lesson, exercise, folder)
    loaded = Loaded(lesson, exercise, practice.exercise, practice.question, folder, exam)
    names = [check.name for check in loaded.checks]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(
            f"{loaded.id}: the check name {sorted(twice)[0]!r} stands twice; practice and exam share one set of names."
        )
    return loaded


def _exam(lesson: str, exercise: str, folder: Path) -> Exam | None:
    if not (folder / "exam.py").exists():
        return None
    module = importlib.import_module(f"{folders.__name__}.{lesson}.{exercise}.exam")
    return cast(Exam, module.exam)


def require_source(lesson: str) -> Path:
    """Where a lesson's source notebook is.

    Raises:
        NotFound: there is no such lesson.
    """
    path = source_notebook(lesson)
    if not path.exists():
        raise NotFound("lesson", lesson, lessons())
    return path
