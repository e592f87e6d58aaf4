"""One race: the same calls side by side, each time in a fresh account, their requests answered in a chosen order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.checks import Failure
from autograder.explore import drawing
from autograder.footprint import Footprint, footprint
from autograder.results import Finding
from autograder.submission import Caller, CallProblem, Ending, Later, LearnerError, Outcome, Submission, value_of
from course_lib.cloud.messages import Request

CALL_LIMIT = 200

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
                run = _Run(cloud, callers)
                outcomes = run.follow(choose)
            finally:
                for caller in callers:
                    caller.stop()
            if outcomes is None:
                return None
            self.submission.calls.extend(zip(laters, outcomes, strict=True))
            refuse_problems(cloud, outcomes)
            failure = self._judge(cloud, callers, run.turns, outcomes)
            return Order(tuple(run.turns), tuple(run.waiting), failure)

    def _judge(
        self, cloud: Any, callers: Sequence[Caller], turns: Sequence[int], outcomes: Sequence[Outcome]
    ) -> Failure | None:
        names = [caller.who for caller in callers]
        try:
            self.holds(cloud, outcomes)
        except Failure as failure:
            return Failure(drawing.race(failure.finding, cloud, names, turns, outcomes), failure.advice)
        except LearnerError as error:
            finding = Finding(problem=f"In one order of their calls, your code raised {error.raised}")
            return Failure(drawing.race(finding, cloud, names, turns, outcomes))
        return None


class _Run:
    """One order under way."""

    def __init__(self, cloud: Any, callers: Sequence[Caller]) -> None:
        self._cloud, self._callers = cloud, callers
        self.turns: list[int] = []
        self.waiting: list[tuple[int, ...]] = []

    def follow(self, choose: Choose) -> list[Outcome] | None:
        """Answer requests as chosen until all callers have ended; how they did, or None when the order was left."""
        states = [caller.step() for caller in self._callers]
        for _ in range(CALL_LIMIT):
            requests = {index: state for index, state in enumerate(states) if isinstance(state, Request)}
            if not requests:
                return [state for state in states if isinstance(state, Outcome)]
            chosen = choose({index: self._footprint(request) for index, request in requests.items()})
            if chosen is None:
                return None
            self.turns.append(chosen)
            self.waiting.append(tuple(requests))
            caller = self._callers[chosen]
            caller.answer(self._cloud.send(requests[chosen], caller.who))
            states[chosen] = caller.step()
        problem = f"The callers sent more than {CALL_LIMIT} requests in one order without coming to an end."
        raise CallProblem(Outcome(Ending.TIMED_OUT, problem=problem))

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
