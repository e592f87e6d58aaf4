"""Listeners: a port of a load balancer, and the target group behind it.

Source: Elastic Load Balancing API reference, CreateListener (a port once; application load balancers speak HTTP and
HTTPS, HTTPS with a certificate; a target group belongs to one load balancer), DescribeListeners, DeleteListener.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elbv2 import errors
from course_lib.aws.services.elbv2.request import Asked
from course_lib.aws.services.elbv2.state import Balancer, Listener


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only("DefaultActions", "LoadBalancerArn", "Port", "Protocol")
    found = asked.balancer(str(asked.params["LoadBalancerArn"]))
    protocol, port = asked.params.get("Protocol"), asked.params.get("Port")
    if protocol is None or port is None:
        raise errors.invalid("A listener protocol and a port must be specified")
    if protocol == "HTTPS":
        raise NotSimulated("Elastic Load Balancing is simulated here, but no listeners with a certificate (HTTPS).")
    if protocol != "HTTP":
        words = f"Listener protocol '{protocol}' must be one of 'HTTP, HTTPS'"
        raise errors.invalid(words)
    if not 1 <= int(port) <= 65535:
        raise errors.invalid(f"Port '{port}' must be between 1 and 65535")
    if any(each.port == int(port) for each in found.listeners.values()):
        raise errors.Refused("DuplicateListener", "A listener already exists on this port for this load balancer")
    group = _forwarded_to(asked)
    others = [each for each in asked.store.uses(group) if each is not found]
    if others:
        words = f"The following target groups cannot be associated with more than one load balancer: {group}"
        raise errors.Refused("TargetGroupAssociationLimit", words)
    rest = found.arn.partition("loadbalancer/")[2]
    made = Listener(asked.arn(f"listener/{rest}/{asked.new_id()}"), str(protocol), int(port), group)
    found.listeners[made.arn] = made
    return {"Listeners": [_told(found, made)]}


def _forwarded_to(asked: Asked) -> str:
    """The ARN of the one target group that the default action names."""
    actions = list(asked.params["DefaultActions"])
    if len(actions) != 1 or actions[0].get("Type") != "forward":
        raise NotSimulated("Elastic Load Balancing is simulated here, but of actions only one that forwards.")
    several = (actions[0].get("ForwardConfig") or {}).get("TargetGroups") or []
    named = actions[0].get("TargetGroupArn") or (several[0].get("TargetGroupArn") if len(several) == 1 else None)
    if named is None:
        raise errors.invalid("A target group must be specified")
    return asked.group(str(named)).arn


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ListenerArns", "LoadBalancerArn", "Marker", "PageSize")
    if asked.params.get("LoadBalancerArn"):
        found = asked.balancer(str(asked.params["LoadBalancerArn"]))
        return {"Listeners": [_told(found, each) for each in found.listeners.values()]}
    return {"Listeners": [_told(*_named(asked, str(arn))) for arn in asked.params.get("ListenerArns") or ()]}


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only("ListenerArn")
    found, listener = _named(asked, str(asked.params["ListenerArn"]))
    del found.listeners[listener.arn]
    return {}


def _named(asked: Asked, arn: str) -> tuple[Balancer, Listener]:
    for found in asked.store.balancers.values():
        if arn in found.listeners:
            return found, found.listeners[arn]
    raise errors.no_listener(arn)


def _told(found: Balancer, listener: Listener) -> dict[str, Any]:
    return {
        "ListenerArn": listener.arn,
        "LoadBalancerArn": found.arn,
        "Port": listener.port,
        "Protocol": listener.protocol,
        "DefaultActions": [{"Type": "forward", "TargetGroupArn": listener.group}],
    }


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateListener": create,
    "DescribeListeners": describe,
    "DeleteListener": delete,
}
