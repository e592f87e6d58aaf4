"""A table's time: its writes, the window that can be restored, its backups and exports.

from course_lib.lessons.dynamodb_backups.history import history
history(lab, trouble=datetime(2026, 3, 2, 14, 32, tzinfo=UTC))
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.markup import bundle, plain_only

if TYPE_CHECKING:
    from course_lib.pictures.open_lab import OpenLab

ROWS = ("writes", "can be restored", "backups", "exports")
TOGETHER = timedelta(minutes=1)  # writes that are this close are one mark
WIDTH, ROW, TOP, LEFT, RIGHT = 900, 58, 56, 150, 24  # CSS pixels
GOOD, BAD, INK, QUIET = "#00704e", "#a8390b", "#1f2328", "#57606a"


@dataclass(frozen=True)
class Mark:
    """Something at one moment, or from `since` until then: in which row, and what."""

    row: str
    when: datetime
    text: str
    since: datetime | None = None


@dataclass(frozen=True)
class History:
    """What a notebook shows of a table's time.

    Attributes:
        table: its name.
        marks: what happened, in the order of time.
        window: the first and the last moment that can be restored; None without point-in-time recovery.
        now: the present.
        trouble: when the data went wrong, if it did.
    """

    table: str
    marks: Sequence[Mark]
    window: tuple[datetime, datetime] | None
    now: datetime
    trouble: datetime | None = None

    def __repr__(self) -> str:
        return "\n".join([f"The table {self.table}", *self._lines()])

    def _lines(self) -> Iterator[str]:
        lines = [(mark.when, f"{_clock(mark.when)}  {_what(mark)}{self._after(mark)}") for mark in self.marks]
        if self.trouble:
            lines.append((self.trouble, f"{_clock(self.trouble)}  the trouble begins"))
        for _, text in sorted(lines, key=lambda line: line[0]):
            yield text
        if self.window:
            yield f"Can be restored: any second from {_clock(self.window[0])} to {_clock(self.window[1])}."
        else:
            yield "No moment can be restored: point-in-time recovery is off."
        yield f"It is {_clock(self.now)} now."

    def _after(self, mark: Mark) -> str:
        return ", after the trouble began" if self.trouble and mark.when >= self.trouble else ""

    @property
    def alt(self) -> str:
        """The picture in sentences."""
        return f"A time line of the table {self.table}. " + "; ".join(self._lines())

    def png(self) -> bytes:
        """The picture, drawn for a width of 900 CSS pixels."""
        return _Drawing(self).png()

    @property
    def html(self) -> str:
        source = f"data:image/png;base64,{b64encode(self.png()).decode()}"
        return f'<figure><img alt="{escape(self.alt)}" style="min-width: 720px" src="{source}"></figure>'

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        return bundle(repr(self), "" if plain_only() else self.html)


def history(lab: OpenLab, table: str = "results", trouble: datetime | None = None) -> History | Any:
    """Show a table's time so far.

    Args:
        lab: the open lab.
        table: a name.
        trouble: when the data went wrong.
    """
    if graded():
        return INERT
    cloud = lab.cloud
    client = cloud.client("dynamodb", who="course")
    marks = [*_writes(cloud.journal.entries(), table), *_backups(client, table), *_exports(client, table)]
    now = cloud.clock.now()
    return History(table, sorted(marks, key=lambda mark: mark.when), _window(client, table), now, trouble)


def _writes(entries: Sequence[Any], table: str) -> Iterator[Mark]:
    """Writes that are close together are one."""
    counted: list[tuple[datetime, int]] = []
    for entry in entries:
        many = 0 if entry.error else _items_written(entry.operation, entry.params, table)
        if many and counted and entry.when - counted[-1][0] < TOGETHER:
            counted[-1] = (counted[-1][0], counted[-1][1] + many)
        elif many:
            counted.append((entry.when, many))
    return (Mark("writes", when, str(many)) for when, many in counted)


def _items_written(operation: str, params: Mapping[str, Any], table: str) -> int:
    if operation == "BatchWriteItem":
        return len(params["RequestItems"].get(table, ()))
    return int(operation in ("PutItem", "UpdateItem", "DeleteItem") and params.get("TableName") == table)


def _backups(client: Any, table: str) -> Iterator[Mark]:
    for page in client.get_paginator("list_backups").paginate(TableName=table):
        for each in page["BackupSummaries"]:
            yield Mark("backups", each["BackupCreationDateTime"], each["BackupName"])


def _exports(client: Any, table: str) -> Iterator[Mark]:
    for each in client.list_exports()["ExportSummaries"]:
        shown = client.describe_export(ExportArn=each["ExportArn"])["ExportDescription"]
        if not shown["TableArn"].endswith(f"/{table}"):
            continue
        window = shown.get("IncrementalExportSpecification")
        if window:
            start = window["ExportFromTime"]
            yield Mark("exports", window["ExportToTime"], f"changes since {_clock(start)[:5]}", start)
        else:
            yield Mark("exports", shown["ExportTime"], "full")


def _window(client: Any, table: str) -> tuple[datetime, datetime] | None:
    described = client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    recovery = described["PointInTimeRecoveryDescription"]
    if recovery["PointInTimeRecoveryStatus"] != "ENABLED":
        return None
    return recovery["EarliestRestorableDateTime"], recovery["LatestRestorableDateTime"]


def _what(mark: Mark) -> str:
    if mark.row == "writes":
        return "1 item written" if mark.text == "1" else f"{mark.text} items written"
    return f"{'backup' if mark.row == 'backups' else 'export,'} {mark.text}"


def _clock(moment: datetime) -> str:
    """The time of day in UTC."""
    from datetime import UTC

    return f"{moment.astimezone(UTC):%H:%M:%S}"


class _Drawing:
    """Rows from top to bottom, time from left to right."""

    def __init__(self, shown: History) -> None:
        self.shown = shown
        first = min([mark.when for mark in shown.marks] + ([shown.window[0]] if shown.window else []) + [shown.now])
        self.start, self.end = first - timedelta(minutes=12), shown.now + timedelta(minutes=12)
        self.height = TOP + ROW * len(ROWS) + 40

    def png(self) -> bytes:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        from course_lib.pictures.picture import SCALE, small_png

        figure = Figure(figsize=(WIDTH / 100, self.height / 100), dpi=100 * SCALE, facecolor="#ffffff")
        canvas = FigureCanvasAgg(figure)
        self.axes = figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, WIDTH)
        self.axes.set_ylim(self.height, 0)
        self._frame()
        self._window()
        for mark in self.shown.marks:
            self._mark(mark)
        canvas.draw()
        return small_png(canvas.buffer_rgba())

    def _x(self, moment: datetime) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * ((moment - self.start) / (self.end - self.start))

    def _y(self, row: str) -> float:
        return TOP + ROW * (ROWS.index(row) + 0.5)

    def _text(self, x: float, y: float, text: str, align: str = "center", color: str = INK, bold: bool = False) -> None:
        from course_lib.pictures.picture import font

        behind = {"facecolor": "#ffffff", "edgecolor": "none", "pad": 1}
        self.axes.text(x, y, text, ha=align, va="center", color=color, fontproperties=font(12, bold), bbox=behind)

    def _frame(self) -> None:
        for row in ROWS:
            self._text(14, self._y(row), row, "left", bold=True)
            self.axes.plot([LEFT, WIDTH - RIGHT], [self._y(row)] * 2, color="#d0d7de", linewidth=0.8, zorder=0)
        bottom = self.height - 32
        hour = self.start.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        while hour < self.end:
            self.axes.plot([self._x(hour)] * 2, [bottom - 5, bottom], color=QUIET, linewidth=1)
            self._text(self._x(hour), bottom + 14, _clock(hour)[:5], color=QUIET)
            hour += timedelta(hours=1)
        self._line(self.shown.now, "now", QUIET, (0, (1, 2)))
        if self.shown.trouble:
            self._line(self.shown.trouble, f"trouble begins, {_clock(self.shown.trouble)[:5]}", BAD, (0, (5, 3)))

    def _line(self, when: datetime, text: str, color: str, style: Any) -> None:
        x = self._x(when)
        self.axes.plot([x, x], [TOP - 8, self.height - 32], color=color, linewidth=1.5, linestyle=style)
        side = "right" if text == "now" else "center"
        self._text(x if side == "center" else x + 14, TOP - 20 if side == "center" else TOP - 38, text, side, color)

    def _window(self) -> None:
        from matplotlib.patches import Rectangle

        if self.shown.window is None:
            self._text((LEFT + WIDTH) / 2, self._y("can be restored") - 12, "nothing", color=BAD)
            return
        start, end = map(self._x, self.shown.window)
        y = self._y("can be restored")
        self.axes.add_patch(Rectangle((start, y - 9), end - start, 18, facecolor="#e7f5ef", edgecolor=GOOD, hatch="//"))
        first, last = map(_clock, self.shown.window)
        self._text((start + end) / 2, y + 20, f"any second, {first} to {last}", color=GOOD)

    def _mark(self, mark: Mark) -> None:
        bad = self.shown.trouble is not None and mark.when >= self.shown.trouble
        shape = {"writes": "X" if bad else "^", "backups": "s", "exports": "D"}[mark.row]
        x, y, color = self._x(mark.when), self._y(mark.row), BAD if bad else GOOD
        if mark.since:
            self.axes.plot([self._x(mark.since), x], [y, y], color=color, linewidth=4, solid_capstyle="butt")
        self.axes.plot([x], [y], marker=shape, markersize=8, color=color, markeredgecolor="#ffffff")
        self._text(x, y + 18, mark.text, color=color)
