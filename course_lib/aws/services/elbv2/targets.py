"""Target groups and what is registered in them.

Source: Elastic Load Balancing API reference, CreateTargetGroup (defaults: every 30 seconds, 5 seconds' time, 5 and 2
in a row, "/", 200), RegisterTargets, DeregisterTargets (draining, 300 seconds), DescribeTargetHealth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elbv2 import errors, health
from course_lib.aws.services.elbv2.balancers import check_name
from course_lib.aws.services.elbv2.request import Asked
from course_lib.aws.services.elbv2.state import GROUP_DEFAULTS, Group, Target

CHECKS = {
    "HealthCheckProtocol": "HTTP",
    "HealthCheckPort": "traffic-port",
    "HealthCheckPath": "/",
    "HealthCheckIntervalSeconds": 30,
    "HealthCheckTimeoutSeconds": 5,
    "HealthyThresholdCount": 5,
    "UnhealthyThresholdCount": 2,
    "Matcher": {"HttpCode": "200"},
}
_COOKIE = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}")  # a token of RFC 6265
_VALUES = {
    "load_balancing.algorithm.type": ("round_robin",),
    "stickiness.enabled": ("true", "false"),
    "stickiness.type": ("lb_cookie", "app_cookie"),
}
_BOUNDS = {
    "HealthCheckIntervalSeconds": (5, 300),
    "HealthCheckTimeoutSeconds": (2, 120),
    "HealthyThresholdCount": (2, 10),
    "UnhealthyThresholdCount": (2, 10),
}


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only("Name", "Port", "Protocol", "TargetType", "VpcId", *CHECKS)
    params = asked.params
    name = str(params["Name"])
    check_name(name, "Target group")
    if params.get("Protocol") != "HTTP":
        raise NotSimulated("Elastic Load Balancing is simulated here, but only target groups of the protocol HTTP.")
    kind = str(params.get("TargetType") or "instance")
    if kind != "ip":
        raise NotSimulated("Elastic Load Balancing is simulated here, but only target groups of the type ip.")
    for member in ("Port", "VpcId"):
        if params.get(member) is None:
            raise errors.invalid(f"A {'port' if member == 'Port' else 'VPC ID'} must be specified")
    vpc = str(params["VpcId"])
    if not any(each["VpcId"] == vpc for each in asked.described("DescribeVpcs", "Vpcs")):
        raise errors.invalid(f"The VPC ID '{vpc}' is not found")
    if any(each.name == name for each in asked.store.groups.values()):
        words = f"A target group with the same name '{name}' exists, but with different settings"
        raise errors.Refused("DuplicateTargetGroupName", words)
    check = _check(params)
    arn = asked.arn(f"targetgroup/{name}/{asked.new_id()}")
    made = asked.store.groups[arn] = Group(name, arn, "HTTP", int(params["Port"]), vpc, kind, check)
    return {"TargetGroups": [_told(asked, made)]}


def _check(params: Mapping[str, Any]) -> dict[str, Any]:
    check = {**CHECKS, **{name: params[name] for name in CHECKS if params.get(name) is not None}}
    for name, (low, high) in _BOUNDS.items():
        if not low <= int(check[name]) <= high:
            raise errors.invalid(f"{name} '{check[name]}' must be between {low} and {high}")
    if int(check["HealthCheckTimeoutSeconds"]) >= int(check["HealthCheckIntervalSeconds"]):
        raise errors.invalid("Health check interval must be greater than the timeout.")
    if not str(check["HealthCheckPath"]).startswith("/"):
        raise errors.invalid(f"Health check path '{check['HealthCheckPath']}' must begin with a '/' character")
    if not health.is_matcher(str(check["Matcher"]["HttpCode"])):
        raise errors.invalid("Health check matcher HTTP code must be within '200-499'")
    return check


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only("LoadBalancerArn", "Marker", "Names", "PageSize", "TargetGroupArns")
    params = asked.params
    if params.get("TargetGroupArns"):
        found = [asked.group(str(arn)) for arn in params["TargetGroupArns"]]
    else:
        names = params.get("Names")
        found = [each for each in asked.store.groups.values() if names is None or each.name in names]
        for name in params.get("Names") or ():
            if all(each.name != name for each in found):
                raise errors.no_group(str(name))
    if params.get("LoadBalancerArn"):
        balancer = asked.balancer(str(params["LoadBalancerArn"]))
        used = {arn for each in balancer.listeners.values() for arn in each.groups()}
        found = [each for each in found if each.arn in used]
    return {"TargetGroups": [_told(asked, each) for each in found]}


def delete(asked: Asked) -> dict[str, Any]:
    asked.takes_only("TargetGroupArn")
    arn = str(asked.params["TargetGroupArn"])
    if asked.store.uses(arn):
        words = f"Target group '{arn}' is currently in use by a listener or a rule"
        raise errors.Refused("ResourceInUse", words)
    asked.store.groups.pop(arn, None)
    return {}


def register(asked: Asked) -> dict[str, Any]:
    asked.takes_only("TargetGroupArn", "Targets")
    group = asked.group(str(asked.params["TargetGroupArn"]))
    given = [(str(each["Id"]), int(each.get("Port") or group.port)) for each in asked.params["Targets"]]
    for name, _ in given:
        _check_address(asked, group, name)
    for place in given:
        there = group.targets.get(place)
        if there is None or there.gone is not None:
            group.targets[place] = Target(*place, asked.now, asked.now)
    return {}


def _check_address(asked: Asked, group: Group, text: str) -> None:
    """An address of the group's VPC."""
    try:
        ip_address(text)
    except ValueError:
        raise errors.invalid(f"The IP address '{text}' is not a valid IPv4 or IPv6 address") from None
    [vpc] = [each for each in asked.described("DescribeVpcs", "Vpcs") if each["VpcId"] == group.vpc]
    if ":" not in text and ip_address(text) not in ip_network(str(vpc["CidrBlock"])):
        words = f"The IP address '{text}' is not within a CIDR block of VPC '{group.vpc}'"
        raise errors.invalid(words)


def deregister(asked: Asked) -> dict[str, Any]:
    asked.takes_only("TargetGroupArn", "Targets")
    group = asked.group(str(asked.params["TargetGroupArn"]))
    delay = timedelta(seconds=int(group.attributes["deregistration_delay.timeout_seconds"]))
    for each in asked.params["Targets"]:
        target = group.targets.get((str(each["Id"]), int(each.get("Port") or group.port)))
        if target is not None and target.gone is None:
            target.gone = asked.now + delay
    return {}


def attributes(asked: Asked) -> dict[str, Any]:
    asked.takes_only("TargetGroupArn")
    return {"Attributes": _listed(asked.group(str(asked.params["TargetGroupArn"])))}


def modify_attributes(asked: Asked) -> dict[str, Any]:
    asked.takes_only("Attributes", "TargetGroupArn")
    group = asked.group(str(asked.params["TargetGroupArn"]))
    given = {str(each["Key"]): str(each.get("Value", "")) for each in asked.params["Attributes"]}
    for key, value in given.items():
        _check_attribute(key, value)
    wanted = {**group.attributes, **given}
    by_app = wanted["stickiness.enabled"] == "true" and wanted["stickiness.type"] == "app_cookie"
    if by_app and not wanted["stickiness.app_cookie.cookie_name"]:
        words = "Target group attribute 'stickiness.app_cookie.cookie_name' is required for app_cookie"
        raise errors.Refused("InvalidConfigurationRequest", words)
    group.attributes.update(given)
    return {"Attributes": _listed(group)}


def _check_attribute(key: str, value: str) -> None:
    """The values of the attributes that count here; of others, those that they have anyway."""
    if key not in GROUP_DEFAULTS:
        raise errors.Refused("InvalidConfigurationRequest", f"Target group attribute key '{key}' is not recognized")
    if key == "load_balancing.algorithm.type" and value != GROUP_DEFAULTS[key]:
        raise NotSimulated("Elastic Load Balancing is simulated here, but only the algorithm round_robin.")
    if key.endswith("_seconds"):
        low, high = (0, 3600) if key.startswith("deregistration") else (1, 604_800)
        allowed = value.isdecimal() and low <= int(value) <= high
    elif key.endswith("cookie_name"):
        allowed = bool(_COOKIE.fullmatch(value)) and not value.upper().startswith("AWSALB")
    else:
        allowed = value in _VALUES[key]
    if not allowed:
        words = f"Target group attribute value '{value}' of '{key}' is not valid"
        raise errors.Refused("InvalidConfigurationRequest", words)


def _listed(group: Group) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(group.attributes.items())]


def target_health(asked: Asked) -> dict[str, Any]:
    asked.takes_only("TargetGroupArn", "Targets")
    group = asked.group(str(asked.params["TargetGroupArn"]))
    look(asked, group)
    wanted = [(str(each["Id"]), int(each.get("Port") or group.port)) for each in asked.params.get("Targets") or ()]
    found = [group.targets[place] for place in wanted or group.targets if place in group.targets]
    return {"TargetHealthDescriptions": [_health(asked, group, target) for target in found]}


def look(asked: Asked, group: Group) -> None:
    """Count the checks up to now, and drop what has drained."""
    for place, target in list(group.targets.items()):
        if target.gone is not None and target.gone <= asked.now:
            del group.targets[place]
        elif asked.store.uses(group.arn):
            health.count(group, target, asked.now, asked.probe)


def _health(asked: Asked, group: Group, target: Target) -> dict[str, Any]:
    state, reason, words = "healthy", "", ""
    if target.gone is not None:
        state, reason, words = "draining", "Target.DeregistrationInProgress", "Target deregistration is in progress"
    elif not asked.store.uses(group.arn):
        words = "Target group is not configured to receive traffic from the load balancer"
        state, reason = "unused", "Target.NotInUse"
    elif target.healthy is None:
        state, reason, words = "initial", "Elb.RegistrationInProgress", "Target registration is in progress"
    elif not target.healthy:
        state, (reason, words) = "unhealthy", target.reason
    told = {"State": state, **({"Reason": reason, "Description": words} if reason else {})}
    port = str(target.port if group.check["HealthCheckPort"] == "traffic-port" else group.check["HealthCheckPort"])
    return {"Target": {"Id": target.id, "Port": target.port}, "HealthCheckPort": port, "TargetHealth": told}


def _told(asked: Asked, group: Group) -> dict[str, Any]:
    return {
        "TargetGroupArn": group.arn,
        "TargetGroupName": group.name,
        "Protocol": group.protocol,
        "Port": group.port,
        "VpcId": group.vpc,
        "TargetType": group.kind,
        "LoadBalancerArns": [each.arn for each in asked.store.uses(group.arn)],
        "HealthCheckEnabled": True,
        **group.check,
    }


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateTargetGroup": create,
    "DescribeTargetGroups": describe,
    "DeleteTargetGroup": delete,
    "RegisterTargets": register,
    "DeregisterTargets": deregister,
    "DescribeTargetGroupAttributes": attributes,
    "ModifyTargetGroupAttributes": modify_attributes,
    "DescribeTargetHealth": target_health,
}
