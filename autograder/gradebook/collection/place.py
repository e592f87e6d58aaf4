"""Put a notebook where nbgrader looks for it. What was there moves to `replaced/`, and is never lost."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from autograder.gradebook.beside import ENDINGS, MOST_FILES
from autograder.gradebook.collection.sources import Entry
from autograder.gradebook.files import new_file, remove_unfinished
from autograder.gradebook.submissions import is_file, move_away

STAMP = "timestamp.txt"
_PIECE = 2**20


def digest_of(entry: Entry) -> str:
    """SHA-256 of an entry.

    Raises:
        one of `sources.UNREADABLE`.
    """
    whole = hashlib.sha256()
    with entry.open() as file:
        while piece := file.read(_PIECE):
            whole.update(piece)
    return whole.hexdigest()


def write_out(entry: Entry, file: IO[bytes]) -> None:
    """Copy an entry into an open file.

    Raises:
        one of `sources.UNREADABLE`.
    """
    with entry.open() as source:
        while piece := source.read(_PIECE):
            file.write(piece)


def put(entry: Entry, when: datetime, target: Path, replaced: Path) -> None:
    """Copy an entry to its place, whole or not at all, with the time at which it was handed in.

    Args:
        replaced: the folder where what is there is moved to.

    Raises:
        one of `sources.UNREADABLE`; what was there is still there.
    """
    remove_unfinished(target.parent)
    with new_file(target) as new:
        with open(new, "wb") as file:
            write_out(entry, file)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(new, 0o644)
        os.utime(new, (when.timestamp(), when.timestamp()))
        move_away(target, replaced)


def put_beside(files: Sequence[Entry], names: Sequence[str], folder: Path, replaced: Path) -> None:
    """Copy what was handed in beside a notebook; what lay beside the one before is moved with that."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix in ENDINGS and path.name != STAMP and is_file(path):
            move_away(path, replaced)
    for entry, name in list(zip(files, names, strict=True))[:MOST_FILES]:
        put(entry, entry.when, folder / name, replaced)


def put_stamp(moment: datetime | None, folder: Path) -> None:
    """Write nbgrader's `timestamp.txt`, or take away the one of an earlier submission."""
    path = folder / STAMP
    if moment is None:
        path.unlink(missing_ok=True)
        return
    with new_file(path) as new:
        new.write_text(moment.strftime("%Y-%m-%d %H:%M:%S.%f UTC"), encoding="ascii")
        os.chmod(new, 0o644)
