"""A resubmission under another name, beside the copy that an earlier grading made under the lesson's name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from autograder.gradebook.collection.notes import Note
from autograder.gradebook.notebooks import FILE_BYTES
from autograder.gradebook.records import digest
from autograder.gradebook.submissions import Submitted, WhichLesson, called, is_file, notebooks_in


def resubmitted(one: Submitted, lesson: str, folder: Path, note: Note | None, which: WhichLesson) -> Submitted:
    """Where the file in nbgrader's place is a copy of ours of a notebook that had another name: what has been handed in
    beside it since, or the original again.

    Args:
        folder: nbgrader's folder for this student and lesson.
        note: what is known of the copy.
        which: tells the lesson of a notebook by what is in it.
    """
    target = folder / f"{lesson}.ipynb"
    if note is None or one.path != target or note.name == target.name or digest(target) != note.digest:
        return one
    own = [path for path in notebooks_in(folder) if path != target]
    above = [path for path in notebooks_in(folder.parent) if path.name == note.name or which(path) == lesson]
    files = [path for path in (*own, *above) if is_file(path, FILE_BYTES)]
    last = max(files, key=lambda path: path.stat().st_mtime, default=None)
    if last is None:
        return one
    return replace(one, path=target if digest(last) == note.digest else last, problems=(called(last, lesson),))
