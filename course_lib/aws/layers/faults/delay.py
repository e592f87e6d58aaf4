"""An answer that comes late."""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.faults.counted import Counted


@dataclass(eq=False)
class Delay(Counted):
    """Carry the call out `seconds` later, by the clock of its cloud. boto3 waits 60 for an answer: stay below."""

    seconds: float
    clock: Clock

    def strike(self, call: Call, forward: Forward) -> Answer:
        self.clock.advance(seconds=self.seconds)
        return forward(call)
