"""Which permissions Elastic Load Balancing's operations need.

Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Elastic Load Balancing V2".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from course_lib.aws.access import Need
from course_lib.aws.http.messages import Call

Needs = Callable[[Call], Iterator[Need]]


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def _on(member: str) -> Needs:
    def found(call: Call) -> Iterator[Need]:
        yield Need(f"elasticloadbalancing:{call.operation}", str(call.params.get(member) or "*"))

    return found


def _new(kind: str) -> Needs:
    def found(call: Call) -> Iterator[Need]:
        name = call.params.get("Name") or "*"
        arn = f"arn:aws:elasticloadbalancing:{call.region}:{call.account}:{kind}/{name}/*"
        yield Need(f"elasticloadbalancing:{call.operation}", arn)

    return found


def _everywhere(call: Call) -> Iterator[Need]:
    yield Need(f"elasticloadbalancing:{call.operation}")


def _each_rule(call: Call) -> Iterator[Need]:
    for each in call.params.get("RulePriorities") or ():
        yield Need("elasticloadbalancing:SetRulePriorities", str(each.get("RuleArn") or "*"))


_OF_GROUPS = ("DeleteTargetGroup", "DeregisterTargets", "ModifyTargetGroupAttributes", "RegisterTargets")
OPERATIONS: Mapping[str, Needs] = {
    "CreateLoadBalancer": _new("loadbalancer/app"),
    "CreateTargetGroup": _new("targetgroup"),
    "CreateListener": _on("LoadBalancerArn"),
    **{name: _on("ListenerArn") for name in ("CreateRule", "DeleteListener", "ModifyListener")},
    **{name: _on("RuleArn") for name in ("DeleteRule", "ModifyRule")},
    "SetRulePriorities": _each_rule,
    **{name: _on("LoadBalancerArn") for name in ("DeleteLoadBalancer", "ModifyLoadBalancerAttributes")},
    **{name: _on("TargetGroupArn") for name in _OF_GROUPS},
    **{
        name: _everywhere
        for name in (
            "DescribeListeners",
            "DescribeLoadBalancerAttributes",
            "DescribeLoadBalancers",
            "DescribeRules",
            "DescribeTargetGroupAttributes",
            "DescribeTargetGroups",
            "DescribeTargetHealth",
        )
    },
}
