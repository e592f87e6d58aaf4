"""A table of text, as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from course_lib.pictures.markup import bundle
from course_lib.pictures.wrapping import wrap

TEXT_WIDTH = 40  # characters of one cell, in text


@dataclass(frozen=True)
class Grid:
    """Rows under named columns.

    Attributes:
        title: the line above it.
        columns: the names.
        rows: a text for each column; "" is shown as a blank.
        empty: the sentence shown when there are no rows.
        numbers: which columns hold numbers, and are aligned to the right.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    empty: str = "Nothing yet."
    numbers: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        if not self.rows:
            return f"{self.title}\n{self.empty}"
        cells = [[_lines(cell) for cell in row] for row in [self.columns, *self.rows]]
        widths = [max(len(part) for row in cells for part in row[column]) for column in range(len(self.columns))]
        head, *body = [line for row in cells for line in self._text_row(row, widths)]
        return "\n".join([self.title, head, "  ".join("-" * width for width in widths), *body])

    def _text_row(self, row: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
        """One row, as many lines as its highest cell."""
        lines = []
        for position in range(max(map(len, row))):
            parts = [cell[position] if position < len(cell) else "" for cell in row]
            aligned = [
                part.rjust(width) if name in self.numbers else part.ljust(width)
                for name, part, width in zip(self.columns, parts, widths, strict=True)
            ]
            lines.append("  ".join(aligned).rstrip())
        return lines

    @property
    def html(self) -> str:
        if not self.rows:
            return f'<p class="course-title">{escape(self.title)}</p><p>{escape(self.empty)}</p>'
        head = self._row(self.columns, "th")
        body = "".join(self._row(row, "td") for row in self.rows)
        return (
            f'<div class="course-grid"><table><caption>{escape(self.title)}</caption>'
            f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
        )

    def _row(self, cells: Sequence[str], tag: str) -> str:
        written = []
        for name, cell in zip(self.columns, cells, strict=True):
            attributes = ' class="course-number"' if name in self.numbers else ""
            attributes += ' scope="col"' if tag == "th" else ""
            written.append(f"<{tag}{attributes}>{escape(cell)}</{tag}>")
        return f"<tr>{''.join(written)}</tr>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), self.html)


def _lines(cell: str) -> list[str]:
    return wrap(cell, lambda part: len(part) <= TEXT_WIDTH, indent="  ")
