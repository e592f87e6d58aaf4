"""Server-side encryption with a key of KMS: the key is used, so it has to be there and usable, and for the caller too.

S3 asks KMS for a data key when an object is stored and to decrypt that when it is read, each time with the caller's own
permissions. Sources: S3 user guide, "Using server-side encryption with AWS KMS keys" (permissions, encryption context)
and "Multipart upload API and permissions"; IAM user guide, "Forward access sessions"; KMS developer guide,
"kms:ViaService"; words as LocalStack's tests recorded them, and of refusals as they stand in public issue trackers.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward
from course_lib.aws.services.s3.objects import BEGUN, KMS_METHODS, bucket_of, source_of, version_of

Ask = Callable[[Call], Answer]
_READS = ("GetObject", "CopyObject", "UploadPartCopy")
_PARTS = ("UploadPart", "UploadPartCopy", "CompleteMultipartUpload")


@dataclass(frozen=True)
class _Key:
    """A key as it is named, and the ARN of the object, or of the bucket, that its data keys are for."""

    name: str
    context: dict[str, str]


class KeyUse:
    """Uses the keys that objects are encrypted under.

    Args:
        ask: makes a call to KMS.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation not in (*BEGUN, *_READS, *_PARTS):
            return forward(call)
        for read in (_read(call), _upload(call)):
            error = None if read is None else self._cannot_read(call, read)
            if error is not None:
                return Answer(error=error)
        wanted = _wanted_key(call) if call.operation in BEGUN else None
        if wanted is None:
            return forward(call)
        found = self._ask(_kms(call, "GenerateDataKey", wanted, KeyId=wanted.name, KeySpec="AES_256"))
        if found.result is None:
            return Answer(error=_refused(found.error))
        return _with_key(call, forward, str(found.result["KeyId"]))

    def _cannot_read(self, call: Call, key: _Key) -> AwsError | None:
        """Why the key cannot be used, or not by the caller. A data key stands in for the one of the object."""
        own = replace(_kms(call, "GenerateDataKey", key, KeyId=key.name, KeySpec="AES_256"), identity=None)
        found = self._ask(own)
        if found.result is not None:
            found = self._ask(_kms(call, "Decrypt", key, CiphertextBlob=found.result["CiphertextBlob"]))
        return None if found.error is None else _refused(found.error)


def _read(call: Call) -> _Key | None:
    """The key of the version that is read."""
    if call.operation not in _READS:
        return None
    if call.operation == "GetObject":
        bucket = bucket_of(call)
        version = None if bucket is None else version_of(bucket, _name(call), call.params.get("VersionId"))
        place = f"{call.params.get('Bucket')}/{_name(call)}"
    else:
        version, place = source_of(call), str(call.params.get("CopySource", "")).partition("?")[0].lstrip("/")
    if version is None or version.encryption not in KMS_METHODS or not version.kms_key_id:
        return None
    return _Key(str(version.kms_key_id), _context(place, _is_true(version.bucket_key_enabled)))


def _upload(call: Call) -> _Key | None:
    """The key of the upload that a part is of."""
    bucket = bucket_of(call) if call.operation in _PARTS else None
    upload = None if bucket is None else bucket.multiparts.get(str(call.params.get("UploadId")))
    if upload is None or upload.sse_encryption not in KMS_METHODS or not upload.kms_key_id:
        return None
    return _Key(str(upload.kms_key_id), _context(f"{call.params.get('Bucket')}/{_name(call)}", False))


def _name(call: Call) -> str:
    return str(call.params.get("Key"))


def _context(place: str, of_bucket: bool) -> dict[str, str]:
    """With a bucket key, the bucket's ARN alone. Source: S3 user guide, "Encryption context"."""
    return {"aws:s3:arn": f"arn:aws:s3:::{place.partition('/')[0] if of_bucket else place}"}


def _wanted_key(call: Call) -> _Key | None:
    """The customer's key that a new object is to be encrypted under; None for AWS's own keys, or none."""
    bucket = bucket_of(call)
    rule = bucket.encryption["Rule"] if bucket is not None and bucket.encryption else {}
    by_bucket = _is_true(call.params.get("BucketKeyEnabled", rule.get("BucketKeyEnabled")))
    if call.params.get("ServerSideEncryption") is not None:
        named = call.params.get("SSEKMSKeyId") if call.params["ServerSideEncryption"] in KMS_METHODS else None
    else:
        default = rule.get("ApplyServerSideEncryptionByDefault") or {}
        named = default.get("KMSMasterKeyID") if default.get("SSEAlgorithm") in KMS_METHODS else None
    if named is None:
        return None
    own = _context(f"{call.params.get('Bucket')}/{_name(call)}", by_bucket)
    return _Key(str(named), {**_given_context(call), **own})


def _is_true(given: object) -> bool:
    """Of a flag, however it came."""
    return str(given).lower() == "true"


def _given_context(call: Call) -> dict[str, str]:
    """What the caller adds to the encryption context, as JSON in base 64; what cannot be read adds nothing."""
    try:
        given = json.loads(base64.b64decode(str(call.params.get("SSEKMSEncryptionContext") or "e30="), validate=True))
    except (ValueError, binascii.Error):
        return {}
    return {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}


def _kms(call: Call, operation: str, key: _Key, **params: Any) -> Call:
    via = f"s3.{call.region}.amazonaws.com"
    asked = {**params, "EncryptionContext": key.context}
    return Call("kms", operation, asked, call.who, call.region, call.account, identity=call.identity, via=via)


def _refused(error: AwsError | None) -> AwsError:
    """KMS's refusal as S3 hands it on."""
    if error is None:
        return AwsError("InternalError", "We encountered an internal error. Please try again.", 500)
    if error.code == "AccessDeniedException":
        return AwsError("AccessDenied", error.message, 403)
    return AwsError(f"KMS.{error.code}", error.message, 400)


def _with_key(call: Call, forward: Forward, arn: str) -> Answer:
    """The answer and what is stored name the key by its ARN, however the request did."""
    answer = forward(call)
    if answer.result is None:
        return answer
    if call.operation == "CreateMultipartUpload":
        upload = bucket_of(call).multiparts[answer.result["UploadId"]]
        upload.sse_encryption, upload.kms_key_id = upload.sse_encryption or KMS_METHODS[0], arn
    else:
        stored = version_of(bucket_of(call), _name(call))
        if stored is not None:
            stored.kms_key_id = arn
    return replace(answer, result={**answer.result, "SSEKMSKeyId": arn}, response=None)
