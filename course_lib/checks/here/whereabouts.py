"""Where a learner's code is, read from what `faulthandler` writes about a process's threads."""

from __future__ import annotations

import linecache
import re
from collections.abc import Mapping
from types import FunctionType
from typing import Any

FRAME = re.compile(r'^  File "(?P<file>.+)", line (?P<line>\d+) in \S+$', re.MULTILINE)


def learners_line(dump: str, namespace: Mapping[str, Any]) -> str | None:
    """The line of the notebook that a thread is at.

    Args:
        dump: one paragraph a thread, the innermost frame first.
        namespace: the notebook's globals; its functions say which files are the notebook's cells.

    Returns:
        such as "line 4 of that cell: while True:"; None where no thread is in the notebook's code.
    """
    cells = {
        value.__code__.co_filename
        for value in list(namespace.values())
        if isinstance(value, FunctionType) and value.__globals__ is namespace
    }
    threads = [list(FRAME.finditer(thread)) for thread in dump.split("\n\n")]
    # A thread whose innermost frame is the learner's is at work there; others wait, for AWS or for their turn.
    threads.sort(key=lambda frames: not (frames and frames[0]["file"] in cells))
    found = next((frame for frames in threads for frame in frames if frame["file"] in cells), None)
    if found is None:
        return None
    text = linecache.getline(found["file"], int(found["line"])).strip()
    return f"line {found['line']} of that cell" + (f": {text}" if text else "")
