"""Work that takes time: it is done when the cloud's clock has come to its moment, at the next call that is made."""

from __future__ import annotations

import heapq
import itertools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.service import Ask
from course_lib.aws.services.dynamodb.errors import Refused

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Below:
    """For the calls that a layer makes itself: in the account and region of `call`, as its caller.

    Attributes:
        call: what they are made for.
        forward: answers those to DynamoDB, by the layers below this one.
        ask: answers those to other services, by all layers of the services.
    """

    call: Call
    forward: Forward
    ask: Ask

    def send(self, service: str, operation: str, **params: Any) -> Answer:
        """Make a call; parameters as they travel."""
        call = Call(service, operation, params, self.call.who, self.call.region, self.call.account)
        return self.forward(call) if service == self.call.service else self.ask(call)

    def result(self, service: str, operation: str, **params: Any) -> Mapping[str, Any]:
        """Make a call that has to succeed.

        Raises:
            Refused: with its error.
        """
        answer = self.send(service, operation, **params)
        if answer.error is not None:
            raise Refused(answer.error)
        return answer.result or {}


@dataclass
class Durations:
    """How long work takes on the cloud's clock: as measured for small tables, where measurements are public.

    A large table takes longer: a lesson sets `cloud.layer(BackupRules).durations.restore = timedelta(hours=1)`.
    Source: the public ack-api-quirks record of probes, October 2026 (restores took 81 to 721 seconds).

    Attributes:
        backup: until a backup is AVAILABLE.
        restore: until a restored table is ACTIVE.
        export_begins: until an export tries whether it may write to its bucket.
        export: until an export has ended, from its start.
        import_: until an imported table is ACTIVE.
    """

    backup: timedelta = timedelta(milliseconds=50)
    restore: timedelta = timedelta(minutes=5)
    export_begins: timedelta = timedelta(seconds=10)
    export: timedelta = timedelta(minutes=10)
    import_: timedelta = timedelta(minutes=10)


Work = Callable[[Below, datetime], None]  # called with the moment it was due


@dataclass(order=True)
class _Job:
    due: datetime
    number: int
    call: Call = field(compare=False)
    work: Work = field(compare=False)


class Schedule:
    """The jobs that are under way.

    Args:
        clock: of the cloud.
        ask: makes a call to another service.

    Attributes:
        durations: how long it takes.
    """

    def __init__(self, clock: Clock, ask: Ask) -> None:
        self.durations = Durations()
        self._clock, self._ask = clock, ask
        self._running = False
        self._jobs: list[_Job] = []
        self._numbers = itertools.count()

    def after(self, duration: timedelta, call: Call, work: Work, since: datetime | None = None) -> None:
        """Do `work` once `duration` has passed since a moment (the present unless told), for who made `call`."""
        due = (since or self._clock.now()) + duration
        heapq.heappush(self._jobs, _Job(due, next(self._numbers), replace(call, request=None), work))

    def run(self, forward: Forward) -> None:
        """Do what is due, one job after the other: the calls that a job makes come by here too.

        What goes wrong with a job is logged: the call that happens to come next is not about it.
        """
        if self._running:
            return
        self._running = True
        try:
            while self._jobs and self._jobs[0].due <= self._clock.now():
                job = heapq.heappop(self._jobs)
                try:
                    job.work(Below(job.call, forward, self._ask), job.due)
                except Exception:
                    _LOG.exception("A job of %s, due at %s, was given up.", job.call.operation, job.due)
        finally:
            self._running = False
