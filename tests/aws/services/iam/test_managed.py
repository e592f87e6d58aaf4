"""Policies that are AWS's own."""

from __future__ import annotations

import json

import pytest

from course_lib.aws.account import Cloud

ARN = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"


@pytest.fixture
def iam():
    with Cloud(services=["iam"]) as cloud:
        yield cloud.client("iam")


def test_it_is_attached_and_detached_as_one_s_own(iam):
    """A second time changes nothing."""
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="work", AssumeRolePolicyDocument=document)
    for _ in range(2):
        iam.attach_role_policy(RoleName="work", PolicyArn=ARN)
    found = iam.list_attached_role_policies(RoleName="work")["AttachedPolicies"]
    assert found == [{"PolicyName": "AWSLambdaVPCAccessExecutionRole", "PolicyArn": ARN}]
    iam.detach_role_policy(RoleName="work", PolicyArn=ARN)
    assert iam.list_attached_role_policies(RoleName="work")["AttachedPolicies"] == []


def test_it_can_be_read(iam):
    """It allows what a function's interfaces need, and its logs."""
    version = iam.get_policy(PolicyArn=ARN)["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=ARN, VersionId=version)["PolicyVersion"]["Document"]
    assert "ec2:CreateNetworkInterface" in document["Statement"][0]["Action"]
    assert "logs:PutLogEvents" in document["Statement"][0]["Action"]


def test_others_are_not_there(iam):
    """A name that AWS does not have."""
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_policy(PolicyArn=ARN + "s")
