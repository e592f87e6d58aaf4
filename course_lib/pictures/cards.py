"""Cards beside each other, as HTML that fits a notebook: a head, lines under it, and what stands out in bold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STYLE = """<style>
.course .course-rows { display: grid; gap: 8px 10px; margin: 8px 0; overflow-x: auto; align-items: stretch; }
.course .course-card { border: 1px solid var(--jp-border-color1, #999); border-radius: 4px; padding: 5px 9px;
  background: var(--jp-layout-color1, #fff); overflow-wrap: anywhere; min-width: 8em; }
.course .course-card p { margin: 1px 0; }
.course .course-marked { border-width: 2px; border-style: dashed; }
.course .course-quiet { color: var(--jp-content-font-color2, #555); }
.course .course-head { font-weight: 600; align-self: end; }
</style>"""


@dataclass(frozen=True)
class Card:
    """One card: its head, and its lines, each with whether it is bold. `marked` gives it a dashed frame."""

    head: str
    lines: Sequence[tuple[str, bool]] = ()
    marked: bool = False

    @property
    def html(self) -> str:
        head = f'<p class="course-quiet">{escape(self.head)}</p>' if self.head else ""
        lines = "".join(f"<p>{f'<b>{escape(text)}</b>' if bold else escape(text)}</p>" for text, bold in self.lines)
        kind = "course-card course-marked" if self.marked else "course-card"
        return f'<div role="cell" class="{kind}">{head}{lines}</div>'

    @property
    def text(self) -> str:
        return "; ".join(filter(None, [self.head, *(line for line, _ in self.lines)]))


def rows_html(label: str, heads: Sequence[str], rows: Sequence[Sequence[Card]]) -> str:
    """Rows of cards under heads, as a table to whoever hears it read aloud.

    Args:
        label: what the whole shows, in a sentence.
        heads: one for each column.
        rows: of as many cards as there are heads.
    """
    columns = f"grid-template-columns: repeat({len(heads)}, minmax(8em, 1fr))"
    named = "".join(f'<div role="columnheader" class="course-head">{escape(head)}</div>' for head in heads)
    # display: contents keeps the rows for those who hear the page, without being boxes of their own.
    lines = [named, *("".join(card.html for card in row) for row in rows)]
    body = "".join(f'<div role="row" style="display: contents">{line}</div>' for line in lines)
    return f'{STYLE}<div role="table" aria-label="{escape(label)}" class="course-rows" style="{columns}">{body}</div>'
