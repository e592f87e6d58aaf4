"""The path of a connection as a picture: its gates from top to bottom, there and back, open or shut."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.aws.services.ec2.reachability import Hop, Path
from course_lib.pictures.figure import described

INK, QUIET, OPEN, SHUT = "#1f2328", "#57606a", "#0b5cad", "#a8390b"
WIDTH, ROW = 8.4, 0.4  # inches
LONGEST = 44  # characters of a rule


def path_picture(path: Path, names: Mapping[str, str], title: str) -> Any:
    """Draw a path.

    Args:
        path: of the analysis.
        names: what to call things instead of their ids.
        title: a line above it.
    """
    return described(_figure(path, names, title), _words(path, names, title))


def _figure(path: Path, names: Mapping[str, str], title: str) -> Any:
    from matplotlib.figure import Figure

    rows = len(path.hops)
    figure = Figure(figsize=(WIDTH, 0.9 + ROW * rows), dpi=100, facecolor="#ffffff", layout="constrained")
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_xlim(0, 100)
    axes.set_ylim(rows - 0.4, -1.4)
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold", color=INK)
    for x, head in ((7, "gate"), (39, "of"), (60, "decided by")):
        axes.text(x, -0.9, head, fontsize=10, color=QUIET, va="center")
    if rows > 1:
        axes.plot([3, 3], [0, rows - 1], color="#d0d7de", linewidth=2, zorder=1)
    for place, hop in enumerate(path.hops):
        _row(axes, place, hop, names)
    _legend(figure, path)
    return figure


def _row(axes: Any, place: int, hop: Hop, names: Mapping[str, str]) -> None:
    color = OPEN if hop.passes else SHUT
    arrow = "^" if hop.reply else "v"
    axes.scatter([3], [place], marker=arrow if hop.passes else "X", s=90, color=color, zorder=2)
    weight = "normal" if hop.passes else "bold"
    axes.text(7, place, _gate(hop), fontsize=10, color=INK if hop.passes else SHUT, fontweight=weight, va="center")
    axes.text(39, place, names.get(hop.name, hop.name), fontsize=10, color=INK, va="center")
    axes.text(60, place, _short(_named(hop.rule, names)), fontsize=10, color=INK if hop.passes else SHUT, va="center")


def _legend(figure: Any, path: Path) -> None:
    told = "▼ on the way there   ▲ on the way back   " + ("every gate is open" if path.arrives else "✖ shut")
    figure.supxlabel(told, x=0.99, ha="right", fontsize=10, color=QUIET if path.arrives else SHUT)


def _gate(hop: Hop) -> str:
    return hop.gate.value + (" (answer)" if hop.reply else "")


def _named(rule: str, names: Mapping[str, str]) -> str:
    for each, name in names.items():
        rule = rule.replace(each, name)
    return rule


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _words(path: Path, names: Mapping[str, str], title: str) -> str:
    """The picture for those who cannot see it."""
    lines = [f"{title}."]
    for hop in path.hops:
        state = "open" if hop.passes else "SHUT"
        lines.append(f"{state}  {_gate(hop)} of {names.get(hop.name, hop.name)}: {_named(hop.rule, names)}")
    return "\n".join(lines)
