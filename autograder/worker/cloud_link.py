"""The worker's line to the judge: what the judge asks is done, and botocore's requests go over it and nowhere else."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn, TypeVar, cast

from autograder.line.channel import BODY_LIMIT, Channel, ChannelClosed
from autograder.line.messages import (
    AwsAnswered,
    FileBroken,
    FileData,
    ReadFile,
    SendToAws,
    Taken,
    WriteFile,
    from_wire,
    to_wire,
)
from course_lib.aws.clock import START, Clock
from course_lib.aws.http.messages import Request, Response
from course_lib.aws.sdk import clients
from course_lib.aws.sdk.clients import Bindings
from course_lib.aws.sdk.on_clock import Life, living_by
from course_lib.aws.sdk.ready import ready_session
from course_lib.aws.sdk.wall import WALL
from course_lib.aws.services import SERVICES
from course_lib.checks.files import Reader, Writer

M = TypeVar("M")


class CloudLink:
    """Does what the judge asks, and asks the judge to answer AWS requests.

    Whatever belongs to something the judge asked for carries the ticket that came with it. A learner's threads send
    their requests one after the other, and only while the judge waits for something: between two calls they stand
    still, as in a Lambda instance between two events.

    Attributes:
        on_pause: called after each pause.
        among_processes: makes a block in which no other process sends here.
    """

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._slept = 0.0
        self._now = START
        self._life = Life(self)
        self.on_pause: Callable[[], None] = lambda: None
        self.among_processes: Callable[[], AbstractContextManager[None]] = nullcontext
        self._ticket = ""
        self._turn = threading.Lock()
        self.bindings = Bindings(self, pooled=True, learners=True)

    def move_to(self, channel: Channel) -> None:
        """Talk over another channel from now on: this process has just been forked, and the old one is its parent's."""
        self._channel, self._ticket, self._slept = channel, "", 0.0
        self._turn = threading.Lock()  # a thread that the parent had may have held the old one

    def open(self) -> None:
        """Let every botocore client of this process send here, and everything live by the judge's clock."""
        import boto3

        WALL.raise_to(lambda request: self.send(request, ""), self, boto3.DEFAULT_SESSION)
        self._life.begin()

    def serve(self, do: Callable[[Any], Any], kinds: Sequence[type]) -> None:
        """Do what the judge asks and send back the message that `do` returns, until the judge is gone.

        Args:
            do: is handed one message after the other.
            kinds: those that may come.
        """
        answer: Any = None
        while True:
            with self._turn:
                try:
                    if answer is not None:
                        self._channel.send({**to_wire(answer), "ticket": self._ticket})
                    message = self._channel.receive()
                except ChannelClosed:
                    return
                self._ticket = message["ticket"]
            answer = do(from_wire(message, *kinds))

    def send(self, request: Request, who: str) -> Response:
        """Ask, and wait for the answer. `who` is empty for a client that the submission made itself.

        Raises:
            ValueError: the request is larger than the judge takes.
        """
        if len(request.body) > BODY_LIMIT:
            raise ValueError(f"A request of {len(request.body):,} bytes. The judge takes {BODY_LIMIT:,} at most.")
        with _no_collection(), self._turn, self.among_processes():
            slept, self._slept = self._slept, 0.0
            headers = dict(request.headers)
            answered = self._ask(SendToAws(who, request.method, request.url, headers, request.body, slept), AwsAnswered)
        if answered.now:
            self.set_clock(datetime.fromtimestamp(answered.now, UTC))
        return Response(answered.status, answered.headers, answered.body)

    def finish(self, answer: Any) -> NoReturn:
        """Send back what was asked for, wherever this process is, and end it."""
        with self._turn:
            self._channel.send({**to_wire(answer), "ticket": self._ticket})
            os._exit(0)

    def take_passed(self) -> int:
        """The descriptor that came with what the judge asks for."""
        return self._channel.passed.pop(0)

    def take_pauses(self) -> float:
        """How many seconds the judge has not heard of yet; it hears of them now."""
        slept, self._slept = self._slept, 0.0
        return slept

    def reader(self, number: int) -> Reader:
        """The judge's file of this number, to read."""
        return Reader(lambda size: self._ask_file(ReadFile(number, size), FileData).data)

    def writer(self, number: int) -> Writer:
        """The judge's file of this number, to write."""
        return Writer(lambda data: self._ask_file(WriteFile(number, data), Taken))

    def _ask_file(self, message: Any, expected: type[M]) -> M:
        """Ask the judge to read or write.

        Raises:
            OSError: the file is broken there.
        """
        with _no_collection(), self._turn:
            answered: Any = self._ask(message, expected, FileBroken)
        if isinstance(answered, FileBroken):
            raise OSError(answered.errno, answered.message)
        return cast(M, answered)

    def _ask(self, message: Any, *expected: type[M]) -> M:
        self._channel.send({**to_wire(message), "ticket": self._ticket})
        return from_wire(self._channel.receive(), *expected)

    def now(self) -> datetime:
        """The cloud's time, as far as it is known here."""
        return self._now

    def advance(self, *, seconds: float) -> None:
        """Somebody here pauses. The judge hears of it with the next request."""
        self._slept += seconds
        self._now += timedelta(seconds=seconds)
        self.on_pause()

    def set_clock(self, moment: datetime) -> None:
        """The judge's clock shows this moment."""
        self._now = moment
        self._life.follow()


@contextmanager
def _no_collection() -> Iterator[None]:
    """Collecting garbage can end a connection, say, which may ask too: it would wait for the one who collects."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def warm_up(services: Collection[str]) -> None:
    """Pay for boto3 before the first submission: models parsed, clients made and waiting to be bound.

    What is not needed is left out: every fork copies the page tables of all that is in memory.
    """
    os.environ["COURSE_GRADED"] = "1"
    import boto3
    import boto3.dynamodb.types

    import course_lib

    for name in course_lib.__all__:
        getattr(course_lib, name)  # each is imported when it is first asked for
    wanted = [SERVICES[name] for name in SERVICES if name in services]
    for service in wanted:
        for kind, count in service.warm.items():
            clients.keep_ready(clients.learners_shape(kind, service.name), count)
    WALL.raise_to(_nowhere, Clock())
    with living_by(Clock()):
        pass  # imports what time needs
    own = [(kind, service.name) for service in wanted if service.is_aws for kind in service.warm]
    boto3.DEFAULT_SESSION = ready_session(WALL.send, own)
    gc.freeze()  # a collection would otherwise touch, and so copy, every page that the workers share


def _nowhere(request: Request) -> Response:
    raise RuntimeError("no submission runs yet")
