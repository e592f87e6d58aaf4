"""Which permissions EC2's operations need, on what.

Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EC2": what describes is
about no single resource; everything else is about each resource that the request names, and about what it makes, which
has no id yet. Condition keys of EC2 are not given values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from course_lib.aws.access import Need
from course_lib.aws.http.messages import Call
from course_lib.aws.services.ec2.layer import operations

Needs = Callable[[Call], Iterator[Need]]

TYPES = {  # what ids begin with: the type in an ARN
    "vpc": "vpc",
    "subnet": "subnet",
    "rtb": "route-table",
    "igw": "internet-gateway",
    "nat": "natgateway",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "acl": "network-acl",
    "vpce": "vpc-endpoint",
}
_MADE = {
    "AllocateAddress": "elastic-ip",
    "CreateInternetGateway": "internet-gateway",
    "CreateNatGateway": "natgateway",
    "CreateNetworkAcl": "network-acl",
    "CreateNetworkInterface": "network-interface",
    "CreateRouteTable": "route-table",
    "CreateSecurityGroup": "security-group",
    "CreateSubnet": "subnet",
    "CreateVpc": "vpc",
    "CreateVpcEndpoint": "vpc-endpoint",
}


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    return list(OPERATIONS[call.operation](call)) if call.operation in OPERATIONS else None


def _row(call: Call) -> Iterator[Need]:
    action = f"ec2:{call.operation}"
    if call.operation.startswith("Describe"):
        yield Need(action)
        return
    named = [_arn(call, TYPES[kind], name) for kind, name in _ids(call.params)]
    if call.operation in _MADE:
        named.append(_arn(call, _MADE[call.operation], "*"))
    for resource in dict.fromkeys(named) or ["*"]:
        yield Need(action, resource)
    if call.params.get("TagSpecifications") and call.operation in _MADE:
        yield Need("ec2:CreateTags", _arn(call, _MADE[call.operation], "*"))


def _arn(call: Call, kind: str, name: str) -> str:
    return f"arn:aws:ec2:{call.region}:{call.account}:{kind}/{name}"


def _ids(value: Any) -> Iterator[tuple[str, str]]:
    """The ids in a request's parameters, but not in the rules of groups, which name peers."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            if name not in ("IpPermissions", "Tags", "TagSpecifications", "ClientToken", "Description", "GroupName"):
                yield from _ids(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _ids(each)
    elif isinstance(value, str) and value.partition("-")[0] in TYPES:
        yield value.partition("-")[0], value


OPERATIONS: Mapping[str, Needs] = dict.fromkeys(operations(), _row)
