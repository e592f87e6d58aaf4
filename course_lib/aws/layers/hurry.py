"""Time that flies once somebody has asked too often, so that a loop comes to its end."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.journal import COURSE

PATIENCE = 500  # calls, once time flies


@dataclass(eq=False)
class Hurry:
    """After `most` calls of these operations each further one takes a minute; after 500 more they are refused.

    The refusal is AWS's own (DynamoDB API reference, "Common errors", ThrottlingException). That time flies is not.
    """

    clock: Clock
    operations: Collection[str]
    most: float
    asked: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation in self.operations and call.who != COURSE:
            self.asked += 1
            if self.asked > self.most:
                self.clock.advance(minutes=1)
            if self.asked > self.most + PATIENCE:
                return Answer(error=AwsError("ThrottlingException", "Rate exceeded"))
        return forward(call)
