"""Functions run with their role, and IAM decides. Plain boto3."""

from __future__ import annotations

import json

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.services.iam import acting
from tests.aws.services.lambda_.code import call, make
from tests.aws.services.lambda_.conftest import refused

PUTS = """
import boto3

def handler(event, context):
    if event.get("who"):
        return boto3.client("sts").get_caller_identity()["Arn"]
    try:
        boto3.client("dynamodb").put_item(TableName="seats", Item={"seat": {"S": "1A"}})
    except Exception as error:
        return error.response["Error"]["Code"]
    return "put"
"""


def document(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def add_role(cloud, name="batch", service="lambda.amazonaws.com"):
    trust = document(Principal={"Service": service}, Action="sts:AssumeRole")
    cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)


def allow(cloud, action, resource="*", role="batch"):
    policy = document(Action=action, Resource=resource)
    cloud.client("iam").put_role_policy(RoleName=role, PolicyName=action.partition(":")[2], PolicyDocument=policy)


@pytest.fixture
def cloud(runtime):
    with Cloud(services=["lambda", "dynamodb", "iam", "sts"], runtime=runtime) as made:
        add_role(made)
        made.client("dynamodb").create_table(
            TableName="seats",
            KeySchema=[{"AttributeName": "seat", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "seat", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield made


def test_a_function_is_its_role_s_session(cloud):
    """Named by the function; the journal's entry has the same."""
    make(cloud, PUTS)
    arn = f"arn:aws:sts::{cloud.account}:assumed-role/batch/nightly"
    assert call(cloud, {"who": 1}) == arn
    [entry] = cloud.journal.entries("function nightly")
    assert (entry.operation, entry.access.identity) == ("GetCallerIdentity", arn)


def test_a_function_may_do_what_its_role_may(cloud):
    """Whoever invokes it."""
    make(cloud, PUTS)
    assert call(cloud) == "AccessDeniedException"
    allow(cloud, "dynamodb:PutItem")
    assert call(cloud) == "put"


def test_keys_of_the_environment_are_the_role_s(cloud):
    """A session that is made of them, and one that is made with the account's documented example keys, are the same."""
    make(
        cloud,
        """
        import boto3, os
        def handler(event, context):
            keys = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"], os.environ["AWS_SESSION_TOKEN"]
            example = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None
            sessions = [boto3.Session(), boto3.Session(*keys), boto3.Session(*example)]
            return [session.client("sts").get_caller_identity()["Arn"].split("/")[-1] for session in sessions]
        """,
    )
    assert call(cloud) == ["nightly", "nightly", "nightly"]


def test_a_role_has_to_trust_lambda(cloud):
    """Else no function is made with it, nor changed to it."""
    add_role(cloud, "other", "ec2.amazonaws.com")
    make(cloud, PUTS)
    functions = cloud.client("lambda")
    words = "The role defined for the function cannot be assumed by Lambda."
    for name in ("other", "absent"):
        role = f"arn:aws:iam::{cloud.account}:role/{name}"
        with pytest.raises(functions.exceptions.InvalidParameterValueException, match=words):
            make(cloud, PUTS, "second", Role=role)
        code, told, _ = refused(functions.update_function_configuration, FunctionName="nightly", Role=role)
        assert (code, told) == ("InvalidParameterValueException", words)


def test_a_role_that_is_gone(cloud):
    """The function can be invoked no more."""
    make(cloud, PUTS)
    cloud.client("iam").delete_role(RoleName="batch")
    assert refused(cloud.client("lambda").invoke, FunctionName="nightly")[0] == "AccessDeniedException"


def test_a_user_needs_permission_to_invoke(cloud):
    """Of their own policies or of the function's."""
    make(cloud, PUTS)
    arn = cloud.client("iam").create_user(UserName="ana")["User"]["Arn"]
    acting.act_as_user(cloud, "ana", "ana")
    functions = cloud.client("lambda", who="ana")
    assert refused(functions.invoke, FunctionName="nightly")[0] == "AccessDeniedException"
    cloud.client("lambda").add_permission(
        FunctionName="nightly", StatementId="ana", Action="lambda:InvokeFunction", Principal=arn
    )
    assert functions.invoke(FunctionName="nightly")["StatusCode"] == 200


@pytest.mark.parametrize("allowed", [False, True])
def test_a_destination_is_told_with_the_role(cloud, allowed):
    """Which may invoke it, or it hears nothing."""
    target = make(cloud, PUTS, "target")
    make(cloud, "def handler(event, context): return 1")
    allow(cloud, "dynamodb:PutItem")
    if allowed:
        allow(cloud, "lambda:InvokeFunction", target)
    functions = cloud.client("lambda")
    place = {"OnSuccess": {"Destination": target}}
    functions.put_function_event_invoke_config(FunctionName="nightly", DestinationConfig=place)
    functions.invoke(FunctionName="nightly", InvocationType="Event")
    cloud.clock.advance(minutes=1)
    assert cloud.client("dynamodb").scan(TableName="seats")["Count"] == allowed


def test_versions_with_different_roles(cloud):
    """Each instance is the session of its own version's role, whichever was begun last."""
    make(cloud, PUTS)
    functions = cloud.client("lambda")
    functions.publish_version(FunctionName="nightly")
    add_role(cloud, "other")
    functions.update_function_configuration(FunctionName="nightly", Role=f"arn:aws:iam::{cloud.account}:role/other")
    cloud.clock.advance(seconds=5)

    def role(**params):
        return call(cloud, {"who": 1}, **params).split("/")[1]

    assert [role(Qualifier="1"), role(), role(Qualifier="1"), role()] == ["batch", "other", "batch", "other"]
