"""Names, and who has one: what AssumeRole and IAM refuse, tags that go on, and principals that were deleted."""

from __future__ import annotations

import boto3
import pytest

from .conftest import policy, refusal, session_of, trust

ASSUME = {"Action": "sts:*", "Resource": "*"}


def role(iam, name, trusted, *statements):
    """A role's ARN."""
    both = policy({"Action": ["sts:AssumeRole", "sts:TagSession"], "Principal": {"AWS": trusted}})
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=both)["Role"]["Arn"]
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*statements))
    return made


def test_who_comes_back_under_a_name_is_somebody_else(cloud, iam, person):
    """A trust policy keeps whom it was stored for; storing it again names the new one."""
    ana = person()
    arn = role(iam, "reader", ana.arn)
    session_of(ana, arn)
    iam.delete_access_key(UserName="ana", AccessKeyId=ana.keys[0])
    iam.delete_user(UserName="ana")
    again = person()
    assert again.arn == ana.arn
    asked = {"RoleArn": arn, "RoleSessionName": "one"}
    assert refusal(again.client("sts").assume_role, **asked)[0] == "AccessDenied"
    iam.update_assume_role_policy(RoleName="reader", PolicyDocument=trust(AWS=again.arn))
    session_of(again, arn)


def test_transitive_tags_go_on_to_the_next_session(iam, person):
    """And cannot be set anew there; other tags stay behind."""
    ana = person(ASSUME)
    first = role(iam, "first", ana.arn, ASSUME)
    of_team = {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    of_shift = {"StringEquals": {"aws:PrincipalTag/shift": "late"}}
    statements = [
        {"Action": "s3:ListAllMyBuckets", "Resource": "*", "Condition": of_team},
        {"Action": "dynamodb:ListTables", "Resource": "*", "Condition": of_shift},
        ASSUME,
    ]
    second = role(iam, "second", first, *statements)
    tags = [{"Key": "team", "Value": "red"}, {"Key": "shift", "Value": "late"}]
    one = session_of(ana, first, Tags=tags, TransitiveTagKeys=["team"])
    two = session_of(one, second)
    two.client("s3").list_buckets()
    assert refusal(two.client("dynamodb").list_tables)[0] == "AccessDeniedException"
    third = role(iam, "third", second, *statements)
    session_of(two, third).client("s3").list_buckets()
    asked = {"RoleArn": second, "RoleSessionName": "two", "Tags": [{"Key": "team", "Value": "blue"}]}
    code, message, _ = refusal(one.client("sts").assume_role, **asked)
    assert code == "InvalidParameterValue"
    assert message.startswith("One of the specified transitive tag keys can't be set")
    asked = {"RoleArn": first, "RoleSessionName": "two", "TransitiveTagKeys": ["team"]}
    assert refusal(ana.client("sts").assume_role, **asked)[0] == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"RoleSessionName": "x y"},
            "1 validation error detected: Value 'x y' at 'roleSessionName' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\w+=,.@-]*",
        ),
        ({"RoleArn": "arn:aws:iam::role-xxxxxxxxxxx"}, "arn:aws:iam::role-xxxxxxxxxxx is invalid"),
    ],
)
def test_a_malformed_request_for_a_session_is_refused_as_that(iam, person, wrong, message):
    """Before anybody's permissions are looked at."""
    ana = person()
    asked = {"RoleArn": role(iam, "reader", ana.arn), "RoleSessionName": "one", **wrong}
    assert refusal(ana.client("sts").assume_role, **asked) == ("ValidationError", message, 400)


@pytest.mark.parametrize(
    ("operation", "member", "name"),
    [("create_user", "userName", "a b"), ("create_group", "groupName", "a/b"), ("create_role", "roleName", "a/b")],
)
def test_a_name_has_letters_digits_and_a_few_signs(iam, operation, member, name):
    """Others are refused, and nothing is made."""
    more = {"AssumeRolePolicyDocument": trust(Service="lambda.amazonaws.com")} if "role" in operation else {}
    told = f"The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the "
    asked = {member[0].upper() + member[1:]: name, **more}
    assert refusal(getattr(iam, operation), **asked) == ("ValidationError", told + "following: +=,.@_-", 400)


def test_a_policy_in_use_is_not_deleted(iam, person):
    """As a boundary, attached, or with more than one version."""
    person()
    document = policy({"Action": "s3:*", "Resource": "*"})
    arn = iam.create_policy(PolicyName="limits", PolicyDocument=document)["Policy"]["Arn"]
    attached = ("DeleteConflict", "Cannot delete a policy attached to entities.", 409)
    iam.put_user_permissions_boundary(UserName="ana", PermissionsBoundary=arn)
    assert refusal(iam.delete_policy, PolicyArn=arn) == attached
    iam.delete_user_permissions_boundary(UserName="ana")
    iam.attach_user_policy(UserName="ana", PolicyArn=arn)
    assert refusal(iam.delete_policy, PolicyArn=arn) == attached
    iam.detach_user_policy(UserName="ana", PolicyArn=arn)
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=document)
    assert refusal(iam.delete_policy, PolicyArn=arn)[1].startswith("This policy has more than one version.")
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    iam.delete_policy(PolicyArn=arn)
    assert arn not in {each["Arn"] for each in boto3.client("iam").list_policies(Scope="Local")["Policies"]}
