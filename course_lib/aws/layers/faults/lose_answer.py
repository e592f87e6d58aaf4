"""An answer that is lost on its way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from course_lib.aws.http.fates import CONNECTION_CLOSED
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.faults.counted import Counted


@dataclass(eq=False)
class LoseAnswer(Counted):
    """Carry the call out and lose the answer: the caller's connection is closed, and the SDK tries again."""

    def strike(self, call: Call, forward: Forward) -> Answer:
        return replace(forward(call), response=CONNECTION_CLOSED)
