"""The policy simulator answers as calls would be decided."""

from __future__ import annotations

import pytest

from .conftest import policy, refusal

TABLE = "arn:aws:dynamodb:us-east-1:111122223333:table/players"
ONE_LINE = (
    '{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}'
)


def decisions(answer):
    return [(each["EvalActionName"], each["EvalDecision"]) for each in answer["EvaluationResults"]]


def test_it_decides_each_action_on_each_resource(iam):
    answer = iam.simulate_custom_policy(
        PolicyInputList=[policy({"Action": "dynamodb:Get*", "Resource": TABLE})],
        ActionNames=["dynamodb:GetItem", "dynamodb:Scan"],
        ResourceArns=[TABLE, f"{TABLE}-2"],
    )

    found = {(each["EvalActionName"], each["EvalResourceName"]): each for each in answer["EvaluationResults"]}
    assert {key: each["EvalDecision"] for key, each in found.items()} == {
        ("dynamodb:GetItem", TABLE): "allowed",
        ("dynamodb:GetItem", f"{TABLE}-2"): "implicitDeny",
        ("dynamodb:Scan", TABLE): "implicitDeny",
        ("dynamodb:Scan", f"{TABLE}-2"): "implicitDeny",
    }
    [specific] = found["dynamodb:GetItem", TABLE]["ResourceSpecificResults"]
    assert (specific["EvalResourceName"], specific["EvalResourceDecision"]) == (TABLE, "allowed")
    assert answer["IsTruncated"] is False


def test_matched_statements_say_where_they_stand(iam):
    """Line and column as AWS counted them for this very document."""
    answer = iam.simulate_custom_policy(PolicyInputList=[ONE_LINE], ActionNames=["s3:PutObject", "s3:GetObjectVersion"])

    allowed, not_allowed = answer["EvaluationResults"]
    assert allowed["MatchedStatements"] == [
        {
            "SourcePolicyId": "PolicyInputList.1",
            "SourcePolicyType": "IAM Policy",
            "StartPosition": {"Line": 1, "Column": 41},
            "EndPosition": {"Line": 1, "Column": 113},
        }
    ]
    assert (not_allowed["EvalDecision"], not_allowed["MatchedStatements"]) == ("implicitDeny", [])


def test_positions_are_found_in_lists_and_lines(iam):
    text = '{"Version": "2012-10-17",\n "Statement": [\n' + (
        '  {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},\n'
        '  {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}\n]}'
    )

    [result] = iam.simulate_custom_policy(PolicyInputList=[text], ActionNames=["s3:PutObject"])["EvaluationResults"]

    assert result["EvalDecision"] == "explicitDeny"
    [matched] = result["MatchedStatements"]
    assert (matched["StartPosition"], matched["EndPosition"]) == (
        {"Line": 4, "Column": 4},
        {"Line": 4, "Column": 59},
    )


def test_missing_context_values_are_named_and_can_be_given(iam):
    statement = {
        "Action": "dynamodb:GetItem",
        "Resource": "arn:aws:s3:::${aws:username}",
        "Condition": {"StringEquals": {"dynamodb:Select": "COUNT"}, "Bool": {"aws:SecureTransport": "true"}},
    }
    asked = {"PolicyInputList": [policy({**statement, "Resource": "*"})], "ActionNames": ["dynamodb:GetItem"]}
    given = [
        {"ContextKeyName": "dynamodb:Select", "ContextKeyType": "string", "ContextKeyValues": ["COUNT"]},
        {"ContextKeyName": "AWS:SecureTransport", "ContextKeyType": "boolean", "ContextKeyValues": ["true"]},
    ]

    [without] = iam.simulate_custom_policy(**asked)["EvaluationResults"]
    [with_them] = iam.simulate_custom_policy(**asked, ContextEntries=given)["EvaluationResults"]

    assert without["EvalDecision"] == "implicitDeny"
    assert without["MissingContextValues"] == ["dynamodb:Select", "aws:SecureTransport"]
    assert (with_them["EvalDecision"], with_them["MissingContextValues"]) == ("allowed", [])
    keys = iam.get_context_keys_for_custom_policy(PolicyInputList=[policy(statement)])["ContextKeyNames"]
    assert keys == ["aws:username", "dynamodb:Select", "aws:SecureTransport"]


def test_lists_of_values_are_lists(iam):
    condition = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["a", "b"]}}
    asked = {
        "PolicyInputList": [policy({"Action": "*", "Resource": "*", "Condition": condition})],
        "ActionNames": ["dynamodb:GetItem"],
    }

    def decided(*values):
        entry = {
            "ContextKeyName": "dynamodb:LeadingKeys",
            "ContextKeyType": "stringList",
            "ContextKeyValues": list(values),
        }
        return iam.simulate_custom_policy(**asked, ContextEntries=[entry])["EvaluationResults"][0]["EvalDecision"]

    assert (decided("a", "b"), decided("a", "c")) == ("allowed", "implicitDeny")


def test_a_boundary_is_told_apart(iam):
    [result] = iam.simulate_custom_policy(
        PolicyInputList=[policy({"Action": "*", "Resource": "*"})],
        PermissionsBoundaryPolicyInputList=[policy({"Action": "s3:*", "Resource": "*"})],
        ActionNames=["dynamodb:GetItem"],
    )["EvaluationResults"]

    assert result["EvalDecision"] == "implicitDeny"
    assert result["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}


def test_the_policies_of_a_user_a_group_or_a_role_can_be_asked(cloud, iam, person):
    ana = person({"Action": "s3:GetObject", "Resource": "*"})
    group = iam.create_group(GroupName="writers")["Group"]["Arn"]
    iam.put_group_policy(
        GroupName="writers", PolicyName="w", PolicyDocument=policy({"Action": "s3:PutObject", "Resource": "*"})
    )
    iam.add_user_to_group(GroupName="writers", UserName="ana")
    asked = {"ActionNames": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]}

    answer = iam.simulate_principal_policy(PolicySourceArn=ana.arn, **asked)

    assert [decision for _, decision in decisions(answer)] == ["allowed", "allowed", "implicitDeny"]
    matched = [each["MatchedStatements"] for each in answer["EvaluationResults"][:2]]
    assert [each[0]["SourcePolicyId"] for each in matched] == ["user_ana_own", "group_group_w"]
    of_group = iam.simulate_principal_policy(PolicySourceArn=group, **asked)
    assert [decision for _, decision in decisions(of_group)] == ["implicitDeny", "allowed", "implicitDeny"]
    more = [policy({"Effect": "Deny", "Action": "*", "Resource": "*"})]
    denied = iam.simulate_principal_policy(PolicySourceArn=ana.arn, PolicyInputList=more, **asked)
    assert {decision for _, decision in decisions(denied)} == {"explicitDeny"}


def test_results_come_in_pages(iam):
    asked = {"PolicyInputList": [ONE_LINE], "ActionNames": ["s3:A", "s3:B", "s3:C"]}

    pages = list(iam.get_paginator("simulate_custom_policy").paginate(**asked, PaginationConfig={"PageSize": 2}))

    assert [len(page["EvaluationResults"]) for page in pages] == [2, 1]


def test_what_cannot_be_simulated_is_refused(cloud, iam):
    nobody = f"arn:aws:iam::{cloud.account}:user/nobody"

    assert refusal(iam.simulate_principal_policy, PolicySourceArn=nobody, ActionNames=["s3:*"])[0] == "NoSuchEntity"
    told = refusal(iam.simulate_principal_policy, PolicySourceArn="a" * 20, ActionNames=["s3:A"])
    assert told == ("InvalidInput", "Invalid ARN:  Could not be parsed!", 400)
    with pytest.raises(iam.exceptions.InvalidInputException):
        iam.simulate_custom_policy(PolicyInputList=["{}"], ActionNames=["s3:A"])


BUCKET = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::kept/*"}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"ActionNames": ["foo"]}, "Invalid action name: foo."),
        ({"ActionNames": ["s3:Get*"]}, "Invalid action name: s3:Get*."),
        ({"ResourceArns": ["zzz"]}, "Invalid ARN:  Could not be parsed!"),
        ({"ResourcePolicy": "{"}, "Invalid policy in ResourcePolicy"),
        ({"ResourcePolicy": policy({**BUCKET, "Effect": "Maybe"})}, "Invalid policy in ResourcePolicy"),
        ({"ResourcePolicy": policy(BUCKET), "CallerArn": None}, "CallerArn is required with ResourcePolicy"),
    ],
)
def test_a_wrong_request_is_refused(iam, person, wrong, message):
    """A resource's policy needs a caller, of whom it may speak."""
    sound = {
        "PolicyInputList": [policy({"Action": "dynamodb:*", "Resource": "*"})],
        "ActionNames": ["s3:GetObject"],
        "ResourceArns": ["arn:aws:s3:::kept/a"],
        "ResourcePolicy": policy(BUCKET),
        "CallerArn": person().arn,
    }
    [result] = iam.simulate_custom_policy(**sound)["EvaluationResults"]
    assert result["EvalDecision"] == "allowed"
    asked = {name: value for name, value in {**sound, **wrong}.items() if value is not None}
    code, told, status = refusal(iam.simulate_custom_policy, **asked)
    assert (code, status) == ("InvalidInput", 400)
    assert told.startswith(message)
