"""Unpack a function's zip file, whatever is in it, inside the instance's process.

Source of the bound: Lambda developer guide, "Lambda quotas" (250 MB unzipped). What AWS does with names that lead out
of the folder, and with links, is not documented: such a file is not unpacked at all.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

UNZIPPED = 262_144_000  # bytes
MOST_FILES = 20_000
_CHUNK = 64 * 1024


class CannotUnzip(Exception):
    """A zip file that is not unpacked; the message says why."""


def problem_with(entries: Iterable[zipfile.ZipInfo]) -> str:
    """Why a zip file with these entries is not unpacked, by what it says of them; empty where it is."""
    found = list(entries)
    if len(found) > MOST_FILES:
        return f"it has more than {MOST_FILES:,} files"
    for each in found:
        path = PurePosixPath(each.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or "\0" in each.filename:
            return "a name in it leads out of its folder"
        if stat.S_IFMT(each.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            return "it has a link, or something else that is no file"
    return ""


def unzip(content: bytes, folder: Path) -> None:
    """Unpack into an empty folder.

    Raises:
        CannotUnzip: it is no zip file, or it is not what it should be.
        OSError: there is no room for it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if problem := problem_with(archive.infolist()):
                raise CannotUnzip(problem)
            left = UNZIPPED
            for each in archive.infolist():
                left = _extract(archive, each, folder, left)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as problem:
        raise CannotUnzip(f"it cannot be read ({type(problem).__name__})") from None


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, left: int) -> int:
    """Unpack one file; return how many bytes the others may still have."""
    target = folder / entry.filename
    if entry.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        return left
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, open(target, "wb") as file:
        while chunk := source.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                raise CannotUnzip(f"unzipped it has more than {UNZIPPED:,} bytes")
            file.write(chunk)
    return left
