"""Lists of a Describe call in another order than the account has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.layers.journal import COURSE


@dataclass(eq=False)
class AnyOrder:
    """Turns round every list that a caller's Describe calls answer with, also those inside of others.

    Source: EC2 API reference, "Data Types" ("The order of each element in a data type structure is not guaranteed").

    Args:
        chance: draws each list's order; without it a list comes from its end to its beginning.
    """

    chance: Random | None = None

    def __call__(self, call: Call, forward: Forward) -> Answer:
        answer = forward(call)
        of_learner = call.who != COURSE and not call.who.endswith(".amazonaws.com")
        if answer.result is None or not of_learner or not call.operation.startswith("Describe"):
            return answer
        return replace(answer, result=self._turned(answer.result))

    def _turned(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._turned(each) for name, each in value.items()}
        if not isinstance(value, list):
            return value
        turned = [self._turned(each) for each in reversed(value)]
        if self.chance:
            self.chance.shuffle(turned)
        return turned
