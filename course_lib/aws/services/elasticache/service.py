"""ElastiCache as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Need
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Call, Layer
from course_lib.aws.kept import Kept
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.elasticache.errors import THROTTLED
from course_lib.aws.services.elasticache.layer import ElastiCacheRules


class ElastiCache(AwsService):
    """With replication groups and snapshots that our own layer keeps."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.elasticache.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        return [ElastiCacheRules(clock, seed)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.elasticache.permissions import needs

        return needs(call)


SERVICE = ElastiCache(
    name="elasticache",
    title="Amazon ElastiCache",
    protocol="query",
    content_type="text/xml",
    version="2015-02-02",
    reads=("Describe*", "List*"),
    throttled=THROTTLED,
    warm={"client": 1},
)
