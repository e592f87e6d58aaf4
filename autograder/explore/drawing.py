"""What a failure shows: the requests that were sent, as a text timeline, with what led to it in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from autograder.results import Finding
from autograder.submission import Outcome

if TYPE_CHECKING:
    from course_lib.views.timeline import Step

MOST_TURNS = 40  # of an order that is named in one line
SENT_NOTHING = "Your function sent nothing to the `dynamodb` it was given."


def race(
    finding: Finding, cloud: Any, names: Sequence[str], turns: Sequence[int], outcomes: Sequence[Outcome]
) -> Finding:
    """A finding with the order that led to it.

    Args:
        finding: what was wrong.
        cloud: where the order was run.
        names: of the callers.
        turns: whose request was answered, as indexes of `names`.
        outcomes: how the callers ended.
    """
    from course_lib.views.timeline import as_text

    entries = cloud.journal.learner_entries()
    if not entries:
        return replace(finding, problem=SENT_NOTHING, timeline=None)
    problem = finding.problem or _something_wrong(len(names), outcomes)
    return replace(finding, problem=problem, timeline=as_text(entries) + _replay(names, turns))


def _something_wrong(callers: int, outcomes: Sequence[Outcome]) -> str:
    count = {2: "two", 3: "three"}.get(callers, str(callers))
    problem = f"There is an order of the {count} callers' requests in which this goes wrong."
    errors = sorted({str(outcome.raised) for outcome in outcomes if outcome.raised})
    return f"{problem} In it, your code raised {errors[0]}" if errors else problem


def _replay(names: Sequence[str], turns: Sequence[int]) -> str:
    """The order in one line, as `lab.race` takes it; nothing where names do not tell the callers apart."""
    if len(set(names)) < len(names) or len(turns) > MOST_TURNS:
        return ""
    order: object = [names[turn] for turn in turns]
    if all(len(name.split()) == 1 for name in names):
        order = " ".join(names[turn] for turn in turns)
        return f'\n\nTo run it again: order="{order}"'
    return f"\n\nTo run it again: order={order!r}"


def faulty(steps: Sequence[Step], endings: Mapping[str, str]) -> str:
    """A timeline, numbered anew, in which a request that was sent again and again in vain is one step."""
    from course_lib.views.timeline import steps_as_text

    numbered = [replace(step, number=number) for number, step in enumerate(steps, 1)]
    runs = [list(run) for _, run in groupby(numbered, key=lambda step: (step.who, step.words))]
    shown = [run[0] if len(run) == 1 else note(run[0], f"({len(run)} times)") for run in runs]
    return steps_as_text(shown, None, endings)


def note(step: Step, text: str) -> Step:
    """The step with something added to what came of it."""
    return replace(step, words=replace(step.words, outcome=f"{step.words.outcome} {text}"))
