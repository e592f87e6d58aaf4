"""What of a VPC is switched on or off: whether it answers questions about names, and gives its interfaces names.

Source: Amazon EC2 API reference, ModifyVpcAttribute ("You can only modify one attribute at a time") and
DescribeVpcAttribute; Amazon VPC user guide, "DNS attributes in your VPC" (support is on and host names are off in a VPC
that is not the default one).
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.ec2.errors import Refused, missing
from course_lib.aws.services.ec2.operations import Operation, Params
from course_lib.aws.services.ec2.shared import needed
from course_lib.aws.services.ec2.state import State

SUPPORT, HOSTNAMES = "EnableDnsSupport", "EnableDnsHostnames"
_USUAL = {SUPPORT: True, HOSTNAMES: False}


def is_on(state: State, vpc_id: str, attribute: str) -> bool:
    """Whether an attribute of a VPC is on.

    Args:
        state: of the account.
        vpc_id: the VPC's id.
        attribute: `SUPPORT` or `HOSTNAMES`.
    """
    return bool(state.things["vpc-attributes"].get(vpc_id, {}).get(attribute, _USUAL[attribute]))


def modify_vpc_attribute(state: State, params: Params) -> dict[str, Any]:
    (vpc_id,) = needed(params, "VpcId")
    state.get("vpc", vpc_id)
    asked = [name for name in params if name not in ("VpcId", "DryRun")]
    if not asked:
        raise missing("vpcAttribute")
    if len(asked) > 1:
        raise Refused("InvalidParameterCombination", "Fields for multiple attribute types specified")
    if asked[0] not in _USUAL:
        raise NotSimulated(f"The attribute {asked[0]} of a VPC is not simulated here. Nothing was sent anywhere.")
    own = state.things["vpc-attributes"].setdefault(vpc_id, {})
    own[asked[0]] = bool(params[asked[0]].get("Value"))
    return {}


def describe_vpc_attribute(state: State, params: Params) -> dict[str, Any]:
    vpc_id, name = needed(params, "VpcId", "Attribute")
    state.get("vpc", vpc_id)
    attribute = name[:1].upper() + name[1:]
    if attribute not in _USUAL:
        raise NotSimulated(f"The attribute {name} of a VPC is not simulated here. Nothing was sent anywhere.")
    return {"VpcId": vpc_id, attribute: {"Value": is_on(state, vpc_id, attribute)}}


OPERATIONS: dict[str, Operation] = {
    "DescribeVpcAttribute": describe_vpc_attribute,
    "ModifyVpcAttribute": modify_vpc_attribute,
}
