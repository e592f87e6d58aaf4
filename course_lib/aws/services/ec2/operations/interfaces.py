"""Network interfaces, and the addresses that the internet knows.

Source: Amazon EC2 API reference, CreateNetworkInterface (1 to 16 groups of its VPC, the default one unless told),
ModifyNetworkInterfaceAttribute, AllocateAddress, AssociateAddress. Public addresses are from a block for documentation
(RFC 5737).
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

from course_lib.aws.http.messages import NotSimulated
from course_lib.aws.services.ec2.errors import Refused, invalid, missing, not_there
from course_lib.aws.services.ec2.filters import Values, inside
from course_lib.aws.services.ec2.operations import Operation, Params
from course_lib.aws.services.ec2.shared import describing, needed
from course_lib.aws.services.ec2.state import State, Thing, free_address, network, tags_of

REQUESTER = "_Requester"  # which service of AWS makes the call; nobody else can send it
MADE_FOR = {("lambda", "lambda.amazonaws.com")}  # a kind of interface, and who makes it and lets it go
_FIRST_PUBLIC = IPv4Address("203.0.113.1")


def new_interface(state: State, subnet: Thing, groups: list[Thing], kind: str = "interface", **more: Any) -> Thing:
    """Make an interface with an address of its subnet.

    Args:
        state: of the account.
        subnet: where it is to be.
        groups: security groups.
        kind: "interface", "nat_gateway", "vpc_endpoint" or "lambda".
        more: other members, such as a PrivateIpAddress or a Description.
    """
    eni_id = state.new_id("eni")
    address = more.pop("PrivateIpAddress", None) or free_address(state, subnet)
    interface = {
        "NetworkInterfaceId": eni_id,
        "SubnetId": subnet["SubnetId"],
        "VpcId": subnet["VpcId"],
        "AvailabilityZone": subnet["AvailabilityZone"],
        "OwnerId": state.account,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}],
        "Groups": [{"GroupId": each["GroupId"], "GroupName": each["GroupName"]} for each in groups],
        "InterfaceType": kind,
        "RequesterManaged": kind != "interface",
        "SourceDestCheck": kind != "nat_gateway",
        "Status": "available" if kind == "interface" else "in-use",
        "Description": "",
        "Ipv6Addresses": [],
        "TagSet": [],
        **more,
    }
    return state.add("eni", interface, eni_id)


def create_network_interface(state: State, params: Params) -> dict[str, Any]:
    (subnet_id,) = needed(params, "SubnetId")
    subnet = state.get("subnet", subnet_id)
    more: Thing = {"Description": params.get("Description", ""), "TagSet": tags_of(params, "network-interface")}
    if params.get("PrivateIpAddress"):
        more["PrivateIpAddress"] = _own_address(state, subnet, params["PrivateIpAddress"])
    kind = params.get("InterfaceType", "interface")
    if kind != "interface" and (kind, params.get(REQUESTER)) not in MADE_FOR:
        raise NotSimulated(f"Interfaces of the type {kind} are not simulated here. Nothing was sent anywhere.")
    interface = new_interface(state, subnet, groups_of(state, subnet["VpcId"], params.get("Groups")), kind, **more)
    return {"NetworkInterface": interface}


def _own_address(state: State, subnet: Thing, address: str) -> str:
    block = network(subnet["CidrBlock"], "InvalidSubnet.Range")
    try:
        inside_block = IPv4Address(address) in list(block)[4:-1]
    except ValueError:
        inside_block = False
    if not inside_block:
        raise invalid(f"Address {address} does not fall within the subnet's address range")
    if any(each["PrivateIpAddress"] == address for each in state.where("eni", "SubnetId", subnet["SubnetId"])):
        raise Refused("InvalidIPAddress.InUse", "The specified address is already in use.")
    return address


def groups_of(state: State, vpc_id: str, asked: list[str] | None) -> list[Thing]:
    """The security groups that a request names, or the VPC's default one.

    Raises:
        Refused: one is not there, or belongs to another VPC.
    """
    if not asked:
        return [each for each in state.where("sg", "VpcId", vpc_id) if each["GroupName"] == "default"]
    found = [state.get("sg", name) for name in asked]
    for each in found:
        if each["VpcId"] != vpc_id:
            told = f"You have specified two resources that belong to different networks: {each['GroupId']}, {vpc_id}."
            raise Refused("InvalidGroup.NotFound", told)
    return found


def modify_network_interface_attribute(state: State, params: Params) -> dict[str, Any]:
    (eni_id,) = needed(params, "NetworkInterfaceId")
    interface = state.get("eni", eni_id)
    if params.get("Groups"):
        groups = groups_of(state, interface["VpcId"], params["Groups"])
        interface["Groups"] = [{"GroupId": each["GroupId"], "GroupName": each["GroupName"]} for each in groups]
        return {}
    if "Description" in params:
        interface["Description"] = params["Description"].get("Value", "")
        return {}
    raise NotSimulated("Of a network interface, only Groups and Description can be changed here.")


def delete_network_interface(state: State, params: Params) -> dict[str, Any]:
    (eni_id,) = needed(params, "NetworkInterfaceId")
    interface = state.get("eni", eni_id)
    if interface["Status"] == "in-use" and (interface["InterfaceType"], params.get(REQUESTER)) not in MADE_FOR:
        told = f"Network interface '{eni_id}' is currently in use."
        raise Refused("InvalidParameterValue", told)
    for address in state.where("eipalloc", "NetworkInterfaceId", eni_id):
        unbind(state, address)
    del state.things["eni"][eni_id]
    return {}


def allocate_address(state: State, params: Params) -> dict[str, Any]:
    taken = {each["PublicIp"] for each in state.all("eipalloc")}
    public = next(str(_FIRST_PUBLIC + place) for place in range(250) if str(_FIRST_PUBLIC + place) not in taken)
    name = state.new_id("eipalloc")
    address = {
        "AllocationId": name,
        "PublicIp": public,
        "Domain": "vpc",
        "PublicIpv4Pool": "amazon",
        "NetworkBorderGroup": "us-east-1",
        "Tags": tags_of(params, "elastic-ip"),
    }
    state.add("eipalloc", address, name)
    return {each: address[each] for each in ("AllocationId", "PublicIp", "Domain", "PublicIpv4Pool")}


def release_address(state: State, params: Params) -> dict[str, Any]:
    (name,) = needed(params, "AllocationId")
    address = state.get("eipalloc", name)
    if "AssociationId" in address:
        told = f"Address {address['PublicIp']} is in use."
        raise Refused("InvalidIPAddress.InUse", told)
    del state.things["eipalloc"][name]
    return {}


def associate_address(state: State, params: Params) -> dict[str, Any]:
    name, eni_id = needed(params, "AllocationId", "NetworkInterfaceId")
    address, interface = state.get("eipalloc", name), state.get("eni", eni_id)
    known = address.get("NetworkInterfaceId")
    if known == eni_id:
        return {"AssociationId": address["AssociationId"]}
    if known is not None and params.get("AllowReassociation") is False:
        told = f"resource {name} is already associated with associate-id {address['AssociationId']}"
        raise Refused("Resource.AlreadyAssociated", told)
    if not _is_attached(state, interface["VpcId"]):
        raise Refused("Gateway.NotAttached", f"Network {interface['VpcId']} is not attached to any internet gateway")
    unbind(state, address)
    bind(state, address, interface)
    return {"AssociationId": address["AssociationId"]}


def _is_attached(state: State, vpc_id: str) -> bool:
    return any(part["VpcId"] == vpc_id for each in state.all("igw") for part in each["Attachments"])


def bind(state: State, address: Thing, interface: Thing) -> None:
    """Give an interface a public address; the one it had is free again."""
    for other in state.where("eipalloc", "NetworkInterfaceId", interface["NetworkInterfaceId"]):
        unbind(state, other)
    address["AssociationId"] = state.new_id("eipassoc")
    address["NetworkInterfaceId"] = interface["NetworkInterfaceId"]
    address["PrivateIpAddress"] = interface["PrivateIpAddress"]
    interface["Association"] = {
        "PublicIp": address["PublicIp"],
        "AllocationId": address["AllocationId"],
        "AssociationId": address["AssociationId"],
        "IpOwnerId": state.account,
    }


def unbind(state: State, address: Thing) -> None:
    """Take a public address from the interface that has it, if one has."""
    interface = state.things["eni"].get(address.pop("NetworkInterfaceId", ""), {})
    interface.pop("Association", None)
    address.pop("AssociationId", None)
    address.pop("PrivateIpAddress", None)


def disassociate_address(state: State, params: Params) -> dict[str, Any]:
    if not params.get("AssociationId"):
        raise missing("associationId")
    found = state.where("eipalloc", "AssociationId", params["AssociationId"])
    if not found:
        raise not_there("eipassoc", params["AssociationId"])
    unbind(state, found[0])
    return {}


def _of_association(member: str) -> Values:
    return lambda interface: [interface.get("Association", {}).get(member)]


_FILTERS: dict[str, Values | str] = {
    "network-interface-id": "NetworkInterfaceId",
    "subnet-id": "SubnetId",
    "vpc-id": "VpcId",
    "availability-zone": "AvailabilityZone",
    "private-ip-address": "PrivateIpAddress",
    "addresses.private-ip-address": inside("PrivateIpAddresses", "PrivateIpAddress"),
    "group-id": inside("Groups", "GroupId"),
    "group-name": inside("Groups", "GroupName"),
    "interface-type": "InterfaceType",
    "description": "Description",
    "status": "Status",
    "association.public-ip": _of_association("PublicIp"),
    "association.allocation-id": _of_association("AllocationId"),
}
_ADDRESS_FILTERS: dict[str, Values | str] = {
    "allocation-id": "AllocationId",
    "association-id": "AssociationId",
    "domain": "Domain",
    "network-interface-id": "NetworkInterfaceId",
    "private-ip-address": "PrivateIpAddress",
    "public-ip": "PublicIp",
}

OPERATIONS: dict[str, Operation] = {
    "CreateNetworkInterface": create_network_interface,
    "DeleteNetworkInterface": delete_network_interface,
    "DescribeNetworkInterfaces": describing("eni", "NetworkInterfaces", "NetworkInterfaceIds", _FILTERS),
    "ModifyNetworkInterfaceAttribute": modify_network_interface_attribute,
    "AllocateAddress": allocate_address,
    "ReleaseAddress": release_address,
    "AssociateAddress": associate_address,
    "DisassociateAddress": disassociate_address,
    "DescribeAddresses": describing("eipalloc", "Addresses", "AllocationIds", _ADDRESS_FILTERS),
}
