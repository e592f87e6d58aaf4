"""The changes that a call makes to the files of a folder, one after the other: a program can die before any of them.

Python tells of each by an audit event (PEP 578; library reference, "Audit events table"). What is written into a file
that is open already is none: `Directory.room` is for that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

CHANGES = frozenset(
    {"os.rename", "os.remove", "os.link", "os.symlink", "os.truncate", "os.mkdir", "os.rmdir", "shutil.rmtree"}
)


@dataclass
class _Watched:
    """The folder whose changes are counted at the moment, and what is done before one of them."""

    folder: str = ""
    left: int = 0
    die: Callable[[], None] = field(default=lambda: None)
    hooked: bool = False


_WATCHED = _Watched()


@contextmanager
def dies_before_change(folder: str, number: int, die: Callable[[], None]) -> Iterator[None]:
    """In this block, `die` is called before so many-th change of the folder.

    Args:
        folder: its path.
        number: 1 for before the first.
        die: does not return.
    """
    if not _WATCHED.hooked:
        sys.addaudithook(_hear)  # there is no taking it away again
        _WATCHED.hooked = True
    _WATCHED.folder, _WATCHED.left, _WATCHED.die = os.path.realpath(folder), number, die
    try:
        yield
    finally:
        _WATCHED.folder = ""


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if not _WATCHED.folder or not (event in CHANGES or event == "open" and _writes(*arguments)):
        return
    folder = _WATCHED.folder
    _WATCHED.folder = ""  # what is asked for here is no change of the program's
    if any(_is_inside(path, folder) for path in arguments):
        _WATCHED.left -= 1
        if not _WATCHED.left:
            _WATCHED.die()
    _WATCHED.folder = folder


def _writes(path: Any, mode: Any, flags: Any) -> bool:
    return bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)) if isinstance(flags, int) else True


def _is_inside(path: Any, folder: str) -> bool:
    if not isinstance(path, (str, bytes)):
        return False
    return os.path.realpath(os.fsdecode(path)).startswith(folder + os.sep)
