"""Which exercises a learner has passed: in this process, and in `.course/progress.json` of the learner's folder.

The learner's folder is the nearest one upwards that holds `.course/prepared.json`. Where there is none, nothing is
written. Keeping progress never stands in the way of learning: what cannot be read or written is left alone.

    {"schema": 1, "passed": {"conditional_writes": ["register_sample"]}}

`course_lib.history` keeps more in the same file, under names of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SCHEMA = 1
FILE = Path(".course", "progress.json")
PREPARED = Path(".course", "prepared.json")

_HERE: set[tuple[str, str]] = set()  # passed in this process


def find(start: Path | None = None) -> Path | None:
    """The learner's progress file, whether it exists yet or not; None outside a learner's folder.

    Args:
        start: where to begin; by default the current folder.
    """
    try:
        start = (start or Path.cwd()).resolve()
        folders = [start, *start.parents]
        return next((folder / FILE for folder in folders if (folder / PREPARED).is_file()), None)
    except OSError:
        return None


def read(path: Path) -> dict[str, Any]:
    """What a progress file says; nothing passed when it is missing or damaged."""
    found = _parse(path)
    return found if found is not None else _empty()


def record(lesson: str, exercise: str) -> None:
    """Note that an exercise has passed."""
    _HERE.add((lesson, exercise))

    def add(content: dict[str, Any]) -> bool:
        done = content["passed"].setdefault(lesson, [])
        if exercise in done:
            return False
        done.append(exercise)
        return True

    change(add)


def change(edit: Callable[[dict[str, Any]], bool]) -> None:
    """Change the learner's progress file, alone. A damaged file is set aside first, under a numbered name.

    Args:
        edit: changes the content it is given, and says whether it did.
    """
    path = find()
    if path is None:
        return
    with contextlib.suppress(OSError), _alone(path):
        progress = _parse(path)
        if progress is None:
            _set_aside(path)
            progress = _empty()
        if edit(progress):
            _write(path, progress)


def passed(lesson: str, exercise: str) -> bool:
    """Whether an exercise has passed, now or on another day."""
    if (lesson, exercise) in _HERE:
        return True
    path = find()
    return path is not None and exercise in read(path)["passed"].get(lesson, [])


def _empty() -> dict[str, Any]:
    return {"schema": SCHEMA, "passed": {}}


def _parse(path: Path) -> dict[str, Any] | None:
    """The file's content, a new one where there is no file, None where it is not what we write."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _empty()
    except (OSError, ValueError, RecursionError):
        return None
    return content if _well_formed(content) else None


def _well_formed(content: Any) -> bool:
    return (
        isinstance(content, dict)
        and content.get("schema") == SCHEMA
        and isinstance(content.get("passed"), dict)
        and all(isinstance(names, list) for names in content["passed"].values())
    )


def _set_aside(path: Path) -> None:
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    path.rename(aside)


def _write(path: Path, progress: dict[str, Any]) -> None:
    """Whole or not at all: another notebook may be reading."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(progress, indent=2) + "\n")
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other notebooks from writing meanwhile, where the system offers a lock."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with open(path.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
