"""Something that happens right before a caller's call arrives."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class BeforeCalls:
    """Lets something happen right before calls of these operations are carried out, as another program may act.

    Args:
        operations: by AWS's names.
        act: what happens; it is given the call. What it sends itself passes.
        times: before how many of the calls; None for all.
    """

    operations: Collection[str]
    act: Callable[[Call], object]
    times: int | None = None
    acted: int = field(default=0, init=False)
    _acting: bool = field(default=False, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        due = call.operation in self.operations and (self.times is None or self.acted < self.times)
        if due and call.who != COURSE and not self._acting:
            self.acted += 1
            self._acting = True
            try:
                self.act(call)
            finally:
                self._acting = False
        return forward(call)
