"""The processes that a process has started. Source: proc(5)."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress

GONE = (FileNotFoundError, ProcessLookupError, PermissionError)


def below(process: int) -> Iterator[int]:
    """All that it has started, directly or not."""
    if sys.platform != "linux":
        yield from _by_psutil(process)
        return
    children = _known_children if os.path.exists(f"/proc/self/task/{os.getpid()}/children") else _all_children().get
    todo = [process]
    while todo:
        for each in children(todo.pop()) or ():
            yield each
            todo.append(each)


def _known_children(process: int) -> list[int]:
    found: list[int] = []
    with suppress(*GONE):
        for task in os.listdir(f"/proc/{process}/task"):
            found += map(int, read(f"/proc/{process}/task/{task}/children").split())
    return found


def _all_children() -> dict[int, list[int]]:
    """By parent, where the kernel keeps no lists of children (CONFIG_PROC_CHILDREN)."""
    found = defaultdict(list)
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(*GONE):
            _, _, rest = read(f"/proc/{name}/stat").rpartition(")")  # a name may hold anything
            found[int(rest.split()[1])].append(int(name))
    return found


def _by_psutil(process: int) -> list[int]:
    import psutil

    try:
        return [each.pid for each in psutil.Process(process).children(recursive=True)]
    except psutil.Error:
        return []


def has_ended(process: int) -> bool:
    """Whether it is gone, or only waits for its parent to look at how it has ended."""
    if sys.platform != "linux":
        import psutil

        return not psutil.pid_exists(process) or psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    with suppress(*GONE):
        return read(f"/proc/{process}/stat").rpartition(")")[2].split()[0] in ("Z", "X")
    return True


def read(path: str) -> str:
    """A file of /proc.

    Raises:
        OSError: it is gone, or not ours to read.
    """
    with open(path, encoding="ascii", errors="replace") as file:
        return file.read()
