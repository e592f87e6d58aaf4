"""What the notebook shows: the original question under two models, and load with a skew that can be turned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from course_lib.aws.services.dynamodb.operations.reading import key_hash
from course_lib.aws.services.dynamodb.throughput.kinds import Model
from course_lib.aws.services.dynamodb.throughput.replay import Ask, on_demand, provisioned, replay
from course_lib.lessons.hot_partitions.evening import drawn, zipf
from course_lib.lessons.hot_partitions.heat_map import heat_map
from course_lib.pictures.inert import INERT, graded
from course_lib.pictures.sliders import Slider, Sliders

GB = 1024**3
UNITS, HOT, OTHERS = 400, 250, 50  # of the question: the table's, the busy partition's, all others' together
PARTITIONS = 4
OLD, TODAY = "fixed shares", "adaptive"
SINGERS = 40


def turn_on_limits(lab: Any) -> None:
    """From now on the lab's tables serve what their units and partitions allow, and refuse the rest."""
    from course_lib.lessons.hot_partitions.data import throughput

    if not graded():
        throughput(lab.cloud).turn_on()


def partitions_of(lab: Any, table: str) -> Any:
    """What the partitions of a table of the lab did since its limits were turned on, as a picture."""
    from course_lib.lessons.hot_partitions.data import throughput

    if graded():
        return INERT
    return heat_map(throughput(lab.cloud).used(table), 1000, f"The partitions of {table}")


def original_question(model: str, seconds: int = 60) -> Any:
    """The original question as a picture: 250 of 400 write units on one of four partitions.

    Args:
        model: "fixed shares", as before adaptive capacity, or "adaptive", as today.
        seconds: how long it lasts.
    """
    if graded():
        return INERT
    capacity = provisioned(100, UNITS, size=35 * GB)  # so much data takes four partitions
    replayed = replay(_question(seconds), capacity, Model(model))
    if model == OLD:
        share = UNITS // PARTITIONS
        return heat_map(replayed.used, share, "Before adaptive capacity", f"an equal share of {UNITS}")
    return heat_map(replayed.used, 1000, "Today", f"while the table uses at most {UNITS}")


def _question(seconds: int) -> Iterator[Ask]:
    """The busy partition has 250 keys, which get one write a second each; the other three share 50."""
    busy, other = _keys_in(1, HOT), [key for part in (0, 2, 3) for key in _keys_in(part, OTHERS // 3 + 1)][:OTHERS]
    for second in range(seconds):
        asks = [Ask(second + place / HOT, key) for place, key in enumerate(busy)]
        asks += [Ask(second + (place + 0.5) / OTHERS, key) for place, key in enumerate(other)]
        yield from sorted(asks, key=lambda ask: ask.at)


def _keys_in(part: int, count: int) -> list[str]:
    """Keys that lie in one of four partitions."""
    names = (f"song-{number}" for number in range(100_000))
    found = (name for name in names if key_hash([{"S": name}]) * PARTITIONS >> 128 == part)
    return [next(found) for _ in range(count)]


def votes(skew: float = 1.5, shards: int = 1, writes: int = 3000, seconds: int = 20) -> Any:
    """An evening's votes for 40 singers on a new on-demand table, as a picture.

    Args:
        skew: 0: all get as many; 2: the first gets most of them.
        shards: how many buckets each singer's votes are spread over.
        writes: votes a second.
        seconds: how long.
    """
    if graded():
        return INERT
    places = drawn(zipf(SINGERS, skew), writes)
    keys = [f"singer-{place}#{number % shards}" for number, place in enumerate(places)]
    asks = (Ask(second + number / writes, key) for second in range(seconds) for number, key in enumerate(keys))
    replayed = replay(asks, on_demand())
    percent = replayed.refused / (replayed.refused + replayed.accepted)
    buckets = "1 bucket" if shards == 1 else f"{shards} buckets"
    title = f"{writes:,} votes a second, skew {skew:g}, {buckets} a singer: {percent:.0%} refused"
    return heat_map(replayed.used, 1000, title)


def sliders() -> Sliders | Any:
    """The votes' picture, with a slider for the skew and one for the number of buckets."""
    if graded():
        return INERT
    return Sliders(votes, [Slider("skew", "skew", 1.5, 0, 2, 0.25), Slider("shards", "buckets a singer", 1, 1, 40)])
