"""Load balancers: made in two zones or more, described, their attributes, deleted.

Source: Elastic Load Balancing API reference, CreateLoadBalancer (names; one subnet a zone, two zones at least; the same
request again gives the same load balancer), ModifyLoadBalancerAttributes; user guide, "Application Load Balancers".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.elbv2 import errors
from course_lib.aws.services.elbv2.request import Asked
from course_lib.aws.services.elbv2.state import BALANCER_DEFAULTS, Balancer

MODES = ("append", "preserve", "remove")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_ZONE = "Z35SXDOTRQ7X7K"  # the hosted zone of load balancers in us-east-1, as AWS documents it


def create(asked: Asked) -> dict[str, Any]:
    asked.takes_only("IpAddressType", "Name", "Scheme", "SecurityGroups", "SubnetMappings", "Subnets", "Tags", "Type")
    params = asked.params
    name, kind = str(params["Name"]), params.get("Type", "application")
    check_name(name, "Load balancer")
    if kind != "application":
        raise NotSimulated("Elastic Load Balancing is simulated here, but only application load balancers.")
    subnets, vpc = _subnets(asked)
    scheme = str(params.get("Scheme") or "internet-facing")
    if scheme == "internet-facing" and not _has_gateway(asked, vpc):
        raise errors.Refused("InvalidSubnet", f"VPC {vpc} has no internet gateway")
    groups = _security_groups(asked, vpc)
    ip_type = str(params.get("IpAddressType") or "ipv4")
    there = next((each for each in asked.store.balancers.values() if each.name == name), None)
    if there is not None:
        if (there.subnets, there.scheme, there.security_groups, there.ip_type) != (subnets, scheme, groups, ip_type):
            words = f"A load balancer with the same name '{name}' exists, but with different settings"
            raise errors.Refused("DuplicateLoadBalancerName", words)
        return {"LoadBalancers": [told(asked, there)]}
    number = asked.new_id()
    arn = asked.arn(f"loadbalancer/app/{name}/{number}")
    before = "internal-" if scheme == "internal" else ""
    dns = f"{before}{name}-{int(number[-8:], 16)}.{asked.call.region}.elb.amazonaws.com"
    made = Balancer(name, arn, dns, scheme, ip_type, vpc, subnets, groups, asked.now)
    made.tags.update({str(each["Key"]): str(each.get("Value", "")) for each in params.get("Tags") or ()})
    asked.store.balancers[arn] = made
    return {"LoadBalancers": [told(asked, made)]}


def check_name(name: str, what: str) -> None:
    """
    Raises:
        Refused: nothing can be called so.
    """
    if len(name) > 32:
        raise errors.invalid(f"{what} name '{name}' cannot be longer than '32' characters")
    if not _NAME.fullmatch(name):
        only = "can only contain characters that are alphanumeric characters and hyphens(-)"
        raise errors.invalid(f"{what} name '{name}' {only}")
    if name.startswith("-") or name.endswith("-"):
        raise errors.invalid(f"{what} name '{name}' cannot begin or end with '-'")
    if what == "Load balancer" and name.startswith("internal-"):
        raise errors.invalid(f"{what} name '{name}' cannot begin with 'internal-'")


def _subnets(asked: Asked) -> tuple[tuple[tuple[str, str], ...], str]:
    """Zone and subnet of each, by zone, and their VPC."""
    mapped = [each["SubnetId"] for each in asked.params.get("SubnetMappings") or ()]
    wanted = [str(each) for each in asked.params.get("Subnets") or mapped]
    if not wanted:
        raise errors.invalid("You must specify either subnets or subnet mappings")
    found = {str(each["SubnetId"]): each for each in asked.described("DescribeSubnets", "Subnets")}
    for name in wanted:
        if name not in found:
            raise errors.Refused("SubnetNotFound", f"The subnet ID '{name}' does not exist")
    zones = sorted((str(found[name]["AvailabilityZone"]), name) for name in dict.fromkeys(wanted))
    if len({zone for zone, _ in zones}) < len(zones):
        words = "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
        raise errors.Refused("InvalidConfigurationRequest", words)
    if len(zones) < 2:
        raise errors.invalid("At least two subnets in two different Availability Zones must be specified")
    vpcs = {str(found[name]["VpcId"]) for _, name in zones}
    if len(vpcs) > 1:
        raise errors.Refused("InvalidConfigurationRequest", "All subnets must belong to the same VPC")
    return tuple(zones), vpcs.pop()


def _has_gateway(asked: Asked, vpc: str) -> bool:
    gateways = asked.described("DescribeInternetGateways", "InternetGateways")
    return any(each.get("VpcId") == vpc for one in gateways for each in one.get("Attachments") or ())


def _security_groups(asked: Asked, vpc: str) -> tuple[str, ...]:
    """Those that are asked for, or the VPC's default one."""
    found = [each for each in asked.described("DescribeSecurityGroups", "SecurityGroups") if each["VpcId"] == vpc]
    wanted = [str(each) for each in asked.params.get("SecurityGroups") or ()]
    for name in wanted:
        if not any(each["GroupId"] == name for each in found):
            raise errors.Refused("InvalidSecurityGroup", f"The security group '{name}' does not exist")
    return tuple(wanted or [str(each["GroupId"]) for each in found if each["GroupName"] == "default"])


def describe(asked: Asked) -> dict[str, Any]:
    asked.takes_only("LoadBalancerArns", "Marker", "Names", "PageSize")
    return {"LoadBalancers": [told(asked, each) for each in _wanted(asked)]}


def _wanted(asked: Asked) -> Sequence[Balancer]:
    arns, names = asked.params.get("LoadBalancerArns"), asked.params.get("Names")
    if arns:
        return [asked.balancer(str(arn)) for arn in arns]
    by_name = {each.name: each for each in asked.store.balancers.values()}
    for name in names or ():
        if name not in by_name:
            raise errors.no_balancer(str(name))
    return [by_name[str(name)] for name in names] if names else list(by_name.values())


def delete(asked: Asked) -> dict[str, Any]:
    """One that is not there is no error."""
    asked.takes_only("LoadBalancerArn")
    found = asked.store.balancers.get(str(asked.params["LoadBalancerArn"]))
    if found is not None:
        if found.attributes["deletion_protection.enabled"] == "true":
            words = f"Load balancer '{found.arn}' cannot be deleted because deletion protection is enabled"
            raise errors.Refused("OperationNotPermitted", words)
        del asked.store.balancers[found.arn]
    return {}


def attributes(asked: Asked) -> dict[str, Any]:
    asked.takes_only("LoadBalancerArn")
    return {"Attributes": _listed(asked.balancer(str(asked.params["LoadBalancerArn"])))}


def modify_attributes(asked: Asked) -> dict[str, Any]:
    asked.takes_only("Attributes", "LoadBalancerArn")
    found = asked.balancer(str(asked.params["LoadBalancerArn"]))
    given = {str(each["Key"]): str(each.get("Value", "")) for each in asked.params["Attributes"]}
    for key, value in given.items():
        _check_attribute(key, value)
    found.attributes.update(given)
    return {"Attributes": _listed(found)}


def _check_attribute(key: str, value: str) -> None:
    if key not in BALANCER_DEFAULTS:
        raise errors.Refused("InvalidConfigurationRequest", f"Load balancer attribute key '{key}' is not recognized")
    if key.endswith(".enabled"):
        allowed = value in ("true", "false")
    elif key.endswith(".mode"):
        allowed = value in MODES
    else:
        allowed = value.isdecimal() and 1 <= int(value) <= 4000
    if not allowed:
        words = f"Load balancer attribute value '{value}' of '{key}' is not valid"
        raise errors.Refused("InvalidConfigurationRequest", words)


def _listed(found: Balancer) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in sorted(found.attributes.items())]


def told(asked: Asked, found: Balancer) -> dict[str, Any]:
    return {
        "LoadBalancerArn": found.arn,
        "DNSName": found.dns,
        "CanonicalHostedZoneId": _ZONE,
        "CreatedTime": found.made,
        "LoadBalancerName": found.name,
        "Scheme": found.scheme,
        "VpcId": found.vpc,
        "State": {"Code": found.state(asked.now)},
        "Type": "application",
        "AvailabilityZones": [{"ZoneName": zone, "SubnetId": subnet} for zone, subnet in found.subnets],
        "SecurityGroups": list(found.security_groups),
        "IpAddressType": found.ip_type,
    }


OPERATIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "CreateLoadBalancer": create,
    "DescribeLoadBalancers": describe,
    "DeleteLoadBalancer": delete,
    "DescribeLoadBalancerAttributes": attributes,
    "ModifyLoadBalancerAttributes": modify_attributes,
}
