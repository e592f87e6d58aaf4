"""The layer that answers IAM's operations where moto is more lenient, stricter or silent."""

from __future__ import annotations

import random

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward


class IamRules:
    """Checks policies when they are stored, simulates what they allow, and gives what is made its id and date.

    Args:
        clock: of the account.
        seed: for ids and keys.
    """

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock, self._chance = clock, random.Random(f"iam {seed}")

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "iam":
            return forward(call)
        # Only now: these load moto's part for IAM, and most lessons never need it.
        from course_lib.aws.services.iam import arguments, boundaries, making, managed, names, simulate, storing
        from course_lib.aws.services.iam.errors import Refused

        if call.params.get("PolicyArn"):
            managed.offer(call.account, str(call.params["PolicyArn"]))
        try:
            names.check_name(call)
            arguments.check(call)
            if call.operation == "CreateServiceLinkedRole":
                return arguments.linked_role(call, forward)
            if make := making.OPERATIONS.get(call.operation):
                return make(call, forward, making.Birth(self._clock.now(), self._chance))
            for operations in (storing.OPERATIONS, boundaries.OPERATIONS, names.OPERATIONS, simulate.OPERATIONS):
                if operation := operations.get(call.operation):
                    return operation(call, forward)
            return forward(call)
        except Refused as refusal:
            return Answer(error=refusal.error)
