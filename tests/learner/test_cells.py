"""A check says when it judged another version than the learner sees."""

from __future__ import annotations

import pytest

from course_lib.cells import Cells, names_defined

DEFINES = "def f():\n    return 1\n"
SYNTAX = "SyntaxError: expected ':' (line 1)."


def ran(*runs: tuple[str, str, str | None]) -> Cells:
    """Cells that ran one after the other: each one's id, source and error. A run with an error bound nothing."""
    cells = Cells()
    for cell, source, error in runs:
        cells.record(cell, source, error, frozenset())
    return cells


def test_a_function_as_it_stands_in_its_cell() -> None:
    """Nothing is said when the last run of the cell defined what is checked."""
    assert ran(("a", DEFINES, None)).notice("f") is None


def test_a_cell_that_failed_since() -> None:
    """The function of the run before is still there, and the report says why."""
    cells = ran(("a", DEFINES, None), ("a", "def f()\n    return 2", SYNTAX))
    assert cells.notice("f") == (
        "This is the version before: your last run of its cell failed with SyntaxError: expected ':' (line 1)."
    )


def test_a_cell_that_failed_at_first() -> None:
    """There is no function at all, and the report says why."""
    cells = ran(("a", "def f()\n    return 2", SYNTAX))
    assert cells.notice("f") == (
        "There is no `f` yet: your last run of its cell failed with SyntaxError: expected ':' (line 1)."
    )


def test_a_cell_that_failed_below_the_function() -> None:
    """A cell that fails after it has defined the function has defined it."""
    cells = Cells()
    cells.record("a", f"{DEFINES}\nprint(x)", "NameError: name 'x' is not defined.", frozenset(["f"]))
    assert cells.notice("f") is None


def test_a_failure_that_was_mended() -> None:
    """After the cell has run well, the failure is over."""
    assert ran(("a", "def f(:", SYNTAX), ("a", DEFINES, None)).notice("f") is None


def test_a_failure_in_another_cell_before() -> None:
    """A cell that failed before the function was defined elsewhere is no news."""
    assert ran(("scratch", "def f(:", SYNTAX), ("a", DEFINES, None)).notice("f") is None


def test_a_function_that_was_renamed() -> None:
    """The cell now defines another name; the old function is still there."""
    assert ran(("a", DEFINES, None), ("a", "def g():\n    return 1", None)).notice("f") == (
        "This is the version before: the cell that defined `f` does not define it any more. It defines `g` now."
    )


def test_a_cell_that_was_emptied() -> None:
    """A cell that defines nothing any more is told so too."""
    assert ran(("a", DEFINES, None), ("a", "# later", None)).notice("f") == (
        "This is the version before: the cell that defined `f` does not define it any more."
    )


def test_a_cell_that_was_edited_and_not_run() -> None:
    """What the page shows differs from what ran; after the run it does not."""
    cells = ran(("a", DEFINES, None))
    cells.shown["a"] = DEFINES.replace("1", "2")
    assert cells.notice("f") == (
        "This is the version before: you have changed its cell since you ran it. Run the cell, then check."
    )
    cells.record("a", DEFINES.replace("1", "2"), None, frozenset())
    assert cells.notice("f") is None


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("def f(): pass\nasync def g(): pass\nclass C: pass", {"f", "g", "C"}),
        ("answer = 'C'\nx: int = 1\na.b = 2\nif True:\n    y = 1", {"answer", "x"}),
        ("def f(\nanswer = 'C'\nif a == b:", {"f", "answer"}),
        ("", set()),
    ],
)
def test_names_of_a_cell(source: str, names: set[str]) -> None:
    """The names at a cell's outer level, also of one that Python cannot read."""
    assert names_defined(source) == names
