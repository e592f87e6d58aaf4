"""What the callers of one exploration did, so that a caller needs no process as long as it does what is known.

What a caller does follows from its call, the time and the answers it gets. So a tree is kept: at each place what was
done there, and where each answer led. A caller walks in it, in whatever order the callers' requests are answered. Where
nobody has been, a process is started, told the answers that led there, and heard from then on.

A call can depend on more: the system's random bytes, a file, the real time. Then sooner or later a process that is told
the same does something else, and `Unsteady` ends the exploration: nothing that is known may be used.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

import msgpack

from autograder.judge.limits import Meter
from autograder.judge.requests import WaitingRequest
from autograder.line.messages import Call, to_wire
from course_lib.aws.http.messages import Request, Response
from course_lib.aws.values import pack
from course_lib.checks.submission import Caller, Outcome

# Headers, in small letters, that differ from run to run and mean nothing to the cloud (requests) or the caller.
UNMEANT = frozenset("authorization x-amz-date amz-sdk-request amz-sdk-invocation-id".split())
UNHEARD = frozenset("date x-amzn-requestid x-amz-request-id x-amz-id-2".split())
UNREAD = re.compile(rb"<(RequestId|HostId)>[^<]*")  # in an error of a service that speaks XML


class Unsteady(Exception):
    """A caller did otherwise than an earlier one that was told the same, or talked to somebody else."""


@dataclass
class Place:
    """Where a call can stand.

    Attributes:
        answer: what led there; None at the beginning.
        did: what it does there; None while nobody knows.
        then: where each answer to that leads, by what is in the answer.
    """

    answer: Response | None = None
    did: WaitingRequest | Outcome | None = None
    then: dict[Hashable, Place] = field(default_factory=dict)


class Transcripts:
    """The places of one exploration.

    Args:
        room: how many bytes are kept. When they are used up, places are still found and no more are kept.
    """

    def __init__(self, room: int) -> None:
        self._begun: dict[bytes, Place] = {}
        self._room = room

    @property
    def full(self) -> bool:
        """Whether nothing more is kept."""
        return self._room <= 0

    def begin(self, message: Call) -> Place:
        """Where a call begins that is asked for with this message."""
        key: bytes = msgpack.packb(to_wire(message))
        place = self._begun.get(key)
        if place is None:
            place = Place()
            if self._take(len(key)):
                self._begun[key] = place
        return place

    def after(self, place: Place, answer: Response) -> Place:
        """Where an answer leads from a place."""
        key = _content(answer)
        following = place.then.get(key)
        if following is None:
            following = Place(answer)
            if self._take(len(answer.body)):
                place.then[key] = following
        return following

    def note(self, place: Place, did: WaitingRequest | Outcome) -> None:
        """This is done there."""
        place.did = did
        self._take(_size(did))

    def _take(self, size: int) -> bool:
        self._room -= size + Meter.PER_MESSAGE
        return not self.full


class Live(Protocol):
    """A caller that a process can be started for."""

    who: str
    strayed: bool

    @property
    def message(self) -> Call: ...
    @property
    def time_is_up(self) -> bool: ...
    def hear(self) -> WaitingRequest | Outcome: ...
    def take(self, sent: WaitingRequest) -> Request | Outcome: ...
    def answer(self, response: Response) -> None: ...
    def reply(self, response: Response) -> None: ...
    def stop(self) -> None: ...


class Remembered(Caller):
    """A caller that does what is known of it, and is started where that ends.

    Args:
        live: not started yet.
        transcripts: what is known.
    """

    def __init__(self, live: Live, transcripts: Transcripts) -> None:
        self._live, self._transcripts = live, transcripts
        self._path: list[Place] = []  # from the beginning
        self._started = False
        self.who = live.who

    def step(self) -> Request | Outcome:
        """As the base class says.

        Raises:
            Unsteady: what is known of it does not hold.
        """
        self._path = self._path or [self._transcripts.begin(self._live.message)]
        here = self._path[-1]
        if here.did is None or self._live.time_is_up:  # a process that is waited for in vain tells so
            did = self._hear()
            if here.did is None:
                self._transcripts.note(here, did)
        else:
            did = here.did
        if isinstance(did, Outcome):
            return deepcopy(did)  # a check may change it
        state = self._live.take(did)
        self.who = self._live.who
        return state

    def answer(self, response: Response) -> None:
        self._path.append(self._transcripts.after(self._path[-1], response))
        self._live.answer(response)

    def stop(self) -> None:
        self._live.stop()

    def _hear(self) -> WaitingRequest | Outcome:
        if not self._started:
            self._started = True
            self._catch_up()
        did = self._live.hear()
        if self._live.strayed:
            raise Unsteady
        return did

    def _catch_up(self) -> None:
        """Start its process and bring it to where this caller stands."""
        for place, following in pairwise(self._path):
            did = self._live.hear()
            if self._live.strayed or not _alike(did, place.did):
                raise Unsteady
            assert following.answer is not None
            self._live.reply(following.answer)


def _alike(one: WaitingRequest | Outcome | None, other: WaitingRequest | Outcome | None) -> bool:
    """Whether two callers asked the same; how long they paused before it does not count."""
    if not isinstance(one, WaitingRequest) or not isinstance(other, WaitingRequest):
        return False
    return one.who == other.who and _meant(one.request) == _meant(other.request)


def _meant(request: Request) -> Hashable:
    return request.method, request.url, _without(request.headers, UNMEANT), request.body


def _content(response: Response) -> Hashable:
    body = UNREAD.sub(b"", response.body) if response.status >= 300 else response.body
    return response.status, _without(response.headers, UNHEARD), body


def _without(headers: Any, names: frozenset[str]) -> Hashable:
    lower = {(name.lower(), value) for name, value in headers.items()}
    return frozenset(each for each in lower if each[0] not in names)


def _size(did: WaitingRequest | Outcome) -> int:
    if isinstance(did, WaitingRequest):
        request = did.request
        return len(request.url) + sum(map(len, request.headers.values())) + len(request.body)
    raised = did.raised
    parts = [did.value, *([dict(raised.attributes), raised.response] if raised else [])]
    return sum(len(pack(part)) for part in parts)
