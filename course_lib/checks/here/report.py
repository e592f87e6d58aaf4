"""The result of a check, for eyes: text, HTML that unfolds, and in a notebook two buttons under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.pictures.markup import bundle, page, plain_only, prose
from course_lib.pictures.note import Note

if TYPE_CHECKING:
    from course_lib.checks.results import CheckResult, ExerciseResult

WIDGET = "application/vnd.jupyter.widget-view+json"
SIGNS = {"passed": "✓", "failed": "✗", "not attempted": "–", "crashed": "!", "timed out": "!", "judge broken": "?"}
CODE_LABELS = ("You called", "It returned", "We saw", "We expected", "It printed")
WIDE_LABELS = ("The order that broke it",)


@dataclass
class CheckReport:
    """What `check` gives back.

    Attributes:
        result: every check of the exercise.
        again: runs the checks once more, on the code as it is then.
        next_hint: gives the next hint.
    """

    result: ExerciseResult
    again: Callable[[], ExerciseResult]
    next_hint: Callable[[], Note]
    _widget: Any = None

    @property
    def passed(self) -> bool:
        return self.result.passed

    def __repr__(self) -> str:
        return f"{self.result.message}\n\n{next_step(self.result)}"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        shown = bundle(repr(self), exercise_html(self.result) + _last_line(self.result))
        view = None if plain_only() else self._view()
        return {**shown, WIDGET: view} if view else shown

    def _view(self) -> object:
        if not widgets_work():
            return None
        self._widget = self._widget or check_widget(self)
        return self._widget._repr_mimebundle_().get(WIDGET)


def next_step(result: ExerciseResult) -> str:
    if result.passed:
        return f'Well done. `solution("{result.name}")` shows how we would write it.'
    return f'`hint("{result.name}")` gives a hint.'


def _last_line(result: ExerciseResult) -> str:
    return f"<p>{prose(next_step(result))}</p>"


def summary(result: ExerciseResult) -> str:
    done = sum(check.passed for check in result.checks)
    return f"{result.name}: {done} of {len(result.checks)} checks passed"


def exercise_html(result: ExerciseResult) -> str:
    """The whole result; what did not pass is unfolded, of what was not attempted only the first."""
    waiting = [check for check in result.checks if check.verdict.value == "not attempted"]
    boxes = [check_html(check, unfolded=not check.passed and check not in waiting[1:]) for check in result.checks]
    return f'<p class="course-title">{escape(summary(result))}</p>{"".join(boxes)}'


def check_html(check: CheckResult, unfolded: bool) -> str:
    """One check."""
    word, _, goal = check.headline.partition(": ")
    sign = SIGNS[check.verdict.value]
    head = f'<span class="course-verdict"><span aria-hidden="true">{sign}</span>{escape(word)}:</span>{prose(goal)}'
    kind = "good" if check.passed else "none" if check.verdict.value == "not attempted" else "bad"
    if not check.details:
        return f'<div class="course-box course-{kind}">{head}</div>'
    rows = "".join(_row(label, text) for label, text in check.details)
    state = " open" if unfolded else ""
    return f'<details class="course-box course-{kind}"{state}><summary>{head}</summary><dl>{rows}</dl></details>'


def _row(label: str, text: str) -> str:
    if label in WIDE_LABELS:
        wide = 'class="course-wide"'
        return f"<dt {wide}>{escape(label)}</dt><dd {wide}><pre {wide}>{escape(text)}</pre></dd>"
    if label in CODE_LABELS:
        return f"<dt>{escape(label)}</dt><dd><pre>{escape(text)}</pre></dd>"
    first, _, rest = text.partition("\n")
    more = f"<pre>{escape(rest)}</pre>" if rest else ""
    wide = "" if label else ' class="course-wide"'
    term = f"<dt>{escape(label)}</dt>" if label else ""
    return f"{term}<dd{wide}>{prose(first)}{more}</dd>"


# Widgets


def widgets_work() -> bool:
    """Whether this is a notebook's kernel with ipywidgets."""
    import sys

    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if getattr(shell, "kernel", None) is None:
        return False
    try:
        import ipywidgets  # noqa: F401
    except ImportError:
        return False
    return True


def check_widget(report: CheckReport) -> Any:
    """The report with a button that checks again and one that reveals the next hint."""
    import ipywidgets as widgets

    def now() -> str:
        return page(exercise_html(report.result) + (_last_line(report.result) if report.passed else ""))

    shown = widgets.HTML(now())
    hints = widgets.VBox([])
    again = widgets.Button(description="Check again", icon="refresh")
    hint = widgets.Button(description="Hint", icon="lightbulb-o")

    def check_again(_: object) -> None:
        again.disabled, again.description = True, "Checking…"
        try:
            report.result = report.again()
            shown.value = now()
        except Exception as error:
            shown.value = page(Note("The check could not run", str(error)).html)
        finally:
            again.disabled, again.description = False, "Check again"

    def show_hint(_: object) -> None:
        hints.children = (*hints.children, widgets.HTML(page(report.next_hint().html)))

    again.on_click(check_again)
    hint.on_click(show_hint)
    return widgets.VBox([shown, widgets.HBox([again, hint]), hints])
