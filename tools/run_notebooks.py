"""Run source notebooks from top to bottom and save their outputs, the ones that change from run to run left out.

    .venv/bin/python tools/run_notebooks.py                                              all of them
    .venv/bin/python tools/run_notebooks.py notebooks/conditional_writes/conditional_writes.ipynb

A notebook in which a cell fails stays as it was, and the exit status is 1. Cells and their ids are never changed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # names a live object by a random id
SECONDS = 120  # for one cell


def main(arguments: list[str]) -> int:
    """Run and save the notebooks named, or all; return the exit status."""
    paths = [Path(argument) for argument in arguments] or sorted(ROOT.glob("notebooks/*/*.ipynb"))
    failed = [path for path in paths if not run_in_place(path)]
    return 1 if failed else 0


def run_in_place(path: Path) -> bool:
    """Run one notebook and save it; say how it went."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        resources={"metadata": {"path": str(path.resolve().parent)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,  # or a slow moment splits a line in two
    )
    try:
        client.execute()
    except CellExecutionError as error:
        print(f"{path}: a cell failed; nothing was saved.\n{error}", file=sys.stderr)
        return False
    leave_out_what_changes(notebook)
    before = path.read_text(encoding="utf-8")
    nbformat.write(notebook, path)
    print(f"{path}: {'unchanged' if path.read_text(encoding='utf-8') == before else 'saved'}")
    return True


def leave_out_what_changes(notebook: NotebookNode) -> None:
    """Drop random ids, times and versions, in place."""
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
