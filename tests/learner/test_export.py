"""A notebook that was exported shows what it showed in JupyterLab."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbconvert import HTMLExporter, MarkdownExporter

from course_lib import check, hint, open_lab, quiz, sent
from course_lib.lab import Lab
from tests.in_a_notebook import claims_blindly


def exported(*shown: object) -> nbformat.NotebookNode:
    """A notebook whose cells have shown these."""
    cells = []
    for each in shown:
        output = nbformat.v4.new_output("execute_result", data=each._repr_mimebundle_())  # type: ignore[attr-defined]
        cells.append(nbformat.v4.new_code_cell("check()", outputs=[output]))
    return nbformat.v4.new_notebook(cells=cells)


def test_html_shows_every_report(lab: Lab, monkeypatch) -> None:
    """Verdicts, hints and what was sent are in the page; the buttons are in it hidden, and no widget is."""
    monkeypatch.setitem(globals(), "claim", claims_blindly)
    page, _ = HTMLExporter().from_notebook_node(exported(check("claim"), hint("claim"), sent("claim")))
    for text in ("claim: 1 of 1 checks passed", "Hint 1 of 3 for claim", "What claim sent, check by check"):
        assert text in page
    assert re.findall(r'<div class="course-buttons"( hidden)?', page) == [" hidden"]
    assert "widget-view" not in page


def test_a_question_is_whole_in_html(tmp_path: Path, nobody_before: None) -> None:
    """Every option is there; what is plain text in one viewer is HTML in another."""
    opened = open_lab("conditional_writes")
    shown = quiz("exam_question")
    page, _ = HTMLExporter().from_notebook_node(exported(shown))
    assert len(re.findall(r'<div class="course-box course-none"><b>[A-E]</b>', page)) == 5
    text, _ = MarkdownExporter().from_notebook_node(exported(shown))
    assert "Turn on point-in-time recovery" in text
    opened.close()
