"""The layer that answers ElastiCache's operations."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.kept import REGION
from course_lib.aws.services.elasticache import (
    failover,
    groups,
    nodes,
    parameters,
    replicas,
    resharding,
    snapshots,
    tags,
)
from course_lib.aws.services.elasticache.errors import Refused
from course_lib.aws.services.elasticache.request import Asked
from course_lib.aws.services.elasticache.state import Durations, Store

QUOTA = 90  # nodes in a cluster. Source: ElastiCache user guide, "Shards"

OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    **groups.OPERATIONS,
    **replicas.OPERATIONS,
    **resharding.OPERATIONS,
    **failover.OPERATIONS,
    **parameters.OPERATIONS,
    **snapshots.OPERATIONS,
    **tags.OPERATIONS,
}


class ElastiCacheRules:
    """Keeps replication groups and snapshots, on the cloud's clock.

    Args:
        clock: of the account.
        seed: for what AWS draws.

    Attributes:
        durations: how long things take from now on; may be changed.
        quota: how many nodes a cluster may have; AWS raises it on request, to 500 at most.
    """

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock, self._chance = clock, random.Random(f"elasticache {seed}")
        self._stores: dict[str, Store] = {}
        self._failovers: list[datetime] = []
        self.durations = Durations()
        self.quota = QUOTA

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "elasticache" or call.operation not in OPERATIONS:
            return forward(call)
        store, now = self.store(call.region), self._clock.now()
        asked = Asked(call, store, now, self.durations, self._chance, self.quota, self._clock.at)
        try:
            return Answer(result=OPERATIONS[call.operation](asked))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def connect(self, name: str, cluster: nodes.Nodes, region: str = REGION) -> None:
        """Let a cluster's nodes be those of a group from now on: it begins anew, empty, and changes with the group.

        Args:
            name: of the group, which is available, in cluster mode.
            cluster: such as `cloud.cluster`.
            region: the group's.

        Raises:
            LookupError: there is no such group.
            ValueError: its nodes cannot be a cluster's.
        """
        store, now = self.store(region), self._clock.now()
        group = store.groups.get(name)
        if group is None:
            raise LookupError(f"There is no replication group {name!r}.")
        if not group.clustered or group.status(now) != "available":
            raise ValueError("The group has to be available, with cluster mode enabled.")
        parameters.apply(store, group, cluster)
        nodes.begin(cluster, group, group.shape(now))
        store.nodes[name] = cluster

    def store(self, region: str = REGION) -> Store:
        """What a Region holds now."""
        store = self._stores.setdefault(region, Store(failovers=self._failovers))
        store.settle(self._clock.now())
        return store
