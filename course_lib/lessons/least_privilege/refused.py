"""Refusals of every kind, as the cloud answers them, and some that AWS documents and no single account can bring about.

Sources of those: Amazon S3 user guide, "Troubleshoot access denied (403 Forbidden) errors in Amazon S3" (policies of an
organization, VPC endpoints, messages without a resource or with another reason); IAM user guide, "Troubleshoot access
denied error messages". That a policy's ARN may follow, and that IAM may name a resource in words, is told by messages
quoted in public issue trackers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from course_lib.aws.services.iam import acting
from course_lib.lessons.least_privilege import data as lab
from course_lib.lessons.least_privilege.roles import TRUST, VERSION, allow, make_role

Response = Mapping[str, Any]
IDENTITY, RESOURCE = "identity-based policy", "resource-based policy"
BOUNDARY, SESSION = "permissions boundary", "session policy"


@dataclass(frozen=True)
class Denial:
    """A refusal, and what its message says.

    Attributes:
        response: of the ClientError.
        who, action: of the message.
        resource: as the message names it; None where it names none.
        policy: the kind of policy; None where it names none.
        denied: whether a statement denies it; None where the message does not say.
    """

    response: Response
    who: str
    action: str
    resource: str | None = None
    policy: str | None = None
    denied: bool | None = None

    @property
    def explained(self) -> dict[str, Any]:
        """What the exercise is to return."""
        names = ("who", "action", "resource", "policy", "denied")
        return {name: getattr(self, name) for name in names}


def response_of(call: Callable[..., Any], **params: Any) -> Response:
    """What the ClientError that a call raises has as `response`."""
    try:
        call(**params)
    except ClientError as error:
        return {**error.response}
    raise AssertionError(f"{call} was not refused")


def deny(action: str) -> dict[str, Any]:
    """A policy that allows everything but this."""
    forbidden = {"Effect": "Deny", "Action": action, "Resource": "*"}
    return {"Version": VERSION, "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}, forbidden]}


class Staff:
    """Roles and users of an account, with policies that refuse something.

    Args:
        cloud: an account that offers IAM.
    """

    def __init__(self, cloud: Any) -> None:
        self._cloud = cloud
        self._iam = cloud.client("iam", who="course")

    def role(self, name: str, policy: Mapping[str, Any], session: str, limit: Mapping[str, Any] | None = None) -> str:
        """A role with a policy, and a session of it, which `limit` limits further.

        Returns:
            The session's ARN; the caller has the session's name.
        """
        make_role(self._cloud, name, json.dumps(policy))
        acting.act_as_role(self._cloud, session, name, policy=json.dumps(limit) if limit else None)
        return f"arn:aws:sts::{self._cloud.account}:assumed-role/{name}/{session}"

    def user(self, name: str, policy: Mapping[str, Any], boundary: Mapping[str, Any] | None = None) -> str:
        """A user with a policy, and a permissions boundary.

        Returns:
            The user's ARN; the caller has the user's name.
        """
        more = {}
        if boundary is not None:
            made = self._iam.create_policy(PolicyName=f"bounds-of-{name}", PolicyDocument=json.dumps(boundary))
            more = {"PermissionsBoundary": made["Policy"]["Arn"]}
        arn = self._iam.create_user(UserName=name, **more)["User"]["Arn"]
        self._iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=json.dumps(policy))
        acting.act_as_user(self._cloud, name, name)
        return str(arn)

    def client(self, service: str, who: str) -> Any:
        """A client that signs as this caller."""
        return self._cloud.client(service, who=who)


def by_identity(cloud: Any, role: str, session: str, table: str) -> list[Denial]:
    """A function that may not write: one that nothing allows it, and one that a statement forbids."""
    staff, arn = Staff(cloud), lab.table_arn(cloud, table)
    one = staff.role(role, allow("dynamodb:GetItem", on=arn), session)
    other = staff.role(f"{role}-2", deny("dynamodb:Delete*"), f"{session}-2")
    key = {"player_id": {"S": "ana"}}
    put = response_of(staff.client("dynamodb", session).put_item, TableName=table, Item=key)
    delete = response_of(staff.client("dynamodb", f"{session}-2").delete_item, TableName=table, Key=key)
    return [
        Denial(put, one, "dynamodb:PutItem", arn, IDENTITY, False),
        Denial(delete, other, "dynamodb:DeleteItem", arn, IDENTITY, True),
    ]


def by_boundary(cloud: Any, name: str) -> list[Denial]:
    """A user whose boundary allows less than the policy, and one whose boundary forbids something."""
    staff, everything = Staff(cloud), allow("*", on="*")
    one = staff.user(name, everything, allow("dynamodb:*", on="*"))
    other = staff.user(f"{name}.2", everything, deny("iam:Delete*"))
    create = response_of(staff.client("iam", name).create_user, UserName="back-door")
    delete = response_of(staff.client("iam", f"{name}.2").delete_user, UserName=name)
    of = f"arn:aws:iam::{cloud.account}:user"
    return [
        Denial(create, one, "iam:CreateUser", f"{of}/back-door", BOUNDARY, False),
        Denial(delete, other, "iam:DeleteUser", f"{of}/{name}", BOUNDARY, True),
    ]


def by_session(cloud: Any, role: str, table: str) -> list[Denial]:
    """A session that was handed a policy of its own."""
    staff, arn = Staff(cloud), lab.table_arn(cloud, table)
    who = staff.role(role, allow("dynamodb:*", on="*"), "visitor", limit=allow("dynamodb:Query", on="*"))
    response = response_of(staff.client("dynamodb", "visitor").scan, TableName=table)
    return [Denial(response, who, "dynamodb:Scan", arn, SESSION, False)]


def by_resource(cloud: Any, name: str, object_key: str) -> list[Denial]:
    """A bucket whose policy forbids, and a key whose policy allows nobody else."""
    staff, bucket = Staff(cloud), "reports"
    who = staff.user(name, allow("*", on="*"))
    course = cloud.client("s3", who="course")
    course.create_bucket(Bucket=bucket)
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    course.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": VERSION, "Statement": [statement]}))
    course.put_object(Bucket=bucket, Key=object_key, Body=b"x")
    get = response_of(staff.client("s3", name).get_object, Bucket=bucket, Key=object_key)
    key = _closed_key(cloud)
    encrypt = response_of(staff.client("kms", name).encrypt, KeyId=key, Plaintext=b"x")
    return [
        Denial(get, who, "s3:GetObject", f"arn:aws:s3:::{bucket}/{object_key}", RESOURCE, True),
        Denial(encrypt, who, "kms:Encrypt", key, RESOURCE, False),
    ]


def _closed_key(cloud: Any) -> str:
    """A key for which no policy of an identity counts: its own does not let the account decide."""
    admin = Staff(cloud).role("key-admin", allow("kms:*", on="*"), "admin").rpartition("/")[0]
    principal = admin.replace(":sts:", ":iam:").replace("assumed-role", "role")
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": VERSION, "Statement": [statement]})
    made = cloud.client("kms", who="course").create_key(Policy=policy, BypassPolicyLockoutSafetyCheck=True)
    return str(made["KeyMetadata"]["Arn"])


def of_a_role(cloud: Any, name: str) -> list[Denial]:
    """A role that does not trust the user who wants it: STS tells no reason."""
    staff = Staff(cloud)
    who = staff.user(name, allow("*", on="*"))
    cloud.client("iam", who="course").create_role(RoleName="deploy", AssumeRolePolicyDocument=TRUST)
    role = f"arn:aws:iam::{cloud.account}:role/deploy"
    response = response_of(staff.client("sts", name).assume_role, RoleArn=role, RoleSessionName="mine")
    return [Denial(response, who, "sts:AssumeRole", role)]


def of_other_errors(cloud: Any, name: str) -> list[Response]:
    """Errors that are no refusals of a permission, or do not say whose."""
    staff = Staff(cloud)
    staff.user(name, allow("dynamodb:*", on="*"))
    dynamodb, s3 = staff.client("dynamodb", name), staff.client("s3", name)
    key = {"player_id": {"S": "ana"}}
    return [
        response_of(dynamodb.get_item, TableName="nowhere", Key=key),
        response_of(dynamodb.put_item, TableName="players", Item=key, ConditionExpression="attribute_exists(boss)"),
        response_of(s3.head_object, Bucket="reports", Key="x"),
    ]


def told(message: str, code: str = "AccessDenied") -> Response:
    """The response of an error with this message."""
    return {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 403}}
