"""When something was handed in, as nbgrader's `timestamp.txt` says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from autograder.gradebook.submissions import STAMP_BYTES, is_file


def read_stamp(folder: Path, problems: list[str]) -> datetime | None:
    """The moment in a submission's folder, in UTC as nbgrader keeps it; None where there is none.

    Args:
        problems: gets a sentence where there is one that cannot be read. Then nothing is late.
    """
    path = folder / "timestamp.txt"
    if folder.is_symlink() or folder.parent.is_symlink() or not (path.is_symlink() or path.exists()):
        return None
    try:
        if not is_file(path, STAMP_BYTES):
            raise ValueError
        return _parsed(path.read_text(encoding="utf-8-sig").strip())
    except Exception:  # dateutil raises whatever it likes
        problems.append("timestamp.txt holds no time, so the submission was not taken to be late.")
        return None


def _parsed(text: str) -> datetime:
    from nbgrader.utils import parse_utc

    moment: datetime = parse_utc(text)
    return moment
