"""What moto keeps of S3's buckets and objects, as this package's layers look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from course_lib.aws.http.messages import AwsError, Call

SCHEMA = "The XML you provided was not well-formed or did not validate against our published schema"
CURRENT = ("PutObject", "CopyObject", "CompleteMultipartUpload")  # what makes a new version of an object
BEGUN = ("PutObject", "CopyObject", "CreateMultipartUpload")  # what says how a new version is to be encrypted
KMS_METHODS = ("aws:kms", "aws:kms:dsse")
_METHODS = {"Get": "GET", "Delete": "DELETE", "Restore": "POST"}
PRECONDITION = "At least one of the pre-conditions you specified did not hold"


class Refused(Exception):
    """The request is refused with exactly this error."""

    def __init__(self, code: str, message: str, status: int = 400, members: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.error = AwsError(code, message, status, members or {})


def bucket_of(call: Call) -> Any:
    """The bucket that a call is about; None where there is none."""
    return named_bucket(call, str(call.params.get("Bucket")))


def named_bucket(call: Call, name: str) -> Any:
    """A bucket of the account; None where there is none of this name."""
    from moto.s3.models import s3_backends

    return s3_backends[call.account]["aws"].buckets.get(name)


def is_page(call: Call, token: str) -> bool:
    """Whether an answer has given this token for the next page of a list."""
    from moto.s3.models import s3_backends

    return token in s3_backends[call.account]["aws"]._pagination_tokens


def versions(bucket: Any, key: str) -> list[Any]:
    """All versions of an object, delete markers too, the newest last."""
    return list(bucket.keys.getlist(key, []))


def is_marker(version: Any) -> bool:
    """Whether a version is a delete marker."""
    return not hasattr(version, "etag")


def version_of(bucket: Any, key: str, version_id: str | None = None) -> Any:
    """A version of an object, the current one unless told; None where there is none, or a delete marker."""
    for each in reversed(versions(bucket, key)):
        if version_id is None or str(each.version_id) == version_id:
            return None if is_marker(each) else each
    return None


def asked_version(call: Call, bucket: Any) -> Any:
    """The version of an object that a call names, or its current one.

    Raises:
        Refused: there is none, or it is a delete marker: that can be deleted and nothing else. Source: S3 user guide,
            "Working with delete markers"; words as LocalStack's tests recorded them.
    """
    key, version_id = str(call.params.get("Key")), call.params.get("VersionId")
    found = [each for each in versions(bucket, key) if version_id in (None, str(each.version_id))]
    method = next((method for start, method in _METHODS.items() if call.operation.startswith(start)), "PUT")
    if found and is_marker(found[-1]) and (method != "GET" or version_id is not None):
        members = {"Method": method, "ResourceType": "DeleteMarker"}
        not_allowed = "The specified method is not allowed against this resource."
        raise Refused("MethodNotAllowed", not_allowed, 405, members)
    if found and not is_marker(found[-1]):
        return found[-1]
    if version_id is None or version_id == "null":
        raise Refused("NoSuchKey", "The specified key does not exist.", 404, {"Key": key})
    missing = {"Key": key, "VersionId": version_id}
    raise Refused("NoSuchVersion", "The specified version does not exist.", 404, missing)


def named_source(call: Call) -> tuple[Any, str, str | None]:
    """The bucket, the key and the version, if one is named, that a copy is made from; no bucket where there is none."""
    source = call.params.get("CopySource")
    if not isinstance(source, str) or "/" not in source:
        return None, "", None
    from urllib.parse import parse_qs, unquote

    path, _, query = source.partition("?")
    name, _, key = unquote(path).lstrip("/").partition("/")
    wanted = parse_qs(query, keep_blank_values=True).get("versionId", [None])[0]
    return named_bucket(call, name), key, wanted


def source_of(call: Call) -> Any:
    """The version that a copy is made from; None where there is none."""
    bucket, key, wanted = named_source(call)
    return None if bucket is None else version_of(bucket, key, wanted)
