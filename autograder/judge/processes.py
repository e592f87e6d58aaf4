"""The processes of a submission as seen from outside its cell: which they are, what memory they hold, a bound on it.

All of it is read in /proc, which the submission does not see. Sources: proc(5), pid_namespaces(7), prlimit(2).
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterable
from contextlib import suppress

from course_lib.checks.processors.tree import GONE, below, has_ended, read

PAGE = os.sysconf("SC_PAGESIZE") if hasattr(os, "sysconf") else 4096
SHARED = 3  # where it cannot be told what is shared: a worker and the copies of it share most of what each has
_NSPID = re.compile(r"^NSpid:\s*([\d\s]+)$", re.MULTILINE)
_PSS = re.compile(r"^Pss:\s*(\d+) kB$", re.MULTILINE)
_DATA = re.compile(r"^VmData:\s*(\d+) kB$", re.MULTILINE)


def inside(bubblewrap: int) -> list[int]:
    """The processes in the cells below a fork server, which bubblewrap started.

    Args:
        bubblewrap: the process id of bubblewrap.
    """
    own = _depth(bubblewrap)
    return [each for each in below(bubblewrap) if _depth(each) > own + 1]  # bubblewrap's namespace, then a cell's


def end_cells(processes: Iterable[int]) -> None:
    """End the cells of these: the kernel ends a namespace with its first process."""
    for each in processes:
        if _own_number(each) == 1:
            with suppress(*GONE):
                os.kill(each, signal.SIGKILL)


def end(processes: Iterable[int]) -> None:
    """End these, and none else."""
    for each in processes:
        if not has_ended(each):
            with suppress(*GONE):
                os.kill(each, signal.SIGKILL)


def memory(processes: Iterable[int], most: int) -> int:
    """What they hold together, in bytes; what several share is counted once.

    Args:
        most: up to here the sum need not be exact: it may be too high, where pages are shared.
    """
    found = list(processes)
    rough = sum(map(_resident, found))
    if rough <= most:
        return rough
    exact = list(map(_proportional, found))
    return rough // SHARED if None in exact else sum(each or 0 for each in exact)


def number_in(process: int, bubblewrap: int) -> int:
    """The number of a process in bubblewrap's namespace; 0 when it is gone."""
    numbers = _numbers(process)
    own = _depth(bubblewrap)
    return numbers[own] if len(numbers) > own else 0


def data(process: int) -> int:
    """How many bytes of data it has (what RLIMIT_DATA bounds); 0 when it is gone."""
    with suppress(*GONE):
        found = _DATA.search(_status(process))
        return int(found[1]) * 1024 if found else 0
    return 0


def _numbers(process: int) -> list[int]:
    """Its process ids, from our namespace down to its own."""
    try:
        found = _NSPID.search(_status(process))
    except GONE:
        return []
    return [int(each) for each in found[1].split()] if found else []


def _depth(process: int) -> int:
    return len(_numbers(process))


def _own_number(process: int) -> int:
    numbers = _numbers(process)
    return numbers[-1] if numbers else 0


def _resident(process: int) -> int:
    with suppress(*GONE):
        return int(read(f"/proc/{process}/statm").split()[1]) * PAGE
    return 0


def _proportional(process: int) -> int | None:
    """None where the system does not tell: root in a container often lacks CAP_SYS_PTRACE."""
    try:
        found = _PSS.search(read(f"/proc/{process}/smaps_rollup"))
    except PermissionError:
        return None
    except GONE:
        return 0
    return int(found[1]) * 1024 if found else 0


def _status(process: int) -> str:
    return read(f"/proc/{process}/status")
