"""Whether processes are all asleep at one moment, as seen from outside: then nothing comes of them until one is woken.

A process that sleeps and has not run since it was looked at before has slept in between: so, of two looks that are
alike, each process slept at the moment between them. Source: proc(5), State and the numbers of context switches.

State alone is not enough: who is about to sleep, or looks through the children it waits for, is shown as sleeping
already, and another may have taken its processor just then. Only of one who does not want the processor does Linux say
what it waits for (proc(5), wchan). Where it never says so, or not of one that stands still for a second, State is
believed: who wants the processor gets it by then.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from course_lib.checks.processors.tree import GONE, read

ENDED, RUNS = "ZX", "RD"
BUSY = 0.15  # seconds of the processor: who has used so many does not wait for anybody
MOST_AT_ONCE = 0.03  # seconds of them that count between two looks: a machine that stands still lets them pass too
STILL = 1.0  # seconds
GRACE = 0.03  # seconds between two looks where states cannot be believed
_STATE = re.compile(r"^State:\s*(\w)", re.MULTILINE)
_SWITCHES = re.compile(r"^(?:non)?voluntary_ctxt_switches:\s*(\d+)$", re.MULTILINE)
TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Thread:
    """A thread of a process, as one look sees it: `waits` if the system says for what it waits."""

    state: str
    switches: tuple[int, ...]
    waits: bool = False


Seen = Mapping[tuple[int, int], Thread]


@dataclass
class Quiet:
    """Looks at processes again and again.

    Args:
        processes: says which there are.

    Attributes:
        alive: those that had not ended in the last look.
        count: how many there were in the last look.
        since: since when all have been asleep, on the monotonic clock; None if they have not.
    """

    processes: Callable[[], Iterable[int]]
    alive: frozenset[int] = frozenset()
    count: int = 0
    since: float | None = None
    _before: Seen | None = None
    _says_who_waits: bool = False
    _believed: bool = False
    _still: tuple[Seen, float] = ({}, 0.0)
    _used: dict[int, float] = field(default_factory=dict)
    _busy: dict[int, float] = field(default_factory=dict)

    def look(self) -> bool:
        """Whether they are all asleep."""
        first, now = self._look(), time.monotonic()
        if sys.platform != "linux":
            time.sleep(GRACE)
        found = self._look()
        self.alive = frozenset(process for (process, _), each in found.items() if each.state not in ENDED)
        self._says_who_waits = self._says_who_waits or any(each.waits for each in found.values())
        if found != self._still[0]:
            self._still = found, now
        self._believed = self._believed or now - self._still[1] > STILL
        if found != first or any(self._runs(each) for each in found.values()):
            self.since = self._before = None
            return False
        if found != self._before or self.since is None:
            self.since, self._before = now, found
        return True

    def somebody_is_busy(self) -> bool:
        """Whether one of them has used the processor for so long since `begin_anew` that it will not wait."""
        for each in self.processes():
            used = _used(each)
            more = min(used - self._used.get(each, used), MOST_AT_ONCE)
            self._used[each], self._busy[each] = used, self._busy.get(each, 0.0) + more
        return any(used >= BUSY for used in self._busy.values())

    def begin_anew(self) -> None:
        """Somebody has been woken."""
        self.since = self._before = None
        self._used, self._busy = {}, {}

    def _runs(self, thread: Thread) -> bool:
        told = self._says_who_waits and not self._believed
        return thread.state in RUNS or (told and not thread.waits and thread.state not in ENDED)

    def _look(self) -> Seen:
        processes = list(self.processes())
        self.count = len(processes)
        found: dict[tuple[int, int], Thread] = {}
        for process in processes:
            found.update(_threads(process))
        return found


def _threads(process: int) -> Seen:
    if sys.platform != "linux":
        return _by_psutil(process)
    found = {}
    with suppress(*GONE):
        for name in os.listdir(f"/proc/{process}/task"):
            with suppress(*GONE):
                status = read(f"/proc/{process}/task/{name}/status")
                state = _STATE.search(status)
                switches = tuple(map(int, _SWITCHES.findall(status)))
                found[process, int(name)] = Thread(state[1] if state else "X", switches, _waits(process, name))
    return found


def _waits(process: int, thread: str) -> bool:
    try:
        return read(f"/proc/{process}/task/{thread}/wchan") not in ("", "0")
    except OSError:  # it is not shown here
        return False


def _used(process: int) -> float:
    """Seconds of the processor."""
    if sys.platform != "linux":
        return 0.0
    with suppress(*GONE):
        _, _, rest = read(f"/proc/{process}/stat").rpartition(")")
        user, system = rest.split()[11:13]
        return (int(user) + int(system)) / TICKS
    return 0.0


def _by_psutil(process: int) -> Seen:
    """Elsewhere a process's state says little; one whose numbers stand still for a while is taken to sleep."""
    import psutil

    with suppress(psutil.Error):
        found = psutil.Process(process)
        state = "Z" if found.status() == psutil.STATUS_ZOMBIE else "S"
        times = found.cpu_times()
        return {(process, 0): Thread(state, (*found.num_ctx_switches(), int((times.user + times.system) * 1e6)))}
    return {}
