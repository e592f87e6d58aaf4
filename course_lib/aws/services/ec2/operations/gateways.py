"""Internet gateways and NAT gateways.

Source: Amazon EC2 API reference, AttachInternetGateway (a VPC has at most one), CreateNatGateway and NatGateway
(states, codes of a failure); Amazon VPC user guide, "Troubleshoot NAT gateways" (without an internet gateway in the VPC
it fails with Gateway.NotAttached). It takes a minute or two until one is available; here it takes one, unless a
state's `takes` says more.
"""

from __future__ import annotations

from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.ec2.errors import Refused, has_dependencies, missing
from course_lib.aws.services.ec2.filters import Values, inside
from course_lib.aws.services.ec2.operations import Operation, Params
from course_lib.aws.services.ec2.operations.interfaces import bind, new_interface, unbind
from course_lib.aws.services.ec2.shared import describing, needed, once
from course_lib.aws.services.ec2.state import State, Thing, tags_of


def create_internet_gateway(state: State, params: Params) -> dict[str, Any]:
    name = state.new_id("igw")
    tags = tags_of(params, "internet-gateway")
    gateway = {"InternetGatewayId": name, "OwnerId": state.account, "Attachments": [], "Tags": tags}
    return {"InternetGateway": state.add("igw", gateway, name)}


def attach_internet_gateway(state: State, params: Params) -> dict[str, Any]:
    name, vpc_id = needed(params, "InternetGatewayId", "VpcId")
    gateway = state.get("igw", name)
    state.get("vpc", vpc_id)
    if gateway["Attachments"]:
        told = f"resource {name} is already attached to network {gateway['Attachments'][0]['VpcId']}"
        raise Refused("Resource.AlreadyAssociated", told)
    if any(part["VpcId"] == vpc_id for each in state.all("igw") for part in each["Attachments"]):
        told = f"Network {vpc_id} already has an internet gateway attached"
        raise Refused("InvalidParameterValue", told)
    gateway["Attachments"].append({"VpcId": vpc_id, "State": "available"})
    return {}


def detach_internet_gateway(state: State, params: Params) -> dict[str, Any]:
    name, vpc_id = needed(params, "InternetGatewayId", "VpcId")
    gateway = state.get("igw", name)
    state.get("vpc", vpc_id)
    if all(part["VpcId"] != vpc_id for part in gateway["Attachments"]):
        raise Refused("Gateway.NotAttached", f"resource {name} is not attached to network {vpc_id}")
    if any("Association" in each for each in state.where("eni", "VpcId", vpc_id)):
        told = f"Network {vpc_id} has some mapped public address(es). Please unmap those public address(es) before "
        raise Refused("DependencyViolation", told + "detaching the gateway.")
    gateway["Attachments"] = []
    return {}


def delete_internet_gateway(state: State, params: Params) -> dict[str, Any]:
    (name,) = needed(params, "InternetGatewayId")
    if state.get("igw", name)["Attachments"]:
        raise has_dependencies("internetGateway", name)
    del state.things["igw"][name]
    return {}


def create_nat_gateway(state: State, params: Params) -> dict[str, Any]:
    for name in ("AvailabilityMode", "VpcId", "AvailabilityZoneAddresses", "SecondaryAllocationIds"):
        if params.get(name) not in (None, "zonal"):
            raise NotSimulated(f"NAT gateways with {name} are not simulated here. Nothing was sent anywhere.")
    return once(state, "CreateNatGateway", params, lambda: _made(state, params))


def _made(state: State, params: Params) -> dict[str, Any]:
    (subnet_id,) = needed(params, "SubnetId")
    subnet = state.get("subnet", subnet_id)
    public = params.get("ConnectivityType", "public") == "public"
    if public and not params.get("AllocationId"):
        raise missing("allocationId")
    if not public and params.get("AllocationId"):
        told = "A private NAT gateway has no allocation ID."
        raise Refused("InvalidParameterCombination", told)
    address = state.get("eipalloc", params["AllocationId"]) if public else None
    name = state.new_id("nat")
    gateway = {
        "NatGatewayId": name,
        "SubnetId": subnet_id,
        "VpcId": subnet["VpcId"],
        "ConnectivityType": "public" if public else "private",
        "CreateTime": state.now,
        "State": "pending",
        "NatGatewayAddresses": [{"AllocationId": address["AllocationId"]}] if address else [],
        "Tags": tags_of(params, "natgateway"),
    }
    problem = _problem(state, subnet["VpcId"], address) if public else None
    if problem is not None:
        gateway["FailureCode"], gateway["FailureMessage"] = problem
    else:
        interface = new_interface(state, subnet, [], "nat_gateway", Description=f"Interface for NAT Gateway {name}")
        own = {"NetworkInterfaceId": interface["NetworkInterfaceId"], "PrivateIp": interface["PrivateIpAddress"]}
        if address is not None:
            bind(state, address, interface)
            own |= {"AllocationId": address["AllocationId"], "PublicIp": address["PublicIp"]}
        gateway["NatGatewayAddresses"] = [{**own, "IsPrimary": True, "Status": "succeeded"}]
    state.add("nat", gateway, name)
    return {"NatGateway": dict(gateway), "ClientToken": params.get("ClientToken", "")}


def _problem(state: State, vpc_id: str, address: Thing | None) -> tuple[str, str] | None:
    if all(part["VpcId"] != vpc_id for each in state.all("igw") for part in each["Attachments"]):
        return "Gateway.NotAttached", f"Network {vpc_id} has no Internet gateway attached"
    if address is not None and "AssociationId" in address:
        told = f"Elastic IP address [{address['AllocationId']}] is already associated"
        return "Resource.AlreadyAssociated", told
    return None


def delete_nat_gateway(state: State, params: Params) -> dict[str, Any]:
    (name,) = needed(params, "NatGatewayId")
    gateway = state.get("nat", name)
    if "DeleteTime" not in gateway:
        gateway["DeleteTime"] = state.now
        for own in gateway["NatGatewayAddresses"]:
            for address in state.where("eipalloc", "NetworkInterfaceId", own.get("NetworkInterfaceId", "")):
                unbind(state, address)
            state.things["eni"].pop(own.get("NetworkInterfaceId", ""), None)
    return {"NatGatewayId": name}


def state_of(state: State, gateway: Thing) -> str:
    """The state in which a NAT gateway is now."""
    if "DeleteTime" in gateway:
        return "deleting" if state.now < gateway["DeleteTime"] + state.takes else "deleted"
    if state.now < gateway["CreateTime"] + state.takes:
        return "pending"
    return "failed" if "FailureCode" in gateway else "available"


def _with_state(state: State, gateway: Thing) -> Thing:
    shown = {**gateway, "State": state_of(state, gateway)}
    if shown["State"] == "pending":
        shown.pop("FailureCode", None)
        shown.pop("FailureMessage", None)
    return shown


_IGW_FILTERS: dict[str, Values | str] = {
    "internet-gateway-id": "InternetGatewayId",
    "owner-id": "OwnerId",
    "attachment.vpc-id": inside("Attachments", "VpcId"),
    "attachment.state": inside("Attachments", "State"),
}
_NAT_FILTERS = {"nat-gateway-id": "NatGatewayId", "subnet-id": "SubnetId", "vpc-id": "VpcId", "state": "State"}
_describe_nat = describing("nat", "NatGateways", "NatGatewayIds", _NAT_FILTERS, _with_state)

OPERATIONS: dict[str, Operation] = {
    "CreateInternetGateway": create_internet_gateway,
    "AttachInternetGateway": attach_internet_gateway,
    "DetachInternetGateway": detach_internet_gateway,
    "DeleteInternetGateway": delete_internet_gateway,
    "DescribeInternetGateways": describing("igw", "InternetGateways", "InternetGatewayIds", _IGW_FILTERS),
    "CreateNatGateway": create_nat_gateway,
    "DeleteNatGateway": delete_nat_gateway,
    "DescribeNatGateways": _describe_nat,
}
