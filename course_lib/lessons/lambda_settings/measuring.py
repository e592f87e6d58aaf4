"""What the notebook shows: a function is measured at several sizes of memory, and drawn against the deadline."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.pictures.figure import described
from course_lib.pictures.inert import INERT, graded

# Dollars for a GB-second on x86 in us-east-1. Source: AWS whitepaper "How AWS Pricing Works", AWS Lambda.
DOLLARS_A_GB_SECOND = 0.00001667
INK, QUIET, TIME, COST, LATE = "#1f2328", "#57606a", "#0969da", "#1a7f37", "#a8390b"


@dataclass(frozen=True)
class Measured:
    """One invocation of a warm instance.

    Attributes:
        memory_mb: the function's memory.
        duration_ms: how long it took.
        billed_ms: what is paid for.
    """

    memory_mb: int
    duration_ms: float
    billed_ms: int

    @property
    def dollars(self) -> float:
        """What a million such invocations cost, without the price of the requests."""
        return self.memory_mb / 1024 * self.billed_ms / 1000 * DOLLARS_A_GB_SECOND * 1_000_000


def measure(lab: Any, name: str, sizes: Sequence[int]) -> Any:
    """Invoke a function twice at each size, and tell how the second invocation was.

    Args:
        lab: the open lab.
        name: the function's.
        sizes: of memory, in MB.
    """
    if graded():
        return INERT
    client = lab.cloud.client("lambda", who="course")
    return [_measured(lab, client, name, size) for size in sizes]


def _measured(lab: Any, client: Any, name: str, size: int) -> Measured:
    client.update_function_configuration(FunctionName=name, MemorySize=size)
    lab.clock.advance(minutes=1)
    client.invoke(FunctionName=name)
    log = base64.b64decode(client.invoke(FunctionName=name, LogType="Tail")["LogResult"]).decode()
    found = re.search(r"\tDuration: ([\d.]+) ms\tBilled Duration: (\d+) ms", log)
    assert found, log
    return Measured(size, float(found[1]), int(found[2]))


def curve(measured: Sequence[Measured], deadline_ms: int) -> Any:
    """A picture of time and cost against memory.

    Args:
        measured: what `measure` gave.
        deadline_ms: what an invocation may take at most.
    """
    if graded():
        return INERT
    return described(_figure(measured, deadline_ms), _words(measured, deadline_ms))


def _figure(measured: Sequence[Measured], deadline_ms: int) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.6, 4.6), dpi=100, facecolor="#ffffff", layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    sizes = [str(each.memory_mb) for each in measured]
    in_time = [each.duration_ms <= deadline_ms for each in measured]
    upper.plot(sizes, [each.duration_ms / 1000 for each in measured], color=TIME, marker="o", linewidth=2)
    upper.axhline(deadline_ms / 1000, color=LATE, linestyle="--", linewidth=1.6)
    name_deadline(upper, deadline_ms / 1000)
    upper.set_yscale("log")
    upper.set_yticks([1, 2, 5, 10, 20, 50], labels=["1", "2", "5", "10", "20", "50"])
    upper.minorticks_off()
    upper.set_ylabel("seconds", color=TIME)
    colors = [COST if good else "#ffffff" for good in in_time]
    lower.bar(sizes, [each.dollars for each in measured], color=colors, edgecolor=INK, linewidth=0.8)
    for place, (each, good) in enumerate(zip(measured, in_time, strict=True)):
        sign = f"${each.dollars:.0f}" if good else "too late"
        lower.text(place, each.dollars, sign, ha="center", va="bottom", fontsize=9, color=INK if good else LATE)
    lower.margins(y=0.2)
    lower.set_ylabel("dollars for\na million calls", color=COST)
    lower.set_xlabel("memory in MB", color=QUIET)
    for axes in (upper, lower):
        axes.tick_params(colors=INK)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
    return figure


def name_deadline(axes: Any, seconds: float) -> None:
    """Write what the line is, at its right end, where no curve comes."""
    axes.annotate(
        "the\ndeadline", (1, seconds), xycoords=("axes fraction", "data"), textcoords="offset points", xytext=(4, 0),
        color=LATE, fontsize=10, va="center", annotation_clip=False,
    )  # fmt: skip


def _words(measured: Sequence[Measured], deadline_ms: int) -> str:
    """The picture for those who cannot see it."""
    lines = [f"Time and cost against memory; the deadline is {deadline_ms / 1000:g} seconds."]
    for each in measured:
        late = "" if each.duration_ms <= deadline_ms else ", too late"
        took = f"{each.duration_ms / 1000:.2f} seconds{late}"
        lines.append(f"{each.memory_mb} MB: {took}, ${each.dollars:.2f} for a million calls.")
    return "\n".join(lines)
