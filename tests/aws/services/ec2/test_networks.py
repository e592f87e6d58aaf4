"""VPCs, subnets, interfaces. Plain boto3, so that each test could face AWS."""

from __future__ import annotations

import pytest

from course_lib.aws.account import NotSimulated
from course_lib.aws.contents import changes, contents
from tests.aws.services.ec2.refused import refusal


def test_a_vpc_brings_its_own(ec2, vpc):
    """With a VPC come a main route table with the local route, a network ACL that allows all, a security group."""
    mine = [{"Name": "vpc-id", "Values": [vpc]}]
    [table] = ec2.describe_route_tables(Filters=mine)["RouteTables"]
    [acl] = ec2.describe_network_acls(Filters=mine)["NetworkAcls"]
    [group] = ec2.describe_security_groups(Filters=mine)["SecurityGroups"]
    assert [(each["DestinationCidrBlock"], each["GatewayId"]) for each in table["Routes"]] == [("10.0.0.0/16", "local")]
    assert [each["Main"] for each in table["Associations"]] == [True]
    assert [(each["RuleNumber"], each["RuleAction"], each["Egress"]) for each in acl["Entries"]] == [
        (100, "allow", True),
        (32767, "deny", True),
        (100, "allow", False),
        (32767, "deny", False),
    ]
    assert group["GroupName"] == "default"
    assert group["IpPermissions"][0]["UserIdGroupPairs"][0]["GroupId"] == group["GroupId"]
    assert group["IpPermissionsEgress"][0]["IpRanges"] == [{"CidrIp": "0.0.0.0/0"}]


@pytest.mark.parametrize("cidr", ["10.0.0.0/8", "10.0.0.0/29", "10.0.0/16"])
def test_a_vpcs_block_has_16_to_28_bits(ec2, cidr):
    """Larger, smaller and unreadable blocks are refused."""
    assert refusal(ec2.create_vpc, CidrBlock=cidr) == ("InvalidVpc.Range", f"The CIDR '{cidr}' is invalid.")


def test_subnets_do_not_overlap(ec2, vpc, subnet):
    """A block that another subnet has a part of is refused, and so is one outside of the VPC."""
    conflict = refusal(ec2.create_subnet, VpcId=vpc, CidrBlock="10.0.0.0/22")
    assert conflict == ("InvalidSubnet.Conflict", "The CIDR '10.0.0.0/22' conflicts with another subnet")
    assert refusal(ec2.create_subnet, VpcId=vpc, CidrBlock="10.1.0.0/24")[0] == "InvalidSubnet.Range"


def test_a_subnet_keeps_five_addresses_for_itself(ec2, subnet):
    """The first interface gets the fifth address, and one is less to be had."""
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]
    assert interface["PrivateIpAddress"] == "10.0.1.4"
    assert ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["AvailableIpAddressCount"] == 250
    taken = refusal(ec2.create_network_interface, SubnetId=subnet, PrivateIpAddress="10.0.1.4")
    assert taken[0] == "InvalidIPAddress.InUse"


def test_an_interface_has_the_default_group_unless_told(ec2, vpc, subnet):
    """Groups are taken from its own VPC only."""
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]
    assert [group["GroupName"] for group in interface["Groups"]] == ["default"]
    other = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="web", Description="web", VpcId=other)["GroupId"]
    told = refusal(ec2.create_network_interface, SubnetId=subnet, Groups=[group])
    assert told[0] == "InvalidGroup.NotFound"


def test_what_is_used_is_not_deleted(ec2, vpc, subnet):
    """A VPC with a subnet, and a subnet with an interface, have dependencies; without them both can go."""
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    told = f"The vpc '{vpc}' has dependencies and cannot be deleted."
    assert refusal(ec2.delete_vpc, VpcId=vpc) == ("DependencyViolation", told)
    assert refusal(ec2.delete_subnet, SubnetId=subnet)[0] == "DependencyViolation"
    ec2.delete_network_interface(NetworkInterfaceId=interface)
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=vpc)
    assert ec2.describe_security_groups()["SecurityGroups"] == []


def test_what_is_not_there_is_named(ec2):
    """Each kind of thing has a code of its own."""
    assert refusal(ec2.describe_vpcs, VpcIds=["vpc-0"]) == (
        "InvalidVpcID.NotFound",
        "The vpc ID 'vpc-0' does not exist",
    )
    assert refusal(ec2.describe_nat_gateways, NatGatewayIds=["nat-0"])[0] == "NatGatewayNotFound"


def test_filters(ec2, vpc, subnet):
    """Values are alternatives, filters hold together, `*` is any text; an unknown filter is refused."""
    ec2.create_tags(Resources=[subnet], Tags=[{"Key": "Name", "Value": "private-a"}])

    def found(**filters):
        asked = [{"Name": name.replace("__", ":").replace("_", "-"), "Values": v} for name, v in filters.items()]
        return [each["SubnetId"] for each in ec2.describe_subnets(Filters=asked)["Subnets"]]

    assert found(vpc_id=[vpc]) == [subnet]
    assert found(vpc_id=["vpc-0", vpc], tag__Name=["private-*"]) == [subnet]
    assert found(vpc_id=[vpc], tag__Name=["public-*"]) == []
    assert found(vpc_id=[vpc], tag__Name=["priv?te-a"]) == [subnet]
    assert found(vpc_id=[vpc], tag__Name=["private-\\*", "(private)?-a", "rivate-a"]) == []
    told = refusal(ec2.describe_subnets, Filters=[{"Name": "vpcid", "Values": [vpc]}])
    assert told == ("InvalidParameterValue", "The filter 'vpcid' is invalid")


def test_a_hostile_filter_is_matched_in_little_time(ec2, vpc):
    """A regular expression would still be at it next year."""
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "Name", "Value": "a" * 255}])
    asked = [{"Name": "tag:Name", "Values": ["*a" * 60 + "b"]}]
    assert ec2.describe_vpcs(Filters=asked)["Vpcs"] == []


def test_a_page(ec2, vpc):
    """With MaxResults the rest is on the next page."""
    for third in range(7):
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{third}.0/24")
    pages = list(ec2.get_paginator("describe_subnets").paginate(PaginationConfig={"PageSize": 5}))
    assert [len(page["Subnets"]) for page in pages] == [5, 2]


def test_dry_run(ec2):
    """A dry run says that the request would have succeeded, and changes nothing."""
    assert refusal(ec2.create_vpc, CidrBlock="10.0.0.0/16", DryRun=True)[0] == "DryRunOperation"
    assert ec2.describe_vpcs()["Vpcs"] == []


def test_other_operations_are_not_simulated(ec2):
    """An operation that is not offered is refused by name."""
    with pytest.raises(NotSimulated, match="Of Amazon EC2 the networks are simulated here, but not .* RunInstances"):
        ec2.run_instances(MinCount=1, MaxCount=1)


def test_checks_see_changes(aws, ec2, vpc, subnet):
    """Changes stand in an account's contents; a rule that is revoked and authorized again changes nothing."""
    group = ec2.create_security_group(GroupName="db", Description="db", VpcId=vpc)["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 3306, "ToPort": 3306, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    before = contents(aws)
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[rule])
    assert list(changes(before, contents(aws))) == [f"security group {group}"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    assert changes(before, contents(aws)) == {}
