"""A database in private subnets, and a function that is in no VPC yet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from course_lib.aws.services.lambda_.layer import LambdaRules
from course_lib.aws.services.lambda_.state import Durations
from course_lib.aws.services.lambda_.work import Work, zip_of
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import ANYWHERE, MYSQL, named, tcp

FUNCTION = "orders"
VPC_ACCESS = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
QUICK = Durations(attach=timedelta(seconds=2))


@dataclass(frozen=True)
class Place:
    """A VPC with a database.

    Attributes:
        private: of each private subnet its zone; all others lead to the internet gateway.
        database: its network interface.
        group: the database's security group.
        port: the database's.
    """

    vpc: str
    private: Mapping[str, str]
    database: str
    group: str
    port: int


# What a subnet leads to, and its zone: by a route table of its own, by a more specific route in one, or by the main
# table, which leads to the internet gateway unless told.
USUAL = (("public", "a"), ("private", "a"), ("public", "b"), ("private", "b"))
IN_MAIN = (("public", "a"), ("main", "b"), ("public", "c"), ("main", "c"))  # where the main table leads nowhere
HARD = (("main", "a"), ("partly", "a"), ("private", "b"), ("private", "b"), ("public", "c"), ("private", "c"))


def build(
    cloud: Any,
    second: int = 5,
    subnets: Sequence[tuple[str, str]] = USUAL,
    port: int = MYSQL,
    name: str = "orders",
    main_leads_out: bool = True,
) -> Place:
    """Make a VPC with a database, unseen in the journal of the learner's calls.

    Args:
        cloud: the account.
        second: of its addresses, as in 10.<second>.0.0/16.
        subnets: of each what it leads to ("public", "private", "partly" or "main") and its zone's letter.
        port: the database's.
        name: what the things' Name tags begin with.
        main_leads_out: whether the main table leads to the internet gateway; else its subnets are private.
    """
    ec2 = Direct(cloud)
    vpc = ec2.create_vpc(CidrBlock=f"10.{second}.0.0/16", TagSpecifications=named("vpc", name))["Vpc"]["VpcId"]
    igw = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=igw, VpcId=vpc)
    if main_leads_out:
        [main] = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
        ec2.create_route(RouteTableId=main["RouteTableId"], DestinationCidrBlock=ANYWHERE, GatewayId=igw)
    kinds = ("private",) if main_leads_out else ("private", "main")
    private: dict[str, str] = {}
    for place, (kind, letter) in enumerate(subnets):
        zone = f"us-east-1{letter}"
        made = _subnet(ec2, vpc, f"10.{second}.{place}.0/24", zone, f"{name}-{kind}-{letter}-{place}")
        _lead(ec2, vpc, made, kind, igw)
        private |= {made: zone} if kind in kinds else {}
    group = _database_group(ec2, vpc, name, port)
    interface = ec2.create_network_interface(
        SubnetId=next(iter(private)),
        Groups=[group],
        Description=f"{name}-database",
        TagSpecifications=named("network-interface", f"{name}-database"),
    )["NetworkInterface"]["NetworkInterfaceId"]
    return Place(vpc, private, interface, group, port)


def crowd(cloud: Any, place: Place, second: int, letter: str) -> Place:
    """Add private subnets in one zone: by id, the first two and the last two are in it, and the last that were made.

    Whoever takes two of them without a look at their zones takes two in this one.
    """
    ec2, zone, private = Direct(cloud), f"us-east-1{letter}", dict(place.private)
    for number in range(100, 200):
        ids = sorted(private)
        if number > 101 and all(private[each] == zone for each in (*ids[:2], *ids[-2:])):
            break
        made = _subnet(ec2, place.vpc, f"10.{second}.{number}.0/24", zone, f"more-{number}")
        _lead(ec2, place.vpc, made, "private", "")
        private[made] = zone
    return replace(place, private=private)


def _subnet(ec2: Any, vpc: str, block: str, zone: str, name: str) -> str:
    tags = named("subnet", name)
    made = ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=zone, TagSpecifications=tags)
    return str(made["Subnet"]["SubnetId"])


def _lead(ec2: Any, vpc: str, subnet: str, kind: str, igw: str) -> None:
    if kind == "main":
        return
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    blocks = {"public": ANYWHERE, "partly": "198.51.100.0/24"}
    if kind in blocks:
        ec2.create_route(RouteTableId=table, DestinationCidrBlock=blocks[kind], GatewayId=igw)


def _database_group(ec2: Any, vpc: str, name: str, port: int) -> str:
    """The administrators' group is let in already."""
    called = f"{name}-database"
    group = ec2.create_security_group(
        GroupName=called, Description=called, VpcId=vpc, TagSpecifications=named("security-group", called)
    )["GroupId"]
    admins = ec2.create_security_group(GroupName=f"{name}-admins", Description="admins", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(port, port, group=admins)])
    return str(group)


def add_function(cloud: Any, name: str = FUNCTION, path: str = "/", durations: Durations = QUICK) -> None:
    """Make a function whose role may write logs, and nothing else.

    Args:
        cloud: the account.
        name: of the function; its role is called <name>-role.
        path: of the role.
        durations: how long updates take.
    """
    iam, functions = cloud.client("iam", who="course"), cloud.client("lambda", who="course")
    document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    role = iam.create_role(RoleName=f"{name}-role", Path=path, AssumeRolePolicyDocument=document)["Role"]
    iam.attach_role_policy(RoleName=role["RoleName"], PolicyArn=BASIC)
    functions.create_function(
        FunctionName=name,
        Runtime="python3.12",
        Handler="index.handler",
        Role=role["Arn"],
        Code={"ZipFile": zip_of(Work())},
        Timeout=10,
        Environment={"Variables": {"STAGE": "test"}},
    )
    cloud.layer(LambdaRules).durations = durations
    cloud.clock.advance(seconds=10)


def policies(cloud: Any, name: str = FUNCTION) -> set[str]:
    """The managed policies that the function's role has."""
    found = cloud.client("iam", who="course").list_attached_role_policies(RoleName=f"{name}-role")
    return {str(each["PolicyArn"]) for each in found["AttachedPolicies"]}


def settings(cloud: Any, name: str = FUNCTION) -> dict[str, Any]:
    """A function's settings as boto3 shows them."""
    found: dict[str, Any] = cloud.client("lambda", who="course").get_function_configuration(FunctionName=name)
    return found


def rules(cloud: Any, group: str) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """A security group's rules, inbound and outbound: protocol, ports, peer."""
    own = [{"Name": "group-id", "Values": [group]}]
    found = Direct(cloud).describe_security_group_rules(Filters=own)["SecurityGroupRules"]
    inbound, outbound = (
        {
            (
                each["IpProtocol"],
                each["FromPort"],
                each["ToPort"],
                each.get("ReferencedGroupInfo", {}).get("GroupId")
                or each.get("CidrIpv4")
                or each.get("CidrIpv6")
                or each.get("PrefixListId"),
            )
            for each in found
            if each["IsEgress"] == egress
        }
        for egress in (False, True)
    )
    return inbound, outbound
