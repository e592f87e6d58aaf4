"""What the analysis knows of a network. IPv4 only: rules and routes of IPv6 are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}
ALL = "-1"


@dataclass(frozen=True)
class GroupRule:
    """A rule of a security group, with one peer: a block of addresses, a group or a prefix list.

    Attributes:
        egress: whether it is about what goes out.
        protocol: "tcp", "udp", another name or number, or "-1" for all.
        first, last: ports; of every protocol with ports 0 to 65535.
    """

    egress: bool
    protocol: str
    first: int
    last: int
    cidr: str | None = None
    group: str | None = None
    prefix_list: str | None = None


@dataclass(frozen=True)
class AclRule:
    """A rule of a network ACL."""

    number: int
    egress: bool
    protocol: str
    first: int
    last: int
    cidr: str
    allows: bool


@dataclass(frozen=True)
class Route:
    """A route.

    Attributes:
        destination: a block of addresses, or the id of a prefix list.
        target: "local", or the id of a gateway or an endpoint.
        blackhole: whether the target is not there.
    """

    destination: str
    target: str
    blackhole: bool = False


@dataclass(frozen=True)
class Subnet:
    """A subnet with the network ACL and the route table that count for it."""

    id: str
    vpc: str
    acl: str
    table: str


@dataclass(frozen=True)
class Interface:
    """A network interface: one end inside. `public` is its public address, if it has one."""

    id: str
    subnet: str
    address: str
    public: str | None
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Nat:
    """A NAT gateway. `public` is its public address, None of a private one; `address` its own in its subnet."""

    id: str
    subnet: str
    address: str
    public: str | None
    available: bool = True


@dataclass(frozen=True)
class Network:
    """Everything of an account, each by its id.

    Attributes:
        blocks: of each VPC its addresses.
        groups: of each security group its rules.
        acls: of each network ACL its rules.
        tables: of each route table its routes.
        prefix_lists: of each prefix list its blocks of addresses.
    """

    blocks: Mapping[str, str]
    subnets: Mapping[str, Subnet]
    interfaces: Mapping[str, Interface]
    groups: Mapping[str, Sequence[GroupRule]]
    acls: Mapping[str, Sequence[AclRule]]
    tables: Mapping[str, Sequence[Route]]
    nats: Mapping[str, Nat]
    prefix_lists: Mapping[str, Sequence[str]]


def describe(ec2: Any) -> Network:
    """What Describe calls tell of an account's networks.

    Args:
        ec2: a boto3 client.
    """
    tables = ec2.describe_route_tables()["RouteTables"]
    acls = ec2.describe_network_acls()["NetworkAcls"]
    by_subnet = {part["SubnetId"]: acl["NetworkAclId"] for acl in acls for part in acl["Associations"]}
    table_of = {part.get("SubnetId"): each["RouteTableId"] for each in tables for part in each["Associations"]}
    main = {
        each["VpcId"]: each["RouteTableId"] for each in tables if any(part["Main"] for part in each["Associations"])
    }
    subnets = ec2.describe_subnets()["Subnets"]
    return Network(
        blocks={each["VpcId"]: each["CidrBlock"] for each in ec2.describe_vpcs()["Vpcs"]},
        subnets={
            name: Subnet(name, each["VpcId"], by_subnet[name], table_of.get(name) or main[each["VpcId"]])
            for each in subnets
            for name in [each["SubnetId"]]
        },
        interfaces={
            each["NetworkInterfaceId"]: _interface(each)
            for each in ec2.describe_network_interfaces()["NetworkInterfaces"]
            if each["InterfaceType"] != "nat_gateway"
        },
        groups={each["GroupId"]: _group_rules(each) for each in ec2.describe_security_groups()["SecurityGroups"]},
        acls={each["NetworkAclId"]: _acl_rules(each) for each in acls},
        tables={each["RouteTableId"]: _routes(each) for each in tables},
        nats={
            each["NatGatewayId"]: _nat(each)
            for each in ec2.describe_nat_gateways()["NatGateways"]
            if each["State"] not in ("deleted", "failed")
        },
        prefix_lists={each["PrefixListId"]: each["Cidrs"] for each in ec2.describe_prefix_lists()["PrefixLists"]},
    )


def _interface(each: Mapping[str, Any]) -> Interface:
    public = each.get("Association", {}).get("PublicIp")
    groups = tuple(group["GroupId"] for group in each["Groups"])
    return Interface(each["NetworkInterfaceId"], each["SubnetId"], each["PrivateIpAddress"], public, groups)


def _nat(each: Mapping[str, Any]) -> Nat:
    own = each["NatGatewayAddresses"][0]
    address, public = own.get("PrivateIp", ""), own.get("PublicIp")
    return Nat(each["NatGatewayId"], each["SubnetId"], address, public, each["State"] == "available")


def _group_rules(group: Mapping[str, Any]) -> list[GroupRule]:
    rules = []
    for egress, member in ((False, "IpPermissions"), (True, "IpPermissionsEgress")):
        for each in group[member]:
            protocol = PROTOCOLS.get(each["IpProtocol"], each["IpProtocol"])
            head = (egress, protocol, each.get("FromPort", 0), each.get("ToPort", 65535))
            rules += [GroupRule(*head, cidr=peer["CidrIp"]) for peer in each["IpRanges"]]
            rules += [GroupRule(*head, group=peer["GroupId"]) for peer in each["UserIdGroupPairs"]]
            rules += [GroupRule(*head, prefix_list=peer["PrefixListId"]) for peer in each["PrefixListIds"]]
    return rules


def _acl_rules(acl: Mapping[str, Any]) -> list[AclRule]:
    rules = []
    for each in acl["Entries"]:
        if "CidrBlock" not in each:
            continue
        ports = each.get("PortRange", {"From": 0, "To": 65535})
        protocol = PROTOCOLS.get(each["Protocol"], each["Protocol"])
        head = (each["RuleNumber"], each["Egress"], protocol, ports["From"], ports["To"])
        rules.append(AclRule(*head, each["CidrBlock"], each["RuleAction"] == "allow"))
    return sorted(rules, key=lambda rule: rule.number)


def _routes(table: Mapping[str, Any]) -> list[Route]:
    found = []
    for each in table["Routes"]:
        destination = each.get("DestinationCidrBlock") or each.get("DestinationPrefixListId")
        target = each.get("GatewayId") or each.get("NatGatewayId")
        if destination and target:
            found.append(Route(destination, target, each["State"] == "blackhole"))
    return found
