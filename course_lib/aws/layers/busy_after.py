"""A table that answers a few calls and is too busy from then on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.faults import THROUGHPUT_EXCEEDED
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class BusyAfter:
    """Answers so many of the callers' calls of these operations, and turns all later ones away.

    Source: DynamoDB API reference, ProvisionedThroughputExceededException.
    """

    answered: int
    operations: Collection[str]
    seen: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation not in self.operations or call.who == COURSE:
            return forward(call)
        self.seen += 1
        return forward(call) if self.seen <= self.answered else Answer(error=THROUGHPUT_EXCEEDED)
