"""What a schedule delivers over three years: most of it on time and once, the rest as it happens in the field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from course_lib.lessons.rds_snapshots import data as lab

HOUR = timedelta(hours=4)  # after midnight of the first day, when each month's delivery is due
KINDS = ("on time", "twice", "late", "next month", "lost", "busy", "long outage", "failed", "on time")


@dataclass(frozen=True)
class Delivery:
    """One call of the function.

    Attributes:
        at: when it comes.
        month: of the moment that it was due.
        busy: so long the database is not available, from then on.
        fails: the snapshot that is begun then fails.
        gives_up: whether the function has to let the error out.
    """

    at: datetime
    month: str
    busy: timedelta = timedelta(0)
    fails: bool = False
    gives_up: bool = False

    def event(self, database: str) -> dict[str, str]:
        """What the function is handed."""
        due = lab.begin_of(self.month) + HOUR
        return {"database": database, "scheduled": f"{due:%Y-%m-%dT%H:%M:%SZ}"}


def of_month(month: str, kind: str) -> Iterator[Delivery]:
    """What is delivered for one month."""
    due = lab.begin_of(month) + HOUR
    if kind == "lost":
        return
    if kind == "next month":  # its own time passes without it
        yield Delivery(due + timedelta(days=36, hours=5), month)
    elif kind == "late":
        yield Delivery(due + timedelta(days=17, hours=3), month)
    elif kind == "busy":
        yield Delivery(due, month, busy=timedelta(minutes=9))
    elif kind == "long outage":
        yield Delivery(due, month, busy=timedelta(minutes=50), gives_up=True)
        yield Delivery(due + timedelta(hours=2), month)
    elif kind == "failed":
        yield Delivery(due, month, fails=True)
        yield Delivery(due + timedelta(hours=20), month)
        yield Delivery(due + timedelta(days=2), month)
    else:
        yield Delivery(due, month)
        if kind == "twice":
            yield Delivery(due + timedelta(seconds=90), month)
            yield Delivery(due + timedelta(days=12), month)


def drawn(chance: Random, first: str, count: int) -> list[Delivery]:
    """The deliveries of so many months, in the order in which they come; every kind is among them.

    Args:
        chance: draws.
        first: the first month.
        count: how many months, 9 at least.
    """
    kinds = [*KINDS, *chance.choices(KINDS, k=count - len(KINDS))]
    chance.shuffle(kinds)
    found = [each for number, kind in enumerate(kinds) for each in of_month(lab.after(first, number), kind)]
    return sorted(found, key=lambda delivery: delivery.at)


def deliver(cloud: Any, delivery: Delivery, call: Callable[[dict[str, str]], object], database: str) -> object:
    """Let time pass until a delivery comes, and make the call."""
    lab.wait_until(cloud, delivery.at)
    now = cloud.clock.now()
    if delivery.busy:
        lab.rules(cloud).busy(database, "maintenance", delivery.busy)
    if delivery.fails:
        lab.rules(cloud).let_fail(now, now + timedelta(hours=1))
    return call(delivery.event(database))
