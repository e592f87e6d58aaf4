"""What requests by chance can be about: an object, a table with an item, a key, somebody with a policy.

It bears the name that `fuzz` gives everything, and is made where it is not there.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud

NAME = "sample-1"
ITEM = {NAME: {"S": NAME}}
ANYTHING = json.dumps({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
TRUST = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
TRUSTED = json.dumps({"Version": "2012-10-17", "Statement": TRUST})


def made(cloud: Cloud, service: str) -> dict[str, Any]:
    """Make it for one service.

    Returns:
        Values by the names of members, of those that have to be others than the name.
    """
    make = _MAKERS.get(service)
    return {} if make is None else make(cloud.client(service))


def _s3(client: Any) -> dict[str, Any]:
    with suppress(ClientError):
        client.create_bucket(Bucket=NAME, ObjectLockEnabledForBucket=True)
    with suppress(ClientError):
        client.put_object(Bucket=NAME, Key=NAME, Body=b"abc")
    with suppress(ClientError):
        upload = client.create_multipart_upload(Bucket=NAME, Key=NAME)["UploadId"]
        return {"CopySource": f"{NAME}/{NAME}", "UploadId": upload, "VersionId": "null"}
    return {}


def _dynamodb(client: Any) -> dict[str, Any]:
    key = {"KeySchema": [{"AttributeName": NAME, "KeyType": "HASH"}]}
    types = {"AttributeDefinitions": [{"AttributeName": NAME, "AttributeType": "S"}]}
    with suppress(ClientError):
        client.create_table(TableName=NAME, BillingMode="PAY_PER_REQUEST", **key, **types)
    with suppress(ClientError):
        client.put_item(TableName=NAME, Item=ITEM)
    return {"Key": ITEM, "Item": ITEM, "Statement": f'SELECT * FROM "{NAME}"'}


def _kms(client: Any) -> dict[str, Any]:
    with suppress(ClientError):
        client.create_alias(AliasName=f"alias/{NAME}", TargetKeyId=client.create_key()["KeyMetadata"]["KeyId"])
    key = client.describe_key(KeyId=f"alias/{NAME}")["KeyMetadata"]["KeyId"]
    with suppress(ClientError):
        client.enable_key(KeyId=key)
    return {"KeyId": key, "AliasName": f"alias/{NAME}", "TargetKeyId": key}


def _iam(client: Any) -> dict[str, Any]:
    account = client.get_user()["User"]["Arn"].split(":")[4]
    policy = f"arn:aws:iam::{account}:policy/{NAME}"
    for make, params in (
        (client.create_user, {"UserName": NAME}),
        (client.create_group, {"GroupName": NAME}),
        (client.create_role, {"RoleName": NAME, "AssumeRolePolicyDocument": TRUSTED}),
        (client.create_policy, {"PolicyName": NAME, "PolicyDocument": ANYTHING}),
        (client.attach_user_policy, {"UserName": NAME, "PolicyArn": policy}),
        (client.create_access_key, {"UserName": NAME}),
        (client.create_instance_profile, {"InstanceProfileName": NAME}),
        (client.create_login_profile, {"UserName": NAME, "Password": "Password-1"}),
    ):
        with suppress(ClientError):
            make(**params)
    return {"PolicyArn": policy, "PolicyDocument": ANYTHING, "AssumeRolePolicyDocument": TRUSTED}


_MAKERS = {"s3": _s3, "dynamodb": _dynamodb, "kms": _kms, "iam": _iam}
