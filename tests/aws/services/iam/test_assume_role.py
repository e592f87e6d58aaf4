"""Roles: who may assume them, and what their sessions are."""

from __future__ import annotations

import boto3
import pytest

from .conftest import no_identity_policy, policy, refusal, session_of, trust


def asked(role, name="one", **more):
    return {"RoleArn": role, "RoleSessionName": name, **more}


@pytest.fixture
def role(iam):
    """Makes a role with this trust policy, and a policy of these statements."""

    def make(document, *statements, name="reader", **more):
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document, **more)["Role"]["Arn"]
        if statements:
            iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=policy(*statements))
        return made

    return make


def not_allowed(arn, role):
    told = f"User: {arn} is not authorized to perform: sts:AssumeRole on resource: {role}"
    return "AccessDenied", told, 403


def test_a_role_that_is_not_there_is_not_for_anybody(cloud, person):
    ana = person({"Action": "sts:AssumeRole", "Resource": "*"})
    nobody = f"arn:aws:iam::{cloud.account}:role/nobody"

    assert refusal(ana.client("sts").assume_role, **asked(nobody)) == not_allowed(ana.arn, nobody)


def test_a_role_has_to_trust_who_assumes_it(cloud, person, role):
    ana = person({"Action": "sts:AssumeRole", "Resource": "*"})
    ben = person(name="ben")
    for_ben = role(trust(AWS=ben.arn))

    assert refusal(ana.client("sts").assume_role, **asked(for_ben)) == not_allowed(ana.arn, for_ben)
    assert session_of(ben, for_ben).arn == f"arn:aws:sts::{cloud.account}:assumed-role/reader/one"


def test_a_role_that_trusts_the_account_is_for_those_whose_policies_allow_it(cloud, person, role):
    for_account = role(trust(AWS=cloud.account))
    ana = person({"Action": "sts:AssumeRole", "Resource": for_account})
    ben = person(name="ben")

    session_of(ana, for_account)
    assert refusal(ben.client("sts").assume_role, **asked(for_account)) == not_allowed(ben.arn, for_account)


def test_a_trust_policy_may_ask_for_an_external_id(person, role):
    ana = person()
    condition = {"StringEquals": {"sts:ExternalId": "exam-42"}}
    guarded = role(policy({"Action": "sts:AssumeRole", "Principal": {"AWS": ana.arn}, "Condition": condition}))

    assert refusal(ana.client("sts").assume_role, **asked(guarded))[0] == "AccessDenied"
    assert refusal(ana.client("sts").assume_role, **asked(guarded, ExternalId="exam-43"))[0] == "AccessDenied"
    session_of(ana, guarded, ExternalId="exam-42")


def test_tags_of_a_session_need_a_permission_of_their_own(person, role):
    ana = person()
    plain = role(trust(AWS=ana.arn))

    told = refusal(ana.client("sts").assume_role, **asked(plain, Tags=[{"Key": "team", "Value": "lab"}]))

    assert told[1].startswith(f"User: {ana.arn} is not authorized to perform: sts:TagSession on resource: {plain}")


def test_tags_of_role_and_session_count_in_policies(cloud, iam, person, role, players):
    ana = person()
    allowed = {
        "Action": "dynamodb:GetItem",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/team": "lab", "aws:PrincipalTag/kind": "reader"}},
    }
    document = policy({"Action": ["sts:AssumeRole", "sts:TagSession"], "Principal": {"AWS": ana.arn}})
    tagged = role(document, allowed, Tags=[{"Key": "kind", "Value": "reader"}])
    asked_for = {"TableName": "players", "Key": {"id": {"S": "1"}}}

    of_lab = session_of(ana, tagged, Tags=[{"Key": "team", "Value": "lab"}])
    of_none = session_of(ana, tagged, name="two")

    of_lab.client("dynamodb").get_item(**asked_for)
    assert refusal(of_none.client("dynamodb").get_item, **asked_for)[1] == no_identity_policy(
        of_none.arn, "dynamodb:GetItem", players
    )


def test_a_policy_handed_over_limits_the_session(person, role, players):
    ana = person()
    reader = role(trust(AWS=ana.arn), {"Action": "dynamodb:*", "Resource": "*"})
    session = session_of(ana, reader, Policy=policy({"Action": "dynamodb:GetItem", "Resource": "*"}))

    session.client("dynamodb").get_item(TableName="players", Key={"id": {"S": "1"}})
    assert refusal(session.client("dynamodb").scan, TableName="players") == (
        "AccessDeniedException",
        f"User: {session.arn} is not authorized to perform: dynamodb:Scan on resource: {players} "
        "because no session policy allows the dynamodb:Scan action",
        400,
    )


def test_a_managed_policy_can_limit_it_too(iam, person, role, players):
    ana = person()
    made = iam.create_policy(PolicyName="read", PolicyDocument=policy({"Action": "dynamodb:Get*", "Resource": "*"}))
    reader = role(trust(AWS=ana.arn), {"Action": "dynamodb:*", "Resource": "*"})
    session = session_of(ana, reader, PolicyArns=[{"arn": made["Policy"]["Arn"]}])

    session.client("dynamodb").get_item(TableName="players", Key={"id": {"S": "1"}})
    assert "no session policy allows" in refusal(session.client("dynamodb").scan, TableName="players")[1]
    gone = [{"arn": "arn:aws:iam::111122223333:policy/gone"}]
    assert refusal(ana.client("sts").assume_role, **asked(reader, PolicyArns=gone))[0] == "NoSuchEntity"


def test_a_malformed_session_policy_is_refused(person, role):
    ana = person()
    reader = role(trust(AWS=ana.arn))

    told = refusal(ana.client("sts").assume_role, **asked(reader, Policy="{}"))
    assert told == ("MalformedPolicyDocument", "Syntax errors in policy.", 400)


def test_root_may_not_assume_a_role(cloud, role):
    made = role(trust(AWS=cloud.account))

    told = refusal(boto3.client("sts").assume_role, **asked(made))
    assert told == ("AccessDenied", "Roles may not be assumed by root accounts.", 403)


def test_a_session_lasts_no_longer_than_the_role_allows_and_an_hour_after_another_role(person, role, iam):
    ana = person()
    first = role(trust(AWS=ana.arn), {"Action": "sts:AssumeRole", "Resource": "*"}, MaxSessionDuration=7200)
    second = role(trust(AWS=first), name="second", MaxSessionDuration=43200)
    session = session_of(ana, first, DurationSeconds=7200)

    assert refusal(ana.client("sts").assume_role, **asked(first, DurationSeconds=7201)) == (
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        400,
    )
    assert refusal(session.client("sts").assume_role, **asked(second, DurationSeconds=3601)) == (
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
        400,
    )
    assert session_of(session, second).arn.endswith(":assumed-role/second/one")
