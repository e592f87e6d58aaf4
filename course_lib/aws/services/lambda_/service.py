"""Lambda as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from course_lib.aws.access import Need, ResourcePolicy
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import AwsError, Call, Layer, Request
from course_lib.aws.kept import Kept
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.lambda_.errors import THROTTLED


class Lambda(AwsService):
    """With functions that our own layer keeps."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.lambda_.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        from course_lib.aws.services.lambda_.layer import LambdaRules

        return [LambdaRules(clock, seed)]

    def join(self, account: Account) -> None:
        from course_lib.aws.services.lambda_.layer import LambdaRules

        account.layer(LambdaRules).join(account)

    def open(self, account: Account) -> Any:
        from course_lib.aws.services.lambda_.instances import Instances

        return Instances(account)

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.lambda_.permissions import needs

        return needs(call)

    def policy_of(self, account: str, region: str, need: Need) -> ResourcePolicy | None:
        from course_lib.aws.services.lambda_.policy import policy_of

        return policy_of(account, region, need.resource)

    def operation_of(self, request: Request) -> str:
        from course_lib.aws.http.protocols import operation_at

        return operation_at(self, request) or request.method


SERVICE = Lambda(
    name="lambda",
    title="AWS Lambda",
    protocol="rest-json",
    content_type="application/json",
    request_id=("x-amzn-RequestId", 52),
    reads=("Get*", "List*"),
    warm={"client": 1},
    # Source: botocore's model, ServiceException; API reference, "Common errors".
    broken=AwsError("ServiceException", "An error occurred and the request cannot be processed.", 500),
    malformed=AwsError("InvalidRequestContentException", "Could not parse request body into json", 400),
    throttled=THROTTLED,
)
