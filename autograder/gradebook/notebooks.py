"""Read any file as a notebook, and know the lesson's own: what a class receives, which check is which exercise's."""

from __future__ import annotations

import json
import os
import re
import stat
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.gradebook.shape import normalise
from course_lib.errors import CourseError

FILE_BYTES = 200 * 1024 * 1024  # of a file: most of a large one is outputs, which are dropped
MAX_BYTES = 20 * 1024 * 1024  # of a notebook without its outputs
MAX_CELLS = 2000
HIDDEN_BEGIN, HIDDEN_END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"

NO_LINK = getattr(os, "O_NOFOLLOW", 0)  # Windows has none

_CHECK = re.compile(r"""\bcheck\(\s*(['"])([A-Za-z_]\w*)\1""")
_KNOWN_FILES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive, or a document stored as one",
    b"\x1f\x8b": "a compressed archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
}


class Damaged(CourseError):
    """A file that cannot be read as a notebook; the message says why and what to do."""


@dataclass(frozen=True)
class Read:
    """A notebook as read, valid in the current format, and what had to be completed in it."""

    notebook: NotebookNode
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExerciseCells:
    """The cells of one exercise: its check cell, and the solution cells between it and the check before."""

    name: str
    grade_id: str
    points: float
    solutions: tuple[str, ...]


def read(path: Path) -> Read:
    """Read a file that someone submitted.

    Returns:
        the notebook in format 4, valid, whatever was incomplete in it filled in.

    Raises:
        Damaged: it is missing, a link, empty, too large, or not a notebook.
    """
    data = _bytes(path)
    document = _upgrade(path, _parse(path, _decode(path, data)))
    _drop_outputs(document)
    _require_size(path, len(data), document)
    notebook, problems = normalise(document)
    return Read(notebook, (*_say_encoding(path, data), *problems))


def _drop_outputs(document: dict[str, Any]) -> None:
    cells = document.get("cells")
    for cell in cells if isinstance(cells, list) else ():
        if isinstance(cell, dict) and isinstance(cell.get("outputs"), list):
            cell["outputs"] = []


def _require_size(path: Path, size: int, document: dict[str, Any]) -> None:
    cells = document.get("cells")
    if isinstance(cells, list) and len(cells) > MAX_CELLS:
        many = f"{path.name} has {len(cells):,} cells; at most {MAX_CELLS:,} are read."
        raise Damaged(f"{many} Submit your own notebook.")
    if size > MAX_BYTES and (kept := len(json.dumps(document))) > MAX_BYTES:
        large = f"{path.name} is too large: {kept / 2**20:.0f} MB without its outputs"
        advice = "Take out what is large in its cells, such as pictures, save, and submit again."
        raise Damaged(f"{large}, the limit is {MAX_BYTES // 2**20} MB. {advice}")


def _bytes(path: Path) -> bytes:
    try:
        status = path.lstat()
    except (OSError, ValueError):
        raise Damaged(f"There is no file {path.name}.") from None
    if stat.S_ISLNK(status.st_mode):
        raise Damaged(f"{path.name} is a link to another file. Submit the notebook itself.")
    if not stat.S_ISREG(status.st_mode):  # opening a named pipe would wait for ever
        raise Damaged(f"{path.name} is a folder or a device, not a file. Submit the notebook itself.")
    if status.st_size > FILE_BYTES:
        size, limit = status.st_size / 2**20, FILE_BYTES // 2**20
        advice = "Clear its outputs in JupyterLab (Edit, Clear Outputs of All Cells), save, and submit again."
        raise Damaged(f"{path.name} is too large: {size:.0f} MB, the limit is {limit} MB. {advice}")
    try:
        with open(os.open(path, os.O_RDONLY | NO_LINK), "rb") as file:
            data = file.read(FILE_BYTES)
    except OSError as error:
        raise Damaged(f"{path.name} cannot be read: {error.strerror}.") from None
    if not data.strip():
        raise Damaged(f"{path.name} is empty. Open the notebook in JupyterLab, save it, and submit again.")
    return data


def _decode(path: Path, data: bytes) -> str:
    for start, what in _KNOWN_FILES.items():
        if data.startswith(start):
            raise Damaged(f"{path.name} is not a notebook: it is {what}. Submit the .ipynb file itself.")
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Damaged(f"{path.name} is not a notebook: it is not a text file. Submit the .ipynb file itself.")
    return text


def _encoding(data: bytes) -> str:
    """A notebook is UTF-8. Some editors on Windows save it as UTF-16, or in the code page of Western Europe."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252" if data.lstrip()[:1] == b"{" else "utf-8-sig"
    return "utf-8-sig"


def _say_encoding(path: Path, data: bytes) -> tuple[str, ...]:
    if _encoding(data) != "cp1252":
        return ()
    return (f"{path.name} is not in UTF-8; it was read as Windows-1252. Signs beyond English letters may be wrong.",)


def _parse(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise Damaged(f"{path.name} is not a notebook: it is nested too deeply.") from None
    except json.JSONDecodeError as error:
        reason = _why_not_json(text, error)
    except ValueError:  # a number of more than 4300 digits
        reason = "it holds a number that is too long."
    raise Damaged(f"{path.name} is not a notebook: {reason} Open it in JupyterLab, save it, and submit again.")


def _why_not_json(text: str, error: json.JSONDecodeError) -> str:
    if re.search(r"^<<<<<<< ", text, re.MULTILINE):
        line = text[: text.index("<<<<<<< ")].count("\n") + 1
        return f"a merge left its conflict marks in it (line {line})."
    if text.lstrip()[:1] == "<":
        return "it is a web page."
    text = text.strip()
    if text[:1] == "{" and (text[-1] != "}" or error.pos >= len(text)):
        return f"it stops in the middle (line {error.lineno})."
    return f"it is not JSON (line {error.lineno})."


def _upgrade(path: Path, document: Any) -> dict[str, Any]:
    """The document in format 4, older formats converted; its parts may still be malformed."""
    if not isinstance(document, dict) or not ({"cells", "worksheets"} & document.keys()):
        raise Damaged(f"{path.name} is not a notebook: it is JSON without cells. Submit the .ipynb file itself.")
    version = document.get("nbformat")
    if not isinstance(version, int):
        version = 4 if "cells" in document else 3
    if version > 4:
        raise Damaged(f"{path.name} has notebook format {version}, which is newer than this course can read: 4.")
    if version == 4:
        return document
    try:
        return dict(nbformat.convert(nbformat.from_dict({**document, "nbformat": version}), 4))
    except Exception:
        message = f"{path.name} has the old notebook format {version}, and could not be converted to format 4."
        raise Damaged(f"{message} Open it in JupyterLab, save it, and submit again.") from None


def exercise_of(cell: NotebookNode) -> str | None:
    """The exercise that a check cell checks: the text in its first `check("…")`."""
    found = _CHECK.search(cell.source)
    return found.group(2) if found else None


def map_exercises(source: NotebookNode) -> list[ExerciseCells]:
    """Which check cell (its grade id, its points) belongs to which exercise, in the notebook's order.

    Raises:
        CourseError: a graded check cell of the source notebook has no `check("…")`.
    """
    exercises, solutions = [], []
    for cell in source.cells:
        meta = cell.metadata.get("nbgrader", {})
        if meta.get("solution"):
            solutions.append(meta["grade_id"])
        elif is_check(cell):
            name = exercise_of(cell)
            if name is None:
                raise CourseError(f'The check cell {meta["grade_id"]} of the source notebook has no check("…").')
            exercises.append(ExerciseCells(name, meta["grade_id"], float(meta["points"]), tuple(solutions)))
            solutions = []
    return exercises


def is_check(cell: NotebookNode) -> bool:
    """Whether nbgrader reads points from this cell's output."""
    meta = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(meta.get("grade")) and not meta.get("solution")


def without_exam(source: str) -> str:
    """The text of a cell without what stands between the hidden-tests marks."""
    kept, hidden = [], False
    for line in source.split("\n"):
        if HIDDEN_BEGIN in line:
            hidden = True
        elif HIDDEN_END in line:
            hidden = False
        elif not hidden:
            kept.append(line)
    return "\n".join(kept)


def released(source: NotebookNode) -> NotebookNode:
    """The notebook a class receives: nbgrader's own steps, without its database and without touching a file."""
    from nbgrader.preprocessors import ClearHiddenTests, ClearOutput, ClearSolutions, ComputeChecksums, LockCells

    notebook = deepcopy(source)
    resources: dict[str, Any] = {}
    for step in (LockCells, ClearSolutions, ClearOutput, ClearHiddenTests, ComputeChecksums):
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def for_judge(notebook: NotebookNode, first: str = "") -> NotebookNode:
    """A copy with nothing in it but the cells' types, sources and nbgrader settings, and no exam.

    However a submission got here (nbgrader, a whole class, one file), the judge is given the same bytes.

    Args:
        first: a cell to run before all others.
    """
    keys = ("grade_id", "grade", "solution", "locked", "points")
    plain = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(first, id="first")] if first else [])
    for index, cell in enumerate(notebook.cells):
        meta = cell.metadata.get("nbgrader", {})
        copy = NotebookNode(  # nbformat's own makers of cells validate each of them
            id=f"cell-{index}",
            cell_type=cell.cell_type if cell.cell_type in ("code", "markdown") else "raw",
            metadata=NotebookNode(),
            source=without_exam(cell.source) if is_check(cell) else cell.source,
        )
        if copy.cell_type == "code":
            copy.update(outputs=[], execution_count=None)
        if meta:
            copy.metadata["nbgrader"] = NotebookNode({key: meta[key] for key in keys if key in meta})
        plain.cells.append(copy)
    return plain
