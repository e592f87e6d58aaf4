"""The networking half of EC2 as the rest of the cloud sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from course_lib.aws.access import Need
from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import AwsError, Call, Layer, Request
from course_lib.aws.kept import Kept
from course_lib.aws.layers.moto_backend import Moto
from course_lib.aws.service import Account, Ask, AwsService
from course_lib.aws.services.ec2.layer import Ec2Network


@dataclass(frozen=True)
class OwnState(Moto):
    """EC2's state is kept here and not in moto, whose networks take a tenth of a second an account to make."""

    def forget(self, account: str) -> None:
        from course_lib.aws.services.ec2.state import forget

        forget(account)


class Ec2(AwsService):
    """Networks, and what opens and closes the way through them."""

    def contents(self, account: Account) -> Iterable[tuple[str, Kept]]:
        from course_lib.aws.services.ec2.contents import contents

        return contents(account)

    def layers(self, clock: Clock, seed: int, ask: Ask) -> Sequence[Layer]:
        return [Ec2Network(clock, seed)]

    def needs(self, call: Call) -> Sequence[Need] | None:
        from course_lib.aws.services.ec2.permissions import needs

        return needs(call)

    def operation_of(self, request: Request) -> str:
        """It stands in the form."""
        from urllib.parse import parse_qs

        return parse_qs(request.body.decode("utf-8", "replace")).get("Action", [request.method])[0]


SERVICE = Ec2(
    name="ec2",
    title="Amazon Elastic Compute Cloud",
    protocol="ec2",
    content_type="text/xml;charset=UTF-8",
    version="2016-11-15",
    reads=("Describe*", "Get*", "Search*"),
    warm={"client": 1},
    broken=AwsError("InternalError", "An internal error has occurred", 500),
    backend=OwnState(""),
)
