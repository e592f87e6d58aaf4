"""The files in a folder that a learner's function was given: to look at them, and to put some there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

MOST = 3 * 1024 * 1024  # bytes in all files together that are looked at


def read_files(folder: str | Path) -> dict[str, bytes]:
    """The content of every file, by its path inside the folder with `/` between its parts; none where none is."""
    found: dict[str, bytes] = {}
    left = MOST
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes() if path.stat().st_size <= left else b""
            left -= len(data)
            found[path.relative_to(folder).as_posix()] = data
    return found


def plant_files(folder: str | Path, files: Mapping[str, bytes]) -> None:
    """Put files there, in the place of what was there."""
    for name, data in files.items():
        path = Path(folder, name)
        os.makedirs(path.parent, exist_ok=True)
        path.write_bytes(data)
