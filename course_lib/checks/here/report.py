"""The result of a check, for eyes: text, and HTML that needs no program to be read.

What is there to be opened on request is in `<details>`. So the report reads the same in a notebook that was closed and
opened again, in an export, and in a viewer that has no kernel. Buttons are seen only where the course's JupyterLab
extension is there to answer them; whatever they do can be typed as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from course_lib.checks.here.shorten import shorten
from course_lib.checks.results import Told, told_once
from course_lib.pictures.markup import bundle, button, buttons, paragraphs, prose
from course_lib.pictures.walk import text_walked

if TYPE_CHECKING:
    from course_lib.checks.results import CheckResult, ExerciseResult

SIGNS = {"passed": "✓", "failed": "✗", "not attempted": "–", "crashed": "!", "timed out": "!", "judge broken": "?"}
CODE_LABELS = ("You called", "It returned", "We saw", "We expected", "It printed")
WIDE_LABELS = ("The order that broke it",)
ON_REQUEST = ("Try this",)


@dataclass(frozen=True)
class CheckReport:
    """What `check` gives back.

    Attributes:
        result: every check of the exercise.
        hints: from a nudge to almost the code.
        notice: how what was checked differs from what the learner sees, in a sentence; None if it does not.
        explanations: of a question whose options are explained now.
    """

    result: ExerciseResult
    hints: Sequence[str] = ()
    notice: str | None = None
    explanations: Explanations | None = None

    @property
    def passed(self) -> bool:
        return self.result.passed

    def __repr__(self) -> str:
        why = repr(self.explanations) if self.explanations else self._next
        return "\n\n".join(filter(None, [self.notice, self.result.message, why]))

    @property
    def _next(self) -> str:
        return next_step(self.result)

    @property
    def html(self) -> str:
        name = self.result.name
        notice = f'<p class="course-box course-notice">{prose(self.notice)}</p>' if self.notice else ""
        hints = "" if self.passed else hints_html(self.hints)
        why = self.explanations.html if self.explanations else f"<p>{prose(self._next)}</p>"
        inside = f"{notice}{exercise_html(self.result)}{_buttons(name)}{hints}{why}"
        return f'<div role="group" aria-label="{escape(f"Result of checking {name}")}">{inside}</div>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), self.html)


class Explanations(Protocol):
    """What speaks for and against each option of a question, as text (its `repr`) and HTML."""

    @property
    def html(self) -> str:
        """The HTML."""


def next_step(result: ExerciseResult) -> str:
    if result.passed:
        return f'Well done. `solution("{result.name}")` shows how we would write it.'
    return f'`hint("{result.name}")` gives a hint.'


def _buttons(exercise: str) -> str:
    return buttons(
        button("Check again", "check", exercise=exercise),
        button("What did my code send?", "sent", exercise=exercise),
        button("Solution", "solution", exercise=exercise),
        button("Submit the lesson", "submit", exercise=exercise),
        button("Start this exercise over", "reset-exercise", exercise=exercise),
    )


def hints_html(hints: Sequence[str]) -> str:
    """Every hint, each inside the one before: none is seen before it is asked for."""
    inside = ""
    for number in range(len(hints), 0, -1):
        head = f"<summary>Hint {number}</summary>"
        inside = f'<details class="course-hint">{head}{paragraphs(hints[number - 1])}{inside}</details>'
    return inside


def summary(result: ExerciseResult) -> str:
    done = sum(check.passed for check in result.checks)
    return f"{result.name}: {done} of {len(result.checks)} checks passed"


def exercise_html(result: ExerciseResult) -> str:
    """The whole result; what did not pass is unfolded, of what was not attempted only the first."""
    told = told_once(result.checks)
    waiting = [each for each in told if each.first.verdict.value == "not attempted"]
    boxes = [told_html(each, unfolded=not each.first.passed and each not in waiting[1:]) for each in told]
    return f'<p class="course-title">{escape(summary(result))}</p>{"".join(boxes)}'


def told_html(told: Told, unfolded: bool) -> str:
    """Checks that ended the same way: all headlines, and the reason once."""
    check = told.first
    heads = [_headline(each) for each in told.checks]
    kind = "good" if check.passed else "none" if check.verdict.value == "not attempted" else "bad"
    if not check.details:
        return f'<div class="course-box course-{kind}">{heads[0]}</div>'
    inside = _details(check.details)
    state = " open" if unfolded else ""
    shown = "".join(f'<span class="course-head">{head}</span>' for head in heads) if len(heads) > 1 else heads[0]
    return f'<details class="course-box course-{kind}"{state}><summary>{shown}</summary>{inside}</details>'


def _headline(check: CheckResult) -> str:
    word, _, goal = check.headline.partition(": ")
    sign = SIGNS[check.verdict.value]
    return f'<span class="course-verdict"><span aria-hidden="true">{sign}</span>{escape(word)}:</span>{prose(goal)}'


def _details(details: Sequence[tuple[str, str]]) -> str:
    """Label and text of each part; neighbours that have a label are one list."""
    html = ""
    for labelled, parts in groupby(details, key=lambda part: part[0] not in ("", *ON_REQUEST)):
        made = "".join(_row(label, text) if labelled else _block(label, text) for label, text in parts)
        html += f"<dl>{made}</dl>" if labelled else made
    return html


def _row(label: str, text: str) -> str:
    term = escape(label)
    if label in WIDE_LABELS:
        wide = 'class="course-wide"'
        shown = text_walked(f"<pre {wide}>{escape(text)}</pre>", text)
        return f"<dt {wide}>{term}</dt><dd {wide}>{shown}</dd>"
    if label in CODE_LABELS:
        return f"<dt>{term}</dt><dd><pre>{escape(shorten(text))}</pre></dd>"
    return f"<dt>{term}</dt><dd>{_said(text)}</dd>"


def _block(label: str, text: str) -> str:
    if label in ON_REQUEST:
        return f'<details class="course-more"><summary>{escape(label)}</summary>{paragraphs(text)}</details>'
    return f'<div class="course-said">{_said(text)}</div>'


def _said(text: str) -> str:
    """A sentence, and below it the lines that belong to it."""
    first, _, rest = text.partition("\n")
    return prose(shorten(first)) + (f"<pre>{escape(shorten(rest))}</pre>" if rest else "")
