"""A function's place in a VPC: which subnets and security groups it can have, and the interfaces that it gets there.

Sources: Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC" (up to 16 subnets and 5
groups; interfaces are shared by all functions with the same subnet and groups; the execution role has to be allowed
to make them) and API reference, VpcConfig (two empty lists take the function out of the VPC), FunctionConfiguration
(LastUpdateStatusReasonCode) and SubnetIPAddressLimitReachedException (the reason's words). The other words are those
that public issue trackers quote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.aws.http.messages import AwsError, Call
from course_lib.aws.services.lambda_ import role
from course_lib.aws.services.lambda_.errors import Refused, breaks_a_constraint, invalid
from course_lib.aws.services.lambda_.request import Asked
from course_lib.aws.services.lambda_.state import Failure

MOST = {"SubnetIds": 16, "SecurityGroupIds": 5}
NOT_ALLOWED = "The provided execution role does not have permissions to call {} on EC2"
_DENIED = ("UnauthorizedOperation", "AccessDenied", "AccessDeniedException")
_FULL = "InsufficientFreeAddressesInSubnet"
OUT_OF_ADDRESSES = Failure(
    "SubnetOutOfIPAddresses",
    "Lambda couldn't set up VPC access for the Lambda function because one or more configured subnets has no "
    "available IP addresses.",
)


@dataclass(frozen=True)
class Attached:
    """What came of making a function's interfaces.

    Attributes:
        waits: whether any was to be made, which takes a while.
        failure: why not all could be made.
    """

    waits: bool = False
    failure: Failure | None = None


def config(asked: Asked) -> dict[str, Any]:
    """The VpcConfig that a request asks for, as Lambda keeps it.

    Raises:
        Refused: AWS would not take it.
    """
    given: Mapping[str, Any] = asked.params.get("VpcConfig") or {}
    subnets, groups = (list(dict.fromkeys(given.get(name) or ())) for name in MOST)
    for name, values in (("SubnetIds", subnets), ("SecurityGroupIds", groups)):
        if len(values) > MOST[name]:
            member = f"vpcConfig.{name[0].lower()}{name[1:]}"
            raise breaks_a_constraint(values, member, f"Member must have length less than or equal to {MOST[name]}")
    if bool(subnets) != bool(groups):
        raise invalid("SubnetIds and SecurityIds must coexist or be both empty list.")
    vpc = _vpc_of(asked, subnets, groups) if subnets else ""
    return {
        "SubnetIds": subnets,
        "SecurityGroupIds": groups,
        "VpcId": vpc,
        "Ipv6AllowedForDualStack": bool(given.get("Ipv6AllowedForDualStack", False)),
    }


def _vpc_of(asked: Asked, subnets: Sequence[str], groups: Sequence[str]) -> str:
    """The VPC that all of them are in."""
    found = _described(asked, "DescribeSubnets", "Subnets", SubnetIds=list(subnets))
    vpcs = {str(each["VpcId"]) for each in found}
    if len(vpcs) > 1:
        raise invalid("Subnets are required to be in the same VPC.")
    of_groups = _described(asked, "DescribeSecurityGroups", "SecurityGroups", GroupIds=list(groups))
    if {str(each["VpcId"]) for each in of_groups} != vpcs:
        raise invalid("Security Groups are required to be in the same VPC.")
    return vpcs.pop()


def _described(asked: Asked, operation: str, member: str, **params: Any) -> Sequence[Mapping[str, Any]]:
    answer = asked.account.ask(_call(asked, operation, params))
    if answer.error is not None:
        told = f"EC2 Error Code: {answer.error.code}. EC2 Error Message: {answer.error.message}"
        raise invalid(f"Error occurred while {operation}. {told}")
    found: Sequence[Mapping[str, Any]] = (answer.result or {})[member]
    return found


def _call(asked: Asked, operation: str, params: Mapping[str, Any]) -> Call:
    return Call("ec2", operation, params, role.PRINCIPAL, asked.call.region, asked.call.account)


def attach(asked: Asked, function: str, settings: Mapping[str, Any]) -> Attached:
    """Make the interfaces that a function with these settings needs and that are not there yet.

    Args:
        asked: the request.
        function: its name.
        settings: that it will have.

    Returns:
        What came of it.

    Raises:
        Refused: the function's role may not do so.
    """
    wanted = settings.get("VpcConfig") or {}
    waits = False
    for subnet in wanted.get("SubnetIds", ()):
        groups = sorted(wanted["SecurityGroupIds"])
        if not any(_groups(each) == groups for each in _interfaces(asked, subnet)):
            about = f"AWS Lambda VPC ENI-{function}-{asked.new_id()}"
            params = {"SubnetId": subnet, "Groups": groups, "Description": about, "InterfaceType": "lambda"}
            waits = True
            if not _as_function(asked, function, str(settings.get("Role", "")), "CreateNetworkInterface", params):
                return Attached(waits, OUT_OF_ADDRESSES)
    return Attached(waits)


def _groups(interface: Mapping[str, Any]) -> list[str]:
    return sorted(str(each["GroupId"]) for each in interface["Groups"])


def _interfaces(asked: Asked, subnet: str | None = None) -> Sequence[Mapping[str, Any]]:
    """Lambda's interfaces, all or those of a subnet."""
    filters = [{"Name": "interface-type", "Values": ["lambda"]}]
    filters += [{"Name": "subnet-id", "Values": [subnet]}] if subnet else []
    return _described(asked, "DescribeNetworkInterfaces", "NetworkInterfaces", Filters=filters)


def _as_function(asked: Asked, function: str, arn: str, operation: str, params: Mapping[str, Any]) -> bool:
    """Whether there was room for it."""
    error: AwsError | None = role.ask_as(asked.account, arn, function, _call(asked, operation, params))
    if error is not None and error.code == _FULL:
        return False
    if error is not None and error.code in _DENIED:
        raise invalid(NOT_ALLOWED.format(operation))
    if error is not None:
        raise Refused("EC2AccessDeniedException", error.message, 502)
    return True


def tidy(asked: Asked) -> None:
    """Let interfaces go that no function uses any more. AWS takes up to 20 minutes for it."""
    used = set()
    for function in asked.store.functions.values():
        runs = function.before if function.failure else None
        for each in (
            function.configuration,
            runs or function.configuration,
            *(version.configuration for version in function.versions.values()),
        ):
            place = each.settings.get("VpcConfig") or {}
            used |= {(subnet, tuple(sorted(place["SecurityGroupIds"]))) for subnet in place.get("SubnetIds", ())}
    if "ec2" not in asked.account.services:
        return
    for one in _interfaces(asked):
        if (one["SubnetId"], tuple(_groups(one))) not in used:
            asked.account.ask(_call(asked, "DeleteNetworkInterface", {"NetworkInterfaceId": one["NetworkInterfaceId"]}))
