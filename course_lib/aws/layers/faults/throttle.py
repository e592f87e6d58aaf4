"""A busy table: calls are turned away."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.faults.counted import Counted

# Words and status: DynamoDB API reference, "Common errors" and botocore's model of
# ProvisionedThroughputExceededException.
THROUGHPUT_EXCEEDED = AwsError(
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. "
    "Consider increasing your provisioning level with the UpdateTable API.",
)


@dataclass(eq=False)
class Throttle(Counted):
    """Turn away every call, every `every`th or the `nth` call to one operation, as a busy table does.

    With another `error`, as a busy service of another kind does.
    """

    every: int = 1
    error: AwsError = THROUGHPUT_EXCEEDED

    @property
    def order_matters(self) -> bool:
        return self.nth is not None or self.every > 1

    def meets(self, number: int) -> bool:
        return super().meets(number) and number % self.every == 0

    def strike(self, call: Call, forward: Forward) -> Answer:
        return Answer(error=self.error)
