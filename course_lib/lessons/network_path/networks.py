"""A seed shop's network: a function and a database in private subnets, a NAT gateway in a public one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.lessons.network_path.direct import Direct

OUTSIDE = "192.0.2.80"  # a partner's server on the internet; its block is for documentation (RFC 5737)
ANYWHERE = "0.0.0.0/0"
MYSQL, HTTPS = 3306, 443
CLIENTS = (1024, 65535)  # the ports that clients use
ALL_PORTS = (0, 65535)
Rule = tuple[bool, int, tuple[int, int] | None, str, bool]  # egress, number, ports (None: everything), block, allows


@dataclass(frozen=True)
class Shop:
    """The ids of a shop's network.

    Attributes:
        blocks: of the subnets "public", "app" and "db" their addresses; those of the VPC as "all".
        subnets, tables, acls: by the same names.
        groups: the security groups "function", "database" and "other".
        function, database: their network interfaces, in "app" and in "db".
        neighbor: an interface of the function's groups in its own subnet.
    """

    vpc: str
    igw: str
    nat: str
    blocks: Mapping[str, str]
    subnets: Mapping[str, str]
    tables: Mapping[str, str]
    acls: Mapping[str, str]
    groups: Mapping[str, str]
    function: str
    database: str
    neighbor: str


def build(cloud: Any, second: int = 0, name: str = "shop") -> Shop:
    """Make a network in which everything works that should, unseen in the journal of the learner's calls.

    Args:
        cloud: the account.
        second: of its addresses, as in 10.<second>.0.0/16.
        name: what the things' Name tags begin with.
    """
    ec2 = Direct(cloud)
    blocks = {"all": f"10.{second}.0.0/16", "public": f"10.{second}.0.0/24"}
    blocks |= {"app": f"10.{second}.16.0/20", "db": f"10.{second}.32.0/24"}
    vpc = ec2.create_vpc(CidrBlock=blocks["all"], TagSpecifications=named("vpc", name))["Vpc"]["VpcId"]
    igw = ec2.create_internet_gateway(TagSpecifications=named("internet-gateway", f"{name}-igw"))
    igw_id = igw["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=igw_id, VpcId=vpc)
    places = ("public", "app", "db")
    subnets = {place: _subnet(ec2, vpc, blocks[place], f"{name}-{place}") for place in places}
    tables = {place: _table(ec2, vpc, subnets[place], f"{name}-{place}") for place in places}
    acls = {place: _acl(ec2, vpc, subnets[place], f"{name}-{place}") for place in places}
    nat = _nat(ec2, subnets["public"], f"{name}-nat")
    cloud.clock.advance(minutes=2)  # until it is available
    ec2.create_route(RouteTableId=tables["public"], DestinationCidrBlock=ANYWHERE, GatewayId=igw_id)
    ec2.create_route(RouteTableId=tables["app"], DestinationCidrBlock=ANYWHERE, NatGatewayId=nat)
    groups = {each: _group(ec2, vpc, f"{name}-{each}-group") for each in ("function", "database", "other")}
    _open_groups(ec2, groups)
    _open_acls(ec2, acls, blocks)
    function = _interface(ec2, subnets["app"], [groups["function"]], f"{name}-function")
    database = _interface(ec2, subnets["db"], [groups["database"]], f"{name}-database")
    neighbor = _interface(ec2, subnets["app"], [groups["function"]], f"{name}-neighbor")
    return Shop(vpc, igw_id, nat, blocks, subnets, tables, acls, groups, function, database, neighbor)


def named(kind: str, name: str) -> list[dict[str, Any]]:
    """A Name tag for what is made."""
    return [{"ResourceType": kind, "Tags": [{"Key": "Name", "Value": name}]}]


def _subnet(ec2: Any, vpc: str, block: str, name: str) -> str:
    made = ec2.create_subnet(VpcId=vpc, CidrBlock=block, TagSpecifications=named("subnet", name))
    return str(made["Subnet"]["SubnetId"])


def _table(ec2: Any, vpc: str, subnet: str, name: str) -> str:
    made = ec2.create_route_table(VpcId=vpc, TagSpecifications=named("route-table", name))
    table = str(made["RouteTable"]["RouteTableId"])
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    return table


def _acl(ec2: Any, vpc: str, subnet: str, name: str) -> str:
    made = ec2.create_network_acl(VpcId=vpc, TagSpecifications=named("network-acl", name))
    acl = str(made["NetworkAcl"]["NetworkAclId"])
    replace_acl(ec2, subnet, acl)
    return acl


def replace_acl(ec2: Any, subnet: str, acl: str) -> None:
    """Give a subnet another network ACL."""
    found = ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    [association] = [each for each in found[0]["Associations"] if each["SubnetId"] == subnet]
    ec2.replace_network_acl_association(AssociationId=association["NetworkAclAssociationId"], NetworkAclId=acl)


def _nat(ec2: Any, subnet: str, name: str) -> str:
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    tags = named("natgateway", name)
    made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address, TagSpecifications=tags)
    return str(made["NatGateway"]["NatGatewayId"])


def _group(ec2: Any, vpc: str, name: str) -> str:
    tags = named("security-group", name)
    made = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc, TagSpecifications=tags)
    return str(made["GroupId"])


def _interface(ec2: Any, subnet: str, groups: Sequence[str], name: str) -> str:
    tags = named("network-interface", name)
    made = ec2.create_network_interface(SubnetId=subnet, Groups=list(groups), Description=name, TagSpecifications=tags)
    return str(made["NetworkInterface"]["NetworkInterfaceId"])


def tcp(first: int, last: int, block: str = "", group: str = "", protocol: str = "tcp") -> dict[str, Any]:
    """A rule of a security group: ports, and who is at the other end."""
    ports = {"FromPort": first, "ToPort": last} if protocol != "-1" else {}
    peers = {"IpRanges": [{"CidrIp": block}]} if block else {"UserIdGroupPairs": [{"GroupId": group}]}
    return {"IpProtocol": protocol, **ports, **peers}


EVERYTHING_OUT = tcp(0, 0, ANYWHERE, protocol="-1")


def _open_groups(ec2: Any, groups: Mapping[str, str]) -> None:
    """The function may ask the database and anybody for HTTPS; only it may ask the database."""
    ec2.revoke_security_group_egress(GroupId=groups["function"], IpPermissions=[EVERYTHING_OUT])
    ec2.revoke_security_group_egress(GroupId=groups["other"], IpPermissions=[EVERYTHING_OUT])
    out = [tcp(MYSQL, MYSQL, group=groups["database"]), tcp(HTTPS, HTTPS, ANYWHERE)]
    ec2.authorize_security_group_egress(GroupId=groups["function"], IpPermissions=out)
    into = [tcp(MYSQL, MYSQL, group=groups["function"])]
    ec2.authorize_security_group_ingress(GroupId=groups["database"], IpPermissions=into)


def _open_acls(ec2: Any, acls: Mapping[str, str], blocks: Mapping[str, str]) -> None:
    """What the connections need, and what their answers need."""
    public: list[Rule] = [(False, 100, None, ANYWHERE, True), (True, 100, None, ANYWHERE, True)]
    app: list[Rule] = [(False, 100, CLIENTS, ANYWHERE, True), (True, 100, None, ANYWHERE, True)]
    database: list[Rule] = [(False, 100, (MYSQL, MYSQL), blocks["app"], True)]
    database.append((True, 100, CLIENTS, blocks["app"], True))
    for place, rules in (("public", public), ("app", app), ("db", database)):
        for rule in rules:
            add_rule(ec2, acls[place], rule)


def add_rule(ec2: Any, acl: str, rule: Rule, protocol: str = "6") -> None:
    """Put a rule into a network ACL, in place of the one that has its number; with ports it is about this protocol."""
    egress, number, ports, block, allows = rule
    more = {} if ports is None else {"PortRange": {"From": ports[0], "To": ports[1]}}
    entries = ec2.describe_network_acls(NetworkAclIds=[acl])["NetworkAcls"][0]["Entries"]
    there = any((each["RuleNumber"], each["Egress"]) == (number, egress) for each in entries)
    put = ec2.replace_network_acl_entry if there else ec2.create_network_acl_entry
    put(
        NetworkAclId=acl,
        RuleNumber=number,
        Protocol="-1" if ports is None else protocol,
        RuleAction="allow" if allows else "deny",
        Egress=egress,
        CidrBlock=block,
        **more,
    )
