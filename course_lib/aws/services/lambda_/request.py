"""One request to Lambda, with what is needed to answer it."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Call, NotSimulated
from course_lib.aws.service import Account
from course_lib.aws.services.lambda_.state import Durations, Store


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        call: as it came.
        store: of the account and Region.
        clock: of the account.
        durations: how long things take.
        seed: of the account.
        chance: for ids.
        account: that it is in.
        take_a_duplicate: whether the next event is delivered twice.
    """

    call: Call
    store: Store
    clock: Clock
    durations: Durations
    seed: int
    chance: random.Random
    account: Account
    take_a_duplicate: Callable[[], bool]

    @property
    def params(self) -> dict[str, Any]:
        return dict(self.call.params)

    def takes_only(self, names: Collection[str]) -> None:
        """
        Raises:
            NotSimulated: it has a parameter that nothing here heeds.
        """
        for name in sorted(self.call.params.keys() - set(names)):
            raise NotSimulated(
                f"AWS Lambda is simulated here, but not the parameter {name} of {self.call.operation}. "
                "Nothing was sent anywhere."
            )

    def new_id(self) -> str:
        """Such as revisions and requests have."""
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
