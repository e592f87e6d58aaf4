"""One order that you choose, in this process."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import Request
from course_lib.aws.services import DEFAULT, find
from course_lib.checks.explore.race import Phases
from course_lib.checks.submission import CALL_LIMIT, Caller, Outcome


def run_order(
    cloud: Any,
    functions: Mapping[str, Callable[[Any], Any]],
    order: Sequence[str],
    service: str = DEFAULT[0],
    phases: bool = False,
    taken: Callable[[str, Request], None] = lambda who, request: None,
) -> dict[str, Outcome]:
    """Run functions side by side in this process, answering their AWS calls in one given order.

    Args:
        cloud: where their calls go.
        functions: by caller's name; each is called with a boto3 resource, or an engine, of that caller.
        order: whose call is answered next; when it is used up, the callers finish one after the other.
        service: of the resource; by its name also one that hands out a client or an engine.
        phases: whether a transaction that writes takes two turns: one prepares it, one commits it.
        taken: is told, with the caller's name, a request that was taken and not answered yet.

    Returns:
        how each function ended, by caller's name.
    """
    from course_lib.aws.sdk.ports import Handle
    from course_lib.checks.calling import call_function
    from course_lib.checks.here.local import ThreadCaller

    def caller(who: str, function: Callable[[Any], Any]) -> Caller:
        handle = Handle(find(service).kinds[0], service, who)
        namespace = {**getattr(function, "__globals__", {}), who: function}
        return ThreadCaller(who, lambda resolve: call_function(namespace, who, [resolve(handle)], {}), cloud.clock)

    callers = {who: caller(who, function) for who, function in functions.items()}
    in_phases = Phases(cloud, phases)
    try:
        states = {who: each.step() for who, each in callers.items()}
        rest = [who for who in functions for _ in range(CALL_LIMIT)]
        rounds = len(callers) + 1  # one may have to wait for the next, and that one for the one after it
        for turn, who in enumerate([*order, *(rest * rounds)]):
            requests = {callers[name]: state for name, state in states.items() if isinstance(state, Request)}
            chosen = callers[who]
            if chosen not in requests or not in_phases.may_go_on(chosen, requests, wanted=turn < len(order)):
                continue
            response = in_phases.answer(chosen, requests[chosen])
            if response is not None:
                chosen.answer(response)
                states[who] = chosen.step()
            else:
                taken(who, requests[chosen])
    finally:
        for each in callers.values():
            each.stop()
    return {who: state for who, state in states.items() if isinstance(state, Outcome)}
