"""Lists of a Describe call in another order."""

from __future__ import annotations

from random import Random

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.layers.any_order import AnyOrder

BLOCKS = [f"10.0.{number}.0/24" for number in range(6)]


@pytest.fixture
def cloud():
    with Cloud(services=["ec2"]) as cloud:
        ec2 = cloud.client("ec2", who="course")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        for block in BLOCKS:
            ec2.create_subnet(VpcId=vpc, CidrBlock=block)
        yield cloud


def blocks(cloud, who="you"):
    return [each["CidrBlock"] for each in cloud.client("ec2", who=who).describe_subnets()["Subnets"]]


def test_a_list_comes_from_its_end(cloud):
    """Without chance; and for the course as it is."""
    with cloud.use(AnyOrder()):
        assert blocks(cloud) == BLOCKS[::-1]
        assert blocks(cloud, "course") == BLOCKS
    assert blocks(cloud) == BLOCKS


def test_lists_inside_of_others_too(cloud):
    """An ACL's entries: the rule that counts last stands first."""
    with cloud.use(AnyOrder()):
        [acl] = cloud.client("ec2").describe_network_acls()["NetworkAcls"]
    assert [each["RuleNumber"] for each in acl["Entries"]] == [32767, 100, 32767, 100]


def test_chance_draws_each_order(cloud):
    """All of them are there, and not as they were."""
    with cloud.use(AnyOrder(Random(1))):
        orders = [blocks(cloud) for _ in range(5)]
    assert all(sorted(each) == BLOCKS for each in orders)
    assert len({tuple(each) for each in orders}) == 5
