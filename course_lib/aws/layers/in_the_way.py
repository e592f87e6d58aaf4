"""Somebody else's transaction that is in the way of a caller's first tries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class InTheWay:
    """Lets so many of the callers' TransactWriteItems meet a transaction that has prepared an item of theirs.

    Source: DynamoDB developer guide, "Amazon DynamoDB Transactions: How it works" (transaction conflicts).

    Args:
        times: how many.
        hold: makes the block in which the item is taken.

    Attributes:
        tries: the parameters of every TransactWriteItems that was sent.
    """

    times: int
    hold: Callable[[], AbstractContextManager[object]]
    tries: list[Mapping[str, Any]] = field(default_factory=list, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who == COURSE or call.operation != "TransactWriteItems":
            return forward(call)
        self.tries.append(call.params)
        if len(self.tries) > self.times:
            return forward(call)
        with self.hold():
            return forward(call)
