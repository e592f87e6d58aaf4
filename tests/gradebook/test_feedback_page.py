"""The feedback page: exercises by name with their points at the top, the learner's own work, and no more than that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.gradebook.marking import fill_checks
from autograder.gradebook.pages import Grades, PageMaker
from autograder.gradebook.repair import LESSONS_OWN, repair
from tests.gradebook.small_course import LESSON, handed_in, result_of, source
from tests.gradebook.test_inert import SETTINGS

FULL = "def add(x):\n    return x  # earns 4"
COMMENTS = {"write_add": "See *me*.", "write_half": "No response."}


def page_of(
    notebook: NotebookNode, late: float = 0, plain: bool = False, settings: Mapping[str, Any] = SETTINGS
) -> str:
    ready = repair(notebook, source()).notebook
    fill_checks(ready, result_of(add=4, half=0))
    grades = Grades({"check_add": (4, 4), "check_half": (0, 2)}, dict(COMMENTS), 4, 6, late)
    return PageMaker(settings).make(ready, grades, "ana", LESSON, plain)


def rows(page: str) -> list[str]:
    """The rows of the contents, as text, with where they lead to."""
    table = re.search(r'<table class="contents">(.*?)</table>', page, re.DOTALL)
    assert table
    cells = [re.sub(r'<a href="(#[^"]*)">(.*?)</a>', r"\2[\1]", row) for row in table[1].split("</tr>")]
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells if "<td" in cell]


def test_the_top_names_the_exercises() -> None:
    """One line each, with points, a link to the report, and one to a comment where a person made one."""
    page = page_of(handed_in(write_add=FULL), late=1.5)

    assert rows(page) == [
        "add[#check_add] 4 of 4 comment[#comment-write_add]",
        "half[#check_half] 0 of 2",
        "Late submission penalty −1.5",
        "In all 2.5 of 6 points",
    ]
    for link in ("check_add", "check_half", "comment-write_add"):
        assert page.count(f'id="{link}"') == 1
    assert (
        page.index('id="check_add"')
        < page.index("# earns 4")
        < page.index("add works.")
        < page.index('id="check_half"')
    )
    assert "Test cell" not in page and "check(&quot;" not in page
    assert "<b>Comment</b> <p>See <em>me</em>.</p>" in page


def test_a_learner_who_submits_alone_gets_the_same_page() -> None:
    """There nobody has chosen a template, and nbconvert's own knows no points."""
    notebook = handed_in(write_add=FULL)

    assert page_of(notebook, settings={}) == page_of(notebook)
    chosen = {"HTMLExporter": {"template_name": "lab"}}
    assert '<table class="contents">' not in page_of(notebook, settings=chosen)


def test_a_plain_page_has_the_same_top() -> None:
    """Where nothing may be rendered, what is said of the points is not less."""
    notebook = handed_in(write_add=FULL)

    assert rows(page_of(notebook, plain=True)) == rows(page_of(notebook))


def test_what_the_lesson_gave_is_folded() -> None:
    """Only what the learner wrote or changed, the reports and the comments are open."""
    notebook = handed_in(write_add=FULL)
    notebook.cells.insert(1, new_markdown_cell("My note."))
    notebook.cells.append(new_code_cell("print('mine')"))

    page = page_of(notebook)

    open_part = re.sub(r'<details class="lesson">.*?</details>', "", page, flags=re.DOTALL)
    assert page.count('<details class="lesson">') == 3
    for hidden in ("A small lesson", "Write <code>add</code>.", "fractions"):
        assert hidden in page and hidden not in open_part
    for shown in ("My note.", "earns", "mine", "add works.", "See <em>me</em>."):
        assert shown in open_part


def test_a_learner_cannot_fold_or_open_a_cell() -> None:
    """What is the lesson's is told from its text, whatever the cell's settings say."""
    notebook = handed_in()
    notebook.cells.append(new_code_cell("mine", metadata={LESSONS_OWN: True}))

    ready = repair(notebook, source()).notebook

    own = [cell.source for cell in ready.cells if cell.metadata.get(LESSONS_OWN)]
    assert own == ["# A small lesson", "from fractions import Fraction", "Write `add`.", "Write `half`."]


def test_a_page_prints_well_and_is_short() -> None:
    """The lesson's text stays off the paper, reports are not cut in two, and there is no style that is not used."""
    page = page_of(handed_in(write_add=FULL))

    assert "@media print" in page and "details.lesson { display: none; }" in page and "break-inside: avoid" in page
    assert len(page) < 30_000
