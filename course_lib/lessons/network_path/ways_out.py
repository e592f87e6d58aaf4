"""A network in which a function has no way out yet: private subnets, each with a function's interface in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from course_lib.aws.services.ec2.reachability import Path, describe, walk
from course_lib.aws.services.ec2.state import REGION, kept
from course_lib.lessons.network_path.direct import Direct
from course_lib.lessons.network_path.networks import ANYWHERE, EVERYTHING_OUT, HTTPS, OUTSIDE, named, tcp

ZONES = ("us-east-1a", "us-east-1b", "us-east-1c")
FREE = ("s3", "dynamodb")  # what gateway endpoints are for
INTERNET = "internet"
ALIVE = ("pending", "available")  # states of endpoints and NAT gateways
# An address of each; of the prefix lists of `course_lib.aws.services.ec2`.
ADDRESSES: Mapping[str, str] = {"s3": "198.51.100.10", "dynamodb": "198.51.100.140", INTERNET: OUTSIDE}
ANY_SERVICE = "192.0.2.90"  # where a service answers that has no endpoint in the VPC
ENDPOINT, NAT, ADDRESS = 10, 45, 5  # thousandths of a dollar an hour: one in a subnet, a gateway, a public address


@dataclass(frozen=True)
class Private:
    """The ids of a network.

    Attributes:
        public: a subnet that leads to the internet gateway.
        subnets: private ones, each in a zone of its own.
        tables: those that count for the private subnets, each once.
        main: whether that is the VPC's main one.
        group: the function's.
        functions: an interface of that group in each private subnet.
        stranger: an interface in the first private subnet that has another group.
    """

    vpc: str
    igw: str
    public: str
    subnets: Sequence[str]
    tables: Sequence[str]
    main: bool
    group: str
    functions: Sequence[str]
    stranger: str


def build(
    cloud: Any,
    second: int = 1,
    zones: int = 2,
    tables: str = "own",
    name: str = "branch",
    public_by_main: bool = False,
) -> Private:
    """Make a network without any way out, unseen in the journal of the learner's calls.

    Args:
        cloud: the account.
        second: of its addresses, as in 10.<second>.0.0/16.
        zones: how many private subnets, one a zone.
        tables: which count for them: "own" (one each), "shared" (one for all) or "main".
        name: what the things' Name tags begin with.
        public_by_main: whether the public subnet follows the VPC's main table; else it has one of its own.
    """
    ec2 = Direct(cloud)
    vpc = ec2.create_vpc(CidrBlock=f"10.{second}.0.0/16", TagSpecifications=named("vpc", name))["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    igw = ec2.create_internet_gateway(TagSpecifications=named("internet-gateway", f"{name}-igw"))["InternetGateway"]
    igw_id = igw["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=igw_id, VpcId=vpc)
    subnets = [
        _subnet(ec2, vpc, f"10.{second}.{16 * (place + 1)}.0/20", zone, f"{name}-app-{zone[-1]}")
        for place, zone in enumerate(ZONES[:zones])
    ]
    public = _subnet(ec2, vpc, f"10.{second}.0.0/24", ZONES[0], f"{name}-public")
    [out] = _tables(ec2, vpc, [public], "main" if public_by_main else "own", f"{name}-public")
    ec2.create_route(RouteTableId=out, DestinationCidrBlock=ANYWHERE, GatewayId=igw_id)
    group, other = (_group(ec2, vpc, f"{name}-{each}-group") for each in ("function", "other"))
    return Private(
        vpc,
        igw_id,
        public,
        subnets,
        _tables(ec2, vpc, subnets, tables, name),
        tables == "main",
        group,
        [_interface(ec2, each, group, f"{name}-function-{ZONES[place][-1]}") for place, each in enumerate(subnets)],
        _interface(ec2, subnets[0], other, f"{name}-stranger"),
    )


def _subnet(ec2: Any, vpc: str, block: str, zone: str, name: str) -> str:
    tags = named("subnet", name)
    made = ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=zone, TagSpecifications=tags)
    return str(made["Subnet"]["SubnetId"])


def _table(ec2: Any, vpc: str, subnets: Sequence[str], name: str) -> str:
    made = ec2.create_route_table(VpcId=vpc, TagSpecifications=named("route-table", name))["RouteTable"]
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=made["RouteTableId"], SubnetId=subnet)
    return str(made["RouteTableId"])


def _tables(ec2: Any, vpc: str, subnets: Sequence[str], which: str, name: str) -> list[str]:
    if which == "own":
        return [_table(ec2, vpc, [each], f"{name}-app-{place}") for place, each in enumerate(subnets, 1)]
    if which == "shared":
        return [_table(ec2, vpc, subnets, f"{name}-app")]
    mine = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "association.main", "Values": ["true"]}]
    return [str(each["RouteTableId"]) for each in ec2.describe_route_tables(Filters=mine)["RouteTables"]]


def _group(ec2: Any, vpc: str, name: str) -> str:
    """A group that lets HTTPS out, and nothing else."""
    tags = named("security-group", name)
    made = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc, TagSpecifications=tags)["GroupId"]
    ec2.revoke_security_group_egress(GroupId=made, IpPermissions=[EVERYTHING_OUT])
    ec2.authorize_security_group_egress(GroupId=made, IpPermissions=[tcp(HTTPS, HTTPS, ANYWHERE)])
    return str(made)


def _interface(ec2: Any, subnet: str, group: str, name: str) -> str:
    tags = named("network-interface", name)
    made = ec2.create_network_interface(SubnetId=subnet, Groups=[group], Description=name, TagSpecifications=tags)
    return str(made["NetworkInterface"]["NetworkInterfaceId"])


def nat_in(cloud: Any, subnet: str, kind: str = "public") -> str:
    """Make a NAT gateway, as somebody else has."""
    ec2 = Direct(cloud)
    more = {"AllocationId": ec2.allocate_address(Domain="vpc")["AllocationId"]} if kind == "public" else {}
    made = ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType=kind, **more)
    return str(made["NatGateway"]["NatGatewayId"])


def endpoint_for(cloud: Any, net: Private, service: str, **more: Any) -> str:
    """Make an interface endpoint, as somebody else has: with private DNS, in the first subnet, unless told."""
    asked = {"SubnetIds": list(net.subnets[:1]), "ServiceName": f"com.amazonaws.{REGION}.{service}", **more}
    made = Direct(cloud).create_vpc_endpoint(VpcId=net.vpc, VpcEndpointType="Interface", **asked)
    return str(made["VpcEndpoint"]["VpcEndpointId"])


def is_slow(cloud: Any, seconds: int) -> None:
    """Let gateways and endpoints be pending for so long. AWS promises no time."""
    state = kept(cloud.account)
    assert state is not None
    state.takes = timedelta(seconds=seconds)


def fail(cloud: Any, endpoint: str) -> None:
    """Let an endpoint have failed. AWS does not say when one does; its state and LastError say that one can."""
    state = kept(cloud.account)
    assert state is not None
    state.things["vpce"][endpoint]["LastError"] = {"Code": "InternalError", "Message": "An internal error occurred."}


@dataclass(frozen=True)
class There:
    """What a network has of ways out.

    Attributes:
        endpoints: by service, as boto3 shows them: gateway endpoints for S3 and DynamoDB, interface endpoints for
            all others, and none that is neither pending nor available.
        nats: NAT gateways that are not deleted and have not failed.
        working: those of them that are public and stand in a public subnet.
        addresses: public ones of the account.
        interfaces: of interface endpoints, whatever they are for.
        dead: the endpoints that are left out.
    """

    endpoints: Mapping[str, Mapping[str, Any]]
    nats: Mapping[str, Mapping[str, Any]]
    working: Sequence[str]
    addresses: Mapping[str, Mapping[str, Any]]
    interfaces: int
    dead: Sequence[str] = ()

    @property
    def price(self) -> int:
        """Of an hour, in thousandths of a dollar."""
        return self.interfaces * ENDPOINT + len(self.nats) * NAT + len(self.addresses) * ADDRESS


def _service(endpoint: Mapping[str, Any]) -> str:
    return str(endpoint["ServiceName"]).split(".")[-1]


def _free(endpoint: Mapping[str, Any]) -> bool:
    return _service(endpoint) in FREE


def there(cloud: Any, net: Private) -> There:
    """What a network has now."""
    ec2 = Direct(cloud)
    mine = [{"Name": "vpc-id", "Values": [net.vpc]}]
    described = ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]
    endpoints = [each for each in described if each["State"] in ALIVE]
    nats = {
        each["NatGatewayId"]: each
        for each in ec2.describe_nat_gateways(Filters=mine)["NatGateways"]
        if each["State"] in ALIVE
    }
    working = [
        name for name, each in nats.items() if (each["SubnetId"], each["ConnectivityType"]) == (net.public, "public")
    ]
    addresses = {each["AllocationId"]: each for each in ec2.describe_addresses()["Addresses"]}
    interfaces = sum(len(each["NetworkInterfaceIds"]) for each in endpoints)
    by_service = {_service(each): each for each in endpoints if (each["VpcEndpointType"] == "Gateway") == _free(each)}
    good = {each["VpcEndpointId"] for each in by_service.values()}
    dead = [each["VpcEndpointId"] for each in described if each["VpcEndpointId"] not in good]
    return There(by_service, nats, working, addresses, interfaces, dead)


def paths(cloud: Any, net: Private, need: str) -> list[tuple[str, Path]]:
    """The way from each of the function's interfaces to what it needs, as its name leads there: through an endpoint's
    interface, in its own subnet if one is there, if the service has an endpoint; to an address of it otherwise.
    """
    network, endpoint = describe(Direct(cloud)), there(cloud, net).endpoints.get(need)
    if endpoint is None or not endpoint.get("PrivateDnsEnabled"):
        target = ADDRESSES.get(need, ANY_SERVICE)
        return [(each, walk(network, each, target, HTTPS)) for each in net.functions]
    ends = {network.interfaces[each].subnet: each for each in endpoint["NetworkInterfaceIds"]}
    nearest = [ends.get(subnet, next(iter(ends.values()), ANY_SERVICE)) for subnet in net.subnets]
    return [(each, walk(network, each, end, HTTPS)) for each, end in zip(net.functions, nearest, strict=True)]
