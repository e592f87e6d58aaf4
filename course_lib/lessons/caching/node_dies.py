"""What is left of 600 results when a node dies, with and without a replica; and where keys lie in the slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.account import Cloud
from course_lib.aws.services.redis.slots import SLOTS, slot_of
from course_lib.aws.words import count
from course_lib.pictures.figure import described

SECONDS = 20  # that the database computes one result, as the lesson tells
INK, QUIET, MARK = "#1f2328", "#57606a", "#0a558c"
MOST_MINUTES = 10  # until a cluster is well again


@dataclass(frozen=True)
class Loss:
    """What a failure cost: results before and after, and writes that had not reached a replica."""

    replicas: int
    stored: int
    left: int
    unsent: int

    def __repr__(self) -> str:
        gone = self.stored - self.left
        nodes, copies = 3 * (self.replicas + 1), count(self.replicas, "replica")
        cost = f"{gone * SECONDS / 60:,.0f} minutes of the database" if gone else "nothing to compute"
        if 0 < gone * SECONDS < 120:
            cost = f"{gone * SECONDS} seconds of the database"
        late = f", the last {self.unsent} writes not yet copied" if self.unsent else ""
        return f"{nodes} nodes, {copies} in each shard{late}: {gone} of {self.stored} results gone, {cost}"


def kill_a_node(replicas: int, results: int = 600, unsent: int = 0) -> Loss:
    """Fill a cluster of three shards of its own, kill a primary, wait until all is well again, and count.

    Args:
        replicas: of each shard, 0 to 5.
        results: how many are stored.
        unsent: how many of the last writes of the shard no replica has yet.

    Returns:
        what is left.
    """
    with Cloud(services=()) as cloud:
        cloud.cluster.build(shards=3, replicas=replicas)
        for number in range(results):
            cloud.cluster.do("SET", f"report:{number}", number)
        cloud.cluster.fail("0001-001", lost=unsent)
        cloud.clock.advance(minutes=MOST_MINUTES)
        return Loss(replicas, results, len(cloud.cluster.values()), unsent)


def draw_slots(keys: Mapping[str, Sequence[str]], shards: int = 3) -> Any:
    """A picture of the slots: a line for each set of keys, a mark for each key, and how many each shard has.

    Args:
        keys: by the name of the set.
        shards: which divide the slots evenly.
    """
    slots = {name: [slot_of(key.encode()) for key in each] for name, each in keys.items()}
    bounds = [round(SLOTS * number / shards) for number in range(shards + 1)]
    loads = {
        name: [sum(low <= slot < high for slot in each) for low, high in _pairs(bounds)] for name, each in slots.items()
    }
    words = "; ".join(
        f"{name}: {', '.join(map(str, load))} keys on the {shards} shards" for name, load in loads.items()
    )
    return described(_figure(slots, loads, bounds), f"Keys on the slots from 0 to {SLOTS - 1}. {words}.")


def _pairs(bounds: Sequence[int]) -> list[tuple[int, int]]:
    return list(zip(bounds, bounds[1:], strict=False))


def _figure(slots: Mapping[str, Sequence[int]], loads: Mapping[str, Sequence[int]], bounds: Sequence[int]) -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.6, 1.0 + 0.9 * len(slots)), dpi=100, facecolor="#ffffff", layout="constrained")
    axes = figure.add_subplot()
    for place, (name, each) in enumerate(slots.items()):
        axes.eventplot([each], lineoffsets=-place - 0.1, linelengths=0.45, linewidths=1, colors=MARK)
        for (low, high), load in zip(_pairs(bounds), loads[name], strict=True):
            text = f"{load} keys"
            axes.text((low + high) / 2, -place + 0.22, text, ha="center", color=INK, fontsize=10)
    axes.set_yticks([-place for place in range(len(slots))], list(slots))
    for bound in bounds[1:-1]:
        axes.axvline(bound, color=QUIET, linewidth=1, linestyle="--")
    axes.set_xlim(0, SLOTS)
    axes.set_ylim(-len(slots) + 0.5, 0.5)
    axes.set_xticks([*bounds[:-1], SLOTS - 1])
    axes.set_xlabel("slot", color=QUIET)
    axes.set_title(
        "Three shards, and the keys on them" if len(bounds) == 4 else "The keys on the shards", loc="left", color=INK
    )
    axes.tick_params(colors=INK, length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return figure
