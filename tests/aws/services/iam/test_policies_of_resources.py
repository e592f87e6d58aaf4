"""Policies of buckets, keys and tables: what is refused when they are stored, in each service's words."""

from __future__ import annotations

import json

import boto3
import pytest

from .conftest import policy, refusal

SYNTAX = "Invalid policy syntax."
OWN = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::kept/*"}


def without(element):
    return policy({name: held for name, held in OWN.items() if name != element})


@pytest.fixture
def bucket(cloud):
    client = boto3.client("s3")
    client.create_bucket(Bucket="kept")
    return client


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("not json", "Policies must be valid JSON and the first byte must be '{'"),
        ("[]", "Policies must be valid JSON and the first byte must be '{'"),
        ("{}", "Missing required field Statement"),
        (without("Principal"), "Missing required field Principal"),
        (without("Action"), "Missing required field Action"),
        (without("Resource"), "Missing required field Resource"),
        (policy({**OWN, "Effect": "Maybe"}), SYNTAX),
        (policy({**OWN, "Condition": {"Foo": {"a": "b"}}}), SYNTAX),
        (policy({**OWN, "Else": 1}), SYNTAX),
        (policy({**OWN, "Resource": "arn:aws:s3:::other/*"}), "Policy has invalid resource"),
        (policy({**OWN, "Resource": "*"}), "Policy has invalid resource"),
        (policy({**OWN, "Action": "kms:Decrypt"}), "Policy has invalid action"),
        (policy({**OWN, "Principal": {"AWS": "ana"}}), "Invalid principal in policy"),
        (policy({**OWN, "Sid": "x" * 20_480}), "Policy exceeds the maximum allowed document size."),
    ],
)
def test_a_bucket_s_policy_is_refused_with_its_first_problem(bucket, document, message):
    """And the one before stays."""
    bucket.put_bucket_policy(Bucket="kept", Policy=policy(OWN))
    assert refusal(bucket.put_bucket_policy, Bucket="kept", Policy=document) == ("MalformedPolicy", message, 400)
    assert json.loads(bucket.get_bucket_policy(Bucket="kept")["Policy"])["Statement"] == [OWN]


def test_whom_a_policy_names_has_to_be_there(cloud, person, bucket):
    """A user of this account; nothing can be told of another's."""
    named = {"AWS": f"arn:aws:iam::{cloud.account}:user/nobody"}
    refused = refusal(bucket.put_bucket_policy, Bucket="kept", Policy=policy({**OWN, "Principal": named}))
    assert refused[1] == "Invalid principal in policy"
    for arn in (person().arn, f"arn:aws:iam::{cloud.account}:root", cloud.account, "arn:aws:iam::444455556666:root"):
        bucket.put_bucket_policy(Bucket="kept", Policy=policy({**OWN, "Principal": {"AWS": arn}}))


@pytest.fixture
def key(cloud):
    return boto3.client("kms").create_key()["KeyMetadata"]["KeyId"]


WRONG = "The request was rejected because the specified policy is not syntactically or semantically correct."


@pytest.mark.parametrize("document", ["not json", "{}", policy({"Action": "kms:*", "Resource": "*"})])
def test_a_key_s_policy_is_refused_when_it_is_stored(key, document):
    """With a new key too."""
    kms = boto3.client("kms")
    told = ("MalformedPolicyDocumentException", WRONG, 400)
    assert refusal(kms.put_key_policy, KeyId=key, Policy=document) == told
    assert refusal(kms.create_key, Policy=document) == told
    assert "Enable IAM" in kms.get_key_policy(KeyId=key)["Policy"]


def test_a_key_s_policy_names_principals_that_are_there(cloud, key):
    """Others are refused."""
    nobody = {"AWS": f"arn:aws:iam::{cloud.account}:user/nobody"}
    document = policy({"Action": "kms:*", "Resource": "*", "Principal": nobody})
    refused = refusal(boto3.client("kms").put_key_policy, KeyId=key, Policy=document)
    assert refused[1] == "Policy contains a statement with one or more invalid principals."


def test_a_key_s_policy_may_not_lock_its_writer_out_unless_they_say_so(cloud, person, key):
    """Neither root nor a user."""
    ana, kms = person({"Action": "kms:*", "Resource": "*"}), boto3.client("kms")
    locked = "The new key policy will not allow you to update the key policy in the future."
    uses = policy({"Action": "kms:Encrypt", "Resource": "*", "Principal": {"AWS": ana.arn}})
    for client in (kms, ana.client("kms")):
        refused = refusal(client.put_key_policy, KeyId=key, Policy=uses)
        assert refused[:2] == ("MalformedPolicyDocumentException", locked)
        assert refusal(client.create_key, Policy=uses)[1] == locked
    owns = policy({"Action": "kms:*", "Resource": "*", "Principal": {"AWS": ana.arn}})
    assert refusal(kms.put_key_policy, KeyId=key, Policy=owns)[1] == locked
    ana.client("kms").put_key_policy(KeyId=key, Policy=owns)
    kms.create_key(Policy=uses, BypassPolicyLockoutSafetyCheck=True)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("not json", "Invalid policy document: it is no JSON object"),
        ("{}", "Invalid policy document: Statement is missing"),
        (policy({"Action": "dynamodb:*", "Resource": "*"}), "Invalid policy document: Principal is missing"),
        (
            policy({"Action": "dynamodb:*", "Resource": "*", "Principal": {"AWS": "ana"}}),
            "Invalid principal in policy document.",
        ),
    ],
)
def test_a_table_s_policy_is_refused_when_it_is_stored(players, document, message):
    """With a new table too."""
    client, told = boto3.client("dynamodb"), f"One or more parameter values were invalid: {message}"
    assert refusal(client.put_resource_policy, ResourceArn=players, Policy=document)[:2] == (
        "ValidationException",
        told,
    )
    made = {
        "TableName": "more",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }
    assert refusal(client.create_table, **made, ResourcePolicy=document)[1] == told


def test_a_table_s_policy_is_about_that_table(players):
    """And its indexes."""
    client = boto3.client("dynamodb")
    own = {"Action": "dynamodb:Query", "Principal": "*", "Resource": [players, f"{players}/index/by-team"]}
    client.put_resource_policy(ResourceArn=players, Policy=policy(own))
    other = policy({**own, "Resource": f"{players}2"})
    refused = refusal(client.put_resource_policy, ResourceArn=players, Policy=other)
    assert refused[1].endswith(f"{players}2 is not of this table")
