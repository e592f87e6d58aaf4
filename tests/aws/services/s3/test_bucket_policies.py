"""A bucket's policy in an account that tells nobody apart: everybody is its root, whom an explicit Deny binds."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud


@pytest.fixture
def s3():
    with Cloud(services=["s3"]) as cloud:
        client = cloud.client("s3")
        client.create_bucket(Bucket="kept")
        client.put_object(Bucket="kept", Key="a", Body=b"1")
        yield client


def deny(s3, **statement):
    """Deny the deletion of objects."""
    denied = {"Effect": "Deny", "Principal": "*", "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::kept/a*"}
    document = {"Version": "2012-10-17", "Statement": [{**denied, **statement}]}
    s3.put_bucket_policy(Bucket="kept", Policy=json.dumps(document))


def test_what_is_denied_for_everybody_is_refused(s3):
    """So a policy protects backups also in a lesson without roles. In a list each object is refused for itself."""
    s3.put_object(Bucket="kept", Key="b", Body=b"2")
    deny(s3)
    with pytest.raises(ClientError, match=r"\(AccessDenied\).* with an explicit deny in a resource-based policy"):
        s3.delete_object(Bucket="kept", Key="a")
    answer = s3.delete_objects(Bucket="kept", Delete={"Objects": [{"Key": "a"}, {"Key": "b"}]})

    assert [each["Key"] for each in answer["Deleted"]] == ["b"]
    assert [(each["Key"], each["Code"]) for each in answer["Errors"]] == [("a", "AccessDenied")]
    assert s3.get_object(Bucket="kept", Key="a")["Body"].read() == b"1"


@pytest.mark.parametrize(
    "statement",
    [
        {"Condition": {"Bool": {"aws:SecureTransport": "false"}}},
        {"Principal": {"AWS": "arn:aws:iam::444455556666:root"}},
        {"Effect": "Allow", "Action": "s3:GetObject"},
    ],
)
def test_conditions_and_principals_count(s3, statement):
    deny(s3, **statement)
    s3.delete_object(Bucket="kept", Key="a")


def test_the_policy_can_be_taken_away_again(s3):
    deny(s3, Action="s3:*", Resource=["arn:aws:s3:::kept", "arn:aws:s3:::kept/*"])
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.list_objects_v2(Bucket="kept")
    s3.delete_bucket_policy(Bucket="kept")
    s3.delete_object(Bucket="kept", Key="a")
