"""Time and cost of one declared job against all sizes of memory, with the deadline; all three can be turned."""

from __future__ import annotations

from typing import Any

from course_lib.aws.services.lambda_.work import MB_PER_VCPU, Work, vcpus
from course_lib.lessons.lambda_settings.measuring import (
    COST,
    DOLLARS_A_GB_SECOND,
    INK,
    LATE,
    QUIET,
    TIME,
    name_deadline,
)
from course_lib.pictures.figure import described
from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.sliders import Slider, Sliders

LEAST, MOST, STEP = 128, 10_240, 64  # MB
JOB_MS = 3000  # of one whole virtual CPU
PROCESSES = 6
SHADE = "#fff1e5"


def memory_sliders() -> Sliders | Any:
    """A job of three seconds of work; sliders for its memory, its deadline, and how much of it processes share."""
    if graded():
        return INERT
    return Sliders(
        cost_and_time,
        [
            Slider("memory_mb", "memory in MB", 1024, LEAST, MOST, STEP),
            Slider("deadline_s", "deadline in s", 5.0, 0.5, 30.0, 0.5),
            Slider("shared", "% in processes", 80, 0, 100, 10),
        ],
    )


def cost_and_time(memory_mb: int, deadline_s: float, shared: int) -> Any:
    """The picture.

    Args:
        memory_mb: the size that is marked.
        deadline_s: what a call may take at most, in seconds.
        shared: percent of the work that six processes divide; the rest one does alone.
    """
    if graded():
        return INERT
    work = Work(serial_ms=JOB_MS * (100 - shared) / 100, parallel_ms=JOB_MS * shared / 100, processes=PROCESSES)
    return described(_figure(work, memory_mb, deadline_s), _words(work, memory_mb, deadline_s, shared))


def _seconds(work: Work, memory_mb: int) -> float:
    return work.least_ms(memory_mb) / 1000


def _dollars(work: Work, memory_mb: int) -> float:
    """Of a million calls, without the price of the requests."""
    return memory_mb / 1024 * _seconds(work, memory_mb) * DOLLARS_A_GB_SECOND * 1_000_000


def _sizes() -> range:
    return range(LEAST, MOST + 1, STEP)


def cheapest(work: Work, deadline_s: float) -> int | None:
    """The size that costs least of those that meet the deadline; the smallest of several; None if none does.

    Args:
        work: what a call does.
        deadline_s: in seconds.
    """
    in_time = [size for size in _sizes() if _seconds(work, size) <= deadline_s]
    return min(in_time, key=lambda size: (round(_dollars(work, size), 6), size), default=None)


def _words(work: Work, memory_mb: int, deadline_s: float, shared: int) -> str:
    seconds = _seconds(work, memory_mb)
    said = "in time" if seconds <= deadline_s else "too late"
    lines = [
        f"{JOB_MS / 1000:g} seconds of work, {shared}% of it divided among {PROCESSES} processes; deadline "
        f"{deadline_s:g} seconds.",
        f"{memory_mb:,} MB ({vcpus(memory_mb):.2f} vCPUs): {seconds:.2f} seconds, {said}; "
        f"${_dollars(work, memory_mb):.2f} for a million calls.",
    ]
    return "\n".join([*lines, _answer(work, deadline_s)])


def _answer(work: Work, deadline_s: float) -> str:
    best = cheapest(work, deadline_s)
    if best is None:
        return "No size meets the deadline."
    return f"The cheapest in time: {best:,} MB, ${_dollars(work, best):.2f}."


def _figure(work: Work, memory_mb: int, deadline_s: float) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.0, 4.6), dpi=100, facecolor="#ffffff", layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    sizes = list(_sizes())
    seconds, dollars = ([value(work, size) for size in sizes] for value in (_seconds, _dollars))
    late = [size for size, each in zip(sizes, seconds, strict=True) if each > deadline_s]
    for axes, values, color in ((upper, seconds, TIME), (lower, dollars, COST)):
        axes.plot(sizes, values, color=color, linewidth=2)
        for size in late[:1]:
            axes.axvspan(size, late[-1] + STEP, color=SHADE, linewidth=0)
        axes.axvline(MB_PER_VCPU, color=QUIET, linewidth=0.8, linestyle=":")
        axes.axvline(memory_mb, color=INK, linewidth=1)
        axes.tick_params(colors=INK)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    upper.axhline(deadline_s, color=LATE, linestyle="--", linewidth=1.6)
    name_deadline(upper, deadline_s)
    upper.set_ylim(0, max(8.0, deadline_s * 1.2))
    upper.set_ylabel("seconds", color=TIME)
    _mark(upper, memory_mb, min(_seconds(work, memory_mb), upper.get_ylim()[1]), f"{_seconds(work, memory_mb):.2f} s")
    _mark(lower, memory_mb, _dollars(work, memory_mb), f"${_dollars(work, memory_mb):.2f}")
    lower.set_ylim(0, max(dollars) * 1.25)
    lower.set_title(_answer(work, deadline_s), color=INK, fontsize=11, loc="right")
    lower.set_ylabel("dollars for\na million calls", color=COST)
    lower.set_xlabel("memory in MB; the dotted line is one virtual CPU; shaded sizes are too late", color=QUIET)
    return figure


def _mark(axes: Any, place: int, value: float, text: str) -> None:
    axes.plot([place], [value], marker="o", color=INK)
    right = place < (LEAST + MOST) / 2
    axes.annotate(
        text, (place, value), textcoords="offset points", xytext=(8 if right else -8, 8), color=INK, fontsize=11,
        ha="left" if right else "right", bbox={"facecolor": "#ffffff", "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )  # fmt: skip
