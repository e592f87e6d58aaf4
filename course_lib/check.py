"""`check`, `hint`, `solution` and `exam`: how a learner's code meets its exercise in a notebook."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from course_lib import history, progress
from course_lib.cells import CELLS
from course_lib.errors import CourseError
from course_lib.instructor import instructor
from course_lib.pictures.inert import INERT, graded

if TYPE_CHECKING:
    from course_lib.checks.here.report import CheckReport
    from course_lib.checks.here.sent import CheckSent, SentReport
    from course_lib.checks.results import ExerciseResult
    from course_lib.lessons import LoadedExercise
    from course_lib.pictures.note import Code, Note

Name = str | Callable[..., Any]

_sent: dict[str, list[CheckSent]] = {}  # exercise id: what was sent when it was checked last
_asked: set[str] = set()  # exercises whose solution was asked for once
_hints_shown: dict[str, int] = {}  # exercise id: how many layers


def check(name: Name | None = None) -> CheckReport | Note:
    """Try your function on the exercise's checks, each in an AWS account of its own.

    The checks run in a copy of the notebook's process where the system can make one (Linux, macOS): they change nothing
    in the notebook, and end within ten seconds whatever your function does.

    Args:
        name: of the exercise, or the function itself; without it, the exercises are listed.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open, or you stopped the check.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    if name is None:
        return _names("check")
    from course_lib.checks.here.apart import run_apart
    from course_lib.checks.here.progress_line import progress_line
    from course_lib.checks.here.report import CheckReport
    from course_lib.checks.here.warm import warm
    from course_lib.lessons import services
    from course_lib.quiz import explained

    loaded, namespace = _load(name), _namespace(sys._getframe(1).f_globals)
    offered, exercise = services(loaded.lesson), loaded.exercise
    warm(offered)
    noted = _sent[loaded.id] = []
    with progress_line(loaded.name) as tell:
        result = run_apart(loaded.id, exercise, exercise.checks, namespace, offered, tell, noted.append)
    _remember(loaded, result, namespace)
    open_now = bool(loaded.question) and history.explains(loaded.lesson, loaded.name)
    explanations = explained(loaded.question) if loaded.question and open_now else None
    return CheckReport(result, exercise.hints, CELLS.notice(exercise.function), explanations)


def _remember(loaded: LoadedExercise, result: ExerciseResult, namespace: Mapping[str, Any]) -> None:
    """Keep what came of a check: for another day, and for questions that were missed."""
    history.record_last(loaded.lesson, loaded.name)
    verdicts = {check.verdict.value for check in result.checks}
    if result.checks and result.passed:
        progress.record(loaded.lesson, loaded.name)
    elif loaded.question and verdicts == {"passed", "failed"}:  # letters, and not the right ones
        history.record_try(loaded.lesson, loaded.name, str(namespace.get(loaded.name)).strip().upper())


def sent(name: Name | None = None) -> SentReport | Note:
    """What your function sent to AWS when it was checked last, and what that costs.

    Args:
        name: of the exercise, or the function itself; without it, the exercises are listed.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    from course_lib.checks.here.sent import SentReport
    from course_lib.pictures.note import Note

    if name is None:
        return _names("sent")
    loaded = _load(name)
    if loaded.id not in _sent:
        return Note(f"{loaded.name} has not been checked yet.", f'Run `check("{loaded.name}")` first.')
    return SentReport(loaded.name, _sent[loaded.id])


def hint(name: Name | None = None, layer: int | None = None) -> Note:
    """Help with an exercise: first a nudge, then the approach, then almost the code.

    Args:
        name: of the exercise, or the function itself; without it, the exercises are listed.
        layer: 1, 2 or 3; otherwise the next one.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open, or there is no such layer.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    if name is None:
        return _names("hint")
    loaded = _load(name)
    if layer is None:
        return _next_hint(loaded)
    layers = len(loaded.exercise.hints)
    if layer not in range(1, layers + 1):
        raise CourseError(f"{loaded.name} has hints 1 to {layers}, no hint {layer!r}.")
    return _hint(loaded, layer)


def solution(name: Name | None = None) -> Code | Note:
    """How we would write it: once every check has passed, or if you ask a second time.

    Args:
        name: of the exercise, or the function itself; without it, the exercises are listed.

    Raises:
        NotFound: there is no such exercise.
        CourseError: no lab is open.
    """
    if graded():
        return INERT  # type: ignore[return-value]
    from course_lib.pictures.note import Code, Note

    if name is None:
        return _names("solution")
    loaded = _load(name)
    here = instructor()
    source = here.solution(loaded.lesson, loaded.name) if here else None
    if source is None:
        return Note(f"The solution of {loaded.name} is with your instructor.")
    if progress.passed(loaded.lesson, loaded.name) or history.looked_up(loaded.lesson, loaded.name):
        return Code(source)
    if loaded.id not in _asked:
        _asked.add(loaded.id)
        return Note(
            f"The solution of {loaded.name} opens when all its checks have passed.",
            f'Run `check("{loaded.name}")`, or ask for a hint with `hint("{loaded.name}")`. Ask for the solution once '
            f"more, and it opens now. The price: your progress then says of {loaded.name} for good that you looked it "
            "up, and the idea will not be yours.",
        )
    history.record_looked_up(loaded.lesson, loaded.name)
    return Code(source)


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
    here = instructor()
    result = here.run_exam(loaded.lesson, loaded.name, namespace) if here else None
    if result is None:
        raise CourseError(f"The exam of {loaded.name} is not on this machine: your instructor runs it when grading.")
    return ExamReport(result)


def _names(function: str) -> Note:
    """What can be asked for, where no name was given."""
    from course_lib import lab
    from course_lib.lessons import exercises
    from course_lib.pictures.note import Note

    lesson = lab.current().lesson
    marks = {name: "passed" if progress.passed(lesson, name) else "open" for name in exercises(lesson)}
    lines = [f'    {function}("{name}")'.ljust(44) + mark for name, mark in marks.items()]
    return Note(f"{function} needs the name of an exercise. This lesson has:", "\n".join(lines))


def _load(name: Name) -> LoadedExercise:
    """The exercise of the open lab's lesson."""
    from course_lib import lab

    called = name if isinstance(name, str) else getattr(name, "__name__", None)
    if called is None:
        raise CourseError('Give the name of an exercise in quotes, such as check("register_sample").')
    lesson = lab.current().lesson
    from course_lib.lessons import load_exercise

    return load_exercise(lesson, called)


def _namespace(caller: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the learner's functions are: the notebook, or else the module that called."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell.user_ns if shell is not None else caller


def _next_hint(loaded: LoadedExercise) -> Note:
    from course_lib.pictures.note import Note

    layer = _hints_shown.get(loaded.id, 0) + 1
    if layer <= len(loaded.exercise.hints):
        return _hint(loaded, layer)
    after = f'`solution("{loaded.name}")` opens when all checks have passed.'
    return Note(f"There are no more hints for {loaded.name}.", f'{after} `hint("{loaded.name}", layer=1)` starts over.')


def _hint(loaded: LoadedExercise, layer: int) -> Note:
    from course_lib.pictures.note import Note

    _hints_shown[loaded.id] = max(layer, _hints_shown.get(loaded.id, 0))
    return Note(f"Hint {layer} of {len(loaded.exercise.hints)} for {loaded.name}", loaded.exercise.hints[layer - 1])
