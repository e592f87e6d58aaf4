"""What a real notebook kernel sends to the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from course_lib.jupyter import write_start_up

CELLS = [
    'check("register_sample")',
    'from course_lib import check, hint, open_lab\nopen_lab("conditional_writes")',
    "def register_sample(dynamodb, sample):\n    return 1 / 0",
    'check("register_sample")',
    'check("register_sampel")',
    "def register_sample(dynamodb, sample)\n    return True",
    'check("register_sample")',
    "nothing",
]

# In a process of its own, because the notebook client leaves sockets to the garbage collector.
RUN = """
import json, sys, nbformat
from nbclient import NotebookClient
cells = [nbformat.v4.new_code_cell(cell) for cell in json.load(sys.stdin)]
notebook = nbformat.v4.new_notebook(cells=cells)
NotebookClient(notebook, allow_errors=True, kernel_name="python3", timeout=60).execute()
print(json.dumps([cell.outputs for cell in notebook.cells]))
"""


def outputs(folder: Path, **environment: str) -> list[list[dict[str, Any]]]:
    """Each cell's outputs."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("COURSE_")}
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN], input=json.dumps(CELLS), capture_output=True, text=True,
        cwd=folder, env={**clean, **environment}, check=True,
    )  # fmt: skip
    result: list[list[dict[str, Any]]] = json.loads(run.stdout)
    return result


def test_notebook(tmp_path: Path) -> None:
    """A check is HTML and text; the learner's line is named; an error is one sentence; an old version is called so."""
    write_start_up(tmp_path)
    own = tmp_path / ".course" / "ipython"
    early, opened, _, checked, mistaken, broken, before, unknown = outputs(tmp_path, IPYTHONDIR=str(own))
    assert early[0]["traceback"] == [
        "`check` is not there yet: this notebook's kernel has been started afresh. Run the first code cell of this "
        'notebook, the one with open_lab("…"), and then this cell again.'
    ]
    assert sorted(opened[0]["data"]) == ["text/html", "text/plain"]
    data = checked[0]["data"]
    assert sorted(data) == ["text/html", "text/plain"]
    text = "".join(data["text/plain"])
    assert text.startswith("register_sample: 0 of ")
    assert "Your code raised ZeroDivisionError: division by zero\n    line 2 of that cell: return 1 / 0" in text
    assert mistaken[0]["traceback"] == ["There is no exercise 'register_sampel'. Did you mean 'register_sample'?"]
    assert broken[0]["ename"] == "SyntaxError"
    assert "".join(before[0]["data"]["text/plain"]).startswith(
        "This is the version before: your last run of its cell failed with SyntaxError: expected ':' (line 1).\n\n"
        "register_sample: 0 of "
    )
    assert (unknown[0]["ename"], len(unknown[0]["traceback"]) > 1) == ("NameError", True)


def test_plain_notebook(tmp_path: Path) -> None:
    """With COURSE_PLAIN=1 there is text and nothing else; `open_lab` watches the cells where no start-up file did."""
    _, opened, _, checked, _, _, before, _ = outputs(tmp_path, COURSE_PLAIN="1", IPYTHONDIR=str(tmp_path))
    assert [list(each[0]["data"]) for each in (opened, checked, before)] == [["text/plain"]] * 3
    assert "".join(before[0]["data"]["text/plain"]).startswith("This is the version before: ")


@pytest.mark.parametrize("name", ["check", "hint"])
def test_names_are_what_the_cells_import(name: str) -> None:
    """The cells above use the names that a learner uses."""
    import course_lib

    assert name in course_lib.__all__
