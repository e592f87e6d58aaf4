"""Where the exercises are: one folder each, `autograder/exercises/<lesson>/<exercise>/`."""

from __future__ import annotations

import importlib
import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from autograder.checks import Check, Exam, Exercise
from course_lib.errors import NotFound

FOLDER = Path(__file__).parent / "exercises"
NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


@dataclass(frozen=True)
class Loaded:
    """One exercise with what is here of it; `exam` is None where it was not shipped."""

    lesson: str
    name: str
    folder: Path
    exercise: Exercise
    exam: Exam | None

    @property
    def id(self) -> str:
        return f"{self.lesson}.{self.name}"

    @property
    def checks(self) -> list[Check]:
        """Practice checks, then exam checks."""
        return [*self.exercise.checks, *(self.exam.checks if self.exam else [])]


def lessons() -> list[str]:
    """The lessons that have exercises, by slug."""
    return sorted({path.parent.parent.name for path in FOLDER.glob("*/*/practice.py")})


def exercises(lesson: str) -> list[str]:
    """A lesson's exercises in the order of its notebook; those not in the notebook last.

    Raises:
        NotFound: there is no such lesson.
    """
    names = sorted(path.parent.name for path in FOLDER.glob(f"{lesson}/*/practice.py"))
    if not names:
        raise NotFound("lesson", lesson, lessons())
    order = _notebook_order(lesson)
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


@cache
def load(lesson: str, exercise: str) -> Loaded:
    """One exercise.

    Raises:
        NotFound: there is no such lesson or exercise.
        ValueError: two of its checks have the same name.
    """
    if exercise not in exercises(lesson):
        raise NotFound("exercise", exercise, exercises(lesson))
    folder = FOLDER / lesson / exercise
    package = f"autograder.exercises.{lesson}.{exercise}"
    practice = importlib.import_module(f"{package}.practice")
    exam = importlib.import_module(f"{package}.exam").exam if (folder / "exam.py").exists() else None
    loaded = Loaded(lesson, exercise, folder, practice.exercise, exam)
    names = [check.name for check in loaded.checks]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(
            f"{loaded.id}: the check name {sorted(twice)[0]!r} stands twice; practice and exam share one set of names."
        )
    return loaded


def source_notebook(lesson: str) -> Path:
    """Where a lesson's source notebook is, if it is here."""
    return NOTEBOOKS / lesson / f"{lesson}.ipynb"


def require_source(lesson: str) -> Path:
    """Where a lesson's source notebook is.

    Raises:
        NotFound: there is no such lesson.
    """
    path = source_notebook(lesson)
    if not path.exists():
        raise NotFound("lesson", lesson, lessons())
    return path


def _notebook_order(lesson: str) -> list[str]:
    path = source_notebook(lesson)
    if not path.exists():
        return []
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return re.findall(r'^check\("(\w+)"\)', text, flags=re.MULTILINE)
