"""Whether a notebook was written with a newer Python than it is graded with, and uses what this one cannot read."""

from __future__ import annotations

import ast
import re
import sys

from nbformat import NotebookNode

from course_lib.aws.values import readable

VERSION = re.compile(r"(\d{1,2})\.(\d{1,3})(\.|$)")
MAGIC = re.compile(r"^\s*[%!?]|\?\s*$", re.MULTILINE)  # IPython's own, which is no Python


def newer_syntax(notebook: NotebookNode, ours: tuple[int, int] = sys.version_info[:2]) -> list[str]:
    """A sentence for the first cell that this Python cannot read, if the notebook's metadata name a newer one.

    Args:
        notebook: as it was handed in.
        ours: the version of Python that it is graded with.
    """
    theirs = _version(notebook)
    if theirs is None or theirs <= ours:
        return []
    for cell in notebook.cells:
        error = _error(str(cell.source), ours) if cell.cell_type == "code" else None
        if error is not None:
            first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "")
            return [
                f"The notebook was written with Python {theirs[0]}.{theirs[1]}, and is graded with Python "
                f"{ours[0]}.{ours[1]}, which cannot read the cell that begins with `{readable(first, 60)}`: "
                f"{error.msg}, line {error.lineno}. Write it so that the older one can read it, too."
            ]
    return []


def _version(notebook: NotebookNode) -> tuple[int, int] | None:
    told = notebook.metadata.get("language_info")
    found = VERSION.match(str(told.get("version"))) if isinstance(told, dict) else None
    return (int(found[1]), int(found[2])) if found else None


def _error(source: str, ours: tuple[int, int]) -> SyntaxError | None:
    """What this Python says of a cell; nothing of one that holds IPython's own commands."""
    if MAGIC.search(source):
        return None
    try:
        ast.parse(source, feature_version=ours)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None
    return None
