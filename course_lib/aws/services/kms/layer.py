"""The layer that answers KMS's operations."""

from __future__ import annotations

import random

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward


class KmsRules:
    """Answers for customer managed keys, on the cloud's clock.

    Args:
        clock: of the cloud.
        seed: for keys, ids and nonces: the same calls get the same answers, but for pairs of RSA.
    """

    def __init__(self, clock: Clock, seed: int = 0) -> None:
        self._clock, self._chance = clock, random.Random(f"kms {seed}")

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "kms":
            return forward(call)
        # Only now, for the start-up time: these load moto's part for KMS, and most lessons never need it.
        from course_lib.aws.services.kms.finding import Asked
        from course_lib.aws.services.kms.operations import answer

        asked = Asked(call.operation, call.params, call.account, call.region, self._clock.now(), self._chance)
        return answer(asked, call, forward)
