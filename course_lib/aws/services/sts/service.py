"""STS as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Sequence

from course_lib.aws.access import Identity, Need
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Call, Layer
from course_lib.aws.layers.moto_backend import Moto
from course_lib.aws.service import Ask, AwsService
from course_lib.aws.services.sts.layer import StsRules


class Sts(AwsService):
    """With sessions of roles that end on the cloud's clock."""

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        return [StsRules(clock, seed, ask)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.sts.permissions import needs

        return needs(call)

    def signer(self, account: str, key: str) -> Identity | None:
        from course_lib.aws.services.sts.sessions import find

        return find(account, key)


SERVICE = Sts(
    name="sts",
    title="AWS Security Token Service",
    protocol="query",
    content_type="text/xml",
    version="2011-06-15",
    reads=("Get*",),
    backend=Moto("moto.sts.responses:TokenResponse"),
)
