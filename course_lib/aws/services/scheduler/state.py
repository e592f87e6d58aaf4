"""What EventBridge Scheduler keeps for an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from course_lib.aws.clock import Appointment


@dataclass
class Schedule:
    """A schedule.

    Attributes:
        group, name: its group's name and its own.
        number: which one it is of all that were ever made here.
        settings: what the caller chose, by the names of AWS's parameters, with what AWS chooses where nothing is said.
        created, modified: when.
        token: of the request that made it: the same request again makes no other one.
        next: when it is due next, by the clock's book.
    """

    group: str
    name: str
    number: int
    settings: Mapping[str, Any]
    created: datetime
    modified: datetime
    token: str = ""
    next: Appointment | None = None

    def rest(self) -> None:
        """Let it not be due any more."""
        if self.next is not None:
            self.next.cancel()
        self.next = None


@dataclass
class Group:
    """A schedule group; the one called default is always there, and has no dates."""

    name: str
    created: datetime | None = None
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One attempt to call a schedule's target.

    Attributes:
        schedule: its name.
        due: the moment that the schedule names.
        at: when the attempt was made.
        number: which attempt, from 1.
        error: what the Scheduler was told; empty where it was taken.
    """

    schedule: str
    due: datetime
    at: datetime
    number: int
    error: str = ""


@dataclass
class Store:
    """Everything of one account and Region.

    Attributes:
        groups: by name.
        schedules: by group and name.
        made: how many schedules there ever were.
        calls: in the order in which they were made.
    """

    groups: dict[str, Group] = field(default_factory=lambda: {"default": Group("default")})
    schedules: dict[tuple[str, str], Schedule] = field(default_factory=dict)
    made: int = 0
    calls: list[Call] = field(default_factory=list)
