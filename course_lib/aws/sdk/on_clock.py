"""Let code live by a cloud's clock: `time.sleep` moves the clock on instead of waiting, and the time of day follows.

So backoff, polling and botocore's own waiters and retries run as written, and take no time. `time.monotonic` and
`time.perf_counter` move on with every pause too. What keeps the process itself running, such as Jupyter's kernel and
asyncio, goes on with the real time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

REAL_SLEEP = time.sleep
_REAL = {name: getattr(time, name) for name in ("monotonic", "perf_counter", "monotonic_ns", "perf_counter_ns")}
# Top-level packages that run the process a learner's code lives in.
HOSTS = frozenset("IPython asyncio autograder debugpy ipykernel jupyter_client selectors tornado zmq".split())


class PassesTime(Protocol):
    """What time passes on: a `Clock`, or something like one."""

    def now(self) -> datetime: ...

    def advance(self, *, seconds: float) -> Any: ...


@dataclass
class _Pauses:
    """Where pauses go at present; `paused` is how many seconds all pauses of this process would have taken."""

    sleep: Callable[[float], None] | None = None
    paused: float = 0.0


_PAUSES = _Pauses()


class Life:
    """Pauses move a clock on, and `datetime.now()` and `time.time()` follow it, from `begin` to `end`."""

    def __init__(self, clock: PassesTime) -> None:
        self._clock = clock

    def begin(self) -> None:
        """Live by the clock from now on."""
        import time_machine

        self._travel = time_machine.travel(self._clock.now().timestamp(), tick=True)
        self._traveller = self._travel.start()
        self._before = _PAUSES.sleep
        _pass_pauses_to(self._sleep)

    def follow(self) -> None:
        """Take the time of day from the clock again."""
        self._traveller.move_to(self._clock.now().timestamp())

    def end(self) -> None:
        """Live as before."""
        _pass_pauses_to(self._before)
        self._travel.stop()

    def _sleep(self, seconds: float) -> None:
        self._clock.advance(seconds=seconds)
        self._traveller.shift(seconds)


@contextmanager
def living_by(clock: PassesTime) -> Iterator[None]:
    """`Life`, for the length of a block."""
    life = Life(clock)
    life.begin()
    try:
        yield
    finally:
        life.end()


def pass_pauses_to(clock: PassesTime | None) -> None:
    """From now on, pauses move this clock on; with None they wait again. The time of day stays the real one."""
    _pass_pauses_to(None if clock is None else lambda seconds: clock.advance(seconds=seconds))


def has_paused(seconds: float) -> None:
    """Somebody in this process has waited for so long, and the clock knows it: `time.monotonic` moves on too."""
    _PAUSES.paused += seconds


def _pass_pauses_to(sleep: Callable[[float], None] | None) -> None:
    _PAUSES.sleep = sleep
    time.sleep = _sleep if sleep else REAL_SLEEP  # type: ignore[assignment]
    for name, real in _REAL.items():
        setattr(time, name, _shifted(real, name.endswith("_ns")) if sleep else real)


def _sleep(seconds: float) -> None:
    if _PAUSES.sleep is None or _called_by_host():
        REAL_SLEEP(seconds)
    elif not seconds >= 0:  # as for NaN
        raise ValueError("sleep length must be non-negative")
    else:
        _PAUSES.paused += seconds
        _PAUSES.sleep(float(seconds))


def _shifted(real: Callable[[], float], nanoseconds: bool) -> Callable[[], float]:
    def shifted() -> float:
        if _called_by_host():
            return real()
        return real() + (int(_PAUSES.paused * 1e9) if nanoseconds else _PAUSES.paused)

    return shifted


def _called_by_host() -> bool:
    module = sys._getframe(2).f_globals.get("__name__", "")
    return str(module).partition(".")[0] in HOSTS
