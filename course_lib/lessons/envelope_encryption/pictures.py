"""Envelope encryption in pictures: a stream byte by byte, and where its parts lie."""

from __future__ import annotations

import warnings
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from course_lib.pictures.grid import Grid
from course_lib.pictures.markup import bundle, plain_only
from course_lib.pictures.picture import INK, MARGIN, QUIET, SCALE, SIZE, SMALL, WIDTH, broken, font

HEADER, HEAD, NONCE, TAG = 10, 9, 12, 16  # bytes


def stream_map(stream: bytes, frames: int = 2) -> Grid:
    """An encrypted stream of the lesson, byte by byte: its header, and the first and last of its frames.

    Args:
        stream: all of it.
        frames: how many frames to show from the start; the last one is always shown.
    """
    columns = ["bytes", "what", "content"]
    rows = [[f"{begin:,}-{end - 1:,}", what, content] for begin, end, what, content in _fields(stream, frames)]
    title = f"An encrypted stream of {len(stream):,} bytes"
    return Grid(title, columns, rows, "It has no bytes.")


Field = tuple[int, int, str, str]  # from, up to, what it is, what it says


def _fields(stream: bytes, frames: int) -> Iterator[Field]:
    size = int.from_bytes(stream[8:HEADER], "big")
    yield 0, 4, "header: which format", repr(stream[:4])
    yield 4, 8, "header: frame size", f"{int.from_bytes(stream[4:8], 'big'):,}"
    yield 8, HEADER, "header: length of the wrapped key", str(size)
    yield HEADER, HEADER + size, "header: wrapped key", "only KMS can open it"
    starts = list(_starts(stream, HEADER + size))
    for number, start in enumerate(starts):
        if number < frames or number == len(starts) - 1:
            yield from _frame(stream, start)
        elif number == frames:
            yield start, starts[-1], f"frames {frames + 1} to {len(starts) - 1}", "like these"


def _starts(stream: bytes, place: int) -> Iterator[int]:
    while place + HEAD <= len(stream):
        yield place
        place += HEAD + NONCE + int.from_bytes(stream[place + 5 : place + HEAD], "big") + TAG


def _frame(stream: bytes, start: int) -> Iterator[Field]:
    number, last = int.from_bytes(stream[start : start + 4], "big"), stream[start + 4]
    length = int.from_bytes(stream[start + 5 : start + HEAD], "big")
    name, nonce, data = f"frame {number}", start + HEAD, start + HEAD + NONCE
    yield start, start + 4, f"{name}: sequence", str(number)
    yield start + 4, start + 5, f"{name}: last", str(last)
    yield start + 5, nonce, f"{name}: length", f"{length:,}"
    yield nonce, data, f"{name}: nonce", "no secret, used once"
    if length:
        yield data, data + length, f"{name}: ciphertext", "the data, encrypted"
    yield data + length, data + length + TAG, f"{name}: tag", "fits only these bytes, in this place"


@dataclass(frozen=True)
class Part:
    """Something that lies somewhere; `secret` if it is in the clear."""

    words: str
    note: str
    secret: bool


@dataclass(frozen=True)
class Place:
    """Where parts lie."""

    name: str
    note: str
    parts: tuple[Part, ...]


PLACES = (
    Place(
        "KMS",
        "sees no data",
        (Part("KMS key", "never leaves KMS", True),),
    ),
    Place(
        "your program",
        "while it runs",
        (
            Part("data key", "32 bytes, until the function ends", True),
            Part("data", "frame by frame", True),
        ),
    ),
    Place(
        "S3",
        "for years",
        (
            Part("wrapped data key", "184 bytes, opened by KMS only", False),
            Part("frames", "nonce, ciphertext, tag", False),
        ),
    ),
)
TRAFFIC = (
    (1, 0, "1  GenerateDataKey, with the context"),
    (0, 1, "2  data key, and wrapped data key"),
    (1, 2, "3  wrapped data key, frames"),
)


class WhereThingsAre:
    """What is stored where, and what travels between the places, when an object is encrypted."""

    def __repr__(self) -> str:
        lines = []
        for place in PLACES:
            lines.append(f"{place.name} ({place.note})")
            lines += [f"    {_kind(part)}: {part.words}, {part.note}" for part in place.parts]
        lines.append("what travels")
        lines += [f"    {words}: from {PLACES[one].name} to {PLACES[other].name}" for one, other, words in TRAFFIC]
        return "\n".join(lines)

    @property
    def html(self) -> str:
        """The picture, with the same in words for those who do not see it."""
        source = f"data:image/png;base64,{b64encode(_Drawing().png()).decode()}"
        return f'<figure><img alt="{escape(repr(self))}" style="min-width: 620px" src="{source}"></figure>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), "" if plain_only() else self.html)


def _kind(part: Part) -> str:
    return "in the clear" if part.secret else "encrypted"


class _Drawing:
    """Three places side by side, and arrows between them."""

    gap, column, top, height = 150.0, 190.0, 14.0, 236.0

    def __init__(self) -> None:
        self.painted: list[Any] = []
        for number, place in enumerate(PLACES):
            self._place(self._left(number), place)
        for row, (one, other, words) in enumerate(TRAFFIC):
            self._arrow(one, other, words, self.top + (96, 176, 136)[row])

    def _left(self, number: int) -> float:
        return MARGIN + number * (self.column + self.gap)

    def _place(self, left: float, place: Place) -> None:
        from matplotlib.patches import Rectangle

        outline = Rectangle((left, self.top), self.column, self.height, fill=False, edgecolor=QUIET, linewidth=1.0)
        self.painted.append(outline)
        self._text(left + 12, self.top + 24, place.name, 15, bold=True)
        self._text(left + 12, self.top + 43, place.note, SMALL, color=QUIET)
        below = self.top + 62
        for part in place.parts:
            below = self._part(left + 10, below, part) + 12

    def _part(self, left: float, top: float, part: Part) -> float:
        from matplotlib.patches import FancyBboxPatch

        notes = broken(part.note, self.column - 40, SMALL)
        height = 50 + 15 * len(notes)
        edge, fill = ("#a8390b", "#fdefe8") if part.secret else ("#0b62a4", "#eaf3fb")
        style = "square,pad=0" if part.secret else "round,pad=0,rounding_size=10"
        self.painted.append(
            FancyBboxPatch(
                (left, top), self.column - 20, height, boxstyle=style, facecolor=fill, edgecolor=edge, linewidth=1.4,
                linestyle="solid" if part.secret else (0, (4, 2.5)),
            )
        )  # fmt: skip
        self._text(left + 10, top + 20, part.words, SIZE, bold=True)
        self._text(left + 10, top + 38, _kind(part), SMALL, bold=True, color=edge)
        for number, note in enumerate(notes):
            self._text(left + 10, top + 54 + 15 * number, note, SMALL)
        return top + height

    def _arrow(self, one: int, other: int, words: str, y: float) -> None:
        from matplotlib.patches import FancyArrowPatch

        towards = 1 if other > one else -1
        begin = self._left(one) + (self.column if towards > 0 else 0) + 4 * towards
        end = self._left(other) + (0 if towards > 0 else self.column) - 4 * towards
        head = "-|>,head_length=6,head_width=3.2"
        self.painted.append(
            FancyArrowPatch((begin, y), (end, y), arrowstyle=head, mutation_scale=1.0, shrinkA=0, shrinkB=0, color=INK)
        )
        for number, line in enumerate(broken(words, self.gap - 24, SMALL)):
            self._text((begin + end) / 2, y + 16 + 14 * number, line, SMALL, align="center")

    def _text(
        self, x: float, y: float, text: str, size: float, bold: bool = False, color: str = INK, align: str = "left"
    ) -> None:
        from matplotlib.text import Text

        self.painted.append(
            Text(x, y, text, color=color, fontproperties=font(size, bold), ha=align, va="baseline", parse_math=False)
        )

    def png(self) -> bytes:
        """The picture."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        from course_lib.pictures.picture import small_png

        height = self.height + 2 * self.top
        figure = Figure(figsize=(WIDTH / 100, height / 100), dpi=100 * SCALE, facecolor="#ffffff")
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(height, 0)
        for artist in self.painted:
            axes.add_artist(artist)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            canvas.draw()
        return small_png(canvas.buffer_rgba())
