"""What all faults share: which calls they are for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class Counted:
    """What all faults share: the calls to one operation, all of them or only the nth."""

    operation: str
    nth: int | None = field(default=None, kw_only=True)
    seen: Counter[str] = field(default_factory=Counter, init=False, repr=False)  # by account

    @property
    def order_matters(self) -> bool:
        """Whether calls that touch different things still depend on each other, because they are counted."""
        return self.nth is not None

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.operation != self.operation or call.who == COURSE:
            return forward(call)
        self.seen[call.account] += 1
        return self.strike(call, forward) if self.meets(self.seen[call.account]) else forward(call)

    def meets(self, number: int) -> bool:
        """Whether this call, by its number, is one that the fault is for."""
        return self.nth in (None, number)

    def strike(self, call: Call, forward: Forward) -> Answer:
        raise NotImplementedError
