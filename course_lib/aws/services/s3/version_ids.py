"""Ids of versions: some that are none, delete markers that can only be deleted, and version "null".

moto knows no malformed ids, and where a bucket never had versions a deletion with any id deletes the object.

Source: S3 user guide, "Working with delete markers" and "Working with objects in a versioning-suspended bucket"; words
as LocalStack's tests and a public record of delete markers as sources (us-east-1, April 2026) have them. S3 takes none
but ids of its own making for well-formed; here those are in the form that moto gives them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from course_lib.aws.http.messages import Answer, AwsError, Call, Forward, Response
from course_lib.aws.services.s3.deleting import delete_allowed
from course_lib.aws.services.s3.objects import (
    CURRENT,
    Refused,
    asked_version,
    bucket_of,
    is_marker,
    named_source,
    versions,
)

NULL = "null"
_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|null")
# They are about one version, which has to be there and must not be a delete marker.
_OF_ONE = frozenset(
    """
    GetObject GetObjectAcl GetObjectAttributes GetObjectTagging PutObjectAcl PutObjectTagging DeleteObjectTagging
    RestoreObject
    """.split()
)
_TAKES = _OF_ONE | set(
    "DeleteObject GetObjectLegalHold GetObjectRetention HeadObject PutObjectLegalHold PutObjectRetention".split()
)
_COPIES = ("CopyObject", "UploadPartCopy")
_TELLS = (*CURRENT, "GetObject", "HeadObject")


class VersionIds:
    """Refuses ids that are none, and says which version is "null"."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation not in (*_TAKES, *_TELLS, *_COPIES, "DeleteObjects"):
            return forward(call)
        bucket = bucket_of(call)
        if bucket is None:
            return forward(call)
        if call.operation == "DeleteObjects":
            return _delete(call, bucket, forward)
        try:
            _check(call, bucket)
        except Refused as refusal:
            return Answer(error=refusal.error)
        return _told(call, bucket, forward)


def _check(call: Call, bucket: Any) -> None:
    version_id = call.params.get("VersionId")
    if call.operation in _TAKES and version_id is not None and not _is_one(str(version_id), bucket):
        if call.operation == "HeadObject":
            raise Refused("400", "Bad Request")  # its answers have no words
        raise _malformed("versionId", str(version_id))
    if call.operation in _OF_ONE:
        asked_version(call, bucket)
    if call.operation in _COPIES:
        _check_source(call)


def _is_one(version_id: str, bucket: Any) -> bool:
    """Whether it can be the id of a version in this bucket."""
    if bucket.versioning_status is None:
        return version_id == NULL
    return _FORM.fullmatch(version_id) is not None


def _malformed(argument: str, version_id: str) -> Refused:
    words = "Invalid version id specified" if version_id else "Version id cannot be the empty string"
    named = {"ArgumentName": argument, "ArgumentValue": version_id}
    return Refused("InvalidArgument", words, members=named)


def _check_source(call: Call) -> None:
    bucket, key, version_id = named_source(call)
    if bucket is None or version_id is None:
        return
    if not _is_one(version_id, bucket):
        if version_id and call.operation == "CopyObject":
            raise Refused("InvalidRequest", "Invalid Request")
        raise _malformed("x-amz-copy-source", version_id)
    if any(is_marker(each) for each in versions(bucket, key) if str(each.version_id) == version_id):
        told = "The source of a copy request may not specifically refer to a delete marker by version id."
        raise Refused("InvalidRequest", told)


def _delete(call: Call, bucket: Any, forward: Forward) -> Answer:
    """What has no such version is told among the errors, and the rest deleted."""
    listed = (call.params.get("Delete") or {}).get("Objects") or ()
    ids = (str(each.get("VersionId") or NULL) for each in listed)
    return delete_allowed(call, [None if _is_one(each, bucket) else _NO_VERSION for each in ids], forward)


_NO_VERSION = AwsError("NoSuchVersion", "The specified version does not exist.", 404)


def _told(call: Call, bucket: Any, forward: Forward) -> Answer:
    """An answer names version "null" where the bucket has versions, or had them, and not otherwise."""
    if bucket.versioning_status is None and call.operation == "HeadObject" and "VersionId" in call.params:
        params = {name: value for name, value in call.params.items() if name != "VersionId"}
        call = replace(call, params=params, request=None)
    answer = forward(call)
    if answer.result is None or call.operation not in _TELLS or answer.result.get("VersionId", NULL) != NULL:
        return answer
    had = bucket.versioning_status is not None
    if ("VersionId" in answer.result) == had:
        return answer
    result = {name: value for name, value in answer.result.items() if name != "VersionId"}
    result |= {"VersionId": NULL} if had else {}
    return replace(answer, result=result, response=_with_header(answer.response, had))


def _with_header(response: Response | None, had: bool) -> Response | None:
    if response is None:
        return None
    headers = {name: value for name, value in response.headers.items() if name.lower() != "x-amz-version-id"}
    return replace(response, headers={**headers, "x-amz-version-id": NULL} if had else headers)
