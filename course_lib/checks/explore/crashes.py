"""Every crash: each request of a call fails in every way, and afterwards the data must still be right.

One fault a run, each in a fresh account: request by request, the simplest fault first. So the first run that breaks is
the simplest one to show.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.fates import CONNECTION_CLOSED
from course_lib.aws.http.messages import Request, Response
from course_lib.aws.layers.journal import Entry
from course_lib.checks.expectations import Failure
from course_lib.checks.explore.drawing import sent
from course_lib.checks.explore.faults import Fault, Point
from course_lib.checks.explore.race import Calls, Holds, Prepare, refuse_problems
from course_lib.checks.explore.story import Story, Struck, Try
from course_lib.checks.kit.unchanged import nothing_else
from course_lib.checks.ledger import ledger_of
from course_lib.checks.results import Finding
from course_lib.checks.submission import (
    CALL_LIMIT,
    Caller,
    CallProblem,
    Ending,
    Later,
    LearnerError,
    Outcome,
    Submission,
)

# AWS Lambda Developer Guide, "How Lambda handles errors and retries with asynchronous invocation".
MOST = 300  # runs with a fault; a function that sends so many requests cannot be judged
LAMBDA_WAITS = 60.0  # seconds before an event whose function failed is tried again


@dataclass(frozen=True)
class CrashPoints:
    """What was tried: how many requests the calls send, how many runs with a fault, and whether those were all."""

    requests: int
    runs: int
    complete: bool


def crash_points(
    submission: Submission,
    cloud: Any,
    prepare: Prepare,
    calls: Calls,
    holds: Holds,
    faults: Sequence[Fault] = tuple(Fault),
    again: bool = True,
    limit: int = 300,
    reads: bool = True,
) -> CrashPoints:
    """Make the same calls, one after the other, once for every request that they send and every fault it can meet.

    The first run has no fault. In each of the others one request meets one fault, counted over all calls from 1.

    Args:
        submission: whose functions are called; each call runs as an instance of its own.
        cloud: a model for the fresh clouds.
        prepare: fills a fresh cloud.
        calls: the call, or several in sequence, made with boto3 objects of the given cloud.
        holds: raises `Failure` unless the state and the outcomes, in the order of the calls, are right. A call that
            died, and was not made again, has the ending `DIED`; one that was made again has its second outcome.
        faults: which to try.
        again: whether the call that met the fault, and died, raised or did not come to an end, is made once more by a
            new instance before the next call: a minute later, as Lambda does with an asynchronous event. In a notebook
            the new instance shares the notebook's globals with the old one; in the judge it does not.
        limit: at most so many runs with a fault. Every request that changes something, and the first and the last one
            of each kind that reads, meets every fault all the same; the others share what is left.
        reads: whether requests that change nothing meet faults, too. Without them a program can still die between any
            two changes.

    Returns:
        how many requests there are, how many runs with a fault, and whether these were all.

    Raises:
        Failure: `holds` failed, without any fault or at the first request, with the simplest fault, where it did. The
            finding says which, and its timeline marks it. Or the calls send so many requests that this is too much:
            what cannot be tried is not passed.
        LearnerError, CallProblem: the function cannot be called at all, or was not attempted.
    """
    plan = _Plan(submission, cloud, prepare, calls, holds, again)
    return submission.explore(lambda: _explore(plan, faults, limit, reads))


def _explore(plan: _Plan, faults: Sequence[Fault], limit: int, reads: bool) -> CrashPoints:
    sent = plan.run(None)
    points = [point for point in _points(sent, faults) if reads or not sent[point.request - 1].reads]
    certain = [point for point in points if _is_certain(sent, point.request - 1)]
    if len(certain) > MOST:
        raise _too_many(len(sent))
    others = [point for point in points if point not in certain]
    chosen = {*certain, *_spread(others, limit - len(certain))}
    for point in points:
        if point in chosen:
            plan.run(point)
    return CrashPoints(len(sent), len(chosen), len(chosen) == len(points))


def _points(sent: Sequence[Sent], faults: Sequence[Fault]) -> list[Point]:
    """Request by request, the simplest fault first."""
    wanted = [fault for fault in Fault if fault in faults]
    return [Point(number, fault) for number, one in enumerate(sent, 1) for fault in wanted if fault in one.faults]


def _is_certain(sent: Sequence[Sent], index: int) -> bool:
    """Whether a request is one that changes something, or the first or last of its kind."""
    one = sent[index]
    alike = [number for number, other in enumerate(sent) if other.operation == one.operation]
    return not one.reads or index in (alike[0], alike[-1])


def _spread(points: Sequence[Point], most: int) -> Sequence[Point]:
    """At most so many points, evenly from the first to the last."""
    if len(points) <= most:
        return points
    return [points[number * len(points) // most] for number in range(most)]


def _too_many(requests: int) -> Failure:
    problem = f"Your function sent {requests} requests. That is too many to let each of them fail in every way."
    return Failure(Finding(problem=problem, because="what goes wrong at one request only would not be seen"))


@dataclass(frozen=True)
class Sent:
    """A request: which operation, whether it changes nothing, and the faults that it could have met."""

    operation: str
    reads: bool
    faults: Collection[Fault]


@dataclass(frozen=True)
class _Plan:
    """What every run has in common; see `crash_points` for the parts."""

    submission: Submission
    model: Any
    prepare: Prepare
    calls: Calls
    holds: Holds
    again: bool

    def run(self, point: Point | None) -> list[Sent]:
        """Make the calls with one fault or none, and judge; returns the requests that were sent.

        Raises:
            Failure, LearnerError, CallProblem: see `crash_points`.
        """
        with self.model.fresh() as cloud:
            self.prepare(cloud)
            laters = list(self.calls(cloud))
            run = _Run(self.submission, cloud, point)
            try:
                with ledger_of(cloud).watching():
                    outcomes = [run.make(later, number, self.again) for number, later in enumerate(laters)]
                self.submission.calls.extend(zip(laters, outcomes, strict=True))
                self._judge(cloud, run, outcomes)
            finally:
                run.stop()
            return run.sent

    def _judge(self, cloud: Any, run: _Run, outcomes: Sequence[Outcome]) -> None:
        story = run.story()
        try:
            refuse_problems(cloud, [outcome for outcome in outcomes if outcome is not run.excused])
            self.holds(cloud, outcomes)
            if self.submission.judged:
                nothing_else(cloud)
        except (Failure, LearnerError, CallProblem) as problem:
            if isinstance(problem, Failure):
                problem.explain(self.submission.reasons, cloud, outcomes)
            if story is None:
                raise
            raise story.failure(problem) from None


class _Run:
    """The calls under way in one cloud, with the fault that one request meets.

    Attributes:
        sent: every request, those of a second try included.
        excused: how the call ended that met the fault: it may have died, or never come to an end.
    """

    def __init__(self, submission: Submission, cloud: Any, point: Point | None) -> None:
        self._submission, self._cloud, self._point = submission, cloud, point
        self._callers: list[Caller] = []
        self._tries: list[Try] = []
        self._struck: Request | None = None
        self._who = ""  # who sent it
        self._position = 0  # how many entries the journal had before the request that met the fault
        self._over = point is None
        self.sent: list[Sent] = []
        self.excused: Outcome | None = None

    def make(self, later: Later, number: int, again: bool) -> Outcome:
        """Make one call, and once more if it met the fault and did not return."""
        outcome = self._try(later, number)
        if self._struck is None or self._over:
            return outcome
        self._over = True
        self.excused = outcome
        if not again or outcome.ending is Ending.RETURNED:
            return outcome
        self._cloud.clock.advance(seconds=LAMBDA_WAITS)
        return self._try(later, number, again=True)

    def stop(self) -> None:
        """End the callers that died: until now they stood still where they were."""
        for caller in self._callers:
            caller.stop()

    def story(self) -> Story | None:
        """What happened, if the fault struck; taken before the check looks at the cloud."""
        if self._point is None or self._struck is None:
            return None
        operation = self._cloud.service_of(self._struck).operation_of(self._struck)
        struck = Struck(operation, sent(self._cloud, self._struck))
        return Story(self._point, self._who, struck, self._position, self._entries(), self._tries)

    def _try(self, later: Later, number: int, again: bool = False) -> Outcome:
        (caller,) = self._submission.run_in_turns([later], self._cloud, first=2 * number + again, elsewhere=again)
        self._callers.append(caller)
        first = len(self._entries())
        outcome = self._follow(caller)
        self._tries.append(Try(caller.who, outcome, range(first, len(self._entries())), again))
        return outcome

    def _follow(self, caller: Caller) -> Outcome:
        for _ in range(CALL_LIMIT):
            state = caller.step()
            if isinstance(state, Outcome):
                caller.stop()
                return state
            self.sent.append(self._look_at(state))
            response = self._answer(state, caller.who)
            if response is None:
                return Outcome(Ending.DIED, problem="The function died.")
            caller.answer(response)
        return Outcome(Ending.TIMED_OUT, problem=f"It sent {CALL_LIMIT} requests without coming to an end.")

    def _answer(self, request: Request, who: str) -> Response | None:
        """What the caller gets; None when it dies."""
        if self._over or self._point is None or len(self.sent) < self._point.request:
            return self._send(request, who)
        if self._struck is None:
            self._struck, self._who, self._position = request, who, len(self._entries())
            return self._strike(self._point.fault, request, who)
        if self._point.fault is Fault.CUT_OFF:
            return CONNECTION_CLOSED
        if self._point.fault is Fault.ALWAYS_THROTTLED and self._is_like(self._struck, request):
            return self._strike(self._point.fault, request, who)
        return self._send(request, who)

    def _is_like(self, one: Request, other: Request) -> bool:
        service = self._cloud.service_of(one)
        return service is self._cloud.service_of(other) and service.operation_of(one) == service.operation_of(other)

    def _look_at(self, request: Request) -> Sent:
        service = self._cloud.service_of(request)
        operation = service.operation_of(request)
        return Sent(operation, service.is_read(operation), service.faults(self._cloud, request))

    def _strike(self, fault: Fault, request: Request, who: str) -> Response | None:
        response: Response | None = self._cloud.service_of(request).strike(self._cloud, request, who, fault)
        return response

    def _send(self, request: Request, who: str) -> Response:
        response: Response = self._cloud.send(request, who)
        return response

    def _entries(self) -> list[Entry]:
        entries: list[Entry] = self._cloud.journal.learner_entries()
        return entries
