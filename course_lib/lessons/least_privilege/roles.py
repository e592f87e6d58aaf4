"""Roles with a policy: what a function runs with, and what a player's device gets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from course_lib.aws.services.iam import acting

VERSION = "2012-10-17"
TRUST = json.dumps(
    {
        "Version": VERSION,
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": acting.LAMBDA},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
        },
    }
)


def allow(*actions: str, on: str | list[str], **conditions: Any) -> dict[str, Any]:
    """A policy with one statement that allows these actions on these resources."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": list(actions), "Resource": on}
    if conditions:
        statement["Condition"] = conditions
    return {"Version": VERSION, "Statement": [statement]}


def make_role(cloud: Any, name: str, policy: str) -> None:
    """Make a role that AWS Lambda may assume, with one policy of its own.

    Args:
        cloud: an account that offers IAM.
        name: of the role.
        policy: the document, as JSON.

    Raises:
        ClientError: IAM does not take the document.
    """
    iam = cloud.client("iam", who="course")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=policy)


def run_as(cloud: Any, callers: Iterable[str], role: str, tags: Mapping[str, str] | None = None) -> None:
    """Let callers run with a role from now on, each in a session of its own with these tags."""
    for who in callers:
        acting.act_as_role(cloud, who, role, tags=tags)
