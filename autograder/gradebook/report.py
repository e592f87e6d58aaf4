"""What a learner reads after grading, as the cells and outputs of feedback. A learner's text is never markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

import nbformat
from nbformat import NotebookNode

from course_lib.checks.here.report import exercise_html
from course_lib.checks.results import ExerciseResult, Verdict
from course_lib.pictures.markup import page, paragraphs, prose

REPORT_LIMIT = 200_000  # characters

# what a learner's code printed may hold terminal codes and other control characters
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def score(result: ExerciseResult, worth: float) -> float:
    """The points for a check cell worth `worth`, from the points of its exam."""
    return min(worth, round(worth * result.points / result.max, 6)) if result.max else 0.0


def is_ours(result: ExerciseResult) -> bool:
    """Whether the judge failed at a check, so that a person has to look."""
    return any(check.verdict is Verdict.JUDGE_BROKEN for check in result.checks)


def judged_output(result: ExerciseResult, worth: float) -> NotebookNode:
    """The output of a check cell: every check of the exercise, and the points."""
    shown = clean(exercise_html(result))
    if len(shown) > REPORT_LIMIT:
        shown = paragraphs(clean(result.message)[: REPORT_LIMIT // 10] + "\n\n… the rest of this report is left out.")
    return _output(shown, score(result, worth), worth)


def sentence_output(sentence: str, worth: float) -> NotebookNode:
    """The output of a check cell that was not judged: why, and no points."""
    return _output(f"<p>{prose(clean(sentence))}</p>", 0, worth)


def _output(shown: str, points: float, worth: float) -> NotebookNode:
    """nbgrader reads the score from the plain text of a result; feedback and formgrader show the HTML."""
    shown = f'<div class="tex2jax_ignore">{page(shown)}<b>{points:g} of {worth:g} points</b></div>'
    data = {"text/plain": repr(float(points)), "text/html": shown}
    return nbformat.v4.new_output("execute_result", data=data, execution_count=None)


def problems_cell(problems: Sequence[str]) -> NotebookNode:
    """A text cell for the top of the notebook. MathJax is told to keep away from it."""
    items = "".join(f"<li>{prose(' '.join(clean(text).split()))}</li>" for text in problems)
    source = f'<div class="tex2jax_ignore"><b>About your notebook</b><ul>{items}</ul></div>'
    return nbformat.v4.new_markdown_cell(source, id="about-your-notebook")


def clean(text: str) -> str:
    """The text without control characters; lines stay lines."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))
