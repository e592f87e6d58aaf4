"""What is asked for and told of encryption: unknown methods are refused, and every object has one.

Source: S3 user guide, "Setting default server-side encryption behavior for Amazon S3 buckets" (AES256 for every new
object since January 2023, which a bucket tells as its configuration); API reference, PutObject (SSEKMSKeyId goes with
aws:kms alone); words of a bucket's configuration as LocalStack's tests recorded them, others as public ports of S3
quote them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.objects import BEGUN, CURRENT, KMS_METHODS, SCHEMA, Refused, bucket_of, version_of

_OWN = "AES256"
_HEADER = "x-amz-server-side-encryption"
_DEFAULT = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": _OWN}, "BucketKeyEnabled": False}


class EncryptionAsked:
    """Refuses wrong encryption; what asks for none gets S3's own, and answers say so."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3":
            return forward(call)
        try:
            if call.operation in BEGUN:
                _check(call)
            elif call.operation == "PutBucketEncryption":
                _check_default(call)
        except Refused as refusal:
            return Answer(error=refusal.error)
        answer = forward(call)
        if call.operation == "GetBucketEncryption":
            return _with_default(answer)
        if call.operation in (*BEGUN, *CURRENT) and answer.result is not None:
            return _told(call, answer, answer.result)
        return answer


def _check(call: Call) -> None:
    method, key = call.params.get("ServerSideEncryption"), call.params.get("SSEKMSKeyId")
    if method is not None and method not in (_OWN, *KMS_METHODS):
        members = {"ArgumentName": _HEADER, "ArgumentValue": method}
        raise Refused("InvalidArgument", "The encryption method specified is not supported", members=members)
    if key is not None and method not in KMS_METHODS:
        alone = f"Server Side Encryption with AWS KMS managed key requires HTTP header {_HEADER} : aws:kms"
        members = {"ArgumentName": _HEADER, "ArgumentValue": method or "null"}
        raise Refused("InvalidArgument", alone, members=members)


def _check_default(call: Call) -> None:
    rules: Sequence[Any] = (call.params.get("ServerSideEncryptionConfiguration") or {}).get("Rules") or ()
    if len(rules) != 1:
        raise Refused("MalformedXML", SCHEMA)
    default: Mapping[str, Any] = rules[0].get("ApplyServerSideEncryptionByDefault") or {}
    if default and default.get("SSEAlgorithm") not in (_OWN, *KMS_METHODS):
        raise Refused("MalformedXML", SCHEMA)
    if default.get("KMSMasterKeyID") and default["SSEAlgorithm"] == _OWN:
        words = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse"
        members = {"ArgumentName": "ApplyServerSideEncryptionByDefault"}
        raise Refused("InvalidArgument", words, members=members)


def _with_default(answer: Answer) -> Answer:
    """moto has no configuration where none was put."""
    if answer.error is None or answer.error.code != "ServerSideEncryptionConfigurationNotFoundError":
        return answer
    return Answer(result={"ServerSideEncryptionConfiguration": {"Rules": [_DEFAULT]}})


def _told(call: Call, answer: Answer, result: Mapping[str, Any]) -> Answer:
    """Name the encryption in the answer of what stores, and with what is stored."""
    bucket = bucket_of(call)
    if call.operation == "CreateMultipartUpload":
        made = bucket.multiparts[str(result["UploadId"])]
        method, key = _of_upload(made, bucket, result)
        made.sse_encryption, made.kms_key_id = method, key
    else:
        stored = version_of(bucket, str(call.params.get("Key")))
        stored.encryption = stored.encryption or _OWN
        method, key = stored.encryption, stored.kms_key_id
    told = {"ServerSideEncryption": method, **({"SSEKMSKeyId": key} if key and method in KMS_METHODS else {})}
    return replace(answer, result={**result, **told}, response=None)


def _of_upload(made: Any, bucket: Any, result: Mapping[str, Any]) -> tuple[str, str | None]:
    """Method and key of an upload in parts: those that were asked for, or the bucket's default."""
    default = (bucket.encryption or {"Rule": _DEFAULT})["Rule"]["ApplyServerSideEncryptionByDefault"]
    method = made.sse_encryption or default["SSEAlgorithm"]
    key = result.get("SSEKMSKeyId") or made.kms_key_id
    return method, key
