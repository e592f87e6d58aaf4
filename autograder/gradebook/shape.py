"""Give a notebook the shape its format asks for, whatever is missing or malformed in the file. No code is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, count
from typing import Any

import nbformat
from nbformat import NotebookNode

MAX_DEPTH = 40  # of metadata; what copies a notebook later would run out of stack far below JSON's own limit

_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


def normalise(document: Mapping[str, Any]) -> tuple[NotebookNode, tuple[str, ...]]:
    """Make a valid notebook of a parsed format 4 document, without the saved outputs.

    Args:
        document: anything that `json.loads` may return for a notebook, or a notebook.

    Returns:
        the notebook, and a sentence about the cells that were incomplete, if there were any.
    """
    metadata = document.get("metadata")
    cells = document.get("cells")
    notebook = nbformat.v4.new_notebook()
    notebook.metadata = _metadata(metadata) if isinstance(metadata, dict) else NotebookNode()
    incomplete, taken = [], set[str]()
    for number, cell in enumerate(cells if isinstance(cells, list) else [], start=1):
        if not _is_complete(cell):
            incomplete.append(number)
        notebook.cells.append(_cell(cell, number, taken))
    _drop_invalid_metadata(notebook)
    return notebook, _sentence(incomplete)


def _metadata(metadata: dict[str, Any]) -> NotebookNode:
    """Without the state of widgets, which only a running notebook needs, and which nbconvert takes to be whole."""
    return nbformat.from_dict(_plain({key: value for key, value in metadata.items() if key != "widgets"}))


def _is_complete(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return False
    lists = isinstance(cell.get("outputs"), list) or cell["cell_type"] != "code"
    return isinstance(cell.get("source"), (str, list)) and isinstance(cell.get("metadata"), dict) and lists


def _cell(cell: Any, number: int, taken: set[str]) -> NotebookNode:
    if not isinstance(cell, dict):
        cell = {"source": cell if isinstance(cell, (str, list)) else ""}
    kind = cell.get("cell_type")
    if kind not in ("code", "markdown", "raw"):  # a cell that has lost its type may hold the learner's code
        kind = "code"
    metadata = cell.get("metadata")
    made = nbformat.from_dict(
        {
            "cell_type": kind,
            "id": _id(cell.get("id"), number, taken),
            "metadata": _plain(metadata) if isinstance(metadata, dict) else {},
            "source": _text(cell.get("source")),
        }
    )
    if kind == "code":
        made.update(outputs=[], execution_count=None)
    elif isinstance(cell.get("attachments"), dict):
        made["attachments"] = nbformat.from_dict(_plain(cell["attachments"]))
    return made


def _id(wanted: Any, number: int, taken: set[str]) -> str:
    names = chain([wanted], (f"cell-{number}{'-' * more}" for more in count()))
    name = next(name for name in names if isinstance(name, str) and _CELL_ID.match(name) and name not in taken)
    taken.add(name)
    return name


def _text(source: Any) -> str:
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    return _writable(source) if isinstance(source, str) else ""


def _writable(text: str) -> str:
    """Half of a surrogate pair can be read from JSON but not be written as UTF-8 again."""
    return text.encode("utf-8", "replace").decode()


def _plain(value: Any, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {_writable(str(key)): _plain(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, depth + 1) for item in value]
    return _writable(value) if isinstance(value, str) else value


def _drop_invalid_metadata(notebook: NotebookNode) -> None:
    """Keep of the metadata only nbgrader's, when the rest does not follow the format."""
    if nbformat.validator.isvalid(notebook):
        return
    notebook.metadata = NotebookNode()
    for cell in notebook.cells:
        cell.metadata = NotebookNode({key: cell.metadata[key] for key in ("nbgrader",) if key in cell.metadata})
        cell.pop("attachments", None)


def _sentence(incomplete: list[int]) -> tuple[str, ...]:
    if not incomplete:
        return ()
    if len(incomplete) == 1:
        return (f"Cell {incomplete[0]} of the file was incomplete; what was missing was filled in.",)
    listed = ", ".join(map(str, incomplete[:-1]))
    return (f"Cells {listed} and {incomplete[-1]} of the file were incomplete; what was missing was filled in.",)
