"""VPCs and subnets.

Source: Amazon EC2 API reference, CreateVpc (a block of /16 to /28; a main route table, a default network ACL and a
default security group come with it) and CreateSubnet (inside the VPC's block, not over another subnet's).
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.services.ec2.errors import Refused, has_dependencies, invalid
from course_lib.aws.services.ec2.filters import Values, inside
from course_lib.aws.services.ec2.operations import Operation, Params
from course_lib.aws.services.ec2.operations.acls import new_acl
from course_lib.aws.services.ec2.operations.groups import new_group
from course_lib.aws.services.ec2.operations.routes import new_table
from course_lib.aws.services.ec2.shared import describing, needed
from course_lib.aws.services.ec2.state import ZONES, State, network, tags_of


def create_vpc(state: State, params: Params) -> dict[str, Any]:
    (cidr,) = needed(params, "CidrBlock")
    block = network(cidr, "InvalidVpc.Range")
    if not 16 <= block.prefixlen <= 28:
        raise Refused("InvalidVpc.Range", f"The CIDR '{cidr}' is invalid.")
    vpc_id = state.new_id("vpc")
    vpc = {
        "VpcId": vpc_id,
        "CidrBlock": str(block),
        "State": "available",
        "IsDefault": False,
        "InstanceTenancy": "default",
        "OwnerId": state.account,
        "DhcpOptionsId": "default",
        "CidrBlockAssociationSet": [
            {
                "AssociationId": state.new_id("vpc-cidr-assoc"),
                "CidrBlock": str(block),
                "CidrBlockState": {"State": "associated"},
            }
        ],
        "Tags": tags_of(params, "vpc"),
    }
    state.add("vpc", vpc, vpc_id)
    new_table(state, vpc_id, main=True)
    new_acl(state, vpc_id, default=True)
    new_group(state, vpc_id, "default", "default VPC security group")
    return {"Vpc": {**vpc, "State": "pending"}}


def delete_vpc(state: State, params: Params) -> dict[str, Any]:
    (vpc_id,) = needed(params, "VpcId")
    state.get("vpc", vpc_id)
    attached = any(part["VpcId"] == vpc_id for each in state.all("igw") for part in each["Attachments"])
    others = [each for each in state.where("sg", "VpcId", vpc_id) if each["GroupName"] != "default"]
    others += [each for each in state.where("acl", "VpcId", vpc_id) if not each["IsDefault"]]
    others += [each for each in state.where("rtb", "VpcId", vpc_id) if not _is_main(each)]
    if attached or others or state.where("subnet", "VpcId", vpc_id) or state.where("vpce", "VpcId", vpc_id):
        raise has_dependencies("vpc", vpc_id)
    for kind in ("sg", "acl", "rtb"):
        for name in [name for name, each in state.things[kind].items() if each["VpcId"] == vpc_id]:
            del state.things[kind][name]
    for name in [name for name, each in state.things["sgr"].items() if each["GroupId"] not in state.things["sg"]]:
        del state.things["sgr"][name]
    del state.things["vpc"][vpc_id]
    state.things["vpc-attributes"].pop(vpc_id, None)
    return {}


def _is_main(table: dict[str, Any]) -> bool:
    return any(each["Main"] for each in table["Associations"])


def create_subnet(state: State, params: Params) -> dict[str, Any]:
    vpc_id, cidr = needed(params, "VpcId", "CidrBlock")
    vpc = state.get("vpc", vpc_id)
    block = network(cidr, "InvalidSubnet.Range")
    within = network(vpc["CidrBlock"], "InvalidVpc.Range")
    if not 16 <= block.prefixlen <= 28 or not block.subnet_of(within):
        raise Refused("InvalidSubnet.Range", f"The CIDR '{cidr}' is invalid.")
    for each in state.where("subnet", "VpcId", vpc_id):
        if block.overlaps(network(each["CidrBlock"], "InvalidSubnet.Range")):
            raise Refused("InvalidSubnet.Conflict", f"The CIDR '{cidr}' conflicts with another subnet")
    zone = params.get("AvailabilityZone") or ZONES[0]
    if zone not in ZONES:
        raise invalid(
            f"Value ({zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the "
            f"following availability zones: {', '.join(ZONES)}."
        )
    subnet_id = state.new_id("subnet")
    subnet = {
        "SubnetId": subnet_id,
        "VpcId": vpc_id,
        "CidrBlock": str(block),
        "AvailabilityZone": zone,
        "AvailabilityZoneId": f"use1-az{ZONES.index(zone) + 1}",
        "State": "available",
        "MapPublicIpOnLaunch": False,
        "DefaultForAz": False,
        "OwnerId": state.account,
        "SubnetArn": f"arn:aws:ec2:us-east-1:{state.account}:subnet/{subnet_id}",
        "Tags": tags_of(params, "subnet"),
    }
    state.add("subnet", subnet, subnet_id)
    default = next(each for each in state.where("acl", "VpcId", vpc_id) if each["IsDefault"])
    default["Associations"].append(
        {
            "NetworkAclAssociationId": state.new_id("aclassoc"),
            "NetworkAclId": default["NetworkAclId"],
            "SubnetId": subnet_id,
        }
    )
    return {"Subnet": _with_room(state, subnet)}


def _with_room(state: State, subnet: dict[str, Any]) -> dict[str, Any]:
    size = network(subnet["CidrBlock"], "InvalidSubnet.Range").num_addresses
    used = len(state.where("eni", "SubnetId", subnet["SubnetId"]))
    return {**subnet, "AvailableIpAddressCount": size - 5 - used}


def delete_subnet(state: State, params: Params) -> dict[str, Any]:
    (subnet_id,) = needed(params, "SubnetId")
    state.get("subnet", subnet_id)
    if state.where("eni", "SubnetId", subnet_id):
        raise has_dependencies("subnet", subnet_id)
    for each in state.all("rtb") + state.all("acl"):
        each["Associations"] = [part for part in each["Associations"] if part.get("SubnetId") != subnet_id]
    del state.things["subnet"][subnet_id]
    return {}


def describe_availability_zones(state: State, params: Params) -> dict[str, Any]:
    zones = [
        {"ZoneName": zone, "ZoneId": f"use1-az{place}", "RegionName": "us-east-1", "State": "available"}
        for place, zone in enumerate(ZONES, 1)
    ]
    return {"AvailabilityZones": zones}


_VPC_FILTERS: dict[str, Values | str] = {
    "vpc-id": "VpcId",
    "cidr": "CidrBlock",
    "cidr-block-association.cidr-block": inside("CidrBlockAssociationSet", "CidrBlock"),
    "state": "State",
    "is-default": "IsDefault",
    "owner-id": "OwnerId",
}
_SUBNET_FILTERS = {
    "subnet-id": "SubnetId",
    "vpc-id": "VpcId",
    "cidr-block": "CidrBlock",
    "cidrBlock": "CidrBlock",
    "availability-zone": "AvailabilityZone",
    "availabilityZone": "AvailabilityZone",
    "availability-zone-id": "AvailabilityZoneId",
    "state": "State",
    "map-public-ip-on-launch": "MapPublicIpOnLaunch",
    "owner-id": "OwnerId",
}

OPERATIONS: dict[str, Operation] = {
    "CreateVpc": create_vpc,
    "DeleteVpc": delete_vpc,
    "DescribeVpcs": describing("vpc", "Vpcs", "VpcIds", _VPC_FILTERS),
    "CreateSubnet": create_subnet,
    "DeleteSubnet": delete_subnet,
    "DescribeSubnets": describing("subnet", "Subnets", "SubnetIds", _SUBNET_FILTERS, _with_room),
    "DescribeAvailabilityZones": describe_availability_zones,
}
