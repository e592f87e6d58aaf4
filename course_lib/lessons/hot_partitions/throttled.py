"""A table that turns calls away for want of throughput, so often and in these words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from course_lib.aws.clock import TICK
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.journal import COURSE, Entry
from course_lib.aws.services.dynamodb.throughput.kinds import Kind, Limit
from course_lib.aws.services.dynamodb.throughput.refusals import ACCOUNT_EXCEEDED, refusal

_ARN = "arn:aws:dynamodb:us-east-1:111122223333:table/ballots"
PROVISIONED = refusal(Limit.PROVISIONED, Kind.WRITE, _ARN, None, on_demand=False).error
ON_DEMAND = refusal(Limit.KEY_RANGE, Kind.WRITE, _ARN, None, on_demand=True).error
ACCOUNT = AwsError("RequestLimitExceeded", ACCOUNT_EXCEEDED)
THROTTLED = (PROVISIONED, ON_DEMAND, ACCOUNT)


@dataclass(eq=False)
class TurnedAway:
    """Answers the first calls of an operation with these errors, one after the other, and lets later ones through."""

    operation: str
    errors: tuple[AwsError, ...]
    met: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != self.operation or call.who == COURSE or self.met >= len(self.errors):
            return forward(call)
        self.met += 1
        return Answer(error=self.errors[self.met - 1])


def pauses(entries: Sequence[Entry]) -> list[float]:
    """The seconds that passed between requests, beside what a request takes itself."""
    moments = [entry.when for entry in entries]
    return [(later - before - TICK) / timedelta(seconds=1) for before, later in zip(moments, moments[1:], strict=False)]
