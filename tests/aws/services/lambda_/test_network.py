"""A function's place in a VPC. Plain boto3, so that each test could face AWS."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import WaiterError

from course_lib.aws.account import Cloud
from course_lib.aws.services.lambda_.work import Work, zip_of
from tests.aws.services.ec2.refused import refusal

VPC_ACCESS = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


@pytest.fixture
def aws():
    with Cloud(services=["ec2", "iam", "lambda"]) as cloud:
        yield cloud


@pytest.fixture
def ec2(aws):
    return aws.client("ec2")


@pytest.fixture
def functions(aws):
    """Lambda's client; there is a function whose role may nothing."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    role = aws.client("iam").create_role(RoleName="work", AssumeRolePolicyDocument=policy)["Role"]["Arn"]
    client = aws.client("lambda")
    client.create_function(
        FunctionName="work", Runtime="python3.12", Handler="index.handler", Role=role, Code={"ZipFile": zip_of(Work())}
    )
    aws.clock.advance(minutes=1)
    return client


def network(ec2, block="10.0.0.0/16"):
    """A subnet and a security group of a new VPC."""
    vpc = ec2.create_vpc(CidrBlock=block)["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=block.replace("/16", "/24"))["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="work", Description="work", VpcId=vpc)["GroupId"]
    return vpc, subnet, group


def place(functions, subnets, groups):
    config = {"SubnetIds": subnets, "SecurityGroupIds": groups}
    return functions.update_function_configuration(FunctionName="work", VpcConfig=config)


def refused(functions, subnets, groups):
    code, message = refusal(place, functions=functions, subnets=subnets, groups=groups)
    assert code == "InvalidParameterValueException"
    return message


def interfaces(ec2):
    found = ec2.describe_network_interfaces(Filters=[{"Name": "interface-type", "Values": ["lambda"]}])
    return found["NetworkInterfaces"]


def test_the_role_has_to_be_allowed_to_make_interfaces(aws, ec2, functions):
    """AWS's managed policy for it is enough."""
    vpc, subnet, group = network(ec2)
    told = "The provided execution role does not have permissions to call CreateNetworkInterface on EC2"
    assert refused(functions, [subnet], [group]) == told
    aws.client("iam").attach_role_policy(RoleName="work", PolicyArn=VPC_ACCESS)
    shown = place(functions, [subnet], [group])
    kept = {"SubnetIds": [subnet], "SecurityGroupIds": [group], "VpcId": vpc, "Ipv6AllowedForDualStack": False}
    assert (shown["VpcConfig"], shown["LastUpdateStatus"]) == (kept, "InProgress")
    [interface] = interfaces(ec2)
    assert (interface["SubnetId"], interface["Groups"][0]["GroupId"], interface["Status"]) == (subnet, group, "in-use")


def crowd(ec2, subnet, group):
    """Take every address that a subnet has left."""
    [shown] = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"]
    taken = [
        ec2.create_network_interface(SubnetId=subnet, Groups=[group]) for _ in range(shown["AvailableIpAddressCount"])
    ]
    return [each["NetworkInterface"]["NetworkInterfaceId"] for each in taken]


def test_an_update_fails_where_a_subnet_has_no_address_left(aws, ec2, functions):
    """It is taken, and fails later; the function goes on as it was, and the next update can do better."""
    vpc, subnet, group = network(ec2)
    small = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/28")["Subnet"]["SubnetId"]
    aws.client("iam").attach_role_policy(RoleName="work", PolicyArn=VPC_ACCESS)
    place(functions, [subnet], [group])
    aws.clock.advance(minutes=2)
    taken = crowd(ec2, small, group)

    assert place(functions, [small], [group])["LastUpdateStatus"] == "InProgress"
    aws.clock.advance(minutes=2)
    shown = functions.get_function_configuration(FunctionName="work")
    assert (shown["State"], shown["LastUpdateStatus"]) == ("Active", "Failed")
    assert shown["LastUpdateStatusReasonCode"] == "SubnetOutOfIPAddresses"
    assert [each["SubnetId"] for each in interfaces(ec2)] == [subnet]
    assert json.loads(functions.invoke(FunctionName="work", Payload=b"{}")["Payload"].read()) == {"done": True}
    with pytest.raises(WaiterError):
        functions.get_waiter("function_updated_v2").wait(FunctionName="work")

    ec2.delete_network_interface(NetworkInterfaceId=taken[0])
    place(functions, [small], [group])
    aws.clock.advance(minutes=2)
    assert functions.get_function_configuration(FunctionName="work")["LastUpdateStatus"] == "Successful"
    assert [each["SubnetId"] for each in interfaces(ec2)] == [small]


def test_a_function_that_finds_no_address_is_never_active(aws, ec2, functions):
    """Its state is Failed, and it cannot be invoked."""
    vpc, _, group = network(ec2)
    small = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/28")["Subnet"]["SubnetId"]
    aws.client("iam").attach_role_policy(RoleName="work", PolicyArn=VPC_ACCESS)
    crowd(ec2, small, group)
    functions.create_function(
        FunctionName="other",
        Runtime="python3.12",
        Handler="index.handler",
        Role=functions.get_function_configuration(FunctionName="work")["Role"],
        Code={"ZipFile": zip_of(Work())},
        VpcConfig={"SubnetIds": [small], "SecurityGroupIds": [group]},
    )
    aws.clock.advance(minutes=2)
    shown = functions.get_function_configuration(FunctionName="other")
    assert (shown["State"], shown["StateReasonCode"]) == ("Failed", "SubnetOutOfIPAddresses")
    assert refusal(functions.invoke, FunctionName="other")[0] == "ResourceConflictException"


def test_functions_with_the_same_place_share_their_interfaces(aws, ec2, functions):
    """One interface for each pair of subnet and groups, and it goes with its last function."""
    _, subnet, group = network(ec2)
    aws.client("iam").attach_role_policy(RoleName="work", PolicyArn=VPC_ACCESS)
    place(functions, [subnet], [group])
    aws.clock.advance(minutes=2)
    role = functions.get_function_configuration(FunctionName="work")["Role"]
    config = {"SubnetIds": [subnet], "SecurityGroupIds": [group]}
    functions.create_function(
        FunctionName="other",
        Runtime="python3.12",
        Handler="index.handler",
        Role=role,
        Code={"ZipFile": zip_of(Work())},
        VpcConfig=config,
    )
    assert len(interfaces(ec2)) == 1
    assert place(functions, [], [])["VpcConfig"]["VpcId"] == ""
    assert len(interfaces(ec2)) == 1
    functions.delete_function(FunctionName="other")
    assert interfaces(ec2) == []


def test_subnets_and_groups_have_to_be_there(ec2, functions):
    """What EC2 says of them is told."""
    _, subnet, group = network(ec2)
    subnets, groups = "Error occurred while DescribeSubnets. ", "Error occurred while DescribeSecurityGroups. "
    told = "EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID 'subnet-0' does not exist"
    assert refused(functions, ["subnet-0"], [group]) == subnets + told
    told = "EC2 Error Code: InvalidGroup.NotFound. EC2 Error Message: The security group 'sg-0' does not exist"
    assert refused(functions, [subnet], ["sg-0"]) == groups + told


def test_subnets_and_groups_are_in_one_vpc(ec2, functions):
    """And there are both, or none."""
    _, subnet, group = network(ec2)
    _, other_subnet, other_group = network(ec2, "10.1.0.0/16")
    assert refused(functions, [subnet], [other_group]) == "Security Groups are required to be in the same VPC."
    assert refused(functions, [subnet, other_subnet], [group]) == "Subnets are required to be in the same VPC."
    assert refused(functions, [subnet], []) == "SubnetIds and SecurityIds must coexist or be both empty list."


def test_an_interface_in_use_stays(aws, ec2, functions):
    """Nobody but Lambda deletes it, and nobody but Lambda makes one of its kind."""
    _, subnet, group = network(ec2)
    aws.client("iam").attach_role_policy(RoleName="work", PolicyArn=VPC_ACCESS)
    place(functions, [subnet], [group])
    name = interfaces(ec2)[0]["NetworkInterfaceId"]
    told = f"Network interface '{name}' is currently in use."
    assert refusal(ec2.delete_network_interface, NetworkInterfaceId=name) == ("InvalidParameterValue", told)
    assert refusal(ec2.delete_security_group, GroupId=group)[0] == "DependencyViolation"
