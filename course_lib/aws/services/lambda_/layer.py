"""The layer that answers Lambda's operations."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.kept import REGION
from course_lib.aws.services.lambda_ import functions, invoking, versions
from course_lib.aws.services.lambda_.errors import Refused
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import Durations, Store

OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    **functions.OPERATIONS,
    **versions.OPERATIONS,
    **invoking.OPERATIONS,
}


class LambdaRules:
    """Keeps functions, on the cloud's clock.

    Args:
        clock: of the account.
        seed: for ids, and for how long each invocation takes.

    Attributes:
        durations: how long things take from now on; may be changed.
    """

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock, self._seed, self._chance = clock, seed, random.Random(f"lambda {seed}")
        self._stores: dict[str, Store] = {}
        self.durations = Durations()

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "lambda" or call.operation not in OPERATIONS:
            return forward(call)
        asked = Asked(call, self.store(call.region), self._clock, self.durations, self._seed, self._chance)
        try:
            return Answer(result=OPERATIONS[call.operation](asked))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def store(self, region: str = REGION) -> Store:
        """What a Region holds."""
        return self._stores.setdefault(region, Store())
