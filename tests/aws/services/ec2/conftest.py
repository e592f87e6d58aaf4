"""An empty account that offers EC2, and what tests say about it."""

from __future__ import annotations

import pytest

from course_lib.aws.account import Cloud


@pytest.fixture
def aws():
    with Cloud(services=["ec2"]) as cloud:
        yield cloud


@pytest.fixture
def ec2(aws):
    return aws.client("ec2")


@pytest.fixture
def vpc(ec2):
    return ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]


@pytest.fixture
def subnet(ec2, vpc):
    return ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
