"""Whose a file is and what its owner called it, as far as its path tells.

    doejane_LATE_12345_678_name-1.ipynb                Canvas: sortable name, user number, file number, name
    Jane Doe_1234567_assignsubmission_file_/name.ipynb Moodle, a folder a student; or all in one name
    Jane Doe_1234567_assignsubmission_file_name.ipynb
    jdoe/<lesson>/name.ipynb                           nbgrader, as its `collect` leaves it
    jdoe+<lesson>+<time>+…/name.ipynb                  nbgrader, as its exchange keeps it
    hw1_jdoe_attempt_2024-05-01-10-00-00_name.ipynb    Blackboard, as nbgrader's `zip_collect` reads it
    jdoe/name.ipynb, jdoe.ipynb                        a folder, or a file, a student

Sources: Canvas's `lib/content_zipper.rb` (`get_filename`, `add_upload_submission`), Moodle's
`mod/assign/classes/downloader.php` (`get_student_prefix`, `load_submissionplugin_filelist`), nbgrader's documentation
of `zip_collect`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.gradebook.submissions import notebook_stem

_CANVAS = re.compile(r"(?P<who>\w*?)(?P<late>_LATE|_late)?_(?P<number>\d+)_(?P<attempt>\d+)_(?P<file>.+)\Z", re.DOTALL)
_ANONYMOUS = re.compile(r"anon_\w+?_\d+_.+\Z", re.DOTALL)
_MOODLE = re.compile(r"(?P<who>.+)_(?P<number>\d+)_assignsubmission_(?P<plugin>[a-z]+)_?(?P<file>.*)\Z", re.DOTALL)
_BLACKBOARD = re.compile(r".*?_(?P<who>[^_]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})_(?P<file>.+)\Z", re.DOTALL)

_AGAIN = re.compile(r"\s*\(\d+\)\Z")  # a browser's second download of the same name


@dataclass(frozen=True)
class Claim:
    """Whose a file may be.

    Attributes:
        kind: "canvas", "moodle", "exchange", "nbgrader", "blackboard", "folder" or "file".
        who: the owner, as written: an id or a name.
        file: what the owner called the file.
        number: the number that Canvas or Moodle knows the owner by.
        attempt: Canvas's number of the file: it grows with each upload. 0 elsewhere.
        late: Canvas says that it was late.
        when: when it was handed in, where the name says it.
        lesson: the lesson, where a folder says it.
    """

    kind: str
    who: str
    file: str
    number: str = ""
    attempt: int = 0
    late: bool = False
    when: datetime | None = None
    lesson: str | None = None


def claims(parts: Sequence[str], lessons: Collection[str]) -> list[Claim]:
    """Whose a file may be, the likeliest first; none where the path does not say.

    Args:
        parts: its path inside of what was collected from; the file's name is the last.
        lessons: the slugs of all lessons.
    """
    *folders, name = parts
    sure = _moodle(folders, name) or _nbgrader(folders, name, lessons) or _blackboard(name)
    if sure is not None:
        return [sure]
    in_folders = [Claim("folder", folder, name) for folder in folders]
    canvas, stem = _canvas(name), notebook_stem(name)
    alone = [Claim("file", _AGAIN.sub("", stem), name)] if stem else []
    return [*([canvas] if canvas else []), *in_folders, *alone]


def _canvas(name: str) -> Claim | None:
    found = _CANVAS.match(name)
    if found is None or not found["who"]:
        return None
    late, number, attempt = bool(found["late"]), found["number"], found["attempt"]
    return Claim("canvas", found["who"], found["file"], number, int(attempt[:18]), late)


def is_anonymous(name: str) -> bool:
    """Whether Canvas hid the names of this download."""
    return bool(_ANONYMOUS.match(name))


def _moodle(folders: Sequence[str], name: str) -> Claim | None:
    for folder in folders:
        if found := _MOODLE.match(folder):
            return Claim("moodle", found["who"], name, found["number"])
    found = _MOODLE.match(name)
    return Claim("moodle", found["who"], found["file"], found["number"]) if found else None


def _nbgrader(folders: Sequence[str], name: str, lessons: Collection[str]) -> Claim | None:
    for at, folder in enumerate(folders):
        student, plus, rest = folder.partition("+")
        lesson, _, stamp = rest.partition("+")
        if plus and lesson in lessons:
            return Claim("exchange", student, name, when=_moment(stamp.partition("+")[0]), lesson=lesson)
        if at and folder in lessons:
            return Claim("nbgrader", folders[at - 1], name, lesson=folder)
    return None


def _blackboard(name: str) -> Claim | None:
    found = _BLACKBOARD.match(name)
    if found is None:
        return None
    day, clock = found["when"][:10], found["when"][11:].replace("-", ":")
    return Claim("blackboard", found["who"], found["file"], when=_moment(f"{day} {clock}", local=True))


def _moment(text: str, local: bool = False) -> datetime | None:
    from nbgrader.utils import parse_utc

    try:
        if local:
            return datetime.fromisoformat(text).astimezone(UTC)
        moment: datetime = parse_utc(text)
        return moment.replace(tzinfo=UTC)
    except Exception:  # dateutil raises whatever it likes
        return None
