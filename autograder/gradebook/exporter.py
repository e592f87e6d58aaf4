"""How nbgrader reads and writes a submission: a file that is not a notebook is a submission too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter

from autograder.gradebook.notebooks import Damaged, read


class SubmissionExporter(NotebookExporter):  # type: ignore[misc]  # nbconvert is not typed
    """nbconvert's exporter, going on where a file cannot be read, so that the submission gets its 0 and the reason.

    Leaves for the preprocessors `resources["submission"]`: `problems`, a list of sentences, and `unreadable`.
    """

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **keywords: Any
    ) -> tuple[Any, dict[str, Any]]:
        path, unreadable = Path(filename), False
        try:
            submitted = read(path)
            notebook, problems = submitted.notebook, list(submitted.problems)
        except Damaged as damage:
            notebook, problems, unreadable = nbformat.v4.new_notebook(), [str(damage)], True
        resources = dict(resources or {})
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        resources["submission"] = {"problems": problems, "unreadable": unreadable}
        result: tuple[Any, dict[str, Any]] = self.from_notebook_node(notebook, resources=resources, **keywords)
        return result
