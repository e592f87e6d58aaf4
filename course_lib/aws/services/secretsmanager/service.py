"""Secrets Manager as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Need, ResourcePolicy
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, AwsError, Call, Forward, Layer
from course_lib.aws.kept import Kept
from course_lib.aws.layers.journal import Entry
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.secretsmanager.errors import BROKEN, THROTTLED
from course_lib.aws.words import Keys, Words


class SecretsManager(AwsService):
    """With secrets that our own layer keeps; rotation and replicas are not simulated."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.secretsmanager.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        from course_lib.aws.services.secretsmanager.layer import SecretRules

        return [SecretRules(clock, seed, ask)]

    def join(self, account: Account) -> None:
        from course_lib.aws.services.secretsmanager.layer import SecretRules

        account.layer(SecretRules).join(account)

    def words(self, entry: Entry, keys: Keys) -> Words:
        from course_lib.aws.services.secretsmanager.words import words

        return words(entry, self.is_read(entry.operation))

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.secretsmanager.permissions import needs

        return needs(call)

    def in_parts(self, call: Call, refusals: Sequence[AwsError | None], forward: Forward) -> Answer | None:
        from course_lib.aws.services.secretsmanager.permissions import in_parts

        return in_parts(call, refusals, forward)

    def policy_of(self, account: str, region: str, need: Need) -> ResourcePolicy | None:
        from course_lib.aws.services.secretsmanager.policies import policy_of

        return policy_of(account, region, need.resource)


SERVICE = SecretsManager(
    name="secretsmanager",
    title="AWS Secrets Manager",
    protocol="json",
    content_type="application/x-amz-json-1.1",
    target="secretsmanager",
    reads=("BatchGet*", "Describe*", "GetResourcePolicy", "GetSecretValue", "List*"),  # GetRandomPassword draws
    final=frozenset(
        [
            "AccessDeniedException",
            "InvalidParameterException",
            "InvalidRequestException",
            "ResourceExistsException",
            "ResourceNotFoundException",
            "ValidationException",
        ]
    ),
    warm={"client": 1},
    broken=BROKEN,
    throttled=THROTTLED,
)
