"""EventBridge as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Need
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import AwsError, Call, Layer
from course_lib.aws.kept import Kept
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.events.errors import THROTTLED


class Events(AwsService):
    """With scheduled rules that our own layer keeps; events of other kinds are not simulated."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.events.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        from course_lib.aws.services.events.layer import EventRules

        return [EventRules(clock, seed, ask)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.events.permissions import needs

        return needs(call)


SERVICE = Events(
    name="events",
    title="Amazon EventBridge",
    protocol="json",
    content_type="application/x-amz-json-1.1",
    target="AWSEvents",
    reads=("Describe*", "List*"),
    final=frozenset(["AccessDeniedException", "ResourceNotFoundException", "ValidationException"]),
    warm={"client": 1},
    broken=AwsError("InternalException", "An internal error occurred.", 500),
    throttled=THROTTLED,
)
