"""Faults on request: a busy table, a refused call, a lost answer, a slow one, a caller that dies.

    with cloud.use(LoseAnswer("PutItem", nth=2)):
        ...

Calls are counted from 1, in each account by itself, and every try of the SDK's counts. The course's own calls pass.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.http.wire import CALLER_DIES, CONNECTION_CLOSED
from course_lib.aws.layers.journal import COURSE

# Words and status: DynamoDB API reference, "Common errors" and botocore's model of
# ProvisionedThroughputExceededException.
THROUGHPUT_EXCEEDED = AwsError(
    "ProvisionedThroughputExceededException",
    "The level of configured provisioned throughput for the table was exceeded. "
    "Consider increasing your provisioning level with the UpdateTable API.",
)


@dataclass(eq=False)
class _Counted:
    """What all faults share: the calls to one operation, all of them or only the nth."""

    operation: str
    nth: int | None = field(default=None, kw_only=True)
    seen: Counter[str] = field(default_factory=Counter, init=False, repr=False)  # by account

    @property
    def order_matters(self) -> bool:
        """Whether calls that touch different things still depend on each other, because they are counted."""
        return self.nth is not None

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != self.operation or call.who == COURSE:
            return forward(call)
        self.seen[call.account] += 1
        return self.strike(call, forward) if self.meets(self.seen[call.account]) else forward(call)

    def meets(self, number: int) -> bool:
        """Whether this call, by its number, is one that the fault is for."""
        return self.nth in (None, number)

    def strike(self, call: Call, forward: Forward) -> Answer:
        raise NotImplementedError


@dataclass(eq=False)
class Throttle(_Counted):
    """Turn away every call, every `every`th or the `nth` call to one operation, as a busy table does."""

    every: int = 1

    @property
    def order_matters(self) -> bool:
        return self.nth is not None or self.every > 1

    def meets(self, number: int) -> bool:
        return super().meets(number) and number % self.every == 0

    def strike(self, call: Call, forward: Forward) -> Answer:
        return Answer(error=THROUGHPUT_EXCEEDED)


@dataclass(eq=False)
class Refuse(_Counted):
    """Answer one operation with an error of your choice, and change nothing."""

    code: str
    message: str
    status: int = 400

    def strike(self, call: Call, forward: Forward) -> Answer:
        return Answer(error=AwsError(self.code, self.message, self.status))


@dataclass(eq=False)
class LoseAnswer(_Counted):
    """Carry the call out and lose the answer: the caller's connection is closed, and the SDK tries again."""

    def strike(self, call: Call, forward: Forward) -> Answer:
        return replace(forward(call), response=CONNECTION_CLOSED)


@dataclass(eq=False)
class Delay(_Counted):
    """Carry the call out `seconds` later, by the clock of its cloud. boto3 waits 60 for an answer: stay below."""

    seconds: float
    clock: Clock

    def strike(self, call: Call, forward: Forward) -> Answer:
        self.clock.advance(seconds=self.seconds)
        return forward(call)


@dataclass(eq=False)
class Crash(_Counted):
    """End the caller, before the call is carried out or (`after`) once it was and before the answer is there.

    The caller's function is left by `CallerDied`, which no `except Exception` holds up. In a notebook its `finally`
    blocks still run, as they would not in a process that is gone.
    """

    after: bool = True

    def strike(self, call: Call, forward: Forward) -> Answer:
        if self.after:
            return replace(forward(call), response=CALLER_DIES)
        return Answer(
            error=AwsError("CallerDied", "The caller died before this call was carried out."), response=CALLER_DIES
        )
