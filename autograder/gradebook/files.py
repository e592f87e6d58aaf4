"""Files that are whole or not there, however the process ends; and whether an error means that the disk is full."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from course_lib.errors import CourseError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SQLITE_FULL = ("disk is full", "disk I/O error")


def write_whole(path: Path, text: str, permissions: int = 0o644, newline: str | None = None) -> None:
    """Write a text file so that a reader, or a next run, finds the old one or the new one and nothing between.

    Args:
        newline: as for `open`.

    Raises:
        OSError: it could not be written; what was there is still there.
    """
    with new_file(path) as new:
        with open(new, "w", encoding="utf-8", newline=newline) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(new, permissions)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file, with its times, in the same way. A link stays a link."""
    with new_file(target) as new:
        new.unlink()
        shutil.copy2(source, new, follow_symlinks=False)


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A new file next to `path`, for its owner to read, that takes its place when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
    os.close(handle)
    new = Path(name)
    try:
        yield new
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def remove_unfinished(folder: Path) -> None:
    """Remove what a run that was killed left beside its files."""
    for name in folder.glob(".new-*") if folder.is_dir() else ():
        name.unlink(missing_ok=True)


def is_full(error: BaseException | None) -> bool:
    """Whether this error, or what caused it, says that there is no room left on a disk."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        if type(error).__module__ == "sqlite3" and any(text in str(error) for text in _SQLITE_FULL):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep a second run out of a folder. The lock goes with the process, however that ends.

    Raises:
        CourseError: another run is writing there.
    """
    try:
        import fcntl
    except ImportError:  # Windows has none
        yield
        return
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CourseError(f"Another run is grading into {folder}. Wait for it, or stop it first.") from None
        yield
    finally:
        os.close(lock)
