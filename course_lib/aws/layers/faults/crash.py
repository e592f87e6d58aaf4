"""A caller that dies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from course_lib.aws.http.fates import CALLER_DIED, CALLER_DIES
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.layers.faults.counted import Counted


@dataclass(eq=False)
class Crash(Counted):
    """End the caller, before the call is carried out or (`after`) once it was and before the answer is there.

    The caller's function is left by `CallerDied`, which no `except Exception` holds up. In a notebook its `finally`
    blocks still run, as they would not in a process that is gone.
    """

    after: bool = True

    def strike(self, call: Call, forward: Forward) -> Answer:
        if self.after:
            return replace(forward(call), response=CALLER_DIES)
        never_sent = AwsError(CALLER_DIED, "The caller died before this call was carried out.")
        return Answer(error=never_sent, response=CALLER_DIES)
