"""How nbgrader reads a submission, which may be no notebook at all, and makes a page of it, whatever is in it.

A page depends on its submission alone: an exporter keeps nothing from one page to the next but the rendered text of
cells, by all that it was rendered from. It runs nothing and fetches nothing (`inert`).
"""

from __future__ import annotations

import html
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import Exporter, HTMLExporter, NotebookExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import DataTypeFilter, Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

from autograder.gradebook import feedback_page, inert
from autograder.gradebook.feedback_page import PLAIN, Look, as_written
from autograder.gradebook.notebooks import Damaged, read
from autograder.judge.alarm import Stuck, alarm, step

REMEMBERED = 300  # rendered cells; most cells of a class's notebooks are the lesson's own
REMEMBERED_LENGTH = 10_000  # characters of a cell: a longer one is hardly the lesson's own
CELL_SECONDS = 1  # of processor time, for one cell
PAGE_SECONDS = 10
LEXER = "ipython3"
NBGRADERS = "feedback"  # the template that `nbgrader generate_feedback` sets where the course sets none


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
    """Our feedback page, or that of a template which the course names in place of nbgrader's own.

    The cells that a whole class has in common are rendered once, and nothing parses the page a second time. A cell that
    cannot be rendered, or not in time, is shown as it was written. So is a whole page.
    """

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.embed_images = False  # it would read files of ours
        self._remembered_highlight = lru_cache(REMEMBERED)(self._highlight)
        self._remembered_render = lru_cache(REMEMBERED)(self._render)

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **keywords: Any
    ) -> tuple[str, dict[str, Any]]:
        resources = self._init_resources(resources)
        try:
            with step("page", PAGE_SECONDS):
                if self.template_name == NBGRADERS or not self._names_template():
                    return self._page(nb, resources)
                return self._from_template(nb, resources, keywords)
        except Exception:
            return feedback_page.make(nb, resources.get("nbgrader", {}), PLAIN), resources

    def _names_template(self) -> bool:
        """Whether a template was chosen; nbconvert has one of its own, without points, where none was."""
        return any("template_name" in self.config.get(each.__name__, {}) for each in type(self).__mro__)

    def _page(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        ready, made = Exporter.from_notebook_node(self, _for_page(nb), resources)  # with its preprocessors
        # nbconvert's own colours are those of JupyterLab's theme, which a page by itself does not have.
        colours = HtmlFormatter(style="default").get_style_defs(".highlight")
        look = Look(self._text, lambda cell: self._highlighted(cell.source, LEXER), [colours])
        return feedback_page.make(ready, made.get("nbgrader", {}), look), made

    def _text(self, cell: NotebookNode) -> str:
        return self._rendered(cell.source, cell.get("attachments"))

    def _from_template(
        self, nb: NotebookNode, resources: dict[str, Any], keywords: dict[str, Any]
    ) -> tuple[str, dict[str, Any]]:
        self.register_filter("highlight_code", self._highlighted)
        self.register_filter("filter_data_type", DataTypeFilter(parent=self))
        self.register_filter("strip_files_prefix", lambda text: text)  # quadratic, and for files beside a page
        page, made = TemplateExporter.from_notebook_node(self, _for_page(nb), resources, **keywords)
        return inert.page(page), made

    def _highlighted(self, source: str, language: str | None = None, metadata: Any = None) -> str:
        magics = (metadata or {}).get("magics_language")
        remembered = len(source) <= REMEMBERED_LENGTH
        return (self._remembered_highlight if remembered else self._highlight)(source, language, magics)

    def _highlight(self, source: str, language: str | None, magics: str | None) -> str:
        try:
            with alarm(CELL_SECONDS):
                highlight = Highlight2HTML(pygments_lexer=LEXER, parent=self)
                return str(highlight(source, language, {"magics_language": magics} if magics else None))
        except (Exception, Stuck):
            return as_written(source)

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        return self._rendered(source, context.get("cell", {}).get("attachments"))

    def _rendered(self, source: str, attachments: Any) -> str:
        if attachments:
            return self._render(source, attachments)
        remembered = len(source) <= REMEMBERED_LENGTH
        return (self._remembered_render if remembered else self._render)(source)

    def _render(self, source: str, attachments: Any = None) -> str:
        try:
            with alarm(CELL_SECONDS):
                renderer = _Renderer(escape=False, attachments=attachments, anchor_link_text=self.anchor_link_text)
                return inert.fragment(MarkdownWithMath(renderer=renderer).render(source))
        except (Exception, Stuck):
            return as_written(source)

    def _validate_preprocessor(self, *_: Any) -> None:
        """Nothing: the notebook was valid when it was written, and its page is all that is made of it."""


class _Renderer(IPythonRenderer):  # type: ignore[misc]
    """nbconvert's, for which a picture that is not there is no reason to stop."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        try:
            return str(super().image(text, url, title))
        except Exception:
            return f"<em>(The picture {html.escape(url[:100])} is not in the notebook.)</em>"


def _for_page(notebook: NotebookNode) -> NotebookNode:
    """A copy without what only a running notebook needs; nbconvert passes raw cells on as HTML, so they become text."""
    kept = copy(notebook)
    kept.metadata = NotebookNode({key: notebook.metadata[key] for key in ("kernelspec",) if key in notebook.metadata})
    kept.cells = [_as_text(cell) if cell.cell_type == "raw" else cell for cell in notebook.cells]
    return kept


def _as_text(cell: NotebookNode) -> NotebookNode:
    text = copy(cell)
    text.update(cell_type="markdown", source=as_written(cell.source))
    return text
