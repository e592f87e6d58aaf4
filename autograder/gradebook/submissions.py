"""Find what a class handed in, whichever way the folder is laid out, and put it where nbgrader looks for it.

    DIR/<student>/<lesson>/<lesson>.ipynb      nbgrader's own layout, as its `collect` leaves it
    DIR/<student>/<lesson>.ipynb               one folder a student
    DIR/<student>.ipynb                        one file a student

All three may be mixed. In a student's folder, a single notebook under another name is taken too, and said so.
"""

from __future__ import annotations

import filecmp
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from autograder.gradebook.files import copy_whole, remove_unfinished
from course_lib.errors import CourseError


@dataclass(frozen=True)
class Submitted:
    """What one student handed in: the file, or the sentence why there is none."""

    student: str
    path: Path | None
    problems: tuple[str, ...] = ()


def find_submissions(lesson: str, folder: Path) -> list[Submitted]:
    """Everything handed in for a lesson, one entry a student, sorted by name.

    Raises:
        CourseError: the folder is not there, or nobody handed in anything.
    """
    if not folder.is_dir():
        raise CourseError(f"There is no folder {folder} with submissions.")
    entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith((".", "_")))
    found = {entry.name: _in_folder(lesson, entry) for entry in entries if entry.is_dir()}
    for entry in entries:
        if not entry.is_dir() and entry.suffix == ".ipynb":
            found.setdefault(entry.stem, Submitted(entry.stem, entry))
    if not found:
        raise CourseError(
            f"There are no submissions in {folder}. Expected {folder}/<student>/{lesson}/{lesson}.ipynb "
            f"or {folder}/<student>.ipynb."
        )
    return [found[student] for student in sorted(found)]


def _in_folder(lesson: str, folder: Path) -> Submitted:
    student = folder.name
    for place in (folder / lesson, folder):
        expected = place / f"{lesson}.ipynb"
        if expected.is_symlink() or expected.exists():
            return Submitted(student, expected)
    for place in (folder / lesson, folder):
        others = sorted(place.glob("[!.]*.ipynb")) if place.is_dir() else []
        if len(others) == 1:
            note = f"The notebook is called {others[0].name}; it was graded as {lesson}.ipynb."
            return Submitted(student, others[0], (note,))
        if others:
            names = ", ".join(other.name for other in others)
            return Submitted(
                student, None, (f"There is no {lesson}.ipynb, and more than one other notebook: {names}.",)
            )
    inside = sorted(path.name for path in folder.rglob("*") if path.is_file())[:5]
    there = f" There is only: {', '.join(inside)}." if inside else " The folder is empty."
    return Submitted(student, None, (f"No notebook was handed in: there is no {lesson}.ipynb.{there}",))


def collect(submitted: Submitted, lesson: str, folder: Path, replaced: Path) -> None:
    """Copy a submission to nbgrader's place for it; what it replaces there is moved, never deleted.

    Args:
        folder: nbgrader's folder for this student and lesson.
        replaced: where an earlier, different submission of this student is moved.
    """
    folder.mkdir(parents=True, exist_ok=True)
    remove_unfinished(folder)
    target = folder / f"{lesson}.ipynb"
    if submitted.path is None:
        _move_away(target, replaced)
        return
    if submitted.path == target:
        return
    _copy(submitted.path, target, replaced)
    stamp = submitted.path.parent / "timestamp.txt"
    if stamp.is_file() and not stamp.is_symlink() and submitted.path.parent.name == lesson:
        copy_whole(stamp, folder / stamp.name)


def _copy(source: Path, target: Path, replaced: Path) -> None:
    if not source.is_symlink() and not source.is_file():  # a pipe or a device
        return
    if target.is_file() and not source.is_symlink() and filecmp.cmp(source, target, shallow=False):
        return
    _move_away(target, replaced)
    copy_whole(source, target)  # a link stays one, and is refused when it is read


def _move_away(target: Path, replaced: Path) -> None:
    if target.is_symlink():
        target.unlink()
    elif target.exists():
        replaced.mkdir(parents=True, exist_ok=True)
        stamp = datetime.fromtimestamp(target.stat().st_mtime, UTC).strftime("%Y-%m-%d %H.%M.%S.%f")
        target.rename(replaced / f"{stamp} {target.name}")
