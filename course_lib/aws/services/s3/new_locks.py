"""Locks of objects that are uploaded in parts or copied: those that were asked for, or else the bucket's default.

moto forgets them for uploads in parts, and wants a checksum of the bytes from a copy, which carries none.

Source: S3 user guide, "Locking objects with Object Lock" (a default applies to every new version without a retention of
its own); API reference, CreateMultipartUpload and CopyObject (their lock headers; a copy does not take its source's
locks over).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.locks import moment
from course_lib.aws.services.s3.objects import bucket_of, versions

_MEMBERS = ("ObjectLockMode", "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus")


@dataclass(frozen=True)
class Lock:
    """What holds a version: a mode with the moment until which it does, a legal hold ("ON" or "OFF"), or both."""

    mode: str | None = None
    until: datetime | None = None
    hold: str | None = None


class NewLocks:
    """Locks what an upload in parts or a copy has made.

    Args:
        clock: what a default retention is counted from.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of_uploads: dict[str, Lock] = {}

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service != "s3" or call.operation not in _OPERATIONS:
            return forward(call)
        bucket = bucket_of(call)
        if bucket is None or not bucket.object_lock_enabled:
            return forward(call)
        if call.operation == "CreateMultipartUpload":
            return self._begun(call, forward)
        if call.operation == "CompleteMultipartUpload":
            asked = self._of_uploads.get(str(call.params.get("UploadId")), Lock())
            return _locked(call, bucket, self._with_default(asked, bucket), forward)
        wanted = self._with_default(_asked(call), bucket)
        bare = {name: value for name, value in call.params.items() if name not in _MEMBERS}
        with _without_default(bucket):
            return _locked(replace(call, params=bare, request=None), bucket, wanted, forward)

    def _begun(self, call: Call, forward: Forward) -> Answer:
        answer = forward(call)
        if answer.result is not None:
            self._of_uploads[str(answer.result["UploadId"])] = _asked(call)
        return answer

    def _with_default(self, asked: Lock, bucket: Any) -> Lock:
        """What was asked for, or else the bucket's default; a legal hold beside it."""
        if asked.mode is not None or not bucket.default_lock_mode:
            return asked
        days = (bucket.default_lock_days or 0) + 365 * (bucket.default_lock_years or 0)
        return replace(asked, mode=bucket.default_lock_mode, until=self._clock.now() + timedelta(days=days))


_OPERATIONS = ("CreateMultipartUpload", "CompleteMultipartUpload", "CopyObject")


def _asked(call: Call) -> Lock:
    mode, until, hold = (call.params.get(name) for name in _MEMBERS)
    return Lock(mode, moment(until), hold)


def _locked(call: Call, bucket: Any, wanted: Lock, forward: Forward) -> Answer:
    """Answer, and lock the version that came of it. An upload that is completed once more makes none."""
    key = str(call.params.get("Key"))
    before = versions(bucket, key)
    answer = forward(call)
    for version in versions(bucket, key):
        if not any(version is each for each in before):
            version.lock_mode, version.lock_legal_status = wanted.mode, wanted.hold
            version.lock_until = None if wanted.until is None else f"{wanted.until:%Y-%m-%dT%H:%M:%S.%fZ}"
    return answer


@contextmanager
def _without_default(bucket: Any) -> Iterator[None]:
    held = bucket.default_lock_mode
    bucket.default_lock_mode = None
    try:
        yield
    finally:
        bucket.default_lock_mode = held
