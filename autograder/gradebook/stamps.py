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
        return parsed_stamp(path.read_bytes())
    except Exception:  # dateutil raises whatever it likes
        problems.append("timestamp.txt holds no time, so the submission was not taken to be late.")
        return None


def parsed_stamp(data: bytes) -> datetime:
    """The moment that the bytes of a `timestamp.txt` name, in UTC without a zone, as nbgrader keeps it.

    Editors on Windows put a byte order mark before it, or write UTF-16.

    Raises:
        Exception: whatever dateutil raises where it is none.
    """
    from nbgrader.utils import parse_utc

    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    moment: datetime = parse_utc(data.decode(encoding).strip())
    return moment
