"""A submission on its way to another machine and back: JSON, nothing that could run when it is opened."""

from __future__ import annotations

import base64
import json
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from autograder.gradebook.marking import Marked, Task, mark
from autograder.gradebook.notebooks import MAX_BYTES
from autograder.gradebook.pages import Grades
from autograder.gradebook.records import Version, version
from course_lib.errors import CourseError


def can_be_sent(task: Task) -> bool:
    """Whether it is an ordinary file of a size that is read at all. Anything else runs no code, and is marked here."""
    path = task.path
    return path is not None and not path.is_symlink() and path.is_file() and path.stat().st_size <= MAX_BYTES


def pack(task: Task, by: Version) -> bytes:
    """All that another machine needs to mark a task, and no path of this one.

    Args:
        by: what this machine grades by.
    """
    assert task.path is not None
    return _json(
        {
            "student": task.student,
            "name": task.path.name,
            "notebook": _text(task.path),
            "source_name": task.source.name,
            "source": _text(task.source),
            "lesson": task.lesson,
            "problems": task.problems,
            "walled": task.walled,
            "salt": task.salt,
            "exam": by.exam,
            "judge": by.judge,
        }
    )


def mark_parcel(parcel: bytes) -> bytes:
    """Mark what `pack` packed. The page is not made here: it would need this course's settings.

    Returns:
        what `unpack` reads.
    """
    sent = json.loads(parcel)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path, source = Path(folder) / "in" / sent["name"], Path(folder) / "source" / sent["source_name"]
            for place, text in ((path, sent["notebook"]), (source, sent["source"])):
                place.parent.mkdir()
                place.write_bytes(base64.b64decode(text))
            ours = version(sent["lesson"], source)
            if (ours.exam, ours.judge) != (sent["exam"], sent["judge"]):
                raise CourseError("Another version of the course is installed there. Install the same one everywhere.")
            whose = sent["student"], path, source, sent["lesson"], tuple(sent["problems"]), sent["walled"]
            task = Task(*whose, pages=None, salt=sent["salt"])
            return _json({"marked": asdict(mark(task))})
    except CourseError as error:
        return _json({"refused": str(error)})


def unpack(data: bytes) -> Marked:
    """What came back.

    Raises:
        CourseError: nothing can be marked there.
    """
    came: dict[str, Any] = json.loads(data)
    if "refused" in came:
        raise CourseError(came["refused"])
    marked = Marked(**came["marked"])
    return replace(
        marked,
        problems=tuple(marked.problems),
        ours=tuple(marked.ours),
        unanswered=tuple(marked.unanswered),
        exercises=tuple(marked.exercises),
        grades=Grades({}, {}, 0, 0),
    )


def _text(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
