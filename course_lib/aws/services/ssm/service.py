"""Parameter Store as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Need
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import AwsError, Call, Layer
from course_lib.aws.kept import Kept
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.ssm.errors import THROTTLED


class Ssm(AwsService):
    """With parameters that our own layer keeps; the rest of Systems Manager is not simulated."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.ssm.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        from course_lib.aws.services.ssm.layer import ParameterRules

        return [ParameterRules(clock, ask)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.ssm.permissions import needs

        return needs(call)


SERVICE = Ssm(
    name="ssm",
    title="Amazon Simple Systems Manager (SSM)",
    protocol="json",
    content_type="application/x-amz-json-1.1",
    target="AmazonSSM",
    reads=("Describe*", "Get*", "List*"),
    final=frozenset(["AccessDeniedException", "ParameterAlreadyExists", "ParameterNotFound", "ValidationException"]),
    warm={"client": 1},
    broken=AwsError("InternalServerError", "An internal error occurred.", 500),
    throttled=THROTTLED,
)
