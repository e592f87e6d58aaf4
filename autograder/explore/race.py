"""One race: the same calls side by side, each time in a fresh account, their requests answered in a chosen order.

A race in phases answers a transaction that writes in two turns, as DynamoDB does: one prepares it, one commits it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.checks import Failure
from autograder.explore import drawing
from autograder.footprint import READS, Footprint, footprint, operation_of
from autograder.results import Finding
from autograder.submission import Caller, CallProblem, Ending, Later, LearnerError, Outcome, Submission, value_of
from course_lib.cloud.messages import Request, Response

CALL_LIMIT = 200
# So many calls of another caller that could meet a transaction can come between its phases; then it commits. The phases
# are a few milliseconds apart, so code that tries again cannot be refused for ever.
MEANWHILE = 2
NEVER_REFUSED = READS - {"TransactGetItems"}

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
        except Failure as failure:
            drawn = drawing.race(failure.finding, cloud, names, run.turns, outcomes, run.prepared)
            return Failure(drawn, failure.advice)
        except LearnerError as error:
            finding = Finding(problem=f"In one order of their calls, your code raised {error.raised}")
            return Failure(drawing.race(finding, cloud, names, run.turns, outcomes, run.prepared))
        return None


class Phases:
    """Answers requests, and a transaction that writes in two turns: one prepares it, one commits it.

    Args:
        cloud: what answers.
    """

    def __init__(self, cloud: Any) -> None:
        self._cloud = cloud
        self._under_way: dict[Caller, Generator[None, None, Response]] = {}
        self._meanwhile: dict[Caller, Counter[Caller]] = {}  # others' calls since one's transaction was prepared

    def must_wait(self, caller: Caller) -> bool:
        """Whether a caller is not answered before another one's transaction has committed."""
        if caller in self._under_way:
            return False
        return any(calls[caller] >= MEANWHILE for calls in self._meanwhile.values())

    def answer(self, caller: Caller, request: Request) -> Response | None:
        """The response; None when the request is a transaction, and has been prepared.

        Args:
            caller: who sent it.
            request: to commit a prepared transaction, the same one again.
        """
        self._meanwhile.pop(caller, None)
        if operation_of(request) not in NEVER_REFUSED:
            for calls in self._meanwhile.values():
                calls[caller] += 1
        steps = self._under_way.pop(caller, None) or self._cloud.send_in_phases(request, caller.who)
        try:
            next(steps)
        except StopIteration as ended:
            response: Response = ended.value
            return response
        self._under_way[caller], self._meanwhile[caller] = steps, Counter()
        return None


class _Run:
    """One order under way.

    Attributes:
        turns: whose request was answered, as indexes of the callers.
        waiting: at each turn, all callers that had a request to be answered.
        prepared: the transactions that were prepared.
    """

    def __init__(self, cloud: Any, callers: Sequence[Caller], phases: bool) -> None:
        self._cloud, self._callers = cloud, callers
        self._phases = Phases(cloud) if phases else None
        self.turns: list[int] = []
        self.waiting: list[tuple[int, ...]] = []
        self.prepared: list[drawing.Prepared] = []

    def follow(self, choose: Choose) -> list[Outcome] | None:
        """Answer requests as chosen until all callers have ended; how they did, or None when the order was left."""
        states = [caller.step() for caller in self._callers]
        for _ in range(CALL_LIMIT):
            requests = {index: state for index, state in enumerate(states) if isinstance(state, Request)}
            if not requests:
                return [state for state in states if isinstance(state, Outcome)]
            ready = {index: request for index, request in requests.items() if not self._must_wait(index)}
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

    def _must_wait(self, index: int) -> bool:
        return self._phases is not None and self._phases.must_wait(self._callers[index])

    def _answer(self, caller: Caller, request: Request) -> Response | None:
        if self._phases is None:
            answered: Response = self._cloud.send(request, caller.who)
            return answered
        response = self._phases.answer(caller, request)
        if response is None:
            self.prepared.append(drawing.Prepared(len(self._cloud.journal.learner_entries()), caller.who, request))
        return response

    def _footprint(self, request: Request) -> Footprint:
        """Nothing commutes in a cloud whose layers count calls, such as one that throttles every third."""
        counted = any(getattr(layer, "order_matters", False) for layer in self._cloud.layers)
        return Footprint(False, None) if counted else footprint(request)


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
