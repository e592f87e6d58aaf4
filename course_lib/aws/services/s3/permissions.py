"""Which permissions S3's operations need, on which buckets and objects.

Sources: Amazon S3 user guide, "Required permissions for Amazon S3 API operations"; Service Authorization Reference,
"Actions, resources, and condition keys for Amazon S3"; user guide, "Bucket policy examples using condition keys".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from course_lib.aws.access import Need
from course_lib.aws.http.messages import AwsError, Call

Needs = Callable[[Call], Iterator[Need]]

# Of a bucket: the operation and its action, where that has another name.
_ON_BUCKETS = """
    DeleteBucket  HeadBucket=ListBucket  ListObjects=ListBucket  ListObjectsV2=ListBucket
    ListObjectVersions=ListBucketVersions  ListMultipartUploads=ListBucketMultipartUploads
    GetBucketAccelerateConfiguration=GetAccelerateConfiguration
    PutBucketAccelerateConfiguration=PutAccelerateConfiguration
    GetBucketAcl  PutBucketAcl  GetBucketCors=GetBucketCORS  PutBucketCors=PutBucketCORS
    DeleteBucketCors=PutBucketCORS  GetBucketEncryption=GetEncryptionConfiguration
    PutBucketEncryption=PutEncryptionConfiguration  DeleteBucketEncryption=PutEncryptionConfiguration
    GetBucketInventoryConfiguration=GetInventoryConfiguration
    ListBucketInventoryConfigurations=GetInventoryConfiguration
    PutBucketInventoryConfiguration=PutInventoryConfiguration
    GetBucketLifecycle=GetLifecycleConfiguration  GetBucketLifecycleConfiguration=GetLifecycleConfiguration
    PutBucketLifecycleConfiguration=PutLifecycleConfiguration  DeleteBucketLifecycle=PutLifecycleConfiguration
    GetBucketLocation  GetBucketLogging  PutBucketLogging  GetBucketNotification
    GetBucketNotificationConfiguration=GetBucketNotification
    PutBucketNotificationConfiguration=PutBucketNotification
    GetBucketOwnershipControls  PutBucketOwnershipControls  DeleteBucketOwnershipControls=PutBucketOwnershipControls
    GetBucketPolicy  GetBucketPolicyStatus  PutBucketPolicy  DeleteBucketPolicy
    GetBucketReplication=GetReplicationConfiguration  PutBucketReplication=PutReplicationConfiguration
    DeleteBucketReplication=PutReplicationConfiguration
    GetBucketTagging  PutBucketTagging  DeleteBucketTagging=PutBucketTagging
    GetBucketVersioning  PutBucketVersioning  GetBucketWebsite  PutBucketWebsite  DeleteBucketWebsite
    GetObjectLockConfiguration=GetBucketObjectLockConfiguration
    PutObjectLockConfiguration=PutBucketObjectLockConfiguration
    GetPublicAccessBlock=GetBucketPublicAccessBlock  PutPublicAccessBlock=PutBucketPublicAccessBlock
    DeletePublicAccessBlock=PutBucketPublicAccessBlock
"""
# Of an object. With VersionId, those in `_OF_VERSIONS` need another action.
_ON_OBJECTS = """
    GetObject  HeadObject=GetObject  GetObjectAttributes  GetObjectAcl  GetObjectLegalHold  GetObjectRetention
    GetObjectTagging  DeleteObject  DeleteObjectTagging  PutObject  PutObjectAcl  PutObjectLegalHold
    PutObjectRetention  PutObjectTagging  RestoreObject  AbortMultipartUpload  CreateMultipartUpload=PutObject
    UploadPart=PutObject  CompleteMultipartUpload=PutObject  ListParts=ListMultipartUploadParts
    CopyObject=PutObject  UploadPartCopy=PutObject
"""
_OF_VERSIONS = {
    "GetObject": "GetObjectVersion",
    "GetObjectAttributes": "GetObjectVersionAttributes",
    "GetObjectAcl": "GetObjectVersionAcl",
    "GetObjectTagging": "GetObjectVersionTagging",
    "PutObjectAcl": "PutObjectVersionAcl",
    "PutObjectTagging": "PutObjectVersionTagging",
    "DeleteObject": "DeleteObjectVersion",
    "DeleteObjectTagging": "DeleteObjectVersionTagging",
}
# Condition key: the parameter that gives its value.
_KEYS = {
    "s3:prefix": "Prefix",
    "s3:delimiter": "Delimiter",
    "s3:max-keys": "MaxKeys",
    "s3:VersionId": "VersionId",
    "s3:x-amz-acl": "ACL",
    "s3:x-amz-copy-source": "CopySource",
    "s3:x-amz-metadata-directive": "MetadataDirective",
    "s3:x-amz-server-side-encryption": "ServerSideEncryption",
    "s3:x-amz-server-side-encryption-aws-kms-key-id": "SSEKMSKeyId",
    "s3:x-amz-server-side-encryption-customer-algorithm": "SSECustomerAlgorithm",
    "s3:x-amz-storage-class": "StorageClass",
    "s3:x-amz-grant-full-control": "GrantFullControl",
    "s3:x-amz-grant-read": "GrantRead",
    "s3:if-match": "IfMatch",
    "s3:if-none-match": "IfNoneMatch",
    "s3:object-lock-mode": "ObjectLockMode",
    "s3:object-lock-legal-hold": "ObjectLockLegalHoldStatus",
    "s3:object-lock-retain-until-date": "ObjectLockRetainUntilDate",
}
_ACLS = ("ACL", "GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP")
_CREATES = {"PutObject", "CopyObject", "CreateMultipartUpload"}


def needs(call: Call) -> list[Need] | None:
    """The permissions that a call needs; None for an operation that nobody answers."""
    row = OPERATIONS.get(call.operation)
    return list(row(call)) if row else None


def needs_to_be_told(call: Call, error: AwsError) -> list[Need]:
    """Who may not list a bucket is not told which objects are not in it, but refused.

    Source: API reference, GetObject, HeadObject and GetObjectAttributes, "Permissions"; CopyObject reads its source as
    GetObject does. Of an object's tags and ACL it is assumed.
    """
    if error.status != 404 or error.code not in ("NoSuchKey", "404"):
        return []
    if call.operation == "HeadObject" or call.operation.startswith("GetObject"):
        return [Need("s3:ListBucket", bucket_arn(call))]
    if "CopySource" in call.params:
        return [Need("s3:ListBucket", _copied(call).resource.partition("/")[0])]
    return []


def bucket_arn(call: Call) -> str:
    """The ARN of the bucket that a call names."""
    return f"arn:aws:s3:::{call.params.get('Bucket', '*')}"


def _object_arn(call: Call, key: object) -> str:
    return f"{bucket_arn(call)}/{key}"


def _on_bucket(action: str) -> Needs:
    def row(call: Call) -> Iterator[Need]:
        yield Need(f"s3:{action}", bucket_arn(call), values_of(call))

    return row


def _on_object(action: str) -> Needs:
    def row(call: Call) -> Iterator[Need]:
        name = _OF_VERSIONS.get(action, action) if call.params.get("VersionId") else action
        yield Need(f"s3:{name}", _object_arn(call, call.params.get("Key", "*")), values_of(call))
        yield from _more(call)

    return row


def _more(call: Call) -> Iterator[Need]:
    """What parameters ask for besides."""
    target, values = _object_arn(call, call.params.get("Key", "*")), values_of(call)
    if "CopySource" in call.params:
        yield _copied(call)
    if call.operation in _CREATES and call.params.get("Tagging"):
        yield Need("s3:PutObjectTagging", target, values)
    if call.operation in _CREATES and any(call.params.get(each) for each in _ACLS):
        yield Need("s3:PutObjectAcl", target, values)
    if call.operation in _CREATES and call.params.get("ObjectLockMode"):
        yield Need("s3:PutObjectRetention", target, values)
    if call.operation in _CREATES and call.params.get("ObjectLockLegalHoldStatus"):
        yield Need("s3:PutObjectLegalHold", target, values)
    if call.params.get("BypassGovernanceRetention"):
        yield Need("s3:BypassGovernanceRetention", target, values)


def _copied(call: Call) -> Need:
    """A copy reads its source, written "bucket/key" or "bucket/key?versionId=…"."""
    source = call.params["CopySource"]
    if isinstance(source, Mapping):
        path, version = f"{source.get('Bucket')}/{source.get('Key')}", source.get("VersionId")
    else:
        path, _, query = str(source).lstrip("/").partition("?versionId=")
        path, version = unquote(path), query
    return Need("s3:GetObjectVersion" if version else "s3:GetObject", f"arn:aws:s3:::{path}")


def _delete_objects(call: Call) -> Iterator[Need]:
    """The same permissions for each object, one after the other; `deleting` relies on that."""
    bypass = ["BypassGovernanceRetention"] if call.params.get("BypassGovernanceRetention") else []
    for each in (call.params.get("Delete") or {}).get("Objects") or ():
        action = "DeleteObjectVersion" if each.get("VersionId") else "DeleteObject"
        for needed in (action, *bypass):
            yield Need(f"s3:{needed}", _object_arn(call, each.get("Key", "*")))


def _create_bucket(call: Call) -> Iterator[Need]:
    """Source: API reference, CreateBucket, "Permissions"."""
    values = values_of(call)
    actions = ["CreateBucket"]
    if call.params.get("ACL", "private") != "private" or any(call.params.get(each) for each in _ACLS[1:]):
        actions.append("PutBucketAcl")
    if call.params.get("ObjectLockEnabledForBucket"):
        actions += ["PutBucketObjectLockConfiguration", "PutBucketVersioning"]
    if call.params.get("ObjectOwnership"):
        actions.append("PutBucketOwnershipControls")
    for action in actions:
        yield Need(f"s3:{action}", bucket_arn(call), values)


def _list_buckets(call: Call) -> Iterator[Need]:
    yield Need("s3:ListAllMyBuckets", "*")


def values_of(call: Call) -> dict[str, Any]:
    """The condition keys that a call's parameters give a value."""
    found: dict[str, Any] = {"s3:authType": "REST-HEADER", "s3:signatureversion": "AWS4-HMAC-SHA256"}
    for key, parameter in _KEYS.items():
        if call.params.get(parameter) is not None:
            found[key] = str(call.params[parameter])
    tags = (
        parse_qsl(str(call.params.get("Tagging") or ""), keep_blank_values=True) if call.operation in _CREATES else []
    )
    if tags:
        found.update({f"s3:RequestObjectTag/{key}": value for key, value in tags})
        found["s3:RequestObjectTagKeys"] = tuple(key for key, _ in tags)
    if call.operation == "CreateBucket":
        wanted = (call.params.get("CreateBucketConfiguration") or {}).get("LocationConstraint")
        if wanted:
            found["s3:locationconstraint"] = str(wanted)
    return found


def _listed(text: str, on: Callable[[str], Needs]) -> dict[str, Needs]:
    pairs = (each.partition("=") for each in text.split())
    return {operation: on(action or operation) for operation, _, action in pairs}


OPERATIONS: Mapping[str, Needs] = {
    **_listed(_ON_BUCKETS, _on_bucket),
    **_listed(_ON_OBJECTS, _on_object),
    "CreateBucket": _create_bucket,
    "DeleteObjects": _delete_objects,
    "ListBuckets": _list_buckets,
}
