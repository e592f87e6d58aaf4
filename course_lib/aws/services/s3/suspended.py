"""Versioning that was suspended: new objects are version "null", and older versions stay.

moto takes a bucket whose versioning is suspended for one that never had any, and forgets all versions with the next
put. Source: S3 user guide, "Working with objects in a versioning-suspended bucket".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.objects import CURRENT, bucket_of, is_marker, versions

NULL = "null"


class Suspended:
    """Keeps the versions of buckets whose versioning is suspended."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation not in (*CURRENT, "DeleteObject", "DeleteObjects"):
            return forward(call)
        bucket = bucket_of(call)
        if bucket is None or bucket.versioning_status != "Suspended":
            return forward(call)
        if call.operation in CURRENT:
            return _put(bucket, str(call.params["Key"]), call, forward)
        return _delete(bucket, call, forward)


def _put(bucket: Any, key: str, call: Call, forward: Forward) -> Answer:
    """moto stores as in a bucket with versioning; the new version then becomes "null"."""
    with _versioning(bucket):
        answer = forward(call)
    if answer.result is None:
        return answer
    new = versions(bucket, key)[-1]
    new._version_id, new._is_versioned = NULL, False
    bucket.keys.setlist(key, [each for each in versions(bucket, key) if each is new or each.version_id != NULL])
    return replace(answer, result={**answer.result, "VersionId": NULL}, response=None)


def _delete(bucket: Any, call: Call, forward: Forward) -> Answer:
    """moto deletes as in a bucket with versioning; the new delete markers then become version "null"."""
    keys = [str(call.params.get("Key"))]
    if call.operation == "DeleteObjects":
        listed = (call.params.get("Delete") or {}).get("Objects") or ()
        keys = [str(each.get("Key")) for each in listed]
    before = {key: versions(bucket, key) for key in keys}
    with _versioning(bucket):
        answer = forward(call)
    marked = {key for key in keys if _becomes_null(bucket, key, before[key])}
    return _answered(answer, marked) if marked else answer


def _becomes_null(bucket: Any, key: str, before: list[Any]) -> bool:
    """Turn a new delete marker of this key into version "null", if there is one."""
    now = versions(bucket, key)
    new = [each for each in now if is_marker(each) and not any(each is old for old in before)]
    if not new:
        return False
    new[-1]._version_id = NULL
    kept = [each for each in now if each.version_id != NULL]
    bucket.keys.setlist(key, [*kept, new[-1]])
    return True


def _answered(answer: Answer, marked: set[str]) -> Answer:
    if answer.result is None:
        return answer
    result = dict(answer.result)
    if "VersionId" in result:
        result["VersionId"] = NULL
    if "Deleted" in result:
        result["Deleted"] = [
            {**each, "DeleteMarkerVersionId": NULL}
            if each.get("Key") in marked and "DeleteMarkerVersionId" in each
            else each
            for each in result["Deleted"]
        ]
    return replace(answer, result=result, response=None)


@contextmanager
def _versioning(bucket: Any) -> Iterator[None]:
    bucket.versioning_status = "Enabled"
    try:
        yield
    finally:
        bucket.versioning_status = "Suspended"
