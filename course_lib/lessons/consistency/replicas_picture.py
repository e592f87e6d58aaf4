"""The story of replicas drawn with matplotlib: time goes down, a column for who does what, and one for each replica.

What a replica holds is a bar with the value in it. A mark in a bar shows where a request went; a read that returned an
old value is dashed and says so, in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_lib.lessons.consistency.replicas_events import NAMES, Event
from course_lib.pictures.picture import FAINT, INK, QUIET, SCALE, WIDTH, broken, font, outline, small_png, width_of

MARGIN, ROW, TOP = 14.0, 36.0, 66.0
SECONDS, EVENTS, COLUMN, GAP = 50.0, 314.0, 156.0, 14.0  # widths, and the gap between columns
BOX = 26.0  # height of an event's box
SIZE, SMALL = 12.5, 11.0
FILLS = ("#f1f3f5", "#dcecf9", "#dff2ea", "#fbeedd", "#efe6f7")  # of a value, the next one, and so on
EDGES = {"write": "#00704e", "read": "#0b62a4", "strong": "#0b62a4", "stale": "#a8390b"}


def draw(events: Sequence[Event], first: str, title: str) -> bytes:
    """The story as a PNG.

    Args:
        events: in order.
        first: what every replica held before them.
        title: a line above it.
    """
    return _Picture(events, first, title).png()


class _Picture:
    """Places everything, then paints it."""

    def __init__(self, events: Sequence[Event], first: str, title: str) -> None:
        self.events, self.names = events, NAMES
        self.fills = {value: FILLS[n % len(FILLS)] for n, value in enumerate(self._values(first))}
        self.first, self.title = first, title
        self.height = TOP + ROW * (len(events) + 1) + 52
        self.painted: list[Any] = []

    def _values(self, first: str) -> list[str]:
        return list(dict.fromkeys([first, *(each.value for each in self.events if each.kind == "write")]))

    def png(self) -> bytes:
        self._heads()
        for replica in range(len(self.names)):
            self._bars(replica)
        for number, event in enumerate(self.events):
            self._event(event, self._y(number))
        self._legend()
        return self._render()

    def _y(self, number: float) -> float:
        """The middle of an event's row; the row above the first is what was before."""
        return TOP + ROW * (number + 1.5)

    def _left(self, replica: int) -> float:
        return MARGIN + SECONDS + EVENTS + GAP + replica * (COLUMN + GAP)

    def _heads(self) -> None:
        self._text(MARGIN, 28, self.title, 15, bold=True)
        self._text(MARGIN, TOP - 8, "seconds", SMALL, color=QUIET)
        self._text(MARGIN + SECONDS + 8, TOP - 8, "who does what", 13, bold=True)
        for replica, name in enumerate(self.names):
            self._text(self._left(replica) + COLUMN / 2, TOP - 8, name, 13, bold=True, align="center")

    def _bars(self, replica: int) -> None:
        """What a replica holds, from one change to the next."""
        starts = [(-1, self.first)]
        for number, event in enumerate(self.events):
            if event.kind in ("write", "arrival") and event.replica == replica:
                starts.append((number, event.value))
        ends = [number for number, _ in starts[1:]] + [len(self.events)]
        for (start, value), end in zip(starts, ends, strict=True):
            top = TOP + 2 if start < 0 else self._y(start) - ROW / 2 + 3
            bottom = self._y(end) - ROW / 2 - (3 if end < len(self.events) else -6)
            self._box(self._left(replica), top, COLUMN, bottom - top, QUIET, self.fills.get(value, FILLS[0]))
            self._text(self._left(replica) + 10, top + 19, value, SIZE, bold=True)

    def _event(self, event: Event, y: float) -> None:
        left = MARGIN + SECONDS
        self._text(left - 12, y + 4, f"{event.seconds:.2f}", SIZE, color=QUIET, align="right")
        if event.kind == "arrival":
            self._text(left + 8, y + 4, event.words, SMALL, color=QUIET)
            self._line(left + 14 + width_of(event.words, SMALL), self._left(event.replica), y)
            return
        edge = EDGES["stale" if event.stale else event.kind]
        text = broken(f"{event.who}: {event.words}", EVENTS - 16, SIZE, event.stale)[0]
        self._line(left + EVENTS, self._left(event.replica) + COLUMN - 62, y)
        self._box(left, y - BOX / 2, EVENTS, BOX, edge, "#ffffff", event.stale, event.kind != "write")
        self._text(left + 8, y + 4, text, SIZE, bold=event.stale, color=edge)
        self._mark(event, edge, y)

    def _mark(self, event: Event, edge: str, y: float) -> None:
        """Where the request went: a pill at the right of the replica's bar."""
        word = "write" if event.kind == "write" else "read"
        right = self._left(event.replica) + COLUMN - 8
        self._box(right - 54, y - 10, 54, 20, edge, "#ffffff", event.stale, event.kind != "write")
        self._text(right - 27, y + 4, word, SMALL, bold=True, color=edge, align="center")

    def _legend(self) -> None:
        y = self.height - 14
        parts = [("read", "a read that returned the current value", False)]
        parts += [("stale", "a read that returned an old value", True)]
        x = MARGIN + SECONDS
        for kind, words, dashed in parts:
            if any(each.stale is dashed for each in self.events if each.kind in ("read", "strong")):
                self._box(x, y - 10, 26, 14, EDGES[kind], "#ffffff", dashed, True)
                self._text(x + 34, y + 1, words, SMALL, color=QUIET)
                x += 34 + width_of(words, SMALL) + 28

    # Paint

    def _text(
        self, x: float, y: float, text: str, size: float, bold: bool = False, color: str = INK, align: str = "left"
    ) -> None:
        from matplotlib.text import Text

        self.painted.append(
            Text(x, y, text, color=color, fontproperties=font(size, bold), ha=align, va="baseline", parse_math=False)
        )

    def _box(
        self, x: float, y: float, width: float, height: float, edge: str, fill: str, dashed: bool = False,
        round: bool = False,
    ) -> None:  # fmt: skip
        self.painted.append(outline(x, y, width, height, edge, fill, dashed, round))

    def _line(self, start: float, end: float, y: float) -> None:
        from matplotlib.lines import Line2D

        self.painted.insert(0, Line2D([start, end], [y, y], color=FAINT, linewidth=1.4))

    def _render(self) -> bytes:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(WIDTH / 100, self.height / 100), dpi=100 * SCALE, facecolor="#ffffff")
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(self.height, 0)
        for position, artist in enumerate(self.painted):
            artist.set_zorder(1 + position)
            axes.add_artist(artist)
        canvas.draw()
        return small_png(canvas.buffer_rgba())
