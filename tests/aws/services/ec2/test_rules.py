"""Rules of security groups and of network ACLs. Plain boto3, so that each test could face AWS."""

from __future__ import annotations

import pytest

from tests.aws.services.ec2.refused import refusal


@pytest.fixture
def group(ec2, vpc):
    return ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]


def tcp(first, last, **peers):
    return {"IpProtocol": "tcp", "FromPort": first, "ToPort": last, **peers}


def anywhere(first, last):
    return tcp(first, last, IpRanges=[{"CidrIp": "0.0.0.0/0"}])


def test_a_rule_is_there_once(ec2, group):
    """The same rule a second time is refused, in AWS's words, whatever its description."""
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[anywhere(22, 22)])
    again = tcp(22, 22, IpRanges=[{"CidrIp": "0.0.0.0/0", "Description": "ssh"}])
    assert refusal(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[again]) == (
        "InvalidPermission.Duplicate",
        'the specified rule "peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW" already exists',
    )


def test_a_rule_that_is_not_there_is_not_revoked(ec2, group):
    """Revoking names the rule exactly."""
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[anywhere(80, 90)])
    told = refusal(ec2.revoke_security_group_ingress, GroupId=group, IpPermissions=[anywhere(80, 80)])
    assert told == ("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")


def test_of_several_rules_all_or_none_are_added(ec2, group):
    """One rule that is there already refuses the whole request."""
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[anywhere(22, 22)])
    refusal(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[anywhere(443, 443), anywhere(22, 22)])
    assert len(ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]) == 1


@pytest.mark.parametrize("rule", [anywhere(90, 80), anywhere(0, 65536), {"IpProtocol": "tcp", "IpRanges": [{}]}])
def test_ports(ec2, group, rule):
    """TCP needs a range of ports that is one."""
    assert refusal(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[rule])[0] == (
        "InvalidParameterValue"
    )


def test_rules_of_one_range_are_shown_together(ec2, group):
    """Peers with the same protocol and ports are one IpPermission, and single SecurityGroupRules."""
    peers = {"IpRanges": [{"CidrIp": "10.0.0.7/24"}], "UserIdGroupPairs": [{"GroupId": group}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(443, 443, **peers)])
    [shown] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    assert shown["IpRanges"] == [{"CidrIp": "10.0.0.0/24"}]  # in its canonical form
    assert [pair["GroupId"] for pair in shown["UserIdGroupPairs"]] == [group]
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    assert sorted(rule["IsEgress"] for rule in rules) == [False, False, True]


def test_all_protocols_have_no_ports(ec2, group):
    """Protocol -1 is every protocol, whatever ports are given with it."""
    rule = {"IpProtocol": "-1", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    [shown] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    assert (shown["IpProtocol"], "FromPort" in shown) == ("-1", False)


def test_a_group_that_others_name_stays(ec2, vpc, group):
    """It can be deleted when no interface has it and no other group's rule names it."""
    other = ec2.create_security_group(GroupName="db", Description="db", VpcId=vpc)["GroupId"]
    rule = tcp(3306, 3306, UserIdGroupPairs=[{"GroupId": group}])
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[rule])
    told = f"resource {group} has a dependent object"
    assert refusal(ec2.delete_security_group, GroupId=group) == ("DependencyViolation", told)
    ec2.revoke_security_group_ingress(GroupId=other, IpPermissions=[rule])
    ec2.delete_security_group(GroupId=group)


def test_names_of_groups_are_unique_in_a_vpc(ec2, vpc, group):
    """A second group of that name is refused."""
    told = refusal(ec2.create_security_group, GroupName="web", Description="web", VpcId=vpc)
    assert told == ("InvalidGroup.Duplicate", f"The security group 'web' already exists for VPC '{vpc}'")


def test_a_network_acls_numbers(ec2, vpc):
    """A number is taken once in each direction; 32767 is AWS's own."""
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    entry = {"NetworkAclId": acl, "Protocol": "6", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"}
    entry["PortRange"] = {"From": 443, "To": 443}
    ec2.create_network_acl_entry(RuleNumber=100, Egress=False, **entry)
    ec2.create_network_acl_entry(RuleNumber=100, Egress=True, **entry)
    assert refusal(ec2.create_network_acl_entry, RuleNumber=100, Egress=True, **entry) == (
        "NetworkAclEntryAlreadyExists",
        "The network acl entry identified by 100 already exists.",
    )
    assert refusal(ec2.create_network_acl_entry, RuleNumber=32767, Egress=True, **entry)[0] == "InvalidParameterValue"
    assert refusal(ec2.delete_network_acl_entry, NetworkAclId=acl, RuleNumber=7, Egress=True)[0] == (
        "InvalidNetworkAclEntry.NotFound"
    )


def test_a_subnet_has_one_network_acl(ec2, vpc, subnet):
    """A subnet changes its ACL by its association, and the one that it has cannot be deleted."""
    acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    mine = [{"Name": "association.subnet-id", "Values": [subnet]}]
    [old] = ec2.describe_network_acls(Filters=mine)["NetworkAcls"]
    association = old["Associations"][0]["NetworkAclAssociationId"]
    ec2.replace_network_acl_association(AssociationId=association, NetworkAclId=acl)
    assert [each["NetworkAclId"] for each in ec2.describe_network_acls(Filters=mine)["NetworkAcls"]] == [acl]
    assert refusal(ec2.delete_network_acl, NetworkAclId=acl)[0] == "DependencyViolation"
