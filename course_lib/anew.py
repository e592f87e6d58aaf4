"""Start one exercise over: its cell is as a class receives it, and what stood there is kept in a file beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from course_lib.errors import CourseError, NotFound
from course_lib.prepare import Course, free_name, learners_copy, write_atomically


def begin_anew(exercise: str, written: str) -> str:
    """Keep what a learner has written in the open lab's notebook, and say what the cell holds at the beginning.

    Args:
        exercise: its name.
        written: what its cell holds now.

    Returns:
        the cell's source at the beginning.

    Raises:
        CourseError: no lab is open, or the lesson has no such exercise.
    """
    from course_lib import lab

    course, lesson = Course.find(Path.cwd()), lab.current().lesson
    stub = _stub(course, lesson, exercise)
    _keep(course, lesson, exercise, written)
    return stub


def reset_exercise(course: Course, lesson: str, exercise: str) -> Path | None:
    """Start an exercise over in the learner's saved notebook.

    Returns:
        where the old code is now; None where there was none of the learner's.

    Raises:
        NotFound: the lesson has no such exercise.
        CourseError: there is no notebook, or it has no such cell any more.
        OSError: no permission, or the disk is full; the notebook is then as it was.
    """
    stub = _stub(course, lesson, exercise)
    path = course.work / lesson / f"{lesson}.ipynb"
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = next(cell for cell in notebook["cells"] if _is_of(cell, exercise))
    except (OSError, ValueError, KeyError, StopIteration):
        message = f"{path} has no cell for {exercise} any more. `course reset {lesson}` gives a new notebook."
        raise CourseError(message) from None
    written = "".join(cell["source"])
    if written == stub:
        return None
    kept = _keep(course, lesson, exercise, written)
    cell.update(source=stub, outputs=[], execution_count=None)
    write_atomically(path, (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode())
    return kept


def _keep(course: Course, lesson: str, exercise: str, written: str) -> Path:
    kept = free_name(course.work / lesson / f"{exercise}.py")
    write_atomically(kept, written.rstrip().encode() + b"\n")
    return kept


def _stub(course: Course, lesson: str, exercise: str) -> str:
    if lesson not in course.lessons():
        raise NotFound("lesson", lesson, course.lessons())
    cells = json.loads(learners_copy(course, f"{lesson}/{lesson}.ipynb"))["cells"]
    found = next((cell for cell in cells if _is_of(cell, exercise)), None)
    if found is None:
        names = [name for cell in cells if (name := _grade_id(cell).removesuffix("_solution")) != _grade_id(cell)]
        raise NotFound("exercise", exercise, names)
    return "".join(found["source"])


def _is_of(cell: dict[str, Any], exercise: str) -> bool:
    return _grade_id(cell) == f"{exercise}_solution"


def _grade_id(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))
