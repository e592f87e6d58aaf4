"""A layer that notes what a learner's requests cost, as their services count it: below the journal and permissions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from course_lib.aws.cost import Cost
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE, Entry
from course_lib.aws.services import SERVICES


@dataclass
class Meter:
    """Counts what each request cost."""

    _costs: dict[int, tuple[Mapping[str, Any], Cost]] = field(default_factory=dict)

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.who == COURSE:
            return forward(call)
        answer, cost = SERVICES[call.service].metered(call, forward)
        # A journal entry keeps the very parameters of its call, so they tell whose cost it is.
        self._costs[id(call.params)] = (call.params, cost)
        return answer

    def cost(self, entry: Entry) -> Cost:
        """What a request of the journal cost; nothing for one that was not counted."""
        params, cost = self._costs.get(id(entry.params), ({}, Cost()))
        return cost if params is entry.params else Cost()


def bill_line(cost: Cost) -> str:
    """What was used, and what it comes to if it is done a million times: once costs too little to be seen."""
    return f"{cost.units or 'No capacity units'}. Done a million times, this costs ${cost.dollars * 1e6:,.3f}."
