"""A request that does not arrive."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.aws.http.fates import CONNECTION_CLOSED
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.faults.counted import Counted


@dataclass(eq=False)
class CutOff(Counted):
    """Close the caller's connection before the call has arrived: nothing is changed, and the SDK tries again."""

    def strike(self, call: Call, forward: Forward) -> Answer:
        return Answer(response=CONNECTION_CLOSED)
