"""The layer that answers Secrets Manager's operations."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.kept import REGION
from course_lib.aws.service import Account, Ask
from course_lib.aws.services.secretsmanager import labels, passwords, policies, secrets, values
from course_lib.aws.services.secretsmanager.errors import Refused
from course_lib.aws.services.secretsmanager.request import Asked
from course_lib.aws.services.secretsmanager.state import Store, Stores

OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "BatchGetSecretValue": values.get_several,
    "CreateSecret": secrets.create,
    "DeleteResourcePolicy": policies.delete,
    "DeleteSecret": secrets.delete,
    "DescribeSecret": secrets.describe,
    "GetRandomPassword": passwords.random_password,
    "GetResourcePolicy": policies.get,
    "GetSecretValue": values.get,
    "ListSecretVersionIds": values.list_versions,
    "ListSecrets": secrets.listed,
    "PutResourcePolicy": policies.put,
    "PutSecretValue": values.put,
    "RestoreSecret": secrets.restore,
    "TagResource": secrets.tag,
    "UntagResource": secrets.untag,
    "UpdateSecret": secrets.update,
    "UpdateSecretVersionStage": labels.update_stage,
}


class SecretRules:
    """Keeps secrets, on the account's clock.

    Args:
        clock: of the account.
        seed: for the ends of ARNs, and for passwords.
        ask: makes a call to KMS, for secrets under a customer's key.
    """

    def __init__(self, clock: Clock, seed: int, ask: Ask) -> None:
        self._clock, self._ask, self._chance = clock, ask, random.Random(f"secretsmanager {seed}")
        self._stores = Stores()

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "secretsmanager" or call.operation not in OPERATIONS:
            return forward(call)
        try:
            asked = Asked(call, self.store(call.region), self._clock.now(), self._chance, self._ask)
            return Answer(result=OPERATIONS[call.operation](asked))
        except Refused as refusal:
            return Answer(error=refusal.error)

    def join(self, account: Account) -> None:
        """The account that this is in has been made."""
        policies.STORES[account.account] = self._stores

    def store(self, region: str = REGION) -> Store:
        """What a Region holds now: secrets whose window is over are gone."""
        store = self._stores.of(region)
        secrets.delete_what_is_due(store, self._clock.now())
        return store
