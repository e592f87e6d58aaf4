"""What could be restored of each month, against the line of the contract: as a calendar, and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.lessons.rds_snapshots import data
from course_lib.pictures.figure import described
from course_lib.pictures.inert import INERT, graded

INK, QUIET = "#1f2328", "#57606a"
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WIDTH, ROW = 9.6, 0.62  # inches
LOOKS = {  # what there is of a month: colour, sign, words
    "manual": ("#1a7f37", "■", "a manual snapshot"),
    "automated": ("#9a6700", "35 d", "an automated backup, for 35 days"),
    "failed": ("#a8390b", "×", "a snapshot that has failed"),
    "nothing": ("#ffffff", "–", "nothing"),
}


@dataclass(frozen=True)
class Month:
    """One month, and the best thing that there is of it, as in `LOOKS`; whether the contract asks for it."""

    name: str
    holds: str
    asked: bool


def calendar(lab: Any, first: str = "2026-03", database: str = data.DATABASE) -> Any:
    """A picture of what could be restored now.

    Args:
        lab: the open lab.
        first: the first month that is shown.
        database: its name.
    """
    if graded():
        return INERT
    months = months_of(lab.cloud, first, database)
    title = f"{data.month_of(lab.clock.now())}: what could be restored of {database}"
    return described(_figure(months, title), _words(months, title))


def months_of(cloud: Any, first: str, database: str) -> list[Month]:
    """The months from the first one up to now."""
    now = data.month_of(cloud.clock.now())
    oldest, held = data.after(now, -data.CONTRACT), _held(cloud, database)
    found, month = [], first
    while month <= now:
        found.append(Month(month, held.get(month, "nothing"), month >= oldest))
        month = data.after(month, 1)
    return found


def _held(cloud: Any, database: str) -> Mapping[str, str]:
    """By month, the best thing that there is."""
    client = cloud.client("rds", who="course")
    best: dict[str, str] = {}
    for page in client.get_paginator("describe_db_snapshots").paginate(DBInstanceIdentifier=database):
        for each in page["DBSnapshots"]:
            if each["Status"] == "creating":  # it has no times yet
                continue
            month = data.month_of(each["OriginalSnapshotCreateTime"])
            what = "failed" if each["Status"] == "failed" else each["SnapshotType"]
            if month not in best or list(LOOKS).index(what) < list(LOOKS).index(best[month]):
                best[month] = what
    return best


def _figure(months: Sequence[Month], title: str) -> Any:
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    years = sorted({month.name[:4] for month in months})
    size = (WIDTH, 1.5 + ROW * len(years))
    figure = Figure(figsize=size, dpi=100, facecolor="#ffffff", layout="constrained")
    axes = figure.add_subplot()
    for month in months:
        x, y = int(month.name[5:]) - 1, years.index(month.name[:4])
        color, sign, _ = LOOKS[month.holds]
        axes.add_patch(Rectangle((x - 0.42, y - 0.36), 0.84, 0.72, facecolor=color, edgecolor=QUIET, linewidth=0.8))
        ink = INK if color == "#ffffff" else "#ffffff"
        axes.text(x, y, sign, ha="center", va="center", color=ink, fontsize=10)
        if month.asked:
            axes.plot([x - 0.5, x + 0.5], [y + 0.44, y + 0.44], color=INK, linewidth=2.6, solid_capstyle="butt")
    axes.set_xlim(-0.6, 11.6)
    axes.set_ylim(len(years) - 0.4, -0.6)
    axes.set_xticks(range(12), MONTHS)
    axes.set_yticks(range(len(years)), years)
    axes.tick_params(colors=INK, length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold", color=INK)
    there = {month.holds for month in months}
    shown = "   ".join(f"{sign} {words}" for key, (_, sign, words) in LOOKS.items() if key in there)
    figure.supxlabel(f"{shown}   ▬ the contract asks for it", x=0.01, ha="left", fontsize=9, color=QUIET)
    return figure


def _words(months: Sequence[Month], title: str) -> str:
    """The picture for those who cannot see it."""
    asked = [month for month in months if month.asked]
    lines = [f"{title}. The contract asks for {len(asked)} months: {asked[0].name} to {asked[-1].name}."]
    for key, (_, _, words) in LOOKS.items():
        names = [month.name for month in asked if month.holds == key]
        if names:
            lines.append(f"Of {len(names)} of them there is {words}: {_ranges(names)}.")
    return "\n".join(lines)


def _ranges(names: Sequence[str]) -> str:
    """Months one after the other as one: "2026-03 to 2026-07, 2026-09"."""
    runs: list[list[str]] = []
    for name in names:
        if runs and data.after(runs[-1][-1], 1) == name:
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)
