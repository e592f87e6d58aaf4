"""Feedback pages: the autograded notebook with its grades and comments, as nbgrader's generate_feedback makes them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode

from autograder.gradebook import feedback_page
from autograder.gradebook.feedback_page import PLAIN


@dataclass(frozen=True)
class Grades:
    """What a page says of one submission's grades.

    Attributes:
        cells: points and the most there are, by grade id.
        comments: by the grade id of the cell commented on.
        score: the points of the notebook, without its late penalty.
        max_score: the most there are.
        late_penalty: points taken off.
    """

    cells: dict[str, tuple[float, float]]
    comments: dict[str, str | None]
    score: float
    max_score: float
    late_penalty: float = 0.0


class PageMaker:
    """Makes pages, one exporter for all of them.

    Args:
        settings: a traitlets configuration of nbconvert's exporter.
    """

    def __init__(self, settings: Mapping[str, Any]) -> None:
        from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
        from traitlets.config import Config

        from autograder.gradebook.exporter import FeedbackExporter

        self._exporter = FeedbackExporter(config=Config(deepcopy(dict(settings))))
        self._exporter.register_preprocessor(CSSHTMLHeaderPreprocessor())

    def make(self, notebook: NotebookNode, grades: Grades, student: str, lesson: str, plain: bool = False) -> str:
        """The page of a notebook, which is changed: its cells are given their grades.

        Args:
            plain: show the notebook as plain text, with nothing rendered.
        """
        for cell in notebook.cells:
            meta = cell.metadata.get("nbgrader", {})
            name = meta.get("grade_id")
            if name in grades.comments:
                meta["comment"] = grades.comments[name]
            if name in grades.cells:
                meta["score"], meta["points"] = grades.cells[name]
        names = {"student": student, "assignment": lesson, "notebook": lesson}
        totals = {"score": grades.score - grades.late_penalty, "max_score": grades.max_score}
        resources = {
            "unique_key": lesson,
            "output_files_dir": f"{lesson}_files",
            "metadata": {"name": lesson, "path": ""},
            "nbgrader": {**names, **totals, "late_penalty": grades.late_penalty},
        }
        if plain:
            return feedback_page.make(notebook, {**names, **totals, "late_penalty": grades.late_penalty}, PLAIN)
        page, _ = self._exporter.from_notebook_node(notebook, resources=resources)
        return str(page)
