"""A notebook of a newer Python: what this one cannot read is said, and nothing else."""

from __future__ import annotations

import nbformat
import pytest

from autograder.gradebook.newer_python import newer_syntax

NEWER = "type Point = tuple[float, float]"  # Python 3.12
OURS = (3, 11)


def notebook(version, *sources):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    if version is not None:
        made.metadata["language_info"] = {"name": "python", "version": version}
    return made


def test_the_first_cell_that_cannot_be_read_is_named():
    """With both versions, the line, and what to do."""
    (said,) = newer_syntax(notebook("3.13.2", "x = 1", f"\n\n{NEWER}", NEWER), OURS)

    assert said.startswith("The notebook was written with Python 3.13, and is graded with Python 3.11, which cannot ")
    assert "the cell that begins with `type Point = tuple[float, float]`: " in said
    assert said.endswith(", line 3. Write it so that the older one can read it, too.")


@pytest.mark.parametrize(
    ("version", "source"),
    [
        ("3.13.2", "x = 1"),
        ("3.13.2", "%matplotlib inline\ntype X = int"),
        ("3.13.2", "!ls\ntype X = int"),
        ("3.11.9", NEWER),
        ("3.9", NEWER),
        (None, NEWER),
        ("", NEWER),
        ("newest", NEWER),
        ("3.99999999", NEWER),
    ],
)
def test_otherwise_nothing_is_said(version, source):
    """The same or an older version, none that can be read, IPython's own commands, what no Python can read."""
    assert newer_syntax(notebook(version, source), OURS) == []


@pytest.mark.parametrize("source", ["(" * 500, "x = '\0'", "-" * 100_000 + "1"])
def test_what_no_python_can_read_ends_nothing(source):
    """It is read as far as this Python's own limits go."""
    assert len(newer_syntax(notebook("3.13.2", source), OURS)) <= 1


def test_metadata_of_any_shape_are_passed_over():
    """A learner can write what they like there."""
    odd = notebook(None, NEWER)
    for told in ([], "3.13", {"version": {"a": 1}}, None):
        odd.metadata["language_info"] = told
        assert newer_syntax(odd, OURS) == []
