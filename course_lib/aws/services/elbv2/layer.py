"""The layer that answers Elastic Load Balancing's operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from course_lib.aws import constraints
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.kept import REGION
from course_lib.aws.service import Ask
from course_lib.aws.services.elbv2 import balancers, errors, listeners, rules, targets
from course_lib.aws.services.elbv2.errors import Refused
from course_lib.aws.services.elbv2.request import Asked, Probe
from course_lib.aws.services.elbv2.state import Balancer, Group, Store, Target

OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    **balancers.OPERATIONS,
    **listeners.OPERATIONS,
    **rules.OPERATIONS,
    **targets.OPERATIONS,
}


def nobody(address: str, port: int, path: str) -> int | None:
    """Nothing runs at the targets."""
    return None


class BalancerRules:
    """Keeps load balancers, on the cloud's clock.

    Args:
        clock: of the account.
        ask: makes a call to EC2.

    Attributes:
        probe: makes a health check; what runs at the targets, a lesson says.
        certificates: the ARNs of those that listeners can have; a lesson says which, since ACM is not simulated.
    """

    def __init__(self, clock: Clock, ask: Ask) -> None:
        self._clock, self._ask = clock, ask
        self._stores: dict[str, Store] = {}
        self.probe: Probe = nobody
        self.certificates: set[str] = set()

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "elbv2" or call.operation not in OPERATIONS:
            return forward(call)
        try:
            found = constraints.problems("elbv2", call.operation, call.params)
            if found:
                raise errors.invalid(constraints.together(found))
            return Answer(result=OPERATIONS[call.operation](self._asked(call)))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def store(self, region: str = REGION) -> Store:
        """What a Region holds."""
        return self._stores.setdefault(region, Store())

    def active(self, arn: str, region: str = REGION) -> Balancer | None:
        """A load balancer that takes requests now."""
        found = self.store(region).balancers.get(arn)
        return found if found is not None and found.state(self._clock.now()) == "active" else None

    def now(self) -> datetime:
        """By the account's clock."""
        return self._clock.now()

    def group(self, arn: str, region: str = REGION) -> Group:
        """A target group that there is."""
        return self.store(region).groups[arn]

    def able(self, group: str, region: str = REGION) -> list[Target]:
        """The targets that a request can be sent to: the healthy ones, or all that are registered if none is.

        Source: Elastic Load Balancing guide, "Target group health checks" (fail open).
        """
        asked = self._asked(Call("elbv2", "", {}, "", region, ""))
        found = asked.group(group)
        targets.look(asked, found)
        registered = [target for target in found.targets.values() if target.gone is None]
        return [target for target in registered if target.healthy] or registered

    def _asked(self, call: Call) -> Asked:
        return Asked(call, self.store(call.region), self._clock.now(), self._ask, self.probe, self.certificates)
