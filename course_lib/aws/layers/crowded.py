"""A table that reads only some keys of a batch and leaves the others unprocessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class Crowded:
    """A table with room for only a few keys of each BatchGetItem, until some seconds after the first have passed.

    As on AWS, at least one key is read, and UnprocessedKeys has what would have to be asked for again (API reference,
    BatchGetItem).

    Args:
        clock: of the cloud.
        seconds: how long it stays crowded.
        room: how many keys of a request are read meanwhile.
        late: which keys are read only when there is room left after all others; none unless told.
    """

    clock: Clock
    seconds: float
    room: int
    late: Callable[[Mapping[str, Any]], bool] = lambda key: False
    until: datetime | None = field(default=None, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != "BatchGetItem" or call.who == COURSE:
            return forward(call)
        self.until = self.until or self.clock.now() + timedelta(seconds=self.seconds)
        answer = forward(call)
        if answer.error or self.clock.now() >= self.until:
            return answer
        read: dict[str, Any] = {}
        left: dict[str, Any] = {}
        room = self.room
        for table, block in call.params["RequestItems"].items():
            read[table], rest, room = self._divided(block, room)
            left |= {table: rest} if rest["Keys"] else {}
        read = {table: block for table, block in read.items() if block["Keys"]}
        some = forward(replace(call, params={**call.params, "RequestItems": read}))
        return replace(some, result={**(some.result or {}), "UnprocessedKeys": left})

    def _divided(self, block: Mapping[str, Any], room: int) -> tuple[dict[str, Any], dict[str, Any], int]:
        """What is read of a table's block, what is not, and how much room is left. The last keys are read first."""
        taken = min(room, len(block["Keys"]))
        keys = sorted(block["Keys"], key=self.late, reverse=True)
        cut = len(keys) - taken
        return {**block, "Keys": keys[cut:]}, {**block, "Keys": keys[:cut]}, room - taken
