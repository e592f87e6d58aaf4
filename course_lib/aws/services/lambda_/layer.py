"""The layer that answers Lambda's operations."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.kept import REGION
from course_lib.aws.service import Account
from course_lib.aws.services.lambda_ import concurrency, event_configs, functions, invoking, policy, versions
from course_lib.aws.services.lambda_.errors import Refused
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import Durations, Store, Stores

OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    **functions.OPERATIONS,
    **versions.OPERATIONS,
    **invoking.OPERATIONS,
    **concurrency.OPERATIONS,
    **event_configs.OPERATIONS,
    **policy.OPERATIONS,
}


class LambdaRules:
    """Keeps functions, on the cloud's clock.

    Args:
        clock: of the account.
        seed: for ids, and for how long each invocation takes.

    Attributes:
        durations: how long things take from now on; may be changed.
        duplicates: how many of the next events in queues are delivered twice, as AWS may do; may be changed.
    """

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock, self._seed, self._chance = clock, seed, random.Random(f"lambda {seed}")
        self._stores = Stores()
        self.durations = Durations()
        self.duplicates = 0
        self._account: Account

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "lambda" or call.operation not in OPERATIONS:
            return forward(call)
        try:
            return Answer(result=OPERATIONS[call.operation](self.asked(call)))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def join(self, account: Account) -> None:
        """The account that this is in has been made."""
        self._account = account
        policy.STORES[account.account] = self._stores

    def asked(self, call: Call) -> Asked:
        """A call with what is needed to answer it."""
        store = self.store(call.region)
        given = self._clock, self.durations, self._seed, self._chance, self._account, self._take_a_duplicate
        return Asked(call, store, *given)

    def logs(self, name: str, region: str = REGION) -> list[str]:
        """The logs of a function's last invocations, the oldest first.

        Args:
            name: of the function; none where it is not there.
        """
        function = self.store(region).functions.get(name)
        return list(function.logs) if function else []

    def _take_a_duplicate(self) -> bool:
        taken = self.duplicates > 0
        self.duplicates -= taken
        return taken

    def store(self, region: str = REGION) -> Store:
        """What a Region holds."""
        return self._stores.of(region)
