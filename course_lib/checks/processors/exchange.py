"""Answers the calls of `work` of all processes of one call, in the order in which virtual CPUs would be done.

Each process asks through one socket that all of them share, and sends along the socket that it waits at. The kernel
says which process has asked. Nothing is answered until all processes are asleep: then nobody can ask for anything
before what is next happens, and the clock moves on to that. Nothing waits for luck or for real time.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from course_lib.aws.values import same
from course_lib.checks.processors.job import Asked, Job
from course_lib.checks.processors.questions import PACKET, Odd, Stuck, described, read, received, told
from course_lib.checks.processors.quiet import Quiet
from course_lib.checks.processors.schedule import Schedule
from course_lib.checks.processors.work import HEAD, SLEEP

MOST_WAITING = 64  # that may wait for an answer; each keeps a socket open here
MOST_ASKED = 10_000  # in one call
MOST_PROCESSES = 64  # beside the one that the function was called in
DEADLOCK = 2.0  # seconds of real time in which all are asleep and nothing is to come
_PAUSES = (0.0002, 0.0005, 0.001, 0.002, 0.005)  # seconds between looks
_PASS = getattr(socket, "SO_PASSCRED", None)  # Linux


class Deadlock(Stuck):
    """Nobody goes on."""

    def __init__(self) -> None:
        super().__init__("does not come to an end: all of its processes wait, for each other or for what never comes")


class Late(Stuck):
    """Somebody neither waits nor ends."""

    def __init__(self) -> None:
        super().__init__("did not come to an end: a process of it went on and on without a call of work")


@dataclass(frozen=True)
class _Question:
    """One that waits for its answer."""

    place: int | None  # in job.asked; None of a pause
    reply: socket.socket
    answer: bytes


class Exchange:
    """Of one call.

    Args:
        job: what is asked for. It is told how it was done.
        processes: says which processes the call has; the one that the function is called in is the first.

    Attributes:
        theirs: the socket for the process that the function is called in.
    """

    def __init__(self, job: Job, processes: Callable[[], Iterable[int]]) -> None:
        job.begin()
        self._job, self._schedule = job, Schedule[_Question](job.vcpus)
        self._processes, self._quiet = processes, Quiet(processes)
        self._ours, self.theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        for each in (self._ours, self.theirs):
            for size in (socket.SO_SNDBUF, socket.SO_RCVBUF):
                each.setsockopt(socket.SOL_SOCKET, size, 2 * PACKET)
        if _PASS is not None:
            self._ours.setsockopt(socket.SOL_SOCKET, _PASS, 1)
        self._numbers: dict[int, int] = {}
        self._waiting: set[socket.socket] = set()
        self._new: list[tuple[int, str, Any, socket.socket]] = []
        self._questions = 0

    def attend(self, line: int, deadline: Callable[[], float]) -> None:
        """Let time pass until there is something to be read at `line`.

        Args:
            line: a descriptor.
            deadline: until when, from now on, something has to happen, on the monotonic clock.

        Raises:
            Odd, Deadlock, Late: as they say.
        """
        until, looks = deadline(), 0
        while True:
            heard = self._hear()
            if _readable(line):
                return
            if heard:
                until, looks = deadline(), 0
            if self._go_on(line):
                until, looks = deadline(), 0
            elif time.monotonic() > until:
                raise Late
            _readable(self._ours.fileno(), line, seconds=_PAUSES[min(looks, len(_PAUSES) - 1)])
            looks += 1

    def end(self, until: float) -> None:
        """The call has ended: see which processes it has left, and answer nobody any more.

        Args:
            until: when to give up waiting for them to come to rest, on the monotonic clock.
        """
        self._job.took_ms = self._schedule.now
        self._quiet.begin_anew()
        while not self._quiet.look() and not self._quiet.somebody_is_busy() and time.monotonic() < until:
            time.sleep(_PAUSES[-1])
        self._count()
        self._job.left = max(0, len(self._quiet.alive) - 1)

    def close(self) -> None:
        """Hang up."""
        for each in (self._ours, self.theirs, *self._waiting):
            each.close()
        self._waiting.clear()

    def _go_on(self, line: int) -> bool:
        """Answer the one who is done first, if nobody runs.

        Raises:
            Odd, Deadlock: as they say.
        """
        quiet = self._quiet.look()
        if self._quiet.count > MOST_PROCESSES + 1:
            raise Odd(f"was ended: it had more than {MOST_PROCESSES} processes at once")
        if not quiet and not self._quiet.somebody_is_busy():
            return False
        if self._hear() or _readable(line):  # what was sent before all slept
            return False
        self._count()
        self._begin()
        self._forget_the_gone()
        question = self._schedule.next()
        if question is not None:
            self._answer(question)
            return True
        if self._quiet.since is not None and time.monotonic() - self._quiet.since > DEADLOCK:
            self._job.stuck = True
            raise Deadlock
        return False

    def _count(self) -> None:
        self._job.most_at_once = max(self._job.most_at_once, len(self._quiet.alive) - 1)

    def _answer(self, question: _Question) -> None:
        if question.place is not None:
            asked = self._job.asked[question.place]
            self._job.asked[question.place] = replace(asked, ended=self._schedule.now)
        head = HEAD.pack(len(question.answer), self._schedule.now)
        with suppress(OSError):  # nobody waits any more, or it is no socket
            question.reply.send(head + question.answer, socket.MSG_DONTWAIT | getattr(socket, "MSG_NOSIGNAL", 0))
        self._waiting.discard(question.reply)
        question.reply.close()
        self._quiet.begin_anew()

    def _hear(self) -> bool:
        """Take what has been asked.

        Raises:
            Odd: it is no question.
        """
        heard = False
        while _readable(self._ours.fileno()):
            self._take()
            heard = True
        return heard

    def _take(self) -> None:
        data, reply, process = received(self._ours)
        self._waiting.add(reply)
        self._questions += 1
        if len(self._waiting) > MOST_WAITING:
            self._forget_the_gone()
        if len(self._waiting) > MOST_WAITING or self._questions > MOST_ASKED:
            raise Odd("was ended: it called work, or slept, too often")
        kind, what, said = read(data)
        self._new.append((process or said, kind, what, reply))
        self._quiet.begin_anew()

    def _forget_the_gone(self) -> None:
        """Those that have hung up: what a pause waited for has come before its time was over, or a process has been
        killed, which computes no more.
        """
        replies = [each.reply for each in self._schedule.forget(lambda question: _hung_up(question.reply))]
        new = [each for each in self._new if each[1] == SLEEP and _hung_up(each[3])]
        self._new = [each for each in self._new if each not in new]
        for reply in (*replies, *(each[3] for each in new)):
            self._waiting.discard(reply)
            reply.close()

    def _begin(self) -> None:
        """Let begin what has been asked for since the last time, the oldest process first: which one was quicker to ask
        is chance.
        """
        for process, kind, what, reply in sorted(self._new, key=lambda each: each[0]):
            if kind == SLEEP:
                self._schedule.sleep(what, _Question(None, reply, b""))
            else:
                self._compute(what, process, reply)
        self._new.clear()

    def _compute(self, name: Any, process: int, reply: socket.socket) -> None:
        if not self._numbers:
            self._numbers[next(iter(self._processes()))] = 0
        number = self._numbers.setdefault(process, len(self._numbers))
        place = self._place(name)
        self._job.asked.append(Asked(place, number, self._schedule.now, None))
        ms, answer = self._done(place)
        self._schedule.compute(process, ms, _Question(len(self._job.asked) - 1, reply, answer))

    def _place(self, name: Any) -> int | None:
        """Which part it is: of several that are alike, the first that nobody has asked for yet."""
        alike = [place for place, part in enumerate(self._job.parts) if same(part.name, name)]
        before = [each.part for each in self._job.asked]
        return min(alike, key=before.count, default=None)

    def _done(self, place: int | None) -> tuple[float, bytes]:
        """How long it takes, and what the process is told then."""
        if place is None:
            return 0.0, told(raises=described(ValueError("There is no such part.")))
        part = self._job.parts[place]
        if part.ends:
            return part.ms, told(ends=True)
        if part.exits:
            return part.ms, told(exits=True)
        if part.raises:
            return part.ms, told(raises=described(part.raises))
        if isinstance(part.gives, Exception):
            return part.ms, told(gives_error=described(part.gives))
        return part.ms, told(gives=part.gives)


def _hung_up(reply: socket.socket) -> bool:
    """Whether nobody waits for an answer any more."""
    poll = select.poll()
    poll.register(reply, 0)
    return any(events & select.POLLHUP for _, events in poll.poll(0))


def _readable(*descriptors: int, seconds: float = 0) -> bool:
    """Whether there is something to be read, or the other side is gone, at one of them, within so many seconds."""
    poll = select.poll()
    for each in descriptors:
        poll.register(each, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
