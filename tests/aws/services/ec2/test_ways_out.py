"""Route tables, gateways and endpoints. Plain boto3, so that each test could face AWS."""

from __future__ import annotations

import pytest

from course_lib.aws.account import NotSimulated
from course_lib.aws.services.ec2.state import kept
from tests.aws.services.ec2.refused import refusal

EVERYWHERE = "0.0.0.0/0"


@pytest.fixture
def table(ec2, vpc):
    return ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]


@pytest.fixture
def igw(ec2, vpc):
    made = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=made, VpcId=vpc)
    return made


def routes(ec2, table):
    [shown] = ec2.describe_route_tables(RouteTableIds=[table])["RouteTables"]
    return {each.get("DestinationCidrBlock") or each["DestinationPrefixListId"]: each for each in shown["Routes"]}


def nat_gateway(ec2, subnet):
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    return ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]


def test_a_destination_has_one_route(ec2, table, igw):
    """A second route to the same addresses is refused; ReplaceRoute changes it, and needs one that is there."""
    told = refusal(ec2.replace_route, RouteTableId=table, DestinationCidrBlock=EVERYWHERE, GatewayId=igw)
    assert told[0] == "InvalidParameterValue"
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE, GatewayId=igw)
    again = refusal(ec2.create_route, RouteTableId=table, DestinationCidrBlock=EVERYWHERE, GatewayId=igw)
    assert again == ("RouteAlreadyExists", "The route identified by 0.0.0.0/0 already exists.")
    ec2.delete_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE)
    gone = refusal(ec2.delete_route, RouteTableId=table, DestinationCidrBlock=EVERYWHERE)
    assert gone == ("InvalidRoute.NotFound", f"no route with destination-cidr-block 0.0.0.0/0 in route table {table}")


def test_a_route_leads_to_the_vpcs_own_gateway(ec2, table):
    """A gateway that is attached nowhere, or elsewhere, is refused."""
    other = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    told = refusal(ec2.create_route, RouteTableId=table, DestinationCidrBlock=EVERYWHERE, GatewayId=other)
    words = f"route table {table} and network gateway {other} belong to different networks"
    assert told == ("InvalidParameterValue", words)


def test_a_route_to_a_gateway_that_has_gone_is_a_blackhole(ec2, vpc, table, igw):
    """When its gateway is detached, a route stays, and leads nowhere; with the gateway it is active again."""
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE, GatewayId=igw)
    ec2.detach_internet_gateway(InternetGatewayId=igw, VpcId=vpc)
    assert routes(ec2, table)[EVERYWHERE]["State"] == "blackhole"
    ec2.attach_internet_gateway(InternetGatewayId=igw, VpcId=vpc)
    assert routes(ec2, table)[EVERYWHERE]["State"] == "active"


def test_a_vpc_has_one_internet_gateway(ec2, vpc, igw):
    """A second one is refused, and so is a second VPC for the one."""
    other = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    assert refusal(ec2.attach_internet_gateway, InternetGatewayId=other, VpcId=vpc)[0] == "InvalidParameterValue"
    assert refusal(ec2.attach_internet_gateway, InternetGatewayId=igw, VpcId=vpc) == (
        "Resource.AlreadyAssociated",
        f"resource {igw} is already attached to network {vpc}",
    )


def test_a_nat_gateway_takes_a_while(aws, ec2, subnet, table, igw):
    """It is pending first; the waiter ends when it is available. Deleted, it leaves a blackhole and a free address."""
    nat = nat_gateway(ec2, subnet)
    assert ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"][0]["State"] == "pending"
    aws.clock.advance(minutes=2)
    [shown] = ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"]
    assert (shown["State"], shown["NatGatewayAddresses"][0]["PublicIp"]) == ("available", "203.0.113.1")
    ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE, NatGatewayId=nat)
    ec2.delete_nat_gateway(NatGatewayId=nat)
    assert routes(ec2, table)[EVERYWHERE]["State"] == "blackhole"
    assert "AssociationId" not in ec2.describe_addresses()["Addresses"][0]
    aws.clock.advance(minutes=2)
    assert ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"][0]["State"] == "deleted"


def test_a_nat_gateway_without_an_internet_gateway_fails(aws, ec2, vpc, subnet):
    """It is made, and fails after a while, with a code that says why."""
    nat = nat_gateway(ec2, subnet)
    aws.clock.advance(minutes=2)
    [shown] = ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"]
    assert (shown["State"], shown["FailureCode"]) == ("failed", "Gateway.NotAttached")
    assert shown["FailureMessage"] == f"Network {vpc} has no Internet gateway attached"


def test_one_token_makes_one_nat_gateway(ec2, subnet, igw):
    """A request with the same ClientToken is answered alike; with other parameters it is refused."""
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    asked = {"SubnetId": subnet, "AllocationId": address, "ClientToken": "once"}
    first = ec2.create_nat_gateway(**asked)["NatGateway"]["NatGatewayId"]
    assert ec2.create_nat_gateway(**asked)["NatGateway"]["NatGatewayId"] == first
    other = ec2.allocate_address(Domain="vpc")["AllocationId"]
    told = refusal(ec2.create_nat_gateway, **{**asked, "AllocationId": other})
    assert told[0] == "IdempotentParameterMismatch"


def test_a_subnet_has_one_route_table(ec2, subnet, table, vpc):
    """A second association is refused; the table that is associated cannot be deleted."""
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    other = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    assert refusal(ec2.associate_route_table, RouteTableId=other, SubnetId=subnet)[0] == "Resource.AlreadyAssociated"
    assert refusal(ec2.delete_route_table, RouteTableId=table)[0] == "DependencyViolation"


def test_a_gateway_endpoint_is_a_route(ec2, vpc, table):
    """It adds a route to the service's prefix list to the tables that are named, and takes it away with itself."""
    made = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[table])
    endpoint = made["VpcEndpoint"]["VpcEndpointId"]
    [prefixes] = ec2.describe_prefix_lists(
        Filters=[{"Name": "prefix-list-name", "Values": ["com.amazonaws.us-east-1.s3"]}]
    )["PrefixLists"]
    assert routes(ec2, table)[prefixes["PrefixListId"]]["GatewayId"] == endpoint
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, RemoveRouteTableIds=[table])
    assert prefixes["PrefixListId"] not in routes(ec2, table)


def test_gateway_endpoints_are_for_s3_and_dynamodb(ec2, vpc):
    """Other services have interface endpoints."""
    service = "com.amazonaws.us-east-1.secretsmanager"
    assert refusal(ec2.create_vpc_endpoint, VpcId=vpc, ServiceName=service)[0] == "InvalidParameter"


SECRETS = "com.amazonaws.us-east-1.secretsmanager"


@pytest.fixture
def named(ec2, vpc):
    """The VPC, whose interfaces have names."""
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    return vpc


def interface_endpoint(ec2, vpc, subnet, **more):
    asked = {"VpcId": vpc, "ServiceName": SECRETS, "VpcEndpointType": "Interface", "SubnetIds": [subnet]}
    return ec2.create_vpc_endpoint(**asked, **more)["VpcEndpoint"]


def test_an_interface_endpoint_has_interfaces(ec2, named, subnet):
    """It has one in each of its subnets, which go with it."""
    made = interface_endpoint(ec2, named, subnet)
    [interface] = ec2.describe_network_interfaces(NetworkInterfaceIds=made["NetworkInterfaceIds"])["NetworkInterfaces"]
    assert (interface["SubnetId"], interface["InterfaceType"]) == (subnet, "vpc_endpoint")
    ec2.delete_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []


def test_an_interface_endpoint_takes_a_while(aws, ec2, named, subnet):
    """It is pending for a minute."""
    made = interface_endpoint(ec2, named, subnet)
    states = [made["State"]]
    for _ in range(2):
        aws.clock.advance(seconds=30)
        states.append(ec2.describe_vpc_endpoints(VpcEndpointIds=[made["VpcEndpointId"]])["VpcEndpoints"][0]["State"])
    assert states == ["pending", "pending", "available"]


def endpoint_states(ec2):
    return {each["VpcEndpointId"]: each["State"] for each in ec2.describe_vpc_endpoints()["VpcEndpoints"]}


def test_an_interface_endpoint_is_deleting_for_a_while(aws, ec2, named, subnet):
    """It is still described, without interfaces, and a second request to delete it changes nothing."""
    made = interface_endpoint(ec2, named, subnet)["VpcEndpointId"]
    aws.clock.advance(minutes=2)
    for seconds in (0, 59):
        aws.clock.advance(seconds=seconds)
        assert ec2.delete_vpc_endpoints(VpcEndpointIds=[made])["Unsuccessful"] == []
        assert endpoint_states(ec2) == {made: "deleting"}
    aws.clock.advance(seconds=1)
    assert endpoint_states(ec2) == {}
    interface_endpoint(ec2, named, subnet)


def test_an_endpoint_with_an_error_has_failed(aws, ec2, named, subnet):
    """Its LastError says why."""
    made = interface_endpoint(ec2, named, subnet)["VpcEndpointId"]
    error = {"Code": "InternalError", "Message": "An internal error occurred."}
    kept(aws.account).things["vpce"][made]["LastError"] = error
    [shown] = ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-endpoint-state", "Values": ["failed"]}])["VpcEndpoints"]
    assert (shown["State"], shown["LastError"]) == ("failed", error)


def test_interface_endpoints_are_in_no_route_table(ec2, named, subnet, table):
    made = interface_endpoint(ec2, named, subnet)["VpcEndpointId"]
    code, _ = refusal(ec2.modify_vpc_endpoint, VpcEndpointId=made, AddRouteTableIds=[table])
    assert code == "InvalidParameter"


def test_private_dns_needs_both_attributes(ec2, vpc, subnet):
    """It is what an interface endpoint has unless told, and a VPC gives no host names unless told."""
    told = "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "
    assert refusal(interface_endpoint, ec2=ec2, vpc=vpc, subnet=subnet) == ("InvalidParameter", told + vpc)
    assert interface_endpoint(ec2, vpc, subnet, PrivateDnsEnabled=False)["PrivateDnsEnabled"] is False


def test_a_services_name_leads_to_one_endpoint(ec2, named, subnet):
    """A second endpoint of a service cannot have private DNS."""
    interface_endpoint(ec2, named, subnet)
    told = "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
    told += f"secretsmanager.us-east-1.amazonaws.com in the VPC {named}"
    assert refusal(interface_endpoint, ec2=ec2, vpc=named, subnet=subnet) == ("InvalidParameter", told)
    interface_endpoint(ec2, named, subnet, PrivateDnsEnabled=False)


def test_attributes_of_a_vpc(ec2, vpc):
    """Names are answered and not given unless told; one attribute is changed at a time."""
    asked = [("enableDnsSupport", "EnableDnsSupport"), ("enableDnsHostnames", "EnableDnsHostnames")]
    found = [ec2.describe_vpc_attribute(VpcId=vpc, Attribute=name)[member]["Value"] for name, member in asked]
    assert found == [True, False]
    both = {"EnableDnsSupport": {"Value": True}, "EnableDnsHostnames": {"Value": True}}
    told = "Fields for multiple attribute types specified"
    assert refusal(ec2.modify_vpc_attribute, VpcId=vpc, **both) == ("InvalidParameterCombination", told)
    assert (
        refusal(ec2.modify_vpc_attribute, VpcId="vpc-0", EnableDnsSupport={"Value": True})[0] == "InvalidVpcID.NotFound"
    )


def test_other_targets_are_not_simulated(ec2, table):
    """A route to a peering connection is refused by name."""
    with pytest.raises(NotSimulated, match="VpcPeeringConnectionId"):
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.9.0.0/16", VpcPeeringConnectionId="pcx-0")
