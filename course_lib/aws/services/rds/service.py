"""RDS as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Need
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Call, Layer
from course_lib.aws.kept import Kept
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.rds.errors import THROTTLED


class Rds(AwsService):
    """With instances and snapshots that our own layer keeps."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.rds.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        from course_lib.aws.services.rds.layer import RdsRules

        return [RdsRules(clock, seed)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.rds.permissions import needs

        return needs(call)


SERVICE = Rds(
    name="rds",
    title="Amazon Relational Database Service",
    protocol="query",
    content_type="text/xml",
    version="2014-10-31",
    reads=("Describe*", "List*"),
    throttled=THROTTLED,
    warm={"client": 1},
)
