"""Run callers side by side and answer their AWS calls one at a time, in every order that matters.

Two orders that differ only in neighbouring calls that commute (both read, or they touch different items) leave the
same state and the same answers, so one of them is enough. The search is depth first over "whose call is answered
next", with sleep sets (P. Godefroid, "Partial-Order Methods for the Verification of Concurrent Systems", 1996): a call
that was already tried at a point is not tried again after a call that commutes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.checks import Failure
from autograder.footprint import Footprint, commute, footprint
from autograder.results import Finding
from autograder.submission import Caller, CallProblem, Ending, Later, LearnerError, Outcome, Submission, value_of
from course_lib.cloud.messages import Request

CALL_LIMIT = 200


@dataclass(frozen=True)
class Explored:
    """What a search did: how many orders ran, and whether those were all that matter."""

    orders: int
    complete: bool


@dataclass
class _Point:
    """A moment when some callers wait: what each would do, who was answered, who need not be."""

    waiting: dict[int, Footprint]
    asleep: dict[int, Footprint]
    chosen: int
    tried: dict[int, Footprint] = field(default_factory=dict)


def interleavings(
    submission: Submission,
    cloud: Any,
    prepare: Callable[[Any], object],
    calls: Callable[[Any], Sequence[Later]],
    holds: Callable[[Any, Sequence[Outcome]], None],
    limit: int = 300,
) -> Explored:
    """Try the same calls in every order of their AWS requests that matters, each time in a fresh account.

    Args:
        submission: whose functions are called; each caller runs as an instance of its own.
        cloud: a model for the fresh clouds.
        prepare: fills a fresh cloud.
        calls: the calls, made with boto3 objects of the given cloud.
        holds: raises `Failure` unless the state and the outcomes, in the order of the calls, are right.
        limit: at most so many orders.

    Returns:
        how many orders were run, and whether these were all.

    Raises:
        Failure: `holds` failed in some order, which the finding's timeline shows.
        LearnerError, CallProblem: the function cannot be called at all, or was not attempted.
    """
    path: list[_Point] = []
    orders = 0
    while orders < limit:
        orders += _one_order(submission, cloud, prepare, calls, holds, path)
        while path and not _next_choice(path[-1]):
            path.pop()
        if not path:
            return Explored(orders, complete=True)
    return Explored(orders, complete=False)


def _next_choice(point: _Point) -> bool:
    """Mark the last choice as tried and choose another; False when none is left."""
    point.tried[point.chosen] = point.waiting[point.chosen]
    left = [index for index in point.waiting if index not in point.tried and index not in point.asleep]
    if left:
        point.chosen = left[0]
    return bool(left)


def _one_order(
    submission: Submission,
    model: Any,
    prepare: Callable[[Any], object],
    calls: Callable[[Any], Sequence[Later]],
    holds: Callable[[Any, Sequence[Outcome]], None],
    path: list[_Point],
) -> bool:
    """Run along the path and on to the end; False when an equal order was run before, so that this one was left."""
    with model.fresh() as cloud:
        prepare(cloud)
        laters = list(calls(cloud))
        callers = submission.run_in_turns(laters, cloud)
        try:
            outcomes = _follow(callers, cloud, path)
        finally:
            for caller in callers:
                caller.stop()
        if outcomes is None:
            return False
        submission.calls.extend(zip(laters, outcomes, strict=True))
        _judge(holds, cloud, outcomes)
        return True


def _follow(callers: Sequence[Caller], cloud: Any, path: list[_Point]) -> list[Outcome] | None:
    """Answer along the path, then on until all have ended; new points are added to the path.

    None when every waiting call sleeps: an order that differs only in calls that commute was run before.
    """
    states = [caller.step() for caller in callers]
    asleep: dict[int, Footprint] = {}
    for depth in range(CALL_LIMIT):
        waiting = {i: footprint(state) for i, state in enumerate(states) if isinstance(state, Request)}
        if not waiting:
            return [state for state in states if isinstance(state, Outcome)]
        if depth == len(path):
            awake = [index for index in waiting if index not in asleep]
            if not awake:
                return None
            path.append(_Point(waiting, asleep, awake[0]))
        point = path[depth]
        chosen = point.chosen if point.chosen in waiting else next(iter(waiting))
        idle = {**point.asleep, **point.tried}
        asleep = {i: step for i, step in idle.items() if i != chosen and commute(step, waiting[chosen])}
        request = states[chosen]
        assert isinstance(request, Request)
        callers[chosen].answer(cloud.send(request, callers[chosen].who))
        states[chosen] = callers[chosen].step()
    raise CallProblem(
        Outcome(
            Ending.TIMED_OUT,
            problem=f"The callers sent more than {CALL_LIMIT} requests in one order without coming to an end.",
        )
    )


def _judge(holds: Callable[[Any, Sequence[Outcome]], None], cloud: Any, outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.ending is not Ending.RETURNED and outcome.ending is not Ending.RAISED:
            raise CallProblem(outcome)
        if outcome.raised and outcome.raised.types[0] == "NotImplementedError":
            value_of(outcome)
        if outcome.raised and not cloud.journal.learner_entries():
            value_of(outcome)  # it crashed before it sent anything: no order is to blame
    try:
        holds(cloud, outcomes)
    except Failure as failure:
        raise Failure(_with_timeline(failure.finding, cloud, outcomes), failure.advice) from None
    except LearnerError as error:
        finding = Finding(problem=f"In one order of their calls, your code raised {error.raised}")
        raise Failure(_with_timeline(finding, cloud, outcomes)) from None


def _with_timeline(finding: Finding, cloud: Any, outcomes: Sequence[Outcome]) -> Finding:
    from course_lib.views.timeline import as_text

    entries = cloud.journal.learner_entries()
    if not entries:
        problem = "Your function sent nothing to the `dynamodb` it was given."
    else:
        problem = finding.problem or "There is an order of the two callers' requests in which this goes wrong."
    errors = sorted({str(outcome.raised) for outcome in outcomes if outcome.raised})
    if errors and not finding.problem:
        problem += f" In it, your code raised {errors[0]}"
    return Finding(
        problem=problem,
        expected=finding.expected,
        got=finding.got,
        because=finding.because,
        timeline=as_text(entries) if entries else None,
    )


def run_order(
    cloud: Any, functions: Mapping[str, Callable[[Any], Any]], order: Sequence[str], service: str = "dynamodb"
) -> dict[str, Outcome]:
    """Run functions side by side in this process, answering their AWS calls in one given order.

    Args:
        cloud: where their calls go.
        functions: by caller's name; each is called with a boto3 resource of that caller.
        order: whose call is answered next; when it is used up, the callers finish one after the other.
        service: of the resource.

    Returns:
        how each function ended, by caller's name.
    """
    from autograder.calling import call_function
    from autograder.local import ThreadCaller
    from course_lib.cloud.clients import Handle

    def caller(who: str, function: Callable[[Any], Any]) -> Caller:
        handle = Handle("resource", service, who)
        namespace = {who: function, **getattr(function, "__globals__", {})}
        return ThreadCaller(
            who, lambda resolve: call_function({**namespace, who: function}, who, [resolve(handle)], {})
        )

    callers = {who: caller(who, function) for who, function in functions.items()}
    states = {who: each.step() for who, each in callers.items()}
    turns = [*order, *(who for who in functions for _ in range(CALL_LIMIT))]
    for who in turns:
        state = states[who]
        if isinstance(state, Request):
            callers[who].answer(cloud.send(state, who))
            states[who] = callers[who].step()
    for each in callers.values():
        each.stop()
    return {who: state for who, state in states.items() if isinstance(state, Outcome)}
