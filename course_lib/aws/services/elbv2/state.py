"""What Elastic Load Balancing keeps for an account. Nothing runs in the background: states follow from the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

PROVISIONING = timedelta(minutes=2)  # AWS promises nothing; it is some minutes
# Source: Elastic Load Balancing API reference, LoadBalancerAttribute, and TargetGroupAttribute.
BALANCER_DEFAULTS = {
    "deletion_protection.enabled": "false",
    "idle_timeout.timeout_seconds": "60",
    "routing.http.drop_invalid_header_fields.enabled": "false",
    "routing.http.preserve_host_header.enabled": "false",
    "routing.http.xff_client_port.enabled": "false",
    "routing.http.xff_header_processing.mode": "append",
    "routing.http2.enabled": "true",
}
GROUP_DEFAULTS = {
    "deregistration_delay.timeout_seconds": "300",
    "load_balancing.algorithm.type": "round_robin",
    "stickiness.app_cookie.cookie_name": "",
    "stickiness.app_cookie.duration_seconds": "86400",
    "stickiness.enabled": "false",
    "stickiness.lb_cookie.duration_seconds": "86400",
    "stickiness.type": "lb_cookie",
}
Action = Mapping[str, Any]  # as AWS shows it, with everything that was left out
Condition = Mapping[str, Any]


@dataclass
class Rule:
    """What a listener does with requests that meet all conditions; the lowest priority that holds decides."""

    arn: str
    priority: int
    conditions: tuple[Condition, ...]
    action: Action


@dataclass
class Listener:
    """Where a load balancer listens.

    Attributes:
        action: for requests that no rule is for.
        default_rule: the ARN under which rules show that.
        certificate: the ARN of one; empty for HTTP, as is `policy`.
        rules: by ARN.
    """

    arn: str
    protocol: str
    port: int
    action: Action
    default_rule: str
    certificate: str = ""
    policy: str = ""
    rules: dict[str, Rule] = field(default_factory=dict)

    def in_order(self) -> list[Rule]:
        """Its rules, the first that decides first."""
        return sorted(self.rules.values(), key=lambda rule: rule.priority)

    def groups(self) -> set[str]:
        """The target groups that it can send to."""
        chosen = [self.action, *(rule.action for rule in self.rules.values())]
        forwards = [action["ForwardConfig"]["TargetGroups"] for action in chosen if action["Type"] == "forward"]
        return {each["TargetGroupArn"] for groups in forwards for each in groups}


@dataclass
class Balancer:
    """An application load balancer.

    Attributes:
        subnets: zone and subnet.
        made: when; it is active two minutes later.
        listeners: by ARN.
    """

    name: str
    arn: str
    dns: str
    scheme: str
    ip_type: str
    vpc: str
    subnets: tuple[tuple[str, str], ...]
    security_groups: tuple[str, ...]
    made: datetime
    attributes: dict[str, str] = field(default_factory=lambda: dict(BALANCER_DEFAULTS))
    tags: dict[str, str] = field(default_factory=dict)
    listeners: dict[str, Listener] = field(default_factory=dict)

    def state(self, now: datetime) -> str:
        return "provisioning" if now < self.made + PROVISIONING else "active"


@dataclass
class Target:
    """One registered target, and how its health checks went.

    Attributes:
        since: when it was registered.
        looked: up to when checks were counted.
        good, bad: how many came right, or wrong, one after the other.
        healthy: what came of them; None until the first.
        reason: of the last one that went wrong, as code and words.
        gone: when its deregistration is over; None while it is registered.
    """

    id: str
    port: int
    since: datetime
    looked: datetime
    good: int = 0
    bad: int = 0
    healthy: bool | None = None
    reason: tuple[str, str] = ("", "")
    gone: datetime | None = None


@dataclass
class Group:
    """A target group.

    Attributes:
        kind: "instance" or "ip".
        check: the settings of its health checks, by the names of AWS's members.
        targets: by id and port.
    """

    name: str
    arn: str
    protocol: str
    port: int
    vpc: str
    kind: str
    check: Mapping[str, Any]
    attributes: dict[str, str] = field(default_factory=lambda: dict(GROUP_DEFAULTS))
    targets: dict[tuple[str, int], Target] = field(default_factory=dict)


@dataclass
class Store:
    """Everything of one account and Region.

    Attributes:
        balancers, groups: by ARN.
        made: how many there ever were.
    """

    balancers: dict[str, Balancer] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    made: int = 0

    def uses(self, group: str) -> list[Balancer]:
        """The load balancers that send to a group."""
        return [
            each for each in self.balancers.values() if any(group in one.groups() for one in each.listeners.values())
        ]
