"""The feedback page: what each exercise earned at the top, then the learner's own work with the report on each.

What the lesson gave and nobody changed is folded away, so that a page is short, on screen and on paper.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from nbformat import NotebookNode

from autograder.gradebook.inert import page
from autograder.gradebook.notebooks import exercise_of, is_check
from autograder.gradebook.repair import LESSONS_OWN

LONGEST = 20_000  # characters of one cell that are shown as plain text
NOTE = "This page shows your notebook as plain text, because it could not be shown as Jupyter does."

STYLE = """
body { margin: 0 auto; padding: 1em 1.5em; max-width: 60em; color: #212121; font: 15px/1.5 system-ui, sans-serif; }
h1, h2, h3 { line-height: 1.25; margin: 1.2em 0 0.4em; }
a.anchor-link { display: none; }
a { color: #1565c0; }
pre, code { font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
.code, .text > pre { background: #f6f6f6; border: 1px solid #ddd; border-radius: 4px; }
.code, .text > pre { padding: 0.5em 0.8em; margin: 0.6em 0; }
.text img { max-width: 100%; }
.text table, .contents { border-collapse: collapse; }
.text th, .text td, .contents td { padding: 0.2em 1em 0.2em 0; text-align: left; border-bottom: 1px solid #ddd; }
.contents td.points { text-align: right; white-space: nowrap; }
.contents tr.sum td { font-weight: 600; border-bottom: 0; }
.comment { border-left: 4px solid #1565c0; padding: 0.2em 0.8em; margin: 0.6em 0; background: #eef4fb; }
h2.exercise { border-top: 2px solid #999; padding-top: 0.5em; display: flex; justify-content: space-between; gap: 1em; }
details.lesson { margin: 0.6em 0; color: #555; }
details.lesson > summary { cursor: pointer; font-size: 13px; }
@page { margin: 1.5cm; }
@media print {
  body { max-width: none; padding: 0; font-size: 11pt; }
  details.lesson { display: none; }
  details:not(.lesson)::details-content { content-visibility: visible; block-size: auto; }
  h1, h2, h3 { break-after: avoid; }
  .code, .course-box, .comment, .contents tr { break-inside: avoid; }
}
"""


@dataclass(frozen=True)
class Look:
    """How cells are turned into HTML.

    Attributes:
        text: a text cell.
        code: the text of a code cell.
        styles: what code needs for its colours.
        note: a sentence for the top.
    """

    text: Callable[[NotebookNode], str]
    code: Callable[[NotebookNode], str]
    styles: Sequence[str] = ()
    note: str = ""


def as_written(source: str) -> str:
    """A cell's text, not as markup."""
    return f"<pre>{html.escape(source)}</pre>"


def _cut(cell: NotebookNode) -> str:
    source: str = cell.source
    return as_written(source if len(source) <= LONGEST else f"{source[:LONGEST]}\n… the rest is left out.")


PLAIN = Look(_cut, _cut, note=NOTE)


def make(notebook: NotebookNode, nbgrader: Mapping[str, Any], look: Look) -> str:
    """The page.

    Args:
        notebook: with points and comments in the settings of its cells, as nbgrader's GetGrades leaves them, and with
            the reports as the outputs of its check cells; these are ours, and are shown as they are.
        nbgrader: lesson, student, score, maximum and late penalty, as nbgrader hands them to a template.
    """
    title = html.escape(str(nbgrader.get("notebook", "")))
    styles = "".join(f"<style>{css}</style>\n" for css in (STYLE, *look.styles))
    head = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n{styles}</head>\n<body>'
    )
    who = html.escape(str(nbgrader.get("student") or ""))
    top = [f"<h1>{title}</h1>", f"<p>{who}</p>" if who else "", *_contents(notebook, nbgrader)]
    if look.note:
        top.append(f"<p>{look.note}</p>")
    return page("\n".join([head, *top, *_cells(notebook, look), "</body></html>"]))


# the top


def _contents(notebook: NotebookNode, nbgrader: Mapping[str, Any]) -> Iterator[str]:
    yield '<table class="contents">'
    comments = list[NotebookNode]()
    for cell in notebook.cells:
        meta = _meta(cell)
        if meta.get("comment") and not _is_no_response(meta):
            comments.append(cell)
        if meta.get("grade") or meta.get("task"):
            links = " ".join(_link(f"comment-{_meta(each).get('grade_id')}", "comment") for each in comments)
            yield f"<tr><td>{_link(meta.get('grade_id'), _name(cell))}</td>{_points(meta)}<td>{links}</td></tr>"
            comments = []
    penalty = float(nbgrader.get("late_penalty") or 0)
    if penalty:
        yield f'<tr><td>Late submission penalty</td><td class="points">−{_number(penalty)}</td><td></td></tr>'
    score, most = float(nbgrader.get("score") or 0), float(nbgrader.get("max_score") or 0)
    sum_of = f"{_number(score)} of {_number(most)} points"
    yield f'<tr class="sum"><td>In all</td><td class="points">{sum_of}</td><td></td></tr>\n</table>'


def _link(to: object, text: str) -> str:
    return f'<a href="#{html.escape(str(to))}">{html.escape(text)}</a>'


def _points(meta: Mapping[str, Any]) -> str:
    score, most = float(meta.get("score") or 0), float(meta.get("points") or 0)
    return f'<td class="points">{_number(score)} of {_number(most)}</td>'


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _meta(cell: NotebookNode) -> Mapping[str, Any]:
    meta = cell.metadata.get("nbgrader")
    return meta if isinstance(meta, dict) else {}


def _name(cell: NotebookNode) -> str:
    """The exercise's name, or what nbgrader calls the cell."""
    return (exercise_of(cell) if is_check(cell) else None) or str(_meta(cell).get("grade_id"))


def _is_no_response(meta: Mapping[str, Any]) -> bool:
    """What nbgrader notes at a stub that nobody changed: the report on the exercise says it."""
    return bool(meta.get("comment") == "No response.")


# the notebook


def _cells(notebook: NotebookNode, look: Look) -> Iterator[str]:
    headings = _headings(notebook)
    for folded, cells in groupby(notebook.cells, key=_is_lessons_own):
        shown = [part for cell in cells for part in (*headings.get(id(cell), ()), *_cell(cell, look))]
        if folded:
            yield '<details class="lesson"><summary>The lesson\'s text</summary>'
        yield from shown
        if folded:
            yield "</details>"


def _is_lessons_own(cell: NotebookNode) -> bool:
    return bool(cell.metadata.get(LESSONS_OWN)) and not cell.get("outputs")


def _headings(notebook: NotebookNode) -> dict[int, list[str]]:
    """What stands above a cell, by its `id()`: of an exercise, above its first solution, else above its check."""
    found: dict[int, list[str]] = {}
    first: NotebookNode | None = None
    for cell in notebook.cells:
        meta = _meta(cell)
        if meta.get("grade") or meta.get("task"):
            found.setdefault(id(first if first is not None else cell), []).append(_heading(cell))
            first = None
        elif meta.get("solution") and first is None:
            first = cell
    return found


def _heading(cell: NotebookNode) -> str:
    meta = _meta(cell)
    score, most = float(meta.get("score") or 0), float(meta.get("points") or 0)
    said = f"<span>{html.escape(_name(cell))}</span><span>{_number(score)} of {_number(most)} points</span>"
    return f'<h2 class="exercise" id="{html.escape(str(meta.get("grade_id")))}">{said}</h2>'


def _cell(cell: NotebookNode, look: Look) -> Iterator[str]:
    meta = _meta(cell)
    if cell.cell_type != "code":
        yield f'<div class="text">{look.text(cell)}</div>'
    elif not is_check(cell):  # whose one line is the lesson's
        yield f'<div class="code">{look.code(cell)}</div>'
    if meta.get("comment"):
        name = html.escape(f"comment-{meta.get('grade_id')}")
        comment = look.text(NotebookNode(cell_type="markdown", source=str(meta["comment"]), metadata={}))
        yield f'<div class="comment" id="{name}"><b>Comment</b> {comment}</div>'
    for output in cell.get("outputs", ()):
        yield str(output.get("data", {}).get("text/html", ""))
