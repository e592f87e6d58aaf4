"""`check`, `hint`, `solution` and `exam`: how a learner's code meets its exercise in a notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib import progress
from course_lib.errors import CourseError
from course_lib.views.inert import INERT, graded

if TYPE_CHECKING:
    from autograder.catalog import Loaded
    from autograder.results import ExerciseResult
    from course_lib.views.note import Code, Note
    from course_lib.views.report import CheckReport

Name = str | Callable[..., Any]

_hints_shown: dict[str, int] = {}  # exercise id: how many layers


def check(name: Name) -> CheckReport:
    """Try your function on the exercise's checks, each in an AWS account of its own.

    Args:
        name: of the exercise, or the function itself.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    from course_lib.views.report import CheckReport

    loaded, namespace = _load(name), _namespace(sys._getframe(1).f_globals)

    def run() -> ExerciseResult:
        from autograder.practice import run_practice

        result = run_practice(loaded.lesson, loaded.name, namespace)
        if result.checks and result.passed:
            progress.record(loaded.lesson, loaded.name)
        return result

    return CheckReport(run(), run, lambda: _next_hint(loaded))


def hint(name: Name, layer: int | None = None) -> Note:
    """Help with an exercise: first a nudge, then the approach, then almost the code.

    Args:
        name: of the exercise, or the function itself.
        layer: 1, 2 or 3; otherwise the next one.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open, or there is no such layer.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    loaded = _load(name)
    if layer is None:
        return _next_hint(loaded)
    layers = len(loaded.exercise.hints)
    if layer not in range(1, layers + 1):
        raise CourseError(f"{loaded.name} has hints 1 to {layers}, no hint {layer!r}.")
    return _hint(loaded, layer)


def solution(name: Name) -> Code | Note:
    """How we would write it, once every check has passed.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    from course_lib.views.note import Code, Note

    loaded = _load(name)
    if not progress.passed(loaded.lesson, loaded.name):
        return Note(
            f"The solution of {loaded.name} opens when all its checks have passed.",
            f'Run `check("{loaded.name}")`, or ask for a hint with `hint("{loaded.name}")`.',
        )
    source = loaded.folder / "reference.py"
    if not source.exists():
        return Note(f"The solution of {loaded.name} is with your instructor.")
    return Code(source.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class ExamReport:
    """What `exam` gives back: a line for each check."""

    result: ExerciseResult

    def __repr__(self) -> str:
        result = self.result
        total = f"{result.name}: {result.points:g} of {result.max:g} points"
        return "\n".join([total, *(f"  {each.headline}" for each in result.checks)])


def exam(name: Name) -> ExamReport:
    """Try your function on the exam's checks. Only where the exam is: with the instructor.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open, or the exam is not here.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    loaded, namespace = _load(name), _namespace(sys._getframe(1).f_globals)
    if loaded.exam is None:
        raise CourseError(f"The exam of {loaded.name} is not on this machine: your instructor runs it when grading.")
    from autograder.practice import run_exam

    return ExamReport(run_exam(loaded.lesson, loaded.name, namespace))


def _load(name: Name) -> Loaded:
    """The exercise of the open lab's lesson."""
    from course_lib import lab

    called = name if isinstance(name, str) else getattr(name, "__name__", None)
    if called is None:
        raise CourseError('Give the name of an exercise in quotes, such as check("register_sample").')
    lesson = lab.current().lesson
    from autograder.catalog import load

    return load(lesson, called)


def _namespace(caller: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the learner's functions are: the notebook, or else the module that called."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell is not None else caller


def _next_hint(loaded: Loaded) -> Note:
    from course_lib.views.note import Note

    layer = _hints_shown.get(loaded.id, 0) + 1
    if layer <= len(loaded.exercise.hints):
        return _hint(loaded, layer)
    after = f'`solution("{loaded.name}")` opens when all checks have passed.'
    return Note(f"There are no more hints for {loaded.name}.", f'{after} `hint("{loaded.name}", layer=1)` starts over.')


def _hint(loaded: Loaded, layer: int) -> Note:
    from course_lib.views.note import Note

    _hints_shown[loaded.id] = max(layer, _hints_shown.get(loaded.id, 0))
    return Note(f"Hint {layer} of {len(loaded.exercise.hints)} for {loaded.name}", loaded.exercise.hints[layer - 1])
