"""What each partition used, second by second, with its limit and what it refused: as a heat map, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.services.dynamodb.throughput.ledger import Used
from course_lib.pictures.figure import described

INK, QUIET, REFUSED = "#1f2328", "#57606a", "#a8390b"
WIDTH, ROW = 9.6, 0.62  # inches
MOST_COLUMNS = 60


@dataclass(frozen=True)
class Cell:
    """A partition in a span of time: units a second, and requests refused."""

    used: float
    refused: int


def heat_map(used: Sequence[Used], limit: float, title: str, what: str = "") -> Any:
    """A picture of writes: a row for each partition, a column for each second or few seconds.

    Args:
        used: from a replay, or from `Throughput.used`.
        limit: units a second that one partition may use; a cell is darkest there.
        title: a line above it.
        what: a word about the limit, such as "its share of 400".
    """
    cells, span = _cells(used)
    return described(_figure(cells, span, limit, title, what), _words(cells, span, limit, title, what))


def _cells(used: Sequence[Used]) -> tuple[dict[int, list[Cell]], int]:
    """The cells of each partition, and how many seconds each of them stands for."""
    if not used:
        return {}, 1
    first, last = used[0].second, used[-1].second
    span = -(-(last - first + 1) // MOST_COLUMNS)
    columns = (last - first) // span + 1
    sums: dict[int, list[list[float]]] = {}
    for each in used:
        row = sums.setdefault(each.partition, [[0.0, 0.0] for _ in range(columns)])
        cell = row[(each.second - first) // span]
        cell[0] += each.writes / span
        cell[1] += each.refused_writes
    return {number: [Cell(a, round(b)) for a, b in row] for number, row in sorted(sums.items())}, span


def _figure(cells: dict[int, list[Cell]], span: int, limit: float, title: str, what: str) -> Any:
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    columns = max((len(row) for row in cells.values()), default=1)
    figure = Figure(figsize=(WIDTH, 1.5 + ROW * max(1, len(cells))), dpi=100, facecolor="#ffffff", layout="constrained")
    axes = figure.add_subplot()
    shown = [[cell.used for cell in row] for row in cells.values()] or [[0.0]]
    image = axes.imshow(shown, aspect="auto", cmap="Blues", vmin=0, vmax=max(limit, 1), interpolation="nearest")
    for place, row in enumerate(cells.values()):
        marked = [column for column, cell in enumerate(row) if cell.refused]
        for size, width, color in ((58, 4.2, "#ffffff"), (40, 2.0, REFUSED)):  # white around it, for dark cells
            axes.scatter(marked, [place] * len(marked), marker="x", s=size, linewidths=width, color=color)
    axes.set_yticks(range(len(cells)), [_label(number, row) for number, row in cells.items()])
    axes.set_xlabel("seconds" if span == 1 else f"spans of {span} seconds", color=QUIET)
    axes.set_xlim(-0.5, columns - 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold", color=INK)
    axes.tick_params(colors=INK, length=0)
    for place in range(1, len(cells)):
        axes.axhline(place - 0.5, color="#ffffff", linewidth=3)
    bar = figure.colorbar(image, ax=axes, pad=0.02)
    bar.set_label(f"units a second; limit {limit:g}" + (f",\n{what}" if what else ""), color=QUIET, fontsize=9)
    bar.outline.set_visible(False)
    legend = (
        "×  requests were refused" if any(cell.refused for row in cells.values() for cell in row) else "no refusals"
    )
    figure.supxlabel(legend, x=0.99, ha="right", fontsize=10, color=REFUSED if legend[0] == "×" else QUIET)
    return figure


def _label(number: int, row: Sequence[Cell]) -> str:
    refused = sum(cell.refused for cell in row)
    peak = max(cell.used for cell in row)
    return f"partition {number + 1}\nup to {peak:.0f}/s" + (f", {refused:,} refused" if refused else "")


def _words(cells: dict[int, list[Cell]], span: int, limit: float, title: str, what: str) -> str:
    """The picture for those who cannot see it."""
    seconds = span * max((len(row) for row in cells.values()), default=0)
    about = f" ({what})" if what else ""
    lines = [f"{title}. {len(cells)} partitions over {seconds} seconds; each may use {limit:g} units a second{about}."]
    for number, row in cells.items():
        refused = sum(cell.refused for cell in row)
        mean = sum(cell.used for cell in row) / len(row)
        peak = max(cell.used for cell in row)
        told = f"{refused:,} requests refused" if refused else "nothing refused"
        lines.append(f"Partition {number + 1}: {mean:.0f} a second on average, {peak:.0f} at most, {told}.")
    return "\n".join(lines)
