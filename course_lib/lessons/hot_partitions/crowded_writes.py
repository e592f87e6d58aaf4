"""A table that writes only a little of each batch and leaves the rest unprocessed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class CrowdedWrites:
    """A table with room for a few writes of each BatchWriteItem, until some seconds after the first have passed.

    As on AWS, something is written each time, and UnprocessedItems has what would have to be sent again, as it was
    sent (API reference, BatchWriteItem). The last writes of a request are carried out first.

    Args:
        clock: of the cloud.
        seconds: how long it stays crowded.
        room: how many writes of a request are carried out meanwhile.
    """

    clock: Clock
    seconds: float
    room: int
    until: datetime | None = field(default=None, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != "BatchWriteItem" or call.who == COURSE:
            return forward(call)
        self.until = self.until or self.clock.now() + timedelta(seconds=self.seconds)
        requests: dict[str, Any] = call.params.get("RequestItems") or {}
        if self.clock.now() >= self.until or len(requests) != 1:
            return forward(call)
        [(table, writes)] = requests.items()
        left, done = writes[: -self.room], writes[-self.room :]
        if not left or len(writes) > 25:  # too many are refused as ever
            return forward(call)
        answer = forward(replace(call, params={**call.params, "RequestItems": {table: done}}, request=None))
        if answer.result is None:
            return answer
        return replace(answer, result={**answer.result, "UnprocessedItems": {table: left}}, response=None)
