"""EventBridge Scheduler as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Need
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import AwsError, Call, Layer, Request
from course_lib.aws.kept import Kept
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.scheduler.errors import THROTTLED


class Scheduler(AwsService):
    """With schedules that our own layer keeps."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.scheduler.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        from course_lib.aws.services.scheduler.layer import ScheduleRules

        return [ScheduleRules(clock, seed, ask)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.scheduler.permissions import needs

        return needs(call)

    def operation_of(self, request: Request) -> str:
        from course_lib.aws.http.protocols import operation_at

        return operation_at(self, request) or request.method


SERVICE = Scheduler(
    name="scheduler",
    title="Amazon EventBridge Scheduler",
    protocol="rest-json",
    content_type="application/json",
    request_id=("x-amzn-RequestId", 52),
    reads=("Get*", "List*"),
    warm={"client": 1},
    broken=AwsError("InternalServerException", "An internal error occurred.", 500),
    throttled=THROTTLED,
)
