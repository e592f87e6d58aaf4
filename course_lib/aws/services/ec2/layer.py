"""The layer that answers EC2's operations; what none of them names is not simulated."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward, NotSimulated
from course_lib.aws.services.ec2.errors import Refused

if TYPE_CHECKING:
    from course_lib.aws.services.ec2.operations import Operation

MODULES = ("acls", "attributes", "endpoints", "gateways", "groups", "interfaces", "routes", "tags", "vpcs")
# Source: EC2 API reference, "Common parameters": DryRun
DRY_RUN = AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)


class Ec2Network:
    """Answers what `operations` names.

    Args:
        clock: of the account.
        seed: for ids.
    """

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock, self._seed = clock, seed

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "ec2":
            return forward(call)
        from course_lib.aws.services.ec2 import state

        operation = operations().get(call.operation)
        if operation is None:
            raise NotSimulated(
                f"Of Amazon EC2 the networks are simulated here, but not its operation {call.operation}. "
                "Nothing was sent anywhere."
            )
        if call.params.get("DryRun"):
            return Answer(error=DRY_RUN)
        try:
            result = operation(state.of(call.account, self._clock.now(), self._seed), _params(call))
        except Refused as refused:
            return Answer(error=refused.error)
        return Answer(result=deepcopy(result))


def _params(call: Call) -> Mapping[str, Any]:
    """Those of the call; with who makes it, if that is a service of AWS in the account's name."""
    by_service = call.request is None and call.who.endswith(".amazonaws.com")
    return {**call.params, "_Requester": call.who} if by_service else call.params


@cache
def operations() -> dict[str, Operation]:
    """What is simulated, by AWS's name."""
    found: dict[str, Operation] = {}
    for module in MODULES:
        found.update(import_module(f"course_lib.aws.services.ec2.operations.{module}").OPERATIONS)
    return found
