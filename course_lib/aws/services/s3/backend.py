"""moto's part for S3, which is unlike its other parts: it tells operations apart by hand, and keeps files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from course_lib.aws.layers.moto_backend import Moto

# moto takes operations that it does not know for others: "delete the bucket's analytics settings" would delete the
# bucket. These it knows, beside those that one of its methods is named after.
OPERATIONS = frozenset(
    """
    CompleteMultipartUpload CreateBucket CreateMultipartUpload DeleteObjects GetBucketLifecycleConfiguration
    GetBucketNotificationConfiguration GetBucketTagging GetObjectRetention ListBuckets PutBucketAccelerateConfiguration
    PutBucketAcl PutBucketCors PutBucketEncryption PutBucketInventoryConfiguration PutBucketLifecycleConfiguration
    PutBucketLogging PutBucketNotificationConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketReplication
    PutBucketTagging PutBucketVersioning PutBucketWebsite PutObjectLockConfiguration PutPublicAccessBlock RestoreObject
    """.split()
)
# S3 does not say when it stored what it has just stored. Source: API reference, these operations' response syntax.
_UNDATED = {"PutObject", "UploadPart", "CopyObject"}
_ECHOED = {"x-amz-content-sha256", "x-amz-sdk-checksum-algorithm"}  # a request's, which moto sends back

_NAMES: dict[str, dict[str, Any]] = {}  # by account: the bucket names that are taken


@dataclass(frozen=True)
class Buckets(Moto):
    """moto's buckets. It is imported when a call first comes here."""

    def handler(self) -> Callable[..., Any]:
        return _dispatch

    def knows(self, operation: str) -> bool:
        from botocore import xform_name
        from moto.s3.responses import S3Response

        listed = operation in OPERATIONS or hasattr(S3Response, xform_name(operation))
        return listed and super().knows(operation)

    def headers(self, operation: str, headers: Mapping[str, str]) -> Mapping[str, str]:
        left_out = _ECHOED | ({"last-modified"} if operation in _UNDATED else set())
        return {name: value for name, value in headers.items() if name.lower() not in left_out}

    def forget(self, account: str) -> None:
        if _NAMES.pop(account, None) is not None:
            _close_objects(account)


def _dispatch(request: Any, url: str, headers: Any) -> Any:
    """Bucket names are unique on all of AWS, and moto sees to that; here each cloud is an AWS of its own."""
    from moto.s3.models import s3_backends
    from moto.s3.responses import S3Response

    _quiet()
    account = headers["x-moto-account-id"]
    s3_backends.bucket_accounts = _NAMES.setdefault(account, {})
    _, _, key = request.raw_path.lstrip("/").partition("/")
    dispatch = S3Response.key_dispatch if key else S3Response.bucket_dispatch
    return dispatch(request, url, headers)


@cache
def _quiet() -> None:
    """Let moto's copies of objects, which it makes to list versions, go without a warning that they were not closed."""
    from moto.s3.models import FakeKey

    FakeKey.__del__ = FakeKey.dispose


def _close_objects(account: str) -> None:
    """Close the temporary files that moto keeps S3's objects in."""
    from moto.s3.models import s3_backends

    for backend in s3_backends[account].values():
        for bucket in backend.buckets.values():
            for name in list(bucket.keys):
                for version in bucket.keys.getlist(name):
                    if hasattr(version, "dispose"):  # a delete marker has nothing to close
                        version.dispose()
            for upload in bucket.multiparts.values():
                upload.dispose()
