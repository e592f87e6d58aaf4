"""What a failure shows: the requests that were sent, as a text timeline, with what led to it in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from course_lib.aws.clock import START
from course_lib.aws.http.messages import NotSimulated, Request
from course_lib.aws.layers.journal import Entry
from course_lib.aws.services import find
from course_lib.checks.results import Finding
from course_lib.checks.submission import Outcome
from course_lib.pictures.describe import Words, in_words
from course_lib.pictures.steps import Begun, Step, steps_of
from course_lib.pictures.timeline import steps_as_text

PREPARED = "prepared: until it commits, its items are taken"
WAITS = "waits for a lock"
MOST_TURNS = 40  # of an order that is named in one line
SENT_NOTHING = "Your function sent nothing with the AWS client it was given."


def race(
    finding: Finding,
    cloud: Any,
    names: Sequence[str],
    turns: Sequence[int],
    outcomes: Sequence[Outcome],
    begun: Sequence[Begun] = (),
) -> Finding:
    """A finding with the order that led to it.

    Args:
        finding: what was wrong.
        cloud: where the order was run.
        names: of the callers.
        turns: whose request was answered, as indexes of `names`.
        outcomes: how the callers ended.
        begun: the requests that were prepared, or waited, in order.
    """
    entries = cloud.journal.learner_entries()
    if not entries:
        return replace(finding, problem=SENT_NOTHING, timeline=None)
    problem = finding.problem or _something_wrong(len(names), outcomes)
    steps = steps_of(entries, begun=begun)
    service = find(entries[0].service)
    in_phases = any(first.words.kind == "prepared" for first in begun)
    more = (", phases=True" if in_phases else "") + ("" if service.is_aws else f', service="{service.name}"')
    again = _replay(names, turns, more)
    return replace(finding, problem=problem, timeline=steps_as_text(steps, None) + again)


def begin(cloud: Any, begun: list[Begun], who: str, request: Request, first: int = 0) -> None:
    """Note a request that was taken and not answered.

    Args:
        cloud: where it was sent.
        begun: what was noted so far.
        who: sent it.
        request: what was sent; if it has been noted already, nothing is added.
        first: where in the journal the order began.
    """
    service = cloud.service_of(request)
    entries = cloud.journal.learner_entries()[first:]
    last = max((each.position for each in begun if each.who == who), default=-1)
    if last >= 0 and all(entry.who != who for entry in entries[last:]):
        return
    kind, outcome = ("prepared", PREPARED) if service.has_phases else ("waits", WAITS)
    words = replace(sent(cloud, request), kind=kind, outcome=outcome)
    begun.append(Begun(len(entries), who, words, service.name))


def sent(cloud: Any, request: Request) -> Words:
    """A request in words, before anything came of it."""
    try:
        call = cloud.read_call(request)
    except (NotSimulated, ValueError):
        return Words(cloud.service_of(request).operation_of(request), "", "", "", "", "", "refused")
    return in_words(Entry(0, START, "", call.service, call.operation, call.params, None, None))


def _something_wrong(callers: int, outcomes: Sequence[Outcome]) -> str:
    count = {2: "two", 3: "three"}.get(callers, str(callers))
    problem = f"There is an order of the {count} callers' requests in which this goes wrong."
    errors = sorted({str(outcome.raised) for outcome in outcomes if outcome.raised})
    return f"{problem} In it, your code raised {errors[0]}" if errors else problem


def _replay(names: Sequence[str], turns: Sequence[int], more: str) -> str:
    """The order in one line, as `lab.race` takes it; nothing where names do not tell the callers apart."""
    if len(set(names)) < len(names) or len(turns) > MOST_TURNS:
        return ""
    order: object = [names[turn] for turn in turns]
    if all(len(name.split()) == 1 for name in names):
        order = " ".join(names[turn] for turn in turns)
        return f'\n\nTo run it again: order="{order}"{more}'
    return f"\n\nTo run it again: order={order!r}{more}"


def faulty(steps: Sequence[Step], endings: Mapping[str, str]) -> str:
    """A timeline, numbered anew, in which a request that was sent again and again in vain is one step."""
    numbered = [replace(step, number=number) for number, step in enumerate(steps, 1)]
    runs = [list(run) for _, run in groupby(numbered, key=lambda step: (step.who, step.words))]
    shown = [run[0] if len(run) == 1 else note(run[0], f"({len(run)} times)") for run in runs]
    return steps_as_text(shown, None, endings)


def note(step: Step, text: str) -> Step:
    """The step with something added to what came of it."""
    return replace(step, words=replace(step.words, outcome=f"{step.words.outcome} {text}"))
