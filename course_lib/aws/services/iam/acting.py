"""Letting a caller of a lab or a check be somebody: a user, or a role as AWS Lambda runs a function with it.

    acting.act_as_user(cloud, "ana", "ana-of-iam")
    acting.act_as_role(cloud, "handler", "upsert", service="lambda.amazonaws.com")

From then on requests of that caller count as signed with that identity's keys, whichever client they come from. Code
that signs with keys of its own is taken by these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from course_lib.aws.access import Identity, Keys
from course_lib.aws.http.messages import Call
from course_lib.aws.layers.journal import COURSE
from course_lib.aws.layers.permissions import Permissions
from course_lib.aws.layers.roles import trusts
from course_lib.errors import CourseError

if TYPE_CHECKING:
    from course_lib.aws.account import Cloud

LAMBDA = "lambda.amazonaws.com"
_REGION = "us-east-1"


class CannotBe(CourseError):
    """Nobody can be this identity. The message says why, and what to do."""


def act_as_user(cloud: Cloud, who: str, user: str) -> Keys:
    """Let a caller be a user of IAM.

    Args:
        cloud: an account that offers IAM.
        who: the caller's name in the journal.
        user: the user's name.

    Returns:
        A new access key of the user.

    Raises:
        CannotBe: there is no such user, or they have two access keys already.
    """
    made = _asked(cloud, Call("iam", "CreateAccessKey", {"UserName": user}, COURSE, _REGION, cloud.account))
    keys = Keys(made["AccessKey"]["AccessKeyId"], made["AccessKey"]["SecretAccessKey"])
    cloud.layer(Permissions).signers.act_as(who, keys)
    return keys


def act_as_role(
    cloud: Cloud,
    who: str,
    role: str,
    session: str | None = None,
    service: str = LAMBDA,
    seconds: int = 3600,
    tags: Mapping[str, str] | None = None,
    policy: str | None = None,
) -> Keys:
    """Let a caller run with a role that a service of AWS assumes for it, as AWS Lambda does for a function.

    Args:
        cloud: an account that offers IAM.
        who: the caller's name in the journal.
        role: the role's name.
        session: the name of the session; the caller's unless given.
        service: who assumes the role, and has to be trusted by it.
        seconds: how long the session lasts on the cloud's clock.
        tags: of the session; the role has to let the service give them, with sts:TagSession.
        policy: a document that limits the session.

    Returns:
        The session's keys.

    Raises:
        CannotBe: there is no such role, or it does not trust the service.
    """
    described = _asked(cloud, Call("iam", "GetRole", {"RoleName": role}, COURSE, _REGION, cloud.account))
    arn = str(described["Role"]["Arn"])
    if not trusts(cloud.account, _REGION, arn, service).allowed:
        raise CannotBe(f"The role {role} does not trust {service}. Allow it sts:AssumeRole in the role's trust policy.")
    params: dict[str, Any] = {"RoleArn": arn, "RoleSessionName": session or who, "DurationSeconds": seconds}
    if tags:
        params["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    if policy is not None:
        params["Policy"] = policy
    asker = Identity(service, service, "Service", Keys("", ""))
    made = _asked(cloud, Call("sts", "AssumeRole", params, COURSE, _REGION, cloud.account, identity=asker))
    told = made["Credentials"]
    keys = Keys(told["AccessKeyId"], told["SecretAccessKey"], told["SessionToken"])
    cloud.layer(Permissions).signers.act_as(who, keys)
    return keys


def act_as_root(cloud: Cloud, who: str) -> None:
    """Let a caller be the account's root again."""
    cloud.layer(Permissions).signers.act_as(who, None)


def _asked(cloud: Cloud, call: Call) -> dict[str, Any]:
    answer = cloud.ask(call)
    if answer.error is not None:
        raise CannotBe(f"{answer.error.code}: {answer.error.message}")
    return dict(answer.result or {})
