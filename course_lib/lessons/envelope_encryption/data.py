"""A genome centre: a bucket for what its sequencers deliver, two KMS keys, and ways for a check to look at both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SERVICES = ("kms", "s3")

BUCKET = "genomes"
KEY = "alias/genomes"  # encrypts what is in use
ARCHIVE = "alias/archive"  # encrypts what is kept


def prepare(cloud: Any) -> None:
    """Make the bucket and both keys."""
    cloud.client("s3", who="course").create_bucket(Bucket=BUCKET)
    for alias in (KEY, ARCHIVE):
        kms = keys(cloud)
        made = kms.create_key(Description=alias.removeprefix("alias/"))["KeyMetadata"]
        kms.create_alias(AliasName=alias, TargetKeyId=made["KeyId"])


def keys(cloud: Any) -> Any:
    """A KMS client whose calls the learner's journal does not show."""
    return cloud.client("kms", who="course")


def objects(cloud: Any) -> Any:
    """An S3 client whose calls the learner's journal does not show."""
    return cloud.client("s3", who="course")


def ways_to_name(cloud: Any, alias: str) -> tuple[str, str, str]:
    """A key's id, its ARN and its alias."""
    found = keys(cloud).describe_key(KeyId=alias)["KeyMetadata"]
    return found["KeyId"], found["Arn"], alias


def foreign_names(cloud: Any, alias: str) -> tuple[str, ...]:
    """Names of keys that are not there: two ARNs with this key's id, of another Region and another account, and the
    alias without its "alias/"."""
    _, arn, _ = ways_to_name(cloud, alias)
    parts = arn.split(":")
    elsewhere = ":".join([*parts[:3], "eu-west-1", *parts[4:]]), ":".join([*parts[:4], "444455556666", *parts[5:]])
    return (*elsewhere, alias.removeprefix("alias/"))


def new_data_key(cloud: Any, context: Mapping[str, str], key_id: str = KEY) -> tuple[bytes, bytes]:
    """A data key of 32 bytes: plain, and wrapped under a KMS key."""
    made = keys(cloud).generate_data_key(KeyId=key_id, KeySpec="AES_256", EncryptionContext=dict(context))
    return made["Plaintext"], made["CiphertextBlob"]


def wrapped(cloud: Any, key: bytes, context: Mapping[str, str], key_id: str = KEY) -> bytes:
    """A data key that is there already, wrapped under a KMS key."""
    blob: bytes = keys(cloud).encrypt(KeyId=key_id, Plaintext=key, EncryptionContext=dict(context))["CiphertextBlob"]
    return blob


def unwrapped(cloud: Any, wrapped: object, context: Mapping[str, str]) -> bytes | None:
    """The data key in `wrapped`, or None if KMS does not open it with this context."""
    kms = keys(cloud)
    if not isinstance(wrapped, bytes) or not wrapped:
        return None
    try:
        opened = kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=dict(context))
    except kms.exceptions.ClientError:
        return None
    plain: bytes = opened["Plaintext"]
    return plain


def wrapped_under(cloud: Any, wrapped: object, context: Mapping[str, str]) -> str | None:
    """The ARN of the KMS key that `wrapped` needs, or None if KMS does not open it with this context."""
    if unwrapped(cloud, wrapped, context) is None:
        return None
    arn: str = keys(cloud).decrypt(CiphertextBlob=wrapped, EncryptionContext=dict(context))["KeyId"]
    return arn


def disable(cloud: Any, alias: str) -> None:
    """Switch a key off."""
    kms = keys(cloud)
    kms.disable_key(KeyId=kms.describe_key(KeyId=alias)["KeyMetadata"]["KeyId"])


def stored(cloud: Any, key: str, bucket: str = BUCKET) -> bytes | None:
    """An object's bytes, or None."""
    s3 = objects(cloud)
    try:
        body: bytes = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None
    return body


def open_uploads(cloud: Any) -> set[str]:
    """The ids of uploads in parts that were begun and neither completed nor aborted."""
    found = objects(cloud).list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])
    return {each["UploadId"] for each in found}


def begin_upload(cloud: Any, key: str) -> str:
    """An upload in parts that another program has begun; its id."""
    upload: str = objects(cloud).create_multipart_upload(Bucket=BUCKET, Key=key)["UploadId"]
    return upload
