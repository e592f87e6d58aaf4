"""Find what a class handed in, whichever way the folder is laid out, and put it where nbgrader looks for it.

    DIR/<student>/<lesson>/<lesson>.ipynb      nbgrader's own layout, as its `collect` leaves it
    DIR/<student>/<lesson>.ipynb               one folder a student
    DIR/<student>.ipynb                        one file a student

All three may be mixed; of two by one student the last in time counts. In a student's folder, a single notebook under
another name is taken too, and said so.
No link is followed, to a file or a folder: it could lead to another student's work, or to the instructor's.
"""

from __future__ import annotations

import filecmp
import math
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path

from autograder.gradebook.files import copy_whole, remove_unfinished
from autograder.gradebook.notebooks import FILE_BYTES
from course_lib.aws.values import readable
from course_lib.errors import CourseError

LONGEST_NAME = 100  # characters; nbgrader's column holds 128
LONGEST_IN_BYTES = 200  # of a folder's name a file system takes 255
NO_STUDENTS = ("__MACOSX", "__pycache__")
_NOTEBOOK = re.compile(r"(.+)\.ipynb(?:\.(?:txt|json))?\Z", re.IGNORECASE | re.DOTALL)  # some browsers add an ending
FORMULA = ("=", "+", "-", "@")
MOST_LOOKED_AT = 1000  # files of a folder without a notebook
STAMP_BYTES = 1000


@dataclass(frozen=True)
class Submitted:
    """What one student handed in: the file, or the sentence why there is none.

    `refused`: whose it is cannot be told, so no grade book is touched for it.
    """

    student: str
    path: Path | None
    problems: tuple[str, ...] = ()
    refused: bool = False


WhichLesson = Callable[[Path], str | None]


def find_submissions(lesson: str, folder: Path, which: WhichLesson = lambda _: None) -> list[Submitted]:
    """Everything handed in for a lesson, one entry a student, sorted by name.

    Args:
        which: tells the lesson of a notebook by what is in it, None where that cannot be told. It is asked about a file
            of a student who has a folder too.

    Raises:
        CourseError: the folder is not there, or nobody handed in anything.
    """
    if not folder.is_dir():
        raise CourseError(f"There is no folder {folder} with submissions.")
    entries = sorted(entry for entry in folder.iterdir() if not _is_no_students(entry.name))
    found: dict[str, Submitted] = {}
    for entry in entries:
        stem = notebook_stem(entry.name)
        if entry.is_symlink() and stem is None:
            said = "is a link to another folder" if entry.is_dir() else "is a link"
            one = Submitted(entry.name, None, (f"{entry.name} {said}. Submit the notebook itself.",))
        elif is_folder(entry):
            one = _guarded(lesson, entry)
        elif stem is not None:
            odd = () if entry.suffix == ".ipynb" else (f"The notebook is called {entry.name}.",)
            one = Submitted(stem, entry, odd)
        else:
            continue
        one = _named(one)
        if one.refused:
            found[_free(one.student, found)] = one
        elif one.student not in found:
            found[one.student] = one
        elif is_folder(entry):
            found[one.student] = _of_two(one, found[one.student], lesson, which)
        else:
            found[one.student] = _of_two(found[one.student], one, lesson, which)
    if not found:
        raise CourseError(
            f"There are no submissions in {folder}. Expected {folder}/<student>/{lesson}/{lesson}.ipynb "
            f"or {folder}/<student>.ipynb."
        )
    return [replace(found[student], student=student) for student in sorted(found)]


def _is_no_students(name: str) -> bool:
    return name.startswith(".") or name in NO_STUDENTS


def _of_two(one: Submitted, other: Submitted, lesson: str, which: WhichLesson) -> Submitted:
    """Of what a student has in a folder, or found first, and in a file: the last in time that is of this lesson."""
    if other.path is None or not is_file(other.path, FILE_BYTES):
        return one
    of = which(other.path)
    if one.path is None or not is_file(one.path, FILE_BYTES):
        return other if of in (None, lesson) else one
    if of != lesson or filecmp.cmp(one.path, other.path, shallow=False):
        return one
    last, before = (other, one) if other.path.stat().st_mtime > one.path.stat().st_mtime else (one, other)
    assert last.path is not None and before.path is not None
    told = f"It was handed in twice: {_place(last.path)} is later than {_place(before.path)}."
    return replace(last, problems=(*last.problems, told))


def _place(path: Path) -> str:
    return readable(f"{path.parent.name}/{path.name}", 2 * LONGEST_NAME)


def _free(name: str, found: Mapping[str, Submitted]) -> str:
    return next(free for number in count(1) if (free := f"{name} ({number})" if number > 1 else name) not in found)


def is_folder(path: Path) -> bool:
    """Whether it is a folder, and not a link to one."""
    return path.is_dir() and not path.is_symlink()


def _named(one: Submitted) -> Submitted:
    """The same, refused where the name cannot be a student's id.

    It is no text, has signs that a terminal obeys, is too long, or starts as what a spreadsheet takes for a formula.
    """
    name = one.student
    if can_be_id(name):
        return one
    shown = readable(name, LONGEST_NAME)
    problem = f"The name {shown} is not one that a grade book can hold. Rename it to the student's id."
    return Submitted(shown, None, (problem,), refused=True)


def can_be_id(name: str) -> bool:
    """Whether a student's id can be this: a grade book, a folder and a spreadsheet can hold it."""
    if not name.isprintable() or not 0 < len(name) <= LONGEST_NAME or len(name.encode()) > LONGEST_IN_BYTES:
        return False
    return name.strip() == name and not name.startswith((".", *FORMULA)) and not re.search(r"[/\\]", name)


def notebook_stem(name: str) -> str | None:
    """A notebook's name without its ending, however that is written; None for another file."""
    found = _NOTEBOOK.match(name)
    return found[1] if found else None


def _guarded(lesson: str, folder: Path) -> Submitted:
    try:
        return _in_folder(lesson, folder)
    except OSError as error:
        return Submitted(folder.name, None, (f"The folder {folder.name} cannot be read: {error.strerror}.",))


def _in_folder(lesson: str, folder: Path) -> Submitted:
    student, inner = folder.name, folder / lesson
    if inner.is_symlink():
        return Submitted(student, None, (f"{lesson} is a link to another folder. Submit the notebook itself.",))
    for place in (inner, folder):
        expected = place / f"{lesson}.ipynb"
        if expected.is_symlink() or expected.exists():
            return Submitted(student, expected)
    for place in (inner, folder):
        others = notebooks_in(place)
        if len(others) == 1:
            return Submitted(student, others[0], (called(others[0], lesson),))
        if others:
            names = ", ".join(other.name for other in others[:5]) + (", …" if len(others) > 5 else "")
            return Submitted(
                student, None, (f"There is no {lesson}.ipynb, and more than one other notebook: {names}.",)
            )
    inside = sorted(path.name for path in islice(_files_in(folder), MOST_LOOKED_AT))[:5]
    there = f" There is only: {', '.join(inside)}." if inside else " The folder is empty."
    return Submitted(student, None, (f"No notebook was handed in: there is no {lesson}.ipynb.{there}",))


def notebooks_in(folder: Path) -> list[Path]:
    """The notebooks that lie in a folder itself, by name."""
    found = sorted(folder.glob("[!.]*")) if folder.is_dir() else []
    return [path for path in found if notebook_stem(path.name) and not path.is_dir()]


def _files_in(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder):
        yield from (Path(place, name) for name in names)


def or_earlier(one: Submitted, lesson: str, folder: Path) -> Submitted:
    """Where nothing is handed in now, what was collected before: nothing takes no work's place.

    Args:
        folder: nbgrader's folder for this student and lesson.
    """
    earlier = folder / f"{lesson}.ipynb"
    linked = folder.is_symlink() or folder.parent.is_symlink()
    if one.path is not None or one.refused or linked or not is_file(earlier):
        return one
    return Submitted(one.student, earlier, (*one.problems, "What was collected before was graded."))


def called(path: Path, lesson: str) -> str:
    """That a notebook has another name than the lesson's."""
    return f"The notebook is called {path.name}; it was graded as {lesson}.ipynb."


def collect(submitted: Submitted, lesson: str, folder: Path, replaced: Path) -> bool:
    """Copy a submission to nbgrader's place for it; what it replaces there is moved, never deleted.

    Args:
        folder: nbgrader's folder for this student and lesson.
        replaced: where an earlier, different submission of this student is moved.

    Returns:
        whether something else is there now, of which no `timestamp.txt` says when it was handed in.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        return False  # graded where it was handed in: what the link leads to is not touched
    remove_unfinished(folder)
    target = folder / f"{lesson}.ipynb"
    if submitted.path is None:
        move_away(target, replaced)
        return False
    if submitted.path == target:
        return False
    is_new = _copy(submitted.path, target, replaced)
    stamp = submitted.path.parent / "timestamp.txt"
    if is_file(stamp, STAMP_BYTES) and submitted.path.parent.name == lesson and submitted.path.parent != folder:
        copy_whole(stamp, folder / stamp.name)
        return False
    if is_new:
        move_away(folder / stamp.name, replaced)
    return is_new


def _copy(source: Path, target: Path, replaced: Path) -> bool:
    """Copy a file to its place; whether that has changed what is there."""
    if not is_file(source, FILE_BYTES):  # a link, a pipe, a device, or what is too large to be read
        move_away(target, replaced)
        return False
    if is_file(target) and filecmp.cmp(source, target, shallow=False):
        return False
    move_away(target, replaced)
    copy_whole(source, target)
    return True


def is_file(path: Path, most: float = math.inf) -> bool:
    """Whether it is an ordinary file, no link to one, of at most so many bytes."""
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size <= most


def move_away(target: Path, replaced: Path) -> None:
    """Move a file into the folder `replaced`, under its time and name. A link is removed."""
    if target.is_symlink():
        target.unlink()
    elif target.exists():
        replaced.mkdir(parents=True, exist_ok=True)
        stamp = datetime.fromtimestamp(target.stat().st_mtime, UTC).strftime("%Y-%m-%d %H.%M.%S.%f")
        names = (f"{stamp}{f' ({number})' if number > 1 else ''} {target.name}" for number in count(1))
        target.rename(next(path for name in names if not os.path.lexists(path := replaced / name)))
