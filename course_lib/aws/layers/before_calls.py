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
        operations: by AWS's names; None for all.
        act: what happens; it is given the call. What it sends itself passes.
        times: before how many of the calls; None for all.
        after: how many of the calls pass before the first of these.
    """

    operations: Collection[str] | None
    act: Callable[[Call], object]
    times: int | None = None
    after: int = 0
    acted: int = field(default=0, init=False)
    seen: int = field(default=0, init=False)
    _acting: bool = field(default=False, init=False)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        mine = self.operations is None or call.operation in self.operations
        if mine and call.who != COURSE and not self._acting:
            self.seen += 1
            if self.seen > self.after and (self.times is None or self.acted < self.times):
                self._act(call)
        return forward(call)

    def _act(self, call: Call) -> None:
        self.acted += 1
        self._acting = True
        try:
            self.act(call)
        finally:
            self._acting = False
