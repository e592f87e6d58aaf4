"""A function's policy: statements are added and removed one by one. Plain boto3; who is let in is in other files."""

from __future__ import annotations

import json

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.services.lambda_.contents import contents
from tests.aws.services.lambda_.code import make
from tests.aws.services.lambda_.conftest import refused


@pytest.fixture
def cloud():
    with Cloud(services=["lambda"]) as made:
        make(made, "def handler(event, context): ...")
        yield made


def given(**more):
    return {
        "FunctionName": "nightly",
        "StatementId": "rule",
        "Action": "lambda:InvokeFunction",
        "Principal": "events.amazonaws.com",
        **more,
    }


def test_a_statement(cloud):
    """As AWS writes it: conditions for source and account; the policy shows it."""
    functions, account = cloud.client("lambda"), cloud.account
    source = f"arn:aws:events:us-east-1:{account}:rule/nightly"
    told = json.loads(functions.add_permission(**given(SourceArn=source, SourceAccount=account))["Statement"])
    assert told == {
        "Sid": "rule",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": f"arn:aws:lambda:us-east-1:{account}:function:nightly",
        "Condition": {"StringEquals": {"AWS:SourceAccount": account}, "ArnLike": {"AWS:SourceArn": source}},
    }
    policy = functions.get_policy(FunctionName="nightly")
    assert json.loads(policy["Policy"]) == {"Version": "2012-10-17", "Id": "default", "Statement": [told]}


@pytest.mark.parametrize(
    ("principal", "written"),
    [
        ("111122223333", {"AWS": "arn:aws:iam::111122223333:root"}),
        ("arn:aws:iam::111122223333:role/reader", {"AWS": "arn:aws:iam::111122223333:role/reader"}),
        ("*", "*"),
    ],
)
def test_principals(cloud, principal, written):
    told = cloud.client("lambda").add_permission(**given(Principal=principal))
    assert json.loads(told["Statement"])["Principal"] == written


def test_a_version_and_an_alias_have_policies_of_their_own(cloud):
    functions = cloud.client("lambda")
    functions.publish_version(FunctionName="nightly")
    functions.create_alias(FunctionName="nightly", Name="live", FunctionVersion="1")
    for qualifier in ("1", "live"):
        told = json.loads(functions.add_permission(**given(Qualifier=qualifier))["Statement"])
        assert told["Resource"].endswith(f":function:nightly:{qualifier}")
    assert refused(functions.get_policy, FunctionName="nightly")[0] == "ResourceNotFoundException"
    assert refused(functions.add_permission, **given(Qualifier="$LATEST"))[0] == "InvalidParameterValueException"


def test_an_id_is_taken_once(cloud):
    functions = cloud.client("lambda")
    functions.add_permission(**given())
    assert refused(functions.add_permission, **given()) == (
        "ResourceConflictException",
        "The statement id (rule) provided already exists. "
        "Please provide a new statement id, or remove the existing statement.",
        409,
    )


def test_removing(cloud):
    functions = cloud.client("lambda")
    gone = "No policy is associated with the given resource."
    remove = {"FunctionName": "nightly", "StatementId": "rule"}
    assert refused(functions.remove_permission, **remove) == ("ResourceNotFoundException", gone, 404)
    functions.add_permission(**given())
    words = "Statement other is not found in resource policy."
    other = {**remove, "StatementId": "other"}
    assert refused(functions.remove_permission, **other) == ("ResourceNotFoundException", words, 404)
    functions.remove_permission(**remove)
    assert refused(functions.get_policy, FunctionName="nightly")[0] == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"StatementId": "example.com"}, "ValidationException"),
        ({"Action": "s3:GetObject"}, "ValidationException"),
        ({"Action": "lambda:Nothing"}, "InvalidParameterValueException"),
        ({"Principal": "somebody"}, "InvalidParameterValueException"),
        ({"SourceAccount": "12"}, "ValidationException"),
        ({"SourceArn": "nightly"}, "ValidationException"),
        ({"RevisionId": "another"}, "PreconditionFailedException"),
        ({"FunctionName": "absent"}, "ResourceNotFoundException"),
    ],
)
def test_what_is_no_statement(cloud, wrong, code):
    assert refused(cloud.client("lambda").add_permission, **given(**wrong))[0] == code


def test_a_statement_changes_the_revision(cloud):
    functions = cloud.client("lambda")
    before = functions.get_function_configuration(FunctionName="nightly")["RevisionId"]
    functions.add_permission(**given(RevisionId=before))
    assert functions.get_policy(FunctionName="nightly")["RevisionId"] != before


def test_what_an_account_keeps_beside_functions(cloud):
    """Each by its name, so that a check can say what else may change."""
    functions = cloud.client("lambda")
    functions.add_permission(**given())
    functions.put_function_concurrency(FunctionName="nightly", ReservedConcurrentExecutions=3)
    functions.put_function_event_invoke_config(FunctionName="nightly", MaximumRetryAttempts=0)
    names = [name for name, _ in contents(cloud)]
    assert names == ["function nightly", "permission nightly rule", "events nightly", "concurrency nightly"]
