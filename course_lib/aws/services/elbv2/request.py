"""One request to Elastic Load Balancing, with what is needed to answer it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from course_lib.aws import heeded
from course_lib.aws.http.messages import Call
from course_lib.aws.service import Ask
from course_lib.aws.services.elbv2 import errors
from course_lib.aws.services.elbv2.state import Balancer, Group, Listener, Store

TITLE = "Elastic Load Balancing"
Probe = Callable[[str, int, str], int | None]  # address, port and path: an HTTP status, None where nobody answers


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        call: as it came.
        store: of the account and Region.
        now: by the account's clock.
        ask: makes a call to EC2.
        probe: makes a health check.
        certificates: the ARNs of those that there are.
    """

    call: Call
    store: Store
    now: datetime
    ask: Ask
    probe: Probe
    certificates: Collection[str] = ()

    @property
    def params(self) -> Mapping[str, Any]:
        return self.call.params

    def takes_only(self, *names: str) -> None:
        """
        Raises:
            NotSimulated: it has a parameter that nothing here heeds.
        """
        heeded.only(TITLE, self.call.operation, self.params, names)

    def arn(self, rest: str) -> str:
        return f"arn:aws:elasticloadbalancing:{self.call.region}:{self.call.account}:{rest}"

    def new_id(self) -> str:
        """Of 16 hexadecimal digits, another one each time."""
        self.store.made += 1
        return f"{0x50DC6C495C0C9100 + self.store.made:016x}"

    def balancer(self, arn: str) -> Balancer:
        """
        Raises:
            Refused: there is none.
        """
        if arn not in self.store.balancers:
            raise errors.no_balancer(arn)
        return self.store.balancers[arn]

    def listener(self, arn: str) -> tuple[Balancer, Listener]:
        """A listener and its load balancer.

        Raises:
            Refused: there is none.
        """
        for found in self.store.balancers.values():
            if arn in found.listeners:
                return found, found.listeners[arn]
        raise errors.no_listener(arn)

    def group(self, arn: str) -> Group:
        """
        Raises:
            Refused: there is none.
        """
        if arn not in self.store.groups:
            raise errors.no_group(arn)
        return self.store.groups[arn]

    def described(self, operation: str, member: str, **params: Any) -> list[Mapping[str, Any]]:
        """What EC2 tells; nothing where it refuses."""
        call = Call("ec2", operation, params, self.call.who, self.call.region, self.call.account)
        answer = self.ask(call)
        return list((answer.result or {}).get(member) or [])
