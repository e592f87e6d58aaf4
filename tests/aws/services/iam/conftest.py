"""An account that tells identities apart, and clients that sign as somebody."""

from __future__ import annotations

import json

import boto3
import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.sdk import wall

SERVICES = ("dynamodb", "iam", "kms", "s3", "secretsmanager", "sts")


@pytest.fixture
def cloud():
    """Everything that this process sends goes there; the example keys are the root's."""
    with Cloud(services=SERVICES) as account:
        wall.open_to(account)
        yield account
        wall.close()


@pytest.fixture
def iam(cloud):
    return boto3.client("iam")


@pytest.fixture
def players(cloud):
    """A table, by its ARN."""
    made = boto3.client("dynamodb").create_table(
        TableName="players",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "S"},
            {"AttributeName": "team", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-team",
                "KeySchema": [{"AttributeName": "team", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    return made["TableDescription"]["TableArn"]


class Person:
    """A user of IAM or a session of a role, with clients that sign as them."""

    def __init__(self, arn, access_key, secret, token=None):
        self.arn = arn
        self.keys = (access_key, secret)
        self._keys = {"aws_access_key_id": access_key, "aws_secret_access_key": secret, "aws_session_token": token}

    def client(self, service, **more):
        return boto3.client(service, **{**self._keys, **more})


@pytest.fixture
def person(iam):
    """Makes a user with a policy of these statements."""

    def make(*statements, name="ana"):
        arn = iam.create_user(UserName=name)["User"]["Arn"]
        key = iam.create_access_key(UserName=name)["AccessKey"]
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy(*statements))
        return Person(arn, key["AccessKeyId"], key["SecretAccessKey"])

    return make


def session_of(person, role_arn, name="one", **more):
    """A session of a role that somebody assumes."""
    made = person.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=name, **more)
    keys = made["Credentials"]
    return Person(made["AssumedRoleUser"]["Arn"], keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def policy(*statements):
    """A document of statements that allow, unless they say otherwise."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def trust(**principal):
    """Who may assume a role."""
    return policy({"Action": "sts:AssumeRole", "Principal": principal})


def refusal(call, **parameters):
    """Code, message and status of the error that a call ends in."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


def denied(arn, action, resource, why):
    """AWS's sentence."""
    return f"User: {arn} is not authorized to perform: {action} on resource: {resource} {why}"


def no_identity_policy(arn, action, resource):
    return denied(arn, action, resource, f"because no identity-based policy allows the {action} action")
