"""What a real notebook kernel sends to the page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CELLS = [
    'from course_lib import check, hint, open_lab\nopen_lab("conditional_writes")',
    "def register_sample(dynamodb, sample):\n    return 1 / 0",
    'check("register_sample")',
    'check("register_sampel")',
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
    """A check is a widget, HTML and text; the learner's line is named; an error is one sentence."""
    opened, _, checked, mistaken = outputs(tmp_path)
    assert sorted(opened[0]["data"]) == ["text/html", "text/plain"]
    data = checked[0]["data"]
    assert sorted(data) == ["application/vnd.jupyter.widget-view+json", "text/html", "text/plain"]
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"]
    text = "".join(data["text/plain"])
    assert text.startswith("register_sample: 0 of ")
    assert "Your code raised ZeroDivisionError: division by zero\n    line 2 of that cell: return 1 / 0" in text
    assert mistaken[0]["traceback"] == ["There is no exercise 'register_sampel'. Did you mean 'register_sample'?"]


def test_plain_notebook(tmp_path: Path) -> None:
    """With COURSE_PLAIN=1 there is text and nothing else."""
    opened, _, checked, _ = outputs(tmp_path, COURSE_PLAIN="1")
    assert [list(each[0]["data"]) for each in (opened, checked)] == [["text/plain"]] * 2


@pytest.mark.parametrize("name", ["check", "hint"])
def test_names_are_what_the_cells_import(name: str) -> None:
    """The cells above use the names that a learner uses."""
    import course_lib

    assert name in course_lib.__all__
