"""Writes and copies that go on only if something holds: If-None-Match, If-Match, and a copy's conditions on its source.

Source: S3 user guide, "How to prevent object overwrites with conditional writes" (412; If-Match of an object that is
not there is 404; only `*` with If-None-Match); API reference, CopyObject (how conditions go together); words and
members as LocalStack's tests recorded them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.objects import CURRENT, PRECONDITION, Refused, bucket_of, source_of, version_of

_SOURCE = "x-amz-copy-source-"


class Preconditions:
    """Refuses a write or a copy whose condition does not hold, and a deletion of what has changed."""

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation not in (*CURRENT, "DeleteObject", "UploadPartCopy"):
            return forward(call)
        try:
            _check_target(call)
            _check_source(call)
        except Refused as refusal:
            return Answer(error=refusal.error)
        return forward(call)


def _check_target(call: Call) -> None:
    none_match, match = call.params.get("IfNoneMatch"), call.params.get("IfMatch")
    bucket = bucket_of(call)
    if bucket is None or (none_match is None and match is None):
        return
    if call.operation == "CompleteMultipartUpload" and call.params.get("UploadId") not in bucket.multiparts:
        return  # an upload that is completed once more stays completed
    key = str(call.params.get("Key"))
    current = version_of(bucket, key)
    if none_match is not None and (none_match != "*" or match is not None):
        told = "A header you provided implies functionality that is not implemented"
        named = {"Header": "If-None-Match", "additionalMessage": "We don't accept the provided value of If-None-Match"}
        raise Refused("NotImplemented", told, 501, named)
    if none_match is not None and current is not None:
        raise failed("If-None-Match")
    if match is not None and current is None:
        if call.operation == "DeleteObject" and match == "*":
            raise failed("If-Match")
        raise Refused("NoSuchKey", "The specified key does not exist.", 404, {"Key": key})
    if match is not None and match != "*" and _bare(match) != _bare(current.etag):
        raise failed("If-Match")


def failed(condition: str) -> Refused:
    """The error of a condition that does not hold."""
    return Refused("PreconditionFailed", PRECONDITION, 412, {"Condition": condition})


def _check_source(call: Call) -> None:
    """If-Match holding outweighs If-Unmodified-Since; If-None-Match failing outweighs If-Modified-Since."""
    params = call.params
    source = source_of(call)
    if source is None:
        return
    etag, changed = _bare(source.etag), source.last_modified.replace(tzinfo=UTC, microsecond=0)
    match, unmodified = params.get("CopySourceIfMatch"), _moment(params, "CopySourceIfUnmodifiedSince")
    if match is not None and _bare(match) != etag:
        raise failed(_SOURCE + "If-Match")
    if match is None and unmodified is not None and changed > unmodified:
        raise failed(_SOURCE + "If-Unmodified-Since")
    none_match, modified = params.get("CopySourceIfNoneMatch"), _moment(params, "CopySourceIfModifiedSince")
    if none_match is not None and _bare(none_match) == etag:
        raise failed(_SOURCE + "If-None-Match")
    if none_match is None and modified is not None and changed <= modified:
        raise failed(_SOURCE + "If-Modified-Since")


def _bare(etag: str) -> str:
    return etag.strip('"')


def _moment(params: Mapping[str, Any], name: str) -> datetime | None:
    given = params.get(name)
    if given is None:
        return None
    if not isinstance(given, datetime):
        given = parsedate_to_datetime(str(given))
    return given if given.tzinfo else given.replace(tzinfo=UTC)
