"""What each Scan consumed, and when it was sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import perf_counter

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(frozen=True)
class Metered:
    """One Scan: when it was sent, and the read units that it consumed."""

    when: datetime
    units: float


@dataclass(eq=False)
class ScanMeter:
    """Notes when each of the callers' Scans was sent and what it consumed, whether the Scan asks for it or not.

    A caller's time of day goes on while their code runs, the cloud's clock does not: `when` counts both.
    Source: DynamoDB API reference, Scan (ReturnConsumedCapacity).
    """

    clock: Clock
    scans: list[Metered] = field(default_factory=list, init=False)
    began: float = field(default_factory=perf_counter, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != "Scan" or call.who == COURSE:
            return forward(call)
        when = self.clock.now() + timedelta(seconds=perf_counter() - self.began)
        answer = forward(replace(call, params={**call.params, "ReturnConsumedCapacity": "TOTAL"}))
        if answer.result is None:
            return answer
        result = dict(answer.result)
        self.scans.append(Metered(when, result["ConsumedCapacity"]["CapacityUnits"]))
        if call.params.get("ReturnConsumedCapacity", "NONE") == "NONE":
            del result["ConsumedCapacity"]
            return replace(answer, result=result)
        return answer
