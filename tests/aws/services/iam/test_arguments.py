"""Arguments that IAM refuses: markers that no answer gave, services that are none. Plain boto3."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud


@pytest.fixture
def iam():
    with Cloud(services=["iam"]) as cloud:
        yield cloud.client("iam")


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_marker_that_no_answer_gave_is_refused(iam):
    """Whatever is listed."""
    wrong = ("ValidationError", "The specified value for marker is invalid.")

    for listed in (iam.list_roles, iam.list_policies, iam.list_users, iam.list_virtual_mfa_devices):
        assert refusal(listed, Marker="zz") == wrong
        assert refusal(listed, Marker="-1") == wrong


def test_a_marker_that_an_answer_gave_is_taken(iam):
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    for name in "abc":
        document = json.dumps({"Version": "2012-10-17", "Statement": trust})
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    pages = list(iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 1}))

    assert sorted(each["RoleName"] for page in pages for each in page["Roles"]) == ["a", "b", "c"]
    assert len(pages) == 3


def test_a_service_linked_role_is_of_a_service(iam):
    """And made once."""
    name = iam.create_service_linked_role(AWSServiceName="spot.amazonaws.com")["Role"]["RoleName"]

    taken = f"Service role name {name} has been taken in this account, please try a different suffix."
    again = refusal(iam.create_service_linked_role, AWSServiceName="spot.amazonaws.com")
    assert refusal(iam.create_service_linked_role, AWSServiceName="x")[0] == "InvalidInput"
    assert again == ("InvalidInput", taken)
