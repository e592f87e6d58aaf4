"""Who computes what, and when: a lane for each process of a function on a Lambda function's CPUs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from course_lib.checks.processors.job import Job
from course_lib.lessons.lambda_settings.computing import Function, run
from course_lib.lessons.lambda_settings.measuring import INK, QUIET, TIME
from course_lib.pictures.figure import described
from course_lib.pictures.inert import INERT, graded

SHADES = ((TIME, "#ffffff"), ("#54aeff", INK))  # of a process's parts in turns: the bar, and what is written on it
LEAST = 1.5  # seconds that are drawn


def lanes(function: Function, memory_mb: int) -> Any:
    """A picture of one call.

    Args:
        function: as for `computing.run`.
        memory_mb: of the function.
    """
    if graded():
        return INERT
    job = run(function, memory_mb)
    title = f"{function.__name__}, {memory_mb:,} MB: {job.took_ms / 1000:.2f} s"
    return described(_figure(job, title), _words(job, title))


@dataclass(frozen=True)
class _Bar:
    """A part that was computed: from when to when, in seconds."""

    name: str
    began: float
    ended: float


def _by_process(job: Job) -> dict[str, list[_Bar]]:
    found: dict[int, list[_Bar]] = {}
    for each in job.asked:
        if each.part is not None and each.ended is not None:
            bar = _Bar(str(job.parts[each.part].name), each.began / 1000, each.ended / 1000)
            found.setdefault(each.process, []).append(bar)
    return {f"process {process}" if process else "its own": bars for process, bars in sorted(found.items())}


def _words(job: Job, title: str) -> str:
    """The picture for those who cannot see it."""
    rows = [
        f"{process}: {', '.join(bar.name for bar in bars)}; done after {bars[-1].ended:.2f} s"
        for process, bars in _by_process(job).items()
    ]
    return "\n".join([title, *rows])


def _figure(job: Job, title: str) -> Any:
    from matplotlib.figure import Figure

    rows, took = _by_process(job), job.took_ms / 1000
    figure = Figure(figsize=(9.6, 0.8 + 0.42 * len(rows)), dpi=100, facecolor="#ffffff", layout="constrained")
    axes = figure.subplots()
    for row, bars in enumerate(rows.values()):
        for number, bar in enumerate(bars):
            fill, sign = SHADES[number % 2]
            length = bar.ended - bar.began
            axes.barh(row, length, left=bar.began, height=0.7, color=fill, edgecolor="#ffffff", linewidth=1)
            middle, label = bar.began + length / 2, bar.name.rpartition(" ")[2]
            axes.text(middle, row, label, ha="center", va="center", fontsize=9, color=sign)
    axes.axvline(took, color=INK, linewidth=1, linestyle="--")
    axes.set_yticks(range(len(rows)), labels=list(rows))
    axes.invert_yaxis()
    axes.set_xlim(0, max(LEAST, took * 1.02))
    axes.set_xlabel("seconds on the lab's clock; the numbers are the branches", color=QUIET)
    axes.set_title(title, loc="left", fontsize=11, color=INK)
    axes.tick_params(colors=INK)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return figure
