"""Policies are checked when they are stored, and kept as they came."""

from __future__ import annotations

import json

import pytest

from .conftest import policy, refusal, trust

READ = {"Action": "dynamodb:GetItem", "Resource": "*"}
BROKEN = policy({"Action": "dynamodb:GetItem"})
NO_RESOURCE = ("MalformedPolicyDocument", "Policy statement must contain resources.", 400)


@pytest.fixture
def entities(iam):
    iam.create_user(UserName="ana")
    iam.create_group(GroupName="readers")
    iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust(Service="lambda.amazonaws.com"))


def long(characters):
    """A policy of so many characters, without white space."""
    filled = policy({**READ, "Sid": ""})
    return filled.replace('"Sid": ""', f'"Sid": "{"x" * (characters - len(filled.replace(" ", "")))}"')


def test_malformed_policies_are_refused_wherever_they_are_stored(iam, entities):
    iam.create_policy(PolicyName="p", PolicyDocument=policy(READ))
    arn = iam.list_policies(Scope="Local")["Policies"][0]["Arn"]

    assert refusal(iam.create_policy, PolicyName="q", PolicyDocument=BROKEN) == NO_RESOURCE
    assert refusal(iam.create_policy_version, PolicyArn=arn, PolicyDocument=BROKEN) == NO_RESOURCE
    assert refusal(iam.put_user_policy, UserName="ana", PolicyName="p", PolicyDocument=BROKEN) == NO_RESOURCE
    assert refusal(iam.put_group_policy, GroupName="readers", PolicyName="p", PolicyDocument=BROKEN) == NO_RESOURCE
    assert refusal(iam.put_role_policy, RoleName="reader", PolicyName="p", PolicyDocument=BROKEN) == NO_RESOURCE
    assert iam.list_user_policies(UserName="ana")["PolicyNames"] == []


def test_trust_policies_are_checked_when_a_role_is_made_and_later(iam, entities):
    resource = policy({"Action": "sts:AssumeRole", "Principal": {"AWS": "*"}, "Resource": "*"})
    wanted = ("MalformedPolicyDocument", "Has prohibited field Resource", 400)

    assert refusal(iam.create_role, RoleName="x", AssumeRolePolicyDocument=resource) == wanted
    assert refusal(iam.update_assume_role_policy, RoleName="reader", PolicyDocument=resource) == wanted


def test_whom_a_role_trusts_has_to_be_there(cloud, iam, entities):
    nobody = f"arn:aws:iam::{cloud.account}:user/nobody"
    told = refusal(iam.create_role, RoleName="x", AssumeRolePolicyDocument=trust(AWS=nobody))

    assert told == ("MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{nobody}"', 400)
    iam.create_role(RoleName="x", AssumeRolePolicyDocument=trust(AWS=[f"arn:aws:iam::{cloud.account}:user/ana"]))
    iam.create_role(RoleName="y", AssumeRolePolicyDocument=trust(AWS="arn:aws:iam::444455556666:user/theirs"))


@pytest.mark.parametrize(
    ("operation", "owner", "most", "message"),
    [
        ("put_user_policy", {"UserName": "ana"}, 2048, "Maximum policy size of 2048 bytes exceeded for user ana"),
        (
            "put_group_policy",
            {"GroupName": "readers"},
            5120,
            "Maximum policy size of 5120 bytes exceeded for group readers",
        ),
        (
            "put_role_policy",
            {"RoleName": "reader"},
            10240,
            "Maximum policy size of 10240 bytes exceeded for role reader",
        ),
    ],
)
def test_inline_policies_have_room_together(iam, entities, operation, owner, most, message):
    """White space does not count, and a policy that is put again takes no more room than before."""
    put = getattr(iam, operation)
    first, second = {**owner, "PolicyName": "a"}, {**owner, "PolicyName": "b"}

    put(**first, PolicyDocument=long(most))
    put(**first, PolicyDocument=json.dumps(json.loads(long(most)), indent=8))
    assert refusal(put, **second, PolicyDocument=long(200)) == ("LimitExceeded", message, 409)
    put(**first, PolicyDocument=long(most - 200))
    put(**second, PolicyDocument=long(200))


def test_managed_and_trust_policies_have_their_limits(iam):
    iam.create_policy(PolicyName="full", PolicyDocument=long(6144))

    assert refusal(iam.create_policy, PolicyName="more", PolicyDocument=long(6145)) == (
        "LimitExceeded",
        "Cannot exceed quota for PolicySize: 6144",
        409,
    )
    many = trust(Service=[f"service-{number:04}.amazonaws.com" for number in range(80)])
    assert refusal(iam.create_role, RoleName="x", AssumeRolePolicyDocument=many) == (
        "LimitExceeded",
        "Cannot exceed quota for ACLSizePerRole: 2048",
        409,
    )


def test_documents_come_back_as_they_were_stored(iam, entities):
    """Old versions of the language and numbers without quotes too, which moto would refuse."""
    old = {
        "Version": "2008-10-17",
        "Statement": {"Effect": "Allow", **READ, "Condition": {"NumericLessThan": {"s3:max-keys": 5}}},
    }
    trusting = {
        "Version": "2008-10-17",
        "Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}},
    }
    for put, get, owner in (
        (iam.put_user_policy, iam.get_user_policy, {"UserName": "ana"}),
        (iam.put_group_policy, iam.get_group_policy, {"GroupName": "readers"}),
        (iam.put_role_policy, iam.get_role_policy, {"RoleName": "reader"}),
    ):
        put(**owner, PolicyName="old", PolicyDocument=json.dumps(old))
        assert get(**owner, PolicyName="old")["PolicyDocument"] == old
    iam.update_assume_role_policy(RoleName="reader", PolicyDocument=json.dumps(trusting))
    assert iam.get_role(RoleName="reader")["Role"]["AssumeRolePolicyDocument"] == trusting
    newer = {**old, "Version": "2012-10-17"}
    arn = iam.create_policy(PolicyName="p", PolicyDocument=json.dumps(newer))["Policy"]["Arn"]
    assert iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"] == newer
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(newer))
    assert iam.get_policy_version(PolicyArn=arn, VersionId="v2")["PolicyVersion"]["Document"] == newer


def test_who_is_not_there_cannot_have_a_policy(iam):
    told = refusal(iam.put_user_policy, UserName="nobody", PolicyName="p", PolicyDocument=policy(READ))
    assert (told[0], told[2]) == ("NoSuchEntity", 404)


def test_a_user_s_boundary_is_kept_and_limits(iam, person, players):
    boundary = iam.create_policy(PolicyName="b", PolicyDocument=policy(READ))["Policy"]["Arn"]
    ana = person({"Action": "dynamodb:*", "Resource": "*"})

    assert refusal(iam.put_user_permissions_boundary, UserName="ana", PermissionsBoundary=boundary + "x") == (
        "NoSuchEntity",
        f"Scope ARN: {boundary}x does not exist or is not attachable.",
        404,
    )
    iam.put_user_permissions_boundary(UserName="ana", PermissionsBoundary=boundary)
    held = iam.get_user(UserName="ana")["User"]["PermissionsBoundary"]
    assert held == {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": boundary}
    ana.client("dynamodb").get_item(TableName="players", Key={"id": {"S": "1"}})
    assert refusal(ana.client("dynamodb").scan, TableName="players")[1].endswith(
        "because no permissions boundary allows the dynamodb:Scan action"
    )
    iam.delete_user_permissions_boundary(UserName="ana")
    ana.client("dynamodb").scan(TableName="players")
    made = iam.create_user(UserName="ben", PermissionsBoundary=boundary)["User"]
    assert made["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
