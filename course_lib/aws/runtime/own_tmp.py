"""Let `/tmp` be a folder of the instance's own: what one instance leaves there, another one does not find.

In the judge's sandbox `/tmp` is that already. Elsewhere the functions of Python that take paths are led there; what a
library of C opens by itself is not.
"""

from __future__ import annotations

import builtins
import io
import os
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

TMP = "/tmp"
_ONE = "open stat lstat listdir scandir mkdir rmdir remove unlink chmod utime access truncate readlink".split()
_TWO = "rename replace link symlink".split()


def lead_to(folder: Path) -> None:
    """From now on, a path below `/tmp` stands for the same one below this folder, and so do temporary files.

    Args:
        folder: below the instance's own, which keeps its name.
    """
    tempfile.tempdir = str(folder)
    for name in (*_ONE, *_TWO):
        if hasattr(os, name):
            setattr(os, name, _led(getattr(os, name), folder, 2 if name in _TWO else 1))
    builtins.open = io.open = _led(io.open, folder, 1)


def _led(function: Callable[..., Any], folder: Path, count: int) -> Callable[..., Any]:
    @wraps(function)
    def led(*arguments: Any, **keywords: Any) -> Any:
        paths = [_there(path, folder) for path in arguments[:count]]
        return function(*paths, *arguments[count:], **keywords)

    return led


def _there(path: Any, folder: Path) -> Any:
    if isinstance(path, str | os.PathLike):
        text = os.fspath(path)
        if isinstance(text, str) and (text == TMP or text.startswith(f"{TMP}/")):
            return path if text.startswith(str(folder.parent)) else str(folder) + text[len(TMP) :]
    return path
