"""What IAM holds can be compared, so that a check sees who was changed."""

from __future__ import annotations

from course_lib.aws.services import SERVICES

from .conftest import policy, trust

READ = {"Action": "dynamodb:GetItem", "Resource": "*"}


def held(cloud):
    return {name: kept.token for name, kept in SERVICES["iam"].contents(cloud)}


def test_each_user_group_role_and_policy_is_a_thing_of_its_own(cloud, iam):
    iam.create_user(UserName="ana")
    iam.create_group(GroupName="readers")
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust(Service="lambda.amazonaws.com"))
    arn = iam.create_policy(PolicyName="read", PolicyDocument=policy(READ))["Policy"]["Arn"]
    before = held(cloud)

    iam.create_access_key(UserName="ana")
    iam.put_role_policy(RoleName="reader", PolicyName="p", PolicyDocument=policy(READ))

    assert sorted(before) == ["group readers", f"policy {arn}", "role reader", "user ana"]
    changed = {name for name, token in held(cloud).items() if before[name] != token}
    assert changed == {"role reader", "user ana"}
