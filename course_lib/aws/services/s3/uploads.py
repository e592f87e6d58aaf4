"""Uploads in parts: those that are over, the order of the parts, and their least size.

Source: Amazon S3 API reference, UploadPart and CompleteMultipartUpload (their errors, in this order: the upload, the
list's order, each part, its size); Amazon S3 user guide, "Amazon S3 multipart upload limits".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward

LEAST_PART = 5 * 1024 * 1024  # bytes; the last part may be smaller

_ORDER = AwsError(
    "InvalidPartOrder",
    "The list of parts was not in ascending order. Parts must be ordered by part number.",
)


class UploadRules:
    """Refuses what S3 refuses, before moto looks at it. An upload that is completed once more stays completed."""

    def __init__(self) -> None:
        self._completed: set[str] = set()

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation not in _OPERATIONS:
            return forward(call)
        error = self._refusal(call)
        if error is not None:
            return Answer(error=error)
        answer = forward(call)
        if call.operation == "CompleteMultipartUpload" and answer.error is None:
            self._completed.add(str(call.params.get("UploadId")))
        return answer

    def _refusal(self, call: Call) -> AwsError | None:
        upload_id, bucket = str(call.params.get("UploadId")), _bucket(call)
        if bucket is None:
            return None  # moto says that there is none
        completing = call.operation == "CompleteMultipartUpload"
        if upload_id in self._completed and completing:
            return None
        upload = bucket.multiparts.get(upload_id)
        if upload is None:
            return _no_such_upload(upload_id)
        return _cannot_complete(upload.parts, _listed(call)) if completing else None


_OPERATIONS = {"UploadPart", "UploadPartCopy", "CompleteMultipartUpload"}


def _bucket(call: Call) -> Any:
    from moto.s3.models import s3_backends

    return s3_backends[call.account]["aws"].buckets.get(call.params.get("Bucket"))


def _listed(call: Call) -> Sequence[Mapping[str, Any]]:
    listed: Sequence[Mapping[str, Any]] = (call.params.get("MultipartUpload") or {}).get("Parts") or ()
    return listed


def _cannot_complete(parts: Mapping[int, Any], listed: Sequence[Mapping[str, Any]]) -> AwsError | None:
    """What is wrong with a list of parts; None where moto will find what else there is."""
    try:
        numbers = [int(each["PartNumber"]) for each in listed]
    except (KeyError, ValueError):
        return None
    if any(after <= before for before, after in zip(numbers, numbers[1:], strict=False)):
        return _ORDER
    for number, each in zip(numbers[:-1], listed, strict=False):
        part = parts.get(number)
        if part is None or part.etag.strip('"') != str(each.get("ETag", "")).strip('"'):
            return None
        if part.contentsize < LEAST_PART:
            return _too_small(number, part)
    return None


def _too_small(number: int, part: Any) -> AwsError:
    members = {
        "ProposedSize": part.contentsize,
        "MinSizeAllowed": LEAST_PART,
        "PartNumber": number,
        "ETag": part.etag.strip('"'),
    }
    return AwsError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", members=members)


def _no_such_upload(upload_id: str) -> AwsError:
    return AwsError(
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
        "completed.",
        404,
        {"UploadId": upload_id},
    )
