"""The feedback page of a submission whose text cannot be rendered: everything is there, as it was written."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import NotebookNode

from autograder.gradebook.inert import page

LONGEST = 20_000  # characters of one cell that are shown
NOTE = "This page shows your notebook as plain text, because it could not be shown as Jupyter does."


def make(notebook: NotebookNode, nbgrader: Mapping[str, Any]) -> str:
    """The page.

    Args:
        notebook: with the reports as the outputs of its check cells; these are ours, and are shown as they are.
        nbgrader: lesson, score, maximum and late penalty, as nbgrader hands them to its template.
    """
    title = html.escape(str(nbgrader.get("notebook", "")))
    points = f"{float(nbgrader.get('score') or 0):g} / {float(nbgrader.get('max_score') or 0):g}"
    penalty = float(nbgrader.get("late_penalty") or 0)
    late = f"<p>Late submission penalty: {penalty:g} points</p>" if penalty else ""
    head = f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n<body>'
    body = f"<h1>{title} (Score: {points})</h1>{late}<p>{NOTE}</p>"
    return page("\n".join([head, body, *(part for cell in notebook.cells for part in _cell(cell)), "</body></html>"]))


def _cell(cell: NotebookNode) -> Iterator[str]:
    meta = cell.metadata.get("nbgrader") or {}
    if meta.get("grade"):
        name, score, most = html.escape(str(meta.get("grade_id"))), meta.get("score") or 0, meta.get("points") or 0
        yield f"<h2>{name} (Score: {float(score):g} / {float(most):g})</h2>"
    cut = "\n… the rest is left out." if len(cell.source) > LONGEST else ""
    yield f"<pre>{html.escape(cell.source[:LONGEST])}{cut}</pre>"
    if meta.get("comment"):
        yield f"<p><b>Comments:</b> {html.escape(str(meta['comment']))}</p>"
    for output in cell.get("outputs", ()):
        yield str(output.get("data", {}).get("text/html", ""))
