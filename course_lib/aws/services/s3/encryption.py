"""Server-side encryption with a key of KMS: the key is used, so it has to be there and usable.

S3 asks KMS for a data key when an object is stored and to decrypt that when it is read. Source: S3 user guide, "Using
server-side encryption with AWS KMS keys"; words as LocalStack's tests recorded them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.s3.objects import bucket_of, source_of, version_of

Ask = Callable[[Call], Answer]
_STORES = ("PutObject", "CopyObject", "CreateMultipartUpload")
_READS = ("GetObject", "CopyObject", "UploadPartCopy")
_KMS = ("aws:kms", "aws:kms:dsse")


class KeyUse:
    """Uses the keys that objects are encrypted under.

    Args:
        ask: makes a call to KMS.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation not in (*_STORES, *_READS):
            return forward(call)
        error = self._cannot_read(call) if call.operation in _READS else None
        if error is not None:
            return Answer(error=error)
        wanted = _wanted_key(call) if call.operation in _STORES else None
        if wanted is None:
            return forward(call)
        found = self._ask(_kms(call, "GenerateDataKey", KeyId=wanted, KeySpec="AES_256"))
        if found.result is None:
            return Answer(error=_refused(found.error))
        return _with_key(call, forward, str(found.result["KeyId"]))

    def _cannot_read(self, call: Call) -> AwsError | None:
        read = source_of(call) if call.operation != "GetObject" else _read(call)
        key = None if read is None or read.encryption not in _KMS else read.kms_key_id
        if not key:
            return None
        found = self._ask(_kms(call, "GenerateDataKey", KeyId=str(key), KeySpec="AES_256"))
        return None if found.error is None else _refused(found.error)


def _read(call: Call) -> Any:
    bucket = bucket_of(call)
    return None if bucket is None else version_of(bucket, str(call.params.get("Key")), call.params.get("VersionId"))


def _wanted_key(call: Call) -> str | None:
    """The customer's key that a new object is to be encrypted under; None for AWS's own keys, or none."""
    if call.params.get("ServerSideEncryption") is not None:
        named = call.params.get("SSEKMSKeyId") if call.params["ServerSideEncryption"] in _KMS else None
        return None if named is None else str(named)
    bucket = bucket_of(call)
    if bucket is None or not bucket.encryption:
        return None
    default = bucket.encryption["Rule"]["ApplyServerSideEncryptionByDefault"]
    named = default.get("KMSMasterKeyID") if default["SSEAlgorithm"] in _KMS else None
    return None if named is None else str(named)


def _kms(call: Call, operation: str, **params: Any) -> Call:
    return Call("kms", operation, params, call.who, call.region, call.account)


def _refused(error: AwsError | None) -> AwsError:
    """KMS's refusal as S3 hands it on."""
    if error is None:
        return AwsError("InternalError", "We encountered an internal error. Please try again.", 500)
    return AwsError(f"KMS.{error.code}", error.message, 400)


def _with_key(call: Call, forward: Forward, arn: str) -> Answer:
    """The answer and what is stored name the key by its ARN, however the request did."""
    answer = forward(call)
    if answer.result is None:
        return answer
    if call.operation != "CreateMultipartUpload":
        stored = version_of(bucket_of(call), str(call.params.get("Key")))
        if stored is not None:
            stored.kms_key_id = arn
    return replace(answer, result={**answer.result, "SSEKMSKeyId": arn}, response=None)
