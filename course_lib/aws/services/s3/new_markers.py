"""A delete marker for an object that is not there: in a bucket with versions, S3 makes one all the same.

Source: S3 user guide, "Deleting object versions from a versioning-enabled bucket" and "Working with delete markers".
moto makes none where there is nothing to delete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.objects import bucket_of, versions


class NewMarkers:
    """Marks what is deleted without ever having been there.

    Args:
        clock: when a marker is made.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation not in ("DeleteObject", "DeleteObjects"):
            return forward(call)
        bucket = bucket_of(call)
        if bucket is None or bucket.versioning_status != "Enabled":
            return forward(call)
        if call.operation == "DeleteObject":
            return self._delete(call, bucket, forward)
        return self._delete_all(call, bucket, forward)

    def _delete(self, call: Call, bucket: Any, forward: Forward) -> Answer:
        absent = _is_absent(bucket, call.params)
        answer = forward(call)
        if answer.error is not None or not absent:
            return answer
        told = {"DeleteMarker": True, "VersionId": self._mark(call, bucket, str(call.params["Key"]))}
        return replace(answer, result={**(answer.result or {}), **told}, response=None)

    def _delete_all(self, call: Call, bucket: Any, forward: Forward) -> Answer:
        listed = (call.params.get("Delete") or {}).get("Objects") or ()
        absent = {str(each.get("Key")) for each in listed if _is_absent(bucket, each)}
        answer = forward(call)
        if answer.result is None or not absent:
            return answer
        deleted = [
            {**each, "DeleteMarker": True, "DeleteMarkerVersionId": self._mark(call, bucket, each["Key"])}
            if each["Key"] in absent and not each.get("VersionId")
            else each
            for each in answer.result.get("Deleted") or ()
        ]
        return replace(answer, result={**answer.result, "Deleted": deleted}, response=None)

    def _mark(self, call: Call, bucket: Any, key: str) -> str:
        """Put a marker in; its version id."""
        from moto.s3.models import FakeDeleteMarker, FakeKey

        nothing = FakeKey(key, b"", account_id=call.account, region_name=bucket.region_name)
        marker = FakeDeleteMarker(key=nothing)
        marker.last_modified = self._clock.now().replace(tzinfo=None)
        bucket.keys[key] = marker
        return str(marker.version_id)


def _is_absent(bucket: Any, asked: Mapping[str, Any]) -> bool:
    return asked.get("VersionId") is None and not versions(bucket, str(asked.get("Key")))
