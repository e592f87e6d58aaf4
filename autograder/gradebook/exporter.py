"""How nbgrader reads a submission, which may be no notebook at all, and makes a page, which takes it long."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode

from autograder.gradebook.notebooks import Damaged, read

REMEMBERED = 2000  # rendered cells; most cells of a class's notebooks are the lesson's own


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


class FeedbackExporter(HTMLExporter):  # type: ignore[misc]
    """nbconvert's HTML, with the cells that a whole class has in common rendered once, and no second parse of the page.

    HTMLExporter parses the finished page to give pictures without a description one, and to mark up its other
    templates; where a page has no picture, that changes nothing that a reader sees.
    """

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self._highlighted = lru_cache(REMEMBERED)(self._highlight)
        self._rendered = lru_cache(REMEMBERED)(self._render)

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **keywords: Any
    ) -> tuple[str, dict[str, Any]]:
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        self.register_filter(
            "highlight_code",
            lambda source, language=None, metadata=None: self._highlighted(
                source, language, (metadata or {}).get("magics_language"), lexer
            ),
        )
        page, made = TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources), **keywords)
        if "<img" in page:
            page, made = super().from_notebook_node(nb, resources, **keywords)
        return page, made

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        if context.get("cell", {}).get("attachments"):
            return str(super().markdown2html(context, source))
        path = context.get("resources", {}).get("metadata", {}).get("path", "")
        return self._rendered(source, path if self.embed_images else "")

    def _render(self, source: str, path: str) -> str:
        return str(super().markdown2html({"resources": {"metadata": {"path": path}}}, source))

    def _highlight(self, source: str, language: str | None, magics: str | None, lexer: str | None) -> str:
        highlight = Highlight2HTML(pygments_lexer=lexer, parent=self)
        return str(highlight(source, language, {"magics_language": magics} if magics else None))

    def _validate_preprocessor(self, *_: Any) -> None:
        """Nothing: the notebook was valid when it was written, and its page is all that is made of it."""
