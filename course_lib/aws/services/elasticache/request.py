"""One request to ElastiCache, with what is needed to answer it."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course_lib.aws import heeded
from course_lib.aws.http.messages import Call
from course_lib.aws.services.elasticache.errors import not_available
from course_lib.aws.services.elasticache.nodes import Nodes
from course_lib.aws.services.elasticache.state import Durations, Group, Store


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        call: as it came.
        store: of the account and Region.
        now: by the account's clock.
        durations: how long things take.
        chance: for what AWS draws.
        quota: how many nodes a cluster may have.
        later: has something done at a moment.
    """

    call: Call
    store: Store
    now: datetime
    durations: Durations
    chance: random.Random
    quota: int
    later: Callable[[datetime, Callable[[], None]], object]

    @property
    def params(self) -> dict[str, Any]:
        return dict(self.call.params)

    def text(self, parameter: str) -> str:
        """A parameter's text; an empty one if it is not there."""
        return str(self.call.params.get(parameter) or "")

    def takes_only(self, names: Collection[str]) -> None:
        """
        Raises:
            NotSimulated: it has a parameter that nothing here heeds.
        """
        heeded.only("Amazon ElastiCache", self.call.operation, self.call.params, names)

    def group(self) -> Group:
        """The group that is named.

        Raises:
            Refused: there is none.
        """
        return self.store.group(self.text("ReplicationGroupId"))

    def nodes(self, group: Group) -> Nodes | None:
        """The nodes that programs talk to, if a cluster has this group's."""
        found = self.store.nodes.get(group.name)
        return found if found is not None and found.group == group.name else None

    def available(self) -> Group:
        """The group that is named, which is available.

        Raises:
            Refused: there is none, or it is busy.
        """
        group = self.group()
        if group.status(self.now) != "available":
            raise not_available()
        return group
