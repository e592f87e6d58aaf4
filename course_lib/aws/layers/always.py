"""One error for every call of an operation, and how often it was met."""

from __future__ import annotations

from dataclasses import dataclass, field

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class Always:
    """Answers each of the callers' calls of one operation with this error, members and all; `tries` counts them."""

    operation: str
    error: AwsError
    tries: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != self.operation or call.who == COURSE:
            return forward(call)
        self.tries += 1
        return Answer(error=self.error)
