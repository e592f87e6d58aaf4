"""Elastic Load Balancing as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from course_lib.aws.access import Need
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Call, Layer
from course_lib.aws.kept import Kept
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.elbv2.errors import THROTTLED


class Elb(AwsService):
    """With application load balancers that our own layer keeps."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.elbv2.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        from course_lib.aws.services.elbv2.layer import BalancerRules

        return [BalancerRules(clock, ask)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.elbv2.permissions import needs

        return needs(call)


SERVICE = Elb(
    name="elbv2",
    title="Elastic Load Balancing",
    protocol="query",
    content_type="text/xml",
    version="2015-12-01",
    signed_as="elasticloadbalancing",
    reads=("Describe*",),
    throttled=THROTTLED,
)
