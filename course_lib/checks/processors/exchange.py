"""Answers the calls of `work` of all processes of one call, in the order in which virtual CPUs would be done.

Each process asks through one socket that all of them share, and sends along the socket that it waits at. The kernel
says which process has asked. Nothing is answered until all processes are asleep: then nobody can ask for anything
before what is next happens, and the clock moves on to that. Nothing waits for luck or for real time.
"""

from __future__ import annotations

import array
import os
import select
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from course_lib.aws.values import BadValue, pack, same, unpack
from course_lib.checks.processors.job import Asked, Job
from course_lib.checks.processors.quiet import Quiet
from course_lib.checks.processors.schedule import Schedule
from course_lib.checks.processors.work import HEAD, SLEEP, WORK

PACKET = 64 * 1024  # bytes of a question
MOST_TOLD = 100_000  # bytes of an answer: so many a socket takes at once
MOST_WAITING = 64  # that may wait for an answer; each keeps a socket open here
MOST_ASKED = 10_000  # in one call
MOST_PROCESSES = 64  # beside the one that the function was called in
LONGEST_PAUSE = 900_000.0  # milliseconds
DEADLOCK = 2.0  # seconds of real time in which all are asleep and nothing is to come
_PAUSES = (0.0002, 0.0005, 0.001, 0.002, 0.005)  # seconds between looks
_CREDENTIALS = struct.Struct("3i")
_PASS = getattr(socket, "SO_PASSCRED", None)  # Linux


class Stuck(Exception):
    """The call is ended; the message says why, after the function's name."""


class Odd(Stuck):
    """What was asked is no question of `work`, or there were too many, or too many processes."""


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
        data, reply, process = _received(self._ours)
        if reply is None:
            raise Odd("asked work for something in a way that there is not")
        self._waiting.add(reply)
        self._questions += 1
        if len(self._waiting) > MOST_WAITING or self._questions > MOST_ASKED:
            raise Odd("was ended: it called work, or slept, too often")
        kind, what, said = _read(data)
        self._new.append((process or said, kind, what, reply))
        self._quiet.begin_anew()

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
            return 0.0, _told(raises=["ValueError", "There is no such part."])
        part = self._job.parts[place]
        if part.ends:
            return part.ms, _told(ends=True)
        if part.raises:
            return part.ms, _told(raises=list(part.raises))
        return part.ms, _told(gives=part.gives)


def _told(**what: Any) -> bytes:
    told = zlib.compress(pack(what))
    if len(told) > MOST_TOLD:
        raise ValueError(f"a part's result has more than {MOST_TOLD:,} bytes when it is compressed")
    return told


def _readable(*descriptors: int, seconds: float = 0) -> bool:
    """Whether there is something to be read, or the other side is gone, at one of them, within so many seconds."""
    poll = select.poll()
    for each in descriptors:
        poll.register(each, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _received(ours: socket.socket) -> tuple[bytes, socket.socket | None, int]:
    """What came, the socket to answer at, and the process that has sent it (0 where the system does not say).

    Raises:
        Odd: it is too long.
    """
    room = socket.CMSG_SPACE(_CREDENTIALS.size) + socket.CMSG_SPACE(array.array("i").itemsize)
    data, beside, flags, _ = ours.recvmsg(PACKET, room)
    reply, process = None, 0
    for level, kind, value in beside:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            for descriptor in array.array("i", value[: len(value) - len(value) % 4]):
                reply = _socket(descriptor) if reply is None else _dropped(descriptor, reply)
        elif kind == getattr(socket, "SCM_CREDENTIALS", None):
            process = _CREDENTIALS.unpack(value)[0]
    if flags & socket.MSG_TRUNC:
        if reply is not None:
            reply.close()
        raise Odd("called work with something too large")
    return data, reply, process


def _socket(descriptor: int) -> socket.socket | None:
    try:
        return socket.socket(fileno=descriptor)
    except OSError:  # it is something else
        os.close(descriptor)
        return None


def _dropped(descriptor: int, kept: socket.socket) -> socket.socket:
    os.close(descriptor)
    return kept


def _read(data: bytes) -> tuple[str, Any, int]:
    """Which kind of question it is, for what, and who says to ask.

    Raises:
        Odd: it is none.
    """
    try:
        asked = unpack(data)
    except BadValue:
        raise Odd("asked work for something in a way that there is not") from None
    if not isinstance(asked, list) or len(asked) != 3 or type(asked[2]) is not int:
        raise Odd("asked work for something in a way that there is not")
    kind, what, said = asked
    if kind == SLEEP and not (type(what) is float and 0 <= what <= LONGEST_PAUSE):
        raise Odd("slept for a time that there is not")
    if kind not in (WORK, SLEEP):
        raise Odd("asked work for something in a way that there is not")
    return kind, what, said
