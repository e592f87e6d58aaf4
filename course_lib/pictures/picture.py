"""A timeline drawn with matplotlib: a lane for each caller, the table's lane between them, time going down.

Units are CSS pixels of a picture 900 wide. What a call did shows in its box's corners and outline, in its arrow and
in a word, not in colour alone: a read is round and its arrow comes back open; a write is square and its arrow is
filled, or hollow while it is not committed; a refused one, or one that was not sent any more, is dashed and its arrow
ends at a cross. What waits ends at a bar, and a thick line leads from there to its answer.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from course_lib.pictures.describe import item_text, line, shorten, value_text
from course_lib.pictures.wrapping import wrap

if TYPE_CHECKING:
    from course_lib.aws.service import Item
    from course_lib.pictures.steps import Step
    from course_lib.pictures.watch import Change

WIDTH = 900.0
MARGIN, GUTTER, PAD = 14.0, 34.0, 9.0  # round the picture, between lanes, inside a box
SIZE, SMALL, LINE = 12.5, 11.0, 17.0  # of letters, of small letters, from line to line
SCALE = 2  # pixels of the file per CSS pixel
NARROWEST = 170.0  # a lane; with many callers the picture grows wider instead
MOST_ATTRIBUTES = 8  # changed ones, and others, of an item

TABLE = None  # the lane that is no caller's

INK, QUIET, FAINT = "#1f2328", "#57606a", "#d0d7de"


@dataclass(frozen=True)
class Look:
    """How a kind of call is drawn.

    Attributes:
        word: stands in its box.
        says: what it means, below the picture.
        edge, fill: colours.
        arrow: "back", "in", "hollow", "cross" or "bar", see the module.
        round: its corners.
    """

    word: str
    says: str
    edge: str
    fill: str
    arrow: str = "in"
    round: bool = False

    @property
    def dashed(self) -> bool:
        return self.arrow == "cross"


# The edges are Okabe and Ito's colours, darkened for text.
LOOKS = {
    "read": Look("read", "read: the answer comes back", "#0b62a4", "#eaf3fb", "back", round=True),
    "locks": Look("read, locks", "read, locks: others have to wait", "#0b62a4", "#d3e6f6", "back", round=True),
    "write": Look("write", "write: what is stored changes", "#00704e", "#e7f5ef"),
    "pending": Look("not committed", "not committed: nobody else sees it", "#00704e", "#ffffff", "hollow"),
    "commit": Look("commit", "commit: what is stored changes", "#00704e", "#cfe9de"),
    "undone": Look("rollback", "rollback: nothing has changed", "#57606a", "#f6f8fa", "cross"),
    "prepared": Look("prepared", "prepared: its items are taken", "#6b3fa0", "#f3ecfb", "bar"),
    "waits": Look("waits", "waits: the answer comes later", "#8a6100", "#fdf6e3", "bar", round=True),
    "refused": Look("refused", "refused: nothing changes", "#a8390b", "#fdefe8", "cross"),
    "unsent": Look("not sent", "not sent: nothing changes", "#a8390b", "#fdefe8", "cross"),
}
STORED = ("write", "commit")  # after these it is shown what is stored


@dataclass(frozen=True)
class Line:
    """One line of text in a box."""

    text: str
    bold: bool = False
    color: str = INK


@dataclass(frozen=True)
class Box:
    """Lines of text to be framed."""

    lines: Sequence[Line]

    @property
    def height(self) -> float:
        return len(self.lines) * LINE + 2 * PAD - 3


@dataclass(frozen=True)
class Drawn:
    """A picture.

    Attributes:
        png: its bytes.
        ends: of each step, where it ends, as a part of the picture's height from the top.
    """

    png: bytes
    ends: tuple[float, ...]


def draw(steps: Sequence[Step], names: Sequence[str], title: str | None, endings: Mapping[str, str]) -> Drawn:
    """The timeline as a PNG.

    Args:
        steps: the calls, in order.
        names: the callers, in the order of their lanes.
        title: a line above it.
        endings: how each caller ended, in words.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a letter that the font lacks is drawn as an empty box
        picture = _Picture(steps, names, title, endings)
        png = picture.png()
    return Drawn(png, tuple(round(end / picture.height, 4) for end in picture.ends))


class _Picture:
    """Lays the picture out from top to bottom, then paints it."""

    def __init__(
        self, steps: Sequence[Step], names: Sequence[str], title: str | None, endings: Mapping[str, str]
    ) -> None:
        self.steps, self.title, self.endings = steps, title, endings
        middle = (len(names) + 1) // 2
        self.lanes: list[str | None] = [*names[:middle], TABLE, *names[middle:]]
        between = GUTTER * (len(self.lanes) - 1) + 2 * MARGIN
        self.lane_width = max(NARROWEST, (WIDTH - between) / len(self.lanes))
        self.width = self.lane_width * len(self.lanes) + between
        self.painted: list[Any] = []  # what is to be added to the axes: patches and texts
        self.top = MARGIN
        self.ends: list[float] = []  # of each step, where it ends
        self._sent: dict[int, tuple[float, Look]] = {}  # by a step's number, where its box ends and how it looks

    def png(self) -> bytes:
        self._heads()
        first = self.top
        self._start()
        for step in self.steps:
            self._step(step)
            self.ends.append(self.top - 7)
        self._ends()
        last = self.top
        self._legend()
        return self._render(first, last)

    def _centre(self, lane: str | None) -> float:
        return MARGIN + self.lanes.index(lane) * (self.lane_width + GUTTER) + self.lane_width / 2

    # Layout

    def _heads(self) -> None:
        if self.title:
            for text in broken(line(self.title), self.width - 2 * MARGIN, 15, bold=True):
                self._text(MARGIN, self.top + 15, text, 15, bold=True)
                self.top += 21
            self.top += 8
        place = place_of(self.steps)
        rows = {lane: broken(shorten(lane or place), self.lane_width, 14, bold=True) for lane in self.lanes}
        for lane, texts in rows.items():
            for position, text in enumerate(texts):
                self._text(self._centre(lane), self.top + 14 + position * LINE, text, 14, bold=True, align="center")
        self.top += max(map(len, rows.values())) * LINE + 8

    def _start(self) -> None:
        """The items as they were before the first write to each of them."""
        known: dict[tuple[str, str], Change] = {}
        for step in self.steps:
            for change in step.changes:
                known.setdefault((change.table, change.name), change)
        started = [change for change in known.values() if change.before is not None] or list(known.values())[:1]
        for change in started[:3]:
            box = self._state_box(change, change.before, None, ", at first")
            self._frame(TABLE, box, self.top, edge=QUIET, fill="#ffffff")
            self.top += box.height + 12
        self.top += 2

    def _step(self, step: Step) -> None:
        look = LOOKS[step.words.kind]
        call = self._call_box(step, look)
        changed = [change for change in step.changes if step.words.kind in STORED]
        states = [self._state_box(change, change.after, change.before) for change in changed[:3]]
        states_height = sum(box.height + 8 for box in states) - 8 if states else 0
        height = max(call.height, states_height)
        top = self.top + (height - call.height) / 2
        self._frame(step.who, call, top, edge=look.edge, fill=look.fill, dashed=look.dashed, round=look.round)
        self._tag(step, look, top)
        self._sent[step.number] = top + call.height, look
        if step.begun in self._sent:
            self._lead(step, *self._sent[step.begun], top)
        below = self.top + (height - states_height) / 2
        for box in states:
            self._frame(TABLE, box, below, edge=QUIET, fill="#ffffff")
            below += box.height + 8
        self._arrow(step, look, self.top + height / 2, has_state=bool(states))
        self.top += height + 14

    def _ends(self) -> None:
        boxes = {
            name: Box([Line(text, color=INK) for text in self._wrapped(line(text))])
            for name, text in self.endings.items()
            if name in self.lanes
        }
        for name, box in boxes.items():
            self._frame(name, box, self.top, edge=QUIET, fill="#f6f8fa", round=True)
        self.top += max((box.height for box in boxes.values()), default=0)
        self.top += 10 if boxes else 0

    def _legend(self) -> None:
        used = [look for kind, look in LOOKS.items() if any(step.words.kind == kind for step in self.steps)]
        x, y = MARGIN, self.top + 14
        for look in used:
            wide = 34 + width_of(look.says, SMALL)
            if x > MARGIN and x + wide > self.width - MARGIN:
                x, y = MARGIN, y + 22
            self.painted.append(outline(x, y - 7, 26, 14, look.edge, look.fill, look.dashed, look.round))
            self._text(x + 34, y + 4, look.says, SMALL, color=QUIET)
            x += wide + 28
        self.top = y + 14

    def _call_box(self, step: Step, look: Look) -> Box:
        words, room = step.words, self.lane_width - 2 * PAD
        beside_tag = room - width_of(look.word, SMALL, bold=True) - 10
        head = f"{step.number}  {words.subject}"
        if width_of(head, SIZE, bold=True) <= beside_tag:
            lines, rest = [Line(head, bold=True)], [words.change, words.condition]
        else:
            texts = broken(f"{step.number}  {words.operation}", beside_tag, SIZE, bold=True)
            lines, rest = [Line(text, bold=True) for text in texts], [words.target, words.change, words.condition]
        lines += [Line(part) for text in rest for part in self._wrapped(text)]
        failed = look.dashed
        lines += [Line(part, bold=failed, color=look.edge) for part in self._wrapped(f"→ {words.outcome}", bold=failed)]
        return Box(lines)

    def _state_box(self, change: Change, item: Item | None, before: Item | None, when: str = "") -> Box:
        """An item after a call; what changed is bold, and says what it was."""
        head = [Line(text, color=QUIET) for text in self._wrapped(change.name + when)]
        if item is None:
            words = "no item" if before is None else "no item any more"
            return Box([*head, Line(words, bold=True)])
        old = before if before is not None else item
        names = [name for name in item if name not in change.key]
        changed = [name for name in [*names, *old] if name not in change.key and old.get(name) != item.get(name)]
        lines = []
        for name in list(dict.fromkeys(changed))[:MOST_ATTRIBUTES]:
            now = value_text(item[name]) if name in item else "gone"
            was = f" (was {value_text(old[name])})" if name in old else ""
            lines += [Line(part, bold=True) for part in self._wrapped(f"{line(name)} {now}{was}", bold=True)]
        same = [name for name in names if name not in changed]
        more = f", and {len(same) - MOST_ATTRIBUTES} more" if len(same) > MOST_ATTRIBUTES else ""
        rest = item_text({name: item[name] for name in same[:MOST_ATTRIBUTES]}) + more
        lines += [Line(part) for part in self._wrapped(rest)]
        return Box([*head, *(lines or [Line("nothing but its key")])])

    def _wrapped(self, text: str, bold: bool = False) -> list[str]:
        return broken(text, self.lane_width - 2 * PAD, SIZE, bold) if text else []

    # Paint

    def _text(
        self, x: float, y: float, text: str, size: float, bold: bool = False, color: str = INK, align: str = "left"
    ) -> None:
        from matplotlib.text import Text

        self.painted.append(
            Text(x, y, text, color=color, fontproperties=font(size, bold), ha=align, va="baseline", parse_math=False)
        )

    def _frame(
        self, lane: str | None, box: Box, top: float, edge: str, fill: str, dashed: bool = False, round: bool = False
    ) -> None:
        left = self._centre(lane) - self.lane_width / 2
        self.painted.append(outline(left, top, self.lane_width, box.height, edge, fill, dashed, round))
        for position, text in enumerate(box.lines):
            baseline = top + PAD + SIZE - 2 + position * LINE
            self._text(left + PAD, baseline, text.text, SIZE, text.bold, text.color)

    def _tag(self, step: Step, look: Look, top: float) -> None:
        right = self._centre(step.who) + self.lane_width / 2 - PAD
        self._text(right, top + PAD + SIZE - 2, look.word, SMALL, bold=True, color=look.edge, align="right")

    def _arrow(self, step: Step, look: Look, y: float, has_state: bool) -> None:
        """Between the caller's box and the table's lane."""
        from matplotlib.lines import Line2D
        from matplotlib.patches import FancyArrowPatch

        towards = 1 if self._centre(TABLE) > self._centre(step.who) else -1
        near = self._centre(step.who) + towards * (self.lane_width / 2 + 2)
        far = self._centre(TABLE) - towards * (self.lane_width / 2 + 2 if has_state else 0)
        style: dict[str, Any] = {"color": look.edge, "linewidth": 1.6}
        if look.arrow in ("cross", "bar"):
            far -= towards * 16
            line_style = (0, (4, 3)) if look.dashed else "solid"
            self.painted.append(Line2D([near, far], [y, y], linestyle=line_style, **style))
            mark: dict[str, Any] = {"marker": "X", "markersize": 9, "markeredgecolor": "#ffffff"}
            if look.arrow == "bar":
                mark = {"marker": "|", "markersize": 14, "markeredgewidth": 3, "markeredgecolor": look.edge}
            self.painted.append(Line2D([far], [y], markerfacecolor=look.edge, **mark))
            return
        back = look.arrow == "back"
        ends = ((far, y), (near, y)) if back else ((near, y), (far, y))
        head = "->,head_length=5,head_width=3.2" if back else "-|>,head_length=6,head_width=3.2"
        fill = {"facecolor": "#ffffff"} if look.arrow == "hollow" else {}
        style = {"edgecolor": look.edge, "facecolor": look.edge, "linewidth": 1.6, **fill}
        self.painted.append(FancyArrowPatch(*ends, arrowstyle=head, mutation_scale=1.0, shrinkA=0, shrinkB=0, **style))
        if back:
            edge: dict[str, Any] = {"markeredgecolor": look.edge, "markeredgewidth": 1.6}
            self.painted.append(Line2D([far], [y], marker="o", markersize=6, markerfacecolor="#ffffff", **edge))

    def _lead(self, step: Step, start: float, look: Look, end: float) -> None:
        """The thick line from where a call was sent to its answer, in its caller's lane."""
        from matplotlib.lines import Line2D

        towards = 1 if self._centre(TABLE) > self._centre(step.who) else -1
        x = self._centre(step.who) - towards * (self.lane_width / 2 - 12)
        self.painted.append(Line2D([x, x], [start, end], color=look.edge, linewidth=4, solid_capstyle="butt"))

    @property
    def height(self) -> float:
        return self.top + MARGIN / 2

    def _render(self, first: float, last: float) -> bytes:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.lines import Line2D

        height = self.height
        figure = Figure(figsize=(self.width / 100, height / 100), dpi=100 * SCALE, facecolor="#ffffff")
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, self.width)
        axes.set_ylim(height, 0)
        for lane in self.lanes:
            x = self._centre(lane)
            width = 1.6 if lane is TABLE else 1.0
            axes.add_artist(Line2D([x, x], [first - 2, last], color=FAINT, linewidth=width, zorder=0))
        for position, artist in enumerate(self.painted):
            artist.set_zorder(1 + position)
            axes.add_artist(artist)
        canvas.draw()
        return small_png(canvas.buffer_rgba())


def place_of(steps: Sequence[Step]) -> str:
    """What the middle lane is called: the table, where all calls are about one, or the service."""
    from course_lib.aws.services import SERVICES

    tables = {step.words.table for step in steps if step.words.table}
    tables |= {line(change.table) for step in steps for change in step.changes}
    if tables:
        return f"table {tables.pop()}" if len(tables) == 1 else "the tables"
    named = {step.service for step in steps}
    service = SERVICES.get(named.pop()) if len(named) == 1 else None
    return (service.place or service.title) if service else "AWS"


def small_png(pixels: Any) -> bytes:
    """A PNG with a palette: a third of the size, and a notebook keeps every picture it ever showed."""
    import numpy as np
    from PIL import Image

    image = Image.fromarray(np.asarray(pixels)).convert("RGB")
    out = io.BytesIO()
    image.quantize(colors=64, dither=Image.Dither.NONE).save(out, format="PNG", optimize=True)
    return out.getvalue()


def outline(x: float, y: float, width: float, height: float, edge: str, fill: str, dashed: bool, round: bool) -> Any:
    from matplotlib.patches import FancyBboxPatch

    shape = f"round,pad=0,rounding_size={min(10.0, height / 2)}" if round else "square,pad=0"
    return FancyBboxPatch(
        (x, y), width, height, boxstyle=shape, facecolor=fill, edgecolor=edge,
        linewidth=1.8 if dashed else 1.2, linestyle=(0, (4, 2.5)) if dashed else "solid",
    )  # fmt: skip


# Text


@cache
def font(size: float, bold: bool) -> Any:
    """The font that comes with matplotlib, in CSS pixels, so that a picture is the same everywhere."""
    from matplotlib.font_manager import FontProperties

    return FontProperties(family="DejaVu Sans", size=size * 0.72, weight="bold" if bold else "normal")


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is, in CSS pixels."""
    from matplotlib.textpath import text_to_path

    width, _, _ = text_to_path.get_text_width_height_descent(text, font(size, bold), ismath=False)
    return float(width) / 0.72


def broken(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """A text in lines of at most `width` CSS pixels."""
    return wrap(text, lambda part: width_of(part, size, bold) <= width)
