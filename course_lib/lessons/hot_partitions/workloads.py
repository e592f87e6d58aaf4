"""Three workloads: what is written, what is asked afterwards, and how many keys an answer may take."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Workload:
    """A kind of writes.

    Attributes:
        name: what a learner's functions are told.
        writes: a second, of one unit each.
        keys: how many keys may be read for an answer.
        asked: the attributes that a question gives.
    """

    name: str
    writes: int
    keys: int
    asked: tuple[str, ...]


READINGS = Workload("readings", 2_000, 1, ("sensor", "day"))
VOTES = Workload("votes", 3_000, 200, ("candidate",))
ORDERS = Workload("orders", 3_000, 1, ("tenant", "order"))
NAMES: tuple[str, ...] = ("plumless", "buckeroo", "bdb", "cbc", "Ana", "ana", "an-a", "ana1", "1ana", "7", "07")
NAMES += (f"{'a' * 64}1", f"{'a' * 64}2")
WORKLOADS = {each.name: each for each in (READINGS, VOTES, ORDERS)}


def written(workload: Workload, count: int, chance: random.Random) -> list[dict[str, Any]]:
    """So many writes of one busy second."""
    day = f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    return [{**_MAKE[workload.name](number, chance), "day": day} for number in range(count)]


def alike(workload: Workload) -> list[tuple[str, ...]]:
    """Questions about different sensors, candidates or tenants, which code that evens out or cuts names takes for one.

    "plumless" and "buckeroo" have the same CRC-32, "bdb" and "cbc" the same Adler-32.
    """
    return [(name, "7")[: len(workload.asked)] for name in NAMES]


def _reading(number: int, chance: random.Random) -> dict[str, Any]:
    second = chance.randrange(86_400)
    return {"sensor": f"s-{number * 7 % 2000:04}", "second": second, "celsius": 20}


def _vote(number: int, chance: random.Random) -> dict[str, Any]:
    candidate = "ana" if number % 20 else chance.choice(["bo", "ana1", "1ana"])
    return {"candidate": candidate, "phone": f"555-{chance.randrange(10**6):06}"}


def _order(number: int, chance: random.Random) -> dict[str, Any]:
    tenant = "giant" if number % 10 < 7 else f"shop-{chance.randrange(400)}"
    order = f"o-{chance.randrange(10**9):09}"
    tenant, order = _alike(number // 20).get(number % 20, (tenant, order))
    return {"tenant": tenant, "order": order, "total": 5}


def _alike(number: int) -> dict[int, tuple[str, str]]:
    """Orders of different tenants that are one order to whoever leaves the tenant out, or glues the two together."""
    return {
        16: ("giant", f"{number}"),
        17: ("shop-1", f"2-{number}"),
        18: ("shop-1-2", f"{number}"),
        19: ("shop-12", f"-{number}"),
    }


_MAKE = {"readings": _reading, "votes": _vote, "orders": _order}
