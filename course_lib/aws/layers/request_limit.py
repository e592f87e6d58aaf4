"""A limit to how many requests a caller sends, so that one without end comes to an end."""

from __future__ import annotations

from dataclasses import dataclass, field

from course_lib.aws.http.fates import CALLER_DIES
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class RequestLimit:
    """Ends the caller that sends more than `most` requests; `requests` counts them. Nothing of AWS's."""

    most: int
    requests: int = field(default=0, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who == COURSE:
            return forward(call)
        self.requests += 1
        if self.requests <= self.most:
            return forward(call)
        return Answer(error=AwsError("CallerDied", "Too many requests."), response=CALLER_DIES)
