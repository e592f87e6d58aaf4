"""Pages of lists that end early."""

from __future__ import annotations

import json

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.layers.early_pages import EarlyPages

TRUST = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
NAMES = [f"role-{number}" for number in range(5)]


@pytest.fixture
def iam():
    with Cloud([EarlyPages(2, {"ListRoles": "MaxItems"})], services=["iam"]) as cloud:
        client = cloud.client("iam")
        document = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
        for name in NAMES:
            client.create_role(RoleName=name, AssumeRolePolicyDocument=document)
        yield client


@pytest.mark.parametrize("asked", [{}, {"MaxItems": 100}])
def test_a_page_ends_early_whatever_is_asked_for(iam, asked):
    """Who reads one answer has two of the five, and is told that there are more."""
    answer = iam.list_roles(**asked)
    assert (len(answer["Roles"]), answer["IsTruncated"]) == (2, True)


def test_a_shorter_page_stays_as_short(iam):
    """Who asks for one has one."""
    assert len(iam.list_roles(MaxItems=1)["Roles"]) == 1


def test_nothing_is_lost_on_the_way(iam):
    """A paginator has all of them."""
    pages = iam.get_paginator("list_roles").paginate()
    assert sorted(each["RoleName"] for page in pages for each in page["Roles"]) == NAMES
