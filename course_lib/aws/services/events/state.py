"""What EventBridge keeps for an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from course_lib.aws.clock import Appointment


@dataclass
class Rule:
    """A rule of the default event bus.

    Attributes:
        name: its name.
        number: which one it is of all that were ever made here.
        schedule: its expression.
        enabled: whether it delivers.
        settings: Description and RoleArn, where they were given.
        targets: by their ids, as they were put.
        tags: by key.
        next: when it is due next, by the clock's book.
    """

    name: str
    number: int
    schedule: str
    enabled: bool
    settings: Mapping[str, str] = field(default_factory=dict)
    targets: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    next: Appointment | None = None

    def rest(self) -> None:
        """Let it not be due any more."""
        if self.next is not None:
            self.next.cancel()
        self.next = None


@dataclass(frozen=True)
class Delivery:
    """What became of one target when a rule was due.

    Attributes:
        rule, target: the rule's name, and the target's id.
        due: the moment that the schedule names.
        at: when the target was called.
        error: what EventBridge was told; empty where it was taken.
    """

    rule: str
    target: str
    due: datetime
    at: datetime
    error: str = ""


@dataclass
class Store:
    """Everything of one account and Region.

    Attributes:
        rules: by name.
        made: how many there ever were.
        deliveries: in the order in which they were made.
    """

    rules: dict[str, Rule] = field(default_factory=dict)
    made: int = 0
    deliveries: list[Delivery] = field(default_factory=list)
