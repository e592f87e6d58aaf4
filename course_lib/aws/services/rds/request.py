"""One request to RDS, with what is needed to answer it."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course_lib.aws import heeded
from course_lib.aws.http.messages import Call
from course_lib.aws.services.rds.state import Durations, Store


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        call: as it came.
        store: of the account and Region.
        now: by the account's clock.
        durations: how long things take.
        chance: for numbers that AWS draws.
        quota: how many manual snapshots there may be.
        fails: whether a snapshot that is begun now fails.
    """

    call: Call
    store: Store
    now: datetime
    durations: Durations
    chance: random.Random
    quota: int
    fails: bool = False

    @property
    def params(self) -> dict[str, Any]:
        return dict(self.call.params)

    def takes_only(self, names: Collection[str]) -> None:
        """
        Raises:
            NotSimulated: it has a parameter that nothing here heeds.
        """
        heeded.only("Amazon RDS", self.call.operation, self.call.params, names)

    def resource_id(self, kind: str) -> str:
        """A number that stays with an instance whatever its name."""
        return kind + "-" + "".join(self.chance.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=26))
