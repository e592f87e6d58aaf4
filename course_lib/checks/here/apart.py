"""Run an exercise's checks in a copy of this process that can be ended, whatever the learner's code does in it.

The copy is made with `fork`, so it has the notebook's functions as they are at that moment. What it does leaves nothing
behind: an endless loop is gone when the copy is, and so are threads, memory and changes of the notebook's variables.
Where there is no `fork` (Windows), the checks run in this process: see `course_lib.checks.here.run`.

Time is counted so that a busy machine takes nothing from the learner: seconds of the processor, and time in which the
copy did not ask for it.
"""

from __future__ import annotations

import builtins
import contextlib
import faulthandler
import gc
import io
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from course_lib.checks.exercise import Check, Exercise
from course_lib.checks.here.run import HURRIED_SECONDS, Note, Ran, out_of_time, run_here, run_one
from course_lib.checks.here.sent import CheckSent
from course_lib.checks.here.whereabouts import learners_line
from course_lib.checks.results import CheckResult, ExerciseResult, Finding, Verdict
from course_lib.errors import CourseError

FIRST_SECONDS = 6.0  # for one check, as long as none has run out of time
REST_SECONDS = 4.0  # for all that come after one that has: ten in all, as docs/learners.md says
AT_MOST_SECONDS = 60.0  # by the clock on the wall, for one check on a machine that is busy with something else
GLANCE = 0.5  # seconds between two looks at the copy
MEMORY = 2 * 2**30  # bytes that the copy may take beyond what the notebook has

Tell = Callable[[int, int], None]


class Stopped(CourseError):
    """The person at the keyboard ended the check."""


def can_fork() -> bool:
    """Whether this system copies processes, and this is the thread to do it from."""
    return hasattr(os, "fork") and threading.current_thread() is threading.main_thread()


def run_apart(
    exercise_id: str,
    exercise: Exercise,
    checks: Sequence[Check],
    namespace: Mapping[str, Any],
    services: Sequence[str],
    tell: Tell | None = None,
    note: Note | None = None,
) -> ExerciseResult:
    """Run checks of an exercise, each in a fresh account, in copies of this process.

    Args:
        exercise_id: `<lesson>.<exercise>`.
        exercise: whose advice and section the results show.
        checks: visible ones, or hidden ones on code that is trusted.
        namespace: the notebook's globals.
        services: what the accounts offer, by botocore's names.
        tell: called while checks run, with how many have ended and how many there are.
        note: called with what a check's calls sent, if anything.

    Raises:
        Stopped: the person at the keyboard asked for it.
    """
    if not can_fork():
        return run_here(exercise_id, exercise, checks, namespace, services, note)
    results: list[CheckResult] = []
    rest = REST_SECONDS
    while len(results) < len(checks):
        left = checks[len(results) :]
        late = any(result.verdict is Verdict.TIMED_OUT for result in results)
        if late and rest <= 0:
            results += [_not_tried(check, exercise) for check in left]
            break
        copy = _Copy.start(exercise, left, namespace, services)
        seconds = min(HURRIED_SECONDS, rest) if late else FIRST_SECONDS
        try:
            for ran in copy.results(seconds):
                if ran:
                    results.append(ran.result)
                    if note and ran.sent.lines:
                        note(ran.sent)
                elif tell:
                    tell(len(results), len(checks))
        except KeyboardInterrupt:
            where = copy.whereabouts(namespace)
            raise Stopped(_stopped(exercise, left, copy, where)) from None
        except _TooLong:
            where = copy.whereabouts(namespace)
            check = checks[len(results)]
            results.append(out_of_time(check, exercise, _endless(exercise.function, where)))
        except EOFError:
            if sys.platform == "darwin" and copy.was_killed():  # by a library that bears no fork
                return run_here(exercise_id, exercise, checks, namespace, services, note)
            results.append(_ended(checks[len(results)], exercise))
        finally:
            copy.end()
        rest -= copy.watch.spent if late else 0
    return ExerciseResult(exercise_id, tuple(results))


def _endless(function: str, where: str | None) -> str:
    place = f"\n{where}" if where else ""
    return (
        f"`{function}` did not come to an end, and was stopped. If it waits in a loop: does the loop ask again each "
        f"time round, and can its condition come true?{place}"
    )


def _not_tried(check: Check, exercise: Exercise) -> CheckResult:
    return out_of_time(check, exercise, "Not tried any more: the time for this exercise's checks was used up.")


def _ended(check: Check, exercise: Exercise) -> CheckResult:
    text = f"`{exercise.function}` ended Python itself. Return a value or raise an exception instead."
    return CheckResult(
        check.name, check.goal, Verdict.CRASHED, max=check.points, finding=Finding(problem=text),
        section=check.section or exercise.section, secret=check.secret,
    )  # fmt: skip


def _stopped(exercise: Exercise, checks: Sequence[Check], copy: _Copy, where: str | None) -> str:
    doing = f" It was trying: {checks[copy.ended].goal}" if copy.ended < len(checks) else ""
    place = f"\n`{exercise.function}` was at {where}" if where else ""
    return f"You stopped the check.{doing}{place}"


# The copy, as this process sees it


class _TooLong(Exception):
    """The copy's time is up."""


@dataclass
class Watch:
    """What a process has used of its time.

    Attributes:
        busy: returns the processor seconds that it has used so far.
        waits: returns whether it wants no processor at this moment.
        spent: seconds that count.
        passed: seconds by the clock on the wall.
    """

    busy: Callable[[], float]
    waits: Callable[[], bool]
    now: Callable[[], float] = time.monotonic
    spent: float = 0.0
    passed: float = 0.0

    def __post_init__(self) -> None:
        self._busy, self._now = self.busy(), self.now()

    def look(self) -> None:
        """Count what happened since the last look: its work, or the wait of a process that wants nothing else."""
        busy, now = self.busy(), self.now()
        worked, passed = busy - self._busy, now - self._now
        self.spent += passed if worked <= passed / 50 and self.waits() else worked
        self.passed += passed
        self._busy, self._now = busy, now

    def begin_anew(self) -> None:
        """Forget what was spent so far."""
        self.look()
        self.spent = self.passed = 0.0


@dataclass
class _Copy:
    """A forked process that runs checks one after the other and sends each result."""

    pid: int
    heard: Connection
    places: int  # a file descriptor: where the copy writes what its threads are doing, when asked
    watch: Watch
    ended: int = 0

    @classmethod
    def start(
        cls, exercise: Exercise, checks: Sequence[Check], namespace: Mapping[str, Any], services: Sequence[str]
    ) -> _Copy:
        heard, told = multiprocessing.connection.Pipe(duplex=False)
        places, asked = os.pipe()
        with _no_interrupt(), warnings.catch_warnings():
            # Python 3.12 warns that other threads' locks are not copied. The copy uses nothing that those threads hold.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
            if pid == 0:
                _be_the_copy(told, asked, exercise, checks, namespace, services)
        told.close()
        os.close(asked)
        return cls(pid, heard, places, Watch(*processor_of(pid)))

    def results(self, seconds: float) -> Iterator[Ran | None]:
        """Yield what comes, and None from time to time while nothing does.

        Args:
            seconds: that a check may take.

        Raises:
            _TooLong: it took more.
            EOFError: the copy has ended without having sent everything.
        """
        while True:
            while not self.heard.poll(GLANCE):
                self.watch.look()
                if self.watch.spent >= seconds or self.watch.passed >= AT_MOST_SECONDS:
                    raise _TooLong
                yield None
            ran = self.heard.recv()
            if ran is None:
                return
            self.ended += 1
            yield ran
            self.watch.begin_anew()

    def was_killed(self) -> bool:
        """Whether a signal has ended it."""
        with contextlib.suppress(ChildProcessError):
            return os.WIFSIGNALED(os.waitpid(self.pid, 0)[1])
        return False

    def whereabouts(self, namespace: Mapping[str, Any]) -> str | None:
        """The learner's line that the copy is at, if it can be seen."""
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGUSR1)
            told, found, patience = b"", None, 2.0
            while multiprocessing.connection.wait([self.places], timeout=patience):  # it comes in parts
                part = os.read(self.places, 65536)
                told += part
                found = learners_line(told.decode(errors="replace"), namespace)
                if not part:
                    break
                patience = 0.05 if found else 1.0
            return found
        return None

    def end(self) -> None:
        """Leave nothing of it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        self.heard.close()
        os.close(self.places)


def processor_of(pid: int) -> tuple[Callable[[], float], Callable[[], bool]]:
    """Functions that tell how many seconds of the processor a process has used, and whether it wants none now."""
    import psutil

    process = psutil.Process(pid)

    def busy() -> float:
        try:
            times = process.cpu_times()
        except psutil.Error:  # it has just ended
            return 0.0
        return float(times.user + times.system)

    def waits() -> bool:
        try:
            if sys.platform != "linux":
                return bool(process.status() == psutil.STATUS_SLEEPING)
            threads = [psutil.Process(thread.id) for thread in process.threads()]
            return all(thread.status() == psutil.STATUS_SLEEPING for thread in threads)
        except psutil.Error:  # it, or a thread of it, has just ended
            return False

    return busy, waits


@contextlib.contextmanager
def _no_interrupt() -> Iterator[None]:
    """Let an interrupt wait until both processes know which they are."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# The copy itself


def _be_the_copy(
    told: Connection,
    asked: int,
    exercise: Exercise,
    checks: Sequence[Check],
    namespace: Mapping[str, Any],
    services: Sequence[str],
) -> None:
    """Run the checks, send the results, and end. Never returns."""
    try:
        _cut_off(asked)
        for check in checks:
            told.send(_run(check, exercise, namespace, services))
        told.send(None)
    finally:
        os._exit(0)


def _run(check: Check, exercise: Exercise, namespace: Mapping[str, Any], services: Sequence[str]) -> Ran:
    try:
        return run_one(check, exercise, namespace, services, AT_MOST_SECONDS)
    except Exception as error:
        text = f"The check itself failed ({type(error).__name__}: {error}). Please report it; it costs you nothing."
        finding = Finding(problem=text)
        broken = CheckResult(check.name, check.goal, Verdict.JUDGE_BROKEN, max=check.points, finding=finding)
        return Ran(broken, CheckSent(check.goal, ()))


def _cut_off(asked: int) -> None:
    """Keep the copy away from what belongs to the notebook: its page, its keyboard, its interrupts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the stop button means the kernel, which ends this copy
    faulthandler.register(signal.SIGUSR1, file=asked, all_threads=True)
    gc.freeze()  # what the notebook holds stays: looking through it would copy its memory
    sys.stdout, sys.stderr = io.StringIO(), io.StringIO()
    builtins.input = _no_answer
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        shell.display_pub.publish = lambda *_, **__: None
    if sys.platform == "darwin":  # its proxy settings come from a library that must not be used after a fork
        os.environ["no_proxy"] = "*"
    elif sys.platform == "linux":
        import resource

        with open("/proc/self/statm") as pages, contextlib.suppress(ValueError, OSError):
            most = int(pages.read().split()[0]) * resource.getpagesize() + MEMORY
            resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _no_answer(prompt: object = "") -> str:
    raise EOFError("input() has nobody to ask while a check runs")
