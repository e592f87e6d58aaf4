"""The layer that answers RDS's operations, and through which a lesson lets an account's databases live."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.kept import REGION
from course_lib.aws.services.rds import instances, restoring, snapshots, tags
from course_lib.aws.services.rds.errors import Refused
from course_lib.aws.services.rds.request import Asked
from course_lib.aws.services.rds.state import Durations, Rows, Snapshot, Store

QUOTA = 100  # manual snapshots a Region. Source: RDS user guide, "Quotas and constraints"

OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    **instances.OPERATIONS,
    **snapshots.OPERATIONS,
    **restoring.OPERATIONS,
    **tags.OPERATIONS,
}


class RdsRules:
    """Keeps instances and snapshots, on the cloud's clock.

    Args:
        clock: of the account.
        seed: for the numbers that AWS draws.

    Attributes:
        durations: how long things take from now on; may be changed.
        quota: how many manual snapshots there may be; AWS raises it on request.
    """

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock, self._chance = clock, random.Random(f"rds {seed}")
        self._stores: dict[str, Store] = {}
        self._failing: list[tuple[datetime, datetime]] = []
        self.durations = Durations()
        self.quota = QUOTA

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "rds" or call.operation not in OPERATIONS:
            return forward(call)
        now = self._clock.now()
        store = self.store(call.region)
        fails = any(start <= now < end for start, end in self._failing)
        try:
            asked = Asked(call, store, now, self.durations, self._chance, self.quota, fails)
            return Answer(result=OPERATIONS[call.operation](asked))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def store(self, region: str = REGION) -> Store:
        """What a Region holds now."""
        store = self._stores.setdefault(region, Store())
        store.settle(self._clock.now())
        return store

    def write(self, instance: str, rows: Rows) -> None:
        """Let an instance's tables hold these rows from now on.

        Args:
            instance: its name.
            rows: by a name of your choice. They stay as they are handed over.
        """
        self.store().instances[instance].written.append((self._clock.now(), dict(rows)))

    def read(self, endpoint: str) -> Rows:
        """The rows that whoever connects to an endpoint finds.

        Args:
            endpoint: its address, with or without a port.

        Raises:
            LookupError: no database that is available has it.
        """
        from course_lib.aws.services.rds.described import address, status_of

        here = Call("rds", "", {}, "", REGION, "")
        for instance in self.store().instances.values():
            if address(here, instance.name, instance.number) == endpoint.partition(":")[0]:
                if status_of(instance, self.durations, self._clock.now()) in ("available", "backing-up"):
                    return instance.rows(self._clock.now())
        raise LookupError(endpoint)

    def busy(self, instance: str, status: str, lasting: timedelta) -> None:
        """Let an instance be in another state than available for a while, from now on."""
        self.store().instances[instance].enter(status, self._clock.now(), lasting)

    def share(self, name: str, instance: str, taken: datetime, rows: Rows, account: str = "999988887777") -> None:
        """Let another account let this one restore a snapshot of a database of its own.

        Args:
            name: its identifier, in that account.
            instance: the name of that account's database; this one has to have one of that name and kind.
            taken: when it was taken.
            rows: what it holds.
            account: the other one's number.
        """
        store = self.store()
        like, ready = store.instances[instance], taken + self.durations.snapshot
        settings = dict(like.settings)
        shared = Snapshot(name, like, settings, rows, taken, taken, ready, kind="shared", account=account)
        store.shared.append(shared)

    def let_fail(self, start: datetime, end: datetime) -> None:
        """Let every snapshot fail that is begun in this time."""
        self._failing.append((start, end))
