"""What S3's answers tell of buckets, owners and checksums, where moto tells something else, or nothing.

Source: API reference, Owner (no DisplayName since November 2025), ListBuckets (BucketRegion where the request has a
parameter), PutObject (a ChecksumType, which is FULL_OBJECT) and CompleteMultipartUpload (Location); answers as
LocalStack's tests recorded them in February 2026, the buckets' ARNs too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.objects import bucket_of, named_bucket

OWNER = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"  # of every bucket, as moto has it in objects
_WITH_OWNERS = frozenset(
    """
    GetBucketAcl GetObjectAcl ListBuckets ListMultipartUploads ListObjectVersions ListObjects ListObjectsV2 ListParts
    """.split()
)
_OPERATIONS = _WITH_OWNERS | {"CreateBucket", "HeadBucket", "PutObject", "CopyObject", "CompleteMultipartUpload"}


class Told:
    """Puts answers right.

    Args:
        clock: when a bucket is made.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation not in _OPERATIONS:
            return forward(call)
        is_new = call.operation == "CreateBucket" and bucket_of(call) is None
        answer = forward(call)
        if answer.result is None:
            return answer
        if is_new:
            bucket_of(call).creation_date = self._clock.now()
        told = _told(call, answer.result)
        return answer if told == answer.result else replace(answer, result=told, response=None)


def _told(call: Call, result: Mapping[str, Any]) -> Mapping[str, Any]:
    if call.operation in _WITH_OWNERS:
        result = _without_names(result)
    if call.operation == "ListBuckets":
        buckets = [_bucket(call, each) for each in result.get("Buckets") or ()]
        return {**result, "Buckets": buckets, "Owner": {"ID": OWNER}}
    if call.operation in ("CreateBucket", "HeadBucket"):
        return {**result, "BucketArn": _arn(call.params["Bucket"])}
    if call.operation == "PutObject":
        return _with_type(result)
    if call.operation == "CopyObject":
        return {**result, "CopyObjectResult": _with_type(result["CopyObjectResult"])}
    if call.operation == "CompleteMultipartUpload":
        return {**result, "Location": _address(call)}
    return result


def _without_names(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_names(each) for name, each in value.items() if name != "DisplayName"}
    return [_without_names(each) for each in value] if isinstance(value, list) else value


def _bucket(call: Call, told: Mapping[str, Any]) -> dict[str, Any]:
    asked = any(name in call.params for name in ("MaxBuckets", "Prefix", "BucketRegion", "ContinuationToken"))
    region = {"BucketRegion": named_bucket(call, told["Name"]).region_name} if asked else {}
    return {**told, "BucketArn": _arn(told["Name"]), **region}


def _arn(bucket: str) -> str:
    return f"arn:aws:s3:::{bucket}"


def _with_type(told: Mapping[str, Any]) -> dict[str, Any]:
    has = any(name.startswith("Checksum") for name in told)
    return {**told, "ChecksumType": "FULL_OBJECT"} if has else dict(told)


def _address(call: Call) -> str:
    bucket, key = call.params["Bucket"], quote(str(call.params["Key"]), safe="")
    return f"https://{bucket}.s3.{call.region}.amazonaws.com/{key}"
