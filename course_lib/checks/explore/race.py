"""One race: the same calls side by side, each time in a fresh account, their requests answered in a chosen order.

What a request touches, whether it is carried out in phases and whether it may have to wait, its service says. A race in
phases answers a transaction that writes in two turns, as DynamoDB does: one prepares it, one commits it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.footprint import UNKNOWN, Footprint
from course_lib.aws.http.messages import Request, Response
from course_lib.aws.service import Service
from course_lib.checks.expectations import Failure
from course_lib.checks.explore import drawing
from course_lib.checks.explore.one_by_one import OneByOne
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
    value_of,
)
from course_lib.pictures.steps import Begun

# So many calls of another caller that could meet a transaction can come between its phases; then it commits. The phases
# are a few milliseconds apart, so code that tries again cannot be refused for ever.
MEANWHILE = 2

NOT_ONE_BY_ONE = Finding(
    problem="What came of these calls at once is not what they come to one after the other, in whatever order.",
    because="every caller has to find an answer, and a state, that it could have had alone",
)

Prepare = Callable[[Any], object]
Calls = Callable[[Any], Sequence[Later]]
Holds = Callable[[Any, Sequence[Outcome]], None]
# Given the callers that wait, by index, and what each would do: who is answered next, or None to leave the order.
Choose = Callable[[Mapping[int, Footprint]], int | None]


@dataclass(frozen=True)
class Order:
    """An order that was run.

    Attributes:
        turns: whose request was answered, one after the other, as indexes of the callers.
        waiting: at each turn, all callers that had a request.
        failure: what was wrong at the end, if anything.
    """

    turns: tuple[int, ...]
    waiting: tuple[tuple[int, ...], ...]
    failure: Failure | None = None


@dataclass(frozen=True)
class Race:
    """What every order of a race has in common; see `interleavings` for the parts."""

    submission: Submission
    model: Any
    prepare: Prepare
    calls: Calls
    holds: Holds
    phases: bool = False
    right: OneByOne | None = None

    def run(self, choose: Choose) -> Order | None:
        """Run one order to its end and judge it; None when it was left.

        Raises:
            LearnerError, CallProblem: no order is to blame: the function cannot be called at all, or was not attempted.
        """
        with self.model.fresh() as cloud:
            self.prepare(cloud)
            laters = list(self.calls(cloud))
            callers = self.submission.run_in_turns(laters, cloud)
            try:
                run = _Run(cloud, callers, self.phases)
                with ledger_of(cloud).watching():
                    outcomes = run.follow(choose)
            finally:
                for caller in callers:
                    caller.stop()
            if outcomes is None:
                return None
            self.submission.calls.extend(zip(laters, outcomes, strict=True))
            refuse_problems(cloud, outcomes)
            failure = self._judge(cloud, callers, run, outcomes)
            return Order(tuple(run.turns), tuple(run.waiting), failure)

    def _judge(self, cloud: Any, callers: Sequence[Caller], run: _Run, outcomes: Sequence[Outcome]) -> Failure | None:
        names = [caller.who for caller in callers]
        try:
            self.holds(cloud, outcomes)
            if self.submission.judged:
                nothing_else(cloud)
            if self.right and not self.right.explains(cloud, outcomes, run.turns):
                raise Failure(NOT_ONE_BY_ONE)
        except Failure as failure:
            failure.explain(self.submission.reasons, cloud, outcomes)
            return failure.retold(drawing.race(failure.finding, cloud, names, run.turns, outcomes, run.begun))
        except LearnerError as error:
            finding = Finding(problem=f"In one order of their calls, your code raised {error.raised}")
            return Failure(drawing.race(finding, cloud, names, run.turns, outcomes, run.begun))
        return None


class Phases:
    """Answers requests, and one that is carried out in phases in as many turns: one prepares it, one commits it.

    A request that has to wait for another caller waits until something has ended that callers may be waiting for, and
    is then tried again. When all wait, who came last is told so; when one waits for a caller that does not go on, it
    waits in vain.

    Args:
        cloud: what answers.
        phases: whether requests of services that have phases are carried out in them.
    """

    def __init__(self, cloud: Any, phases: bool = True) -> None:
        self._cloud, self._phases = cloud, phases
        self._blocked: list[Caller] = []  # those that wait for another one, the latest last
        self._under_way: dict[Caller, Generator[None, None, Response]] = {}
        self._meanwhile: dict[Caller, Counter[Caller]] = {}  # others' calls since one's transaction was prepared

    def must_wait(self, caller: Caller) -> bool:
        """Whether a caller is not answered before another one's transaction has committed."""
        if caller in self._blocked:
            return True
        if caller in self._under_way:
            return False
        return any(calls[caller] >= MEANWHILE for calls in self._meanwhile.values())

    def answer(self, caller: Caller, request: Request) -> Response | None:
        """The response; None when there is none yet: the request has been prepared, or it has to wait.

        Args:
            caller: who sent it.
            request: to go on with one that was prepared or had to wait, the same one again.
        """
        service = self._cloud.service_of(request)
        if not (self._phases and service.has_phases):
            return self._answer_at_once(service, caller, request)
        self._meanwhile.pop(caller, None)
        if service.may_be_refused(request):
            for calls in self._meanwhile.values():
                calls[caller] += 1
        steps = self._under_way.pop(caller, None) or service.in_phases(self._cloud, request, caller.who)
        try:
            next(steps)
        except StopIteration as ended:
            response: Response = ended.value
            return response
        self._under_way[caller], self._meanwhile[caller] = steps, Counter()
        return None

    def may_go_on(self, caller: Caller, waiting: Collection[Caller], wanted: bool = False) -> bool:
        """Whether a caller's request can be answered now.

        Args:
            caller: who sent it.
            waiting: all callers that have a request.
            wanted: whether the order that was chosen has this caller next, even before another caller's commit.
        """
        if caller not in self._blocked:
            return wanted or not self.must_wait(caller)
        return caller is self._blocked[-1] and all(self.must_wait(other) for other in waiting)

    def _answer_at_once(self, service: Service, caller: Caller, request: Request) -> Response | None:
        before = service.freed(self._cloud)
        if caller in self._blocked:
            all_wait = len(self._blocked) > 1
            response: Response | None = service.refuse_to_wait(self._cloud, request, caller.who, all_wait)
            self._blocked.remove(caller)
        else:
            response = service.attempt(self._cloud, request, caller.who)
        if response is None:
            self._blocked.append(caller)
        elif service.freed(self._cloud) != before:
            self._blocked.clear()
        return response


class _Run:
    """One order under way.

    Attributes:
        turns: whose request was answered, as indexes of the callers.
        waiting: at each turn, all callers that had a request to be answered.
        begun: the requests that were prepared, or waited.
    """

    def __init__(self, cloud: Any, callers: Sequence[Caller], phases: bool) -> None:
        self._cloud, self._callers = cloud, callers
        self._phases = Phases(cloud, phases)
        self.turns: list[int] = []
        self.waiting: list[tuple[int, ...]] = []
        self.begun: list[Begun] = []

    def follow(self, choose: Choose) -> list[Outcome] | None:
        """Answer requests as chosen until all callers have ended; how they did, or None when the order was left."""
        states = [caller.step() for caller in self._callers]
        for _ in range(CALL_LIMIT):
            requests = {index: state for index, state in enumerate(states) if isinstance(state, Request)}
            if not requests:
                return [state for state in states if isinstance(state, Outcome)]
            waiting = [self._callers[index] for index in requests]
            able = [index for index in requests if self._phases.may_go_on(self._callers[index], waiting)]
            ready = {index: requests[index] for index in able}
            chosen = choose({index: self._footprint(request) for index, request in ready.items()})
            if chosen is None:
                return None
            self.turns.append(chosen)
            self.waiting.append(tuple(ready))
            response = self._answer(self._callers[chosen], ready[chosen])
            if response is not None:
                self._callers[chosen].answer(response)
                states[chosen] = self._callers[chosen].step()
        problem = f"The callers sent more than {CALL_LIMIT} requests in one order without coming to an end."
        raise CallProblem(Outcome(Ending.TIMED_OUT, problem=problem))

    def _answer(self, caller: Caller, request: Request) -> Response | None:
        response = self._phases.answer(caller, request)
        if response is None:
            drawing.begin(self._cloud, self.begun, caller.who, request)
        return response

    def _footprint(self, request: Request) -> Footprint:
        """Nothing commutes in a cloud whose layers count calls, such as one that throttles every third."""
        service = self._cloud.service_of(request)
        if service.is_aws and any(getattr(layer, "order_matters", False) for layer in self._cloud.layers):
            return UNKNOWN
        touched: Footprint = service.footprint(self._cloud, request)
        return touched


def refuse_problems(cloud: Any, outcomes: Sequence[Outcome]) -> None:
    """Raise what no order and no fault is to blame for.

    Raises:
        LearnerError: the function was not attempted, or crashed before it sent anything.
        CallProblem: it could not be called, or did not come back.
    """
    for outcome in outcomes:
        if outcome.ending is not Ending.RETURNED and outcome.ending is not Ending.RAISED:
            raise CallProblem(outcome)
        if outcome.raised and outcome.raised.types[0] == "NotImplementedError":
            value_of(outcome)
        if outcome.raised and not cloud.journal.learner_entries():
            value_of(outcome)
