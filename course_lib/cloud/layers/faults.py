"""Faults on request: a busy table, a refused call."""

from __future__ import annotations

from dataclasses import dataclass, field

from course_lib.cloud.layers.journal import COURSE
from course_lib.cloud.messages import Answer, AwsError, Call, Forward

# Words and status: DynamoDB API reference, "Common errors" and botocore's model of
# ProvisionedThroughputExceededException.
THROUGHPUT_EXCEEDED = AwsError(
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. "
    "Consider increasing your provisioning level with the UpdateTable API.",
)


@dataclass
class Throttle:
    """Turn away every nth call to one operation, as a busy table does. The course's own calls pass."""

    operation: str
    every: int = 1
    seen: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != self.operation or call.who == COURSE:
            return forward(call)
        self.seen += 1
        return forward(call) if self.seen % self.every else Answer(error=THROUGHPUT_EXCEEDED)


@dataclass(frozen=True)
class Refuse:
    """Answer one operation with an error of your choice. The course's own calls pass."""

    operation: str
    code: str
    message: str
    status: int = 400

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != self.operation or call.who == COURSE:
            return forward(call)
        return Answer(error=AwsError(self.code, self.message, self.status))
