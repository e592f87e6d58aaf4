"""The lessons: a folder each, which holds what a learner gets of it. A folder is a lesson if it has a `data.py`.

    data.py          what the lesson starts from: `prepare(cloud)`, and what its clouds offer (`SERVICES`, `DATABASES`)
    practice/        the visible checks, with hints and advice: one module an exercise
    questions/       exercises that are questions: one file each, from which the checks follow

What else a lesson needs lies beside them. The notebooks are in `notebooks/` of the course's own folder.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from course_lib.aws.services import DEFAULT
from course_lib.errors import CourseError, NotFound

if TYPE_CHECKING:
    from course_lib.checks import Exercise
    from course_lib.checks.question import Question

_PACKAGE = Path(__file__).parent.parent
_OWN = _PACKAGE / "notebooks"  # a wheel brings them inside the package
NOTEBOOKS = _OWN if _OWN.exists() else _PACKAGE.parent / "notebooks"


@dataclass(frozen=True)
class LoadedExercise:
    """An exercise as a learner has it: its lesson, its name, its contract with the visible checks, what it asks."""

    lesson: str
    name: str
    exercise: Exercise
    question: Question | None

    @property
    def id(self) -> str:
        return f"{self.lesson}.{self.name}"


def lessons() -> list[str]:
    """Every lesson, by slug."""
    return sorted({path.parent.name for place in __path__ for path in Path(place).glob("*/data.py")})


def exercises(lesson: str) -> list[str]:
    """A lesson's exercises in the order of its notebook; those not in the notebook last.

    Raises:
        NotFound: there is no such lesson.
    """
    _require(lesson)
    order = _notebook_order(lesson)
    patterns = (f"{lesson}/practice/*.py", f"{lesson}/questions/*.toml")
    found = {path.stem for place in __path__ for pattern in patterns for path in Path(place).glob(pattern)}
    return sorted(found, key=lambda name: (order.index(name) if name in order else len(order), name))


@cache
def load_exercise(lesson: str, exercise: str) -> LoadedExercise:
    """One exercise, without its exam.

    Raises:
        NotFound: there is no such lesson or exercise.
        CourseError: it is a question whose file is malformed.
    """
    if exercise not in exercises(lesson):
        raise NotFound("exercise", exercise, exercises(lesson))
    for path in (Path(place) / lesson / "questions" / f"{exercise}.toml" for place in __path__):
        if path.exists():
            return _load_question(lesson, path)
    practice = import_module(f"{__name__}.{lesson}.practice.{exercise}")
    return LoadedExercise(lesson, exercise, practice.exercise, question=None)


def _load_question(lesson: str, path: Path) -> LoadedExercise:
    from course_lib.checks.question import exercise_of  # what imports this module need not wait for the checks
    from course_lib.checks.question_file import read_question

    question = read_question(path)
    return LoadedExercise(lesson, question.name, exercise_of(question), question)


def data(lesson: str) -> ModuleType:
    """What a lesson starts from.

    Raises:
        NotFound: there is no such lesson.
    """
    _require(lesson)
    return import_module(f"{__name__}.{lesson}.data")


def prepare(lesson: str, cloud: Any) -> None:
    """Put what a lesson starts from into a cloud.

    Raises:
        NotFound: there is no such lesson.
    """
    data(lesson).prepare(cloud)


def use_real_servers(lesson: str, cloud: Any) -> None:
    """Let real servers on this machine stand behind a part of a lesson's cloud.

    Raises:
        NotFound: there is no such lesson.
        CourseError: this lesson has none, or they cannot be had here.
    """
    begin = getattr(data(lesson), "use_real_servers", None)
    if begin is None:
        raise CourseError(f"The lesson {lesson} has no real servers to run on. Open its lab without real=True.")
    begin(cloud)


def services(lesson: str) -> tuple[str, ...]:
    """What a lesson's clouds offer, by botocore's names: its `SERVICES`, or DynamoDB alone."""
    return tuple(getattr(data(lesson), "SERVICES", DEFAULT)) if lesson in lessons() else DEFAULT


def handed(lesson: str) -> tuple[str, ...]:
    """What calls of a lesson's functions are handed clients, resources and engines of: services and `DATABASES`."""
    return (*services(lesson), *getattr(data(lesson), "DATABASES", ())) if lesson in lessons() else DEFAULT


def source_notebook(lesson: str) -> Path:
    """Where a lesson's notebook is, if it is here."""
    return NOTEBOOKS / lesson / f"{lesson}.ipynb"


def _require(lesson: str) -> None:
    if lesson not in lessons():
        raise NotFound("lesson", str(lesson), lessons())


def _notebook_order(lesson: str) -> list[str]:
    path = source_notebook(lesson)
    if not path.exists():
        return []
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return re.findall(r'^check\("(\w+)"\)', text, flags=re.MULTILINE)
