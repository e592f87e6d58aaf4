"""Object Lock: what is promised to stay, stays.

Source: S3 user guide, "Locking objects with Object Lock" (COMPLIANCE cannot be shortened or removed by anyone,
GOVERNANCE only by who may bypass it; versioning of such a bucket cannot be suspended; a bucket can get locks later);
API reference, GetObjectRetention and GetObjectLegalHold; words as LocalStack's tests recorded them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from course_lib.aws.clock import Clock
from course_lib.aws.http.messages import Answer, Call, Forward
from course_lib.aws.services.s3.objects import SCHEMA, Refused, asked_version, bucket_of, version_of

_NO_LOCKS = "Bucket is missing Object Lock Configuration"
_NO_LOCK = "The specified object does not have a ObjectLock configuration"
_MODES = ("GOVERNANCE", "COMPLIANCE")
_PROTECTED = "Access Denied because object protected by object lock."


class Locks:
    """Refuses what would break a promise, and gives locks to a bucket that is in use.

    Args:
        clock: what retention is measured by.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, call: Call, forward: Forward) -> Answer:
        if call.service == "s3" and call.operation == "GetObjectLockConfiguration":
            return _without_zeros(forward(call))
        if call.service != "s3" or call.operation not in _CHECKS:
            return forward(call)
        bucket = bucket_of(call)
        if bucket is None:
            return forward(call)
        try:
            told = _CHECKS[call.operation](call, bucket, self._clock.now())
        except Refused as refusal:
            return Answer(error=refusal.error)
        if call.operation in _READ:
            return Answer(result=told)
        if call.operation == "PutObjectLockConfiguration":
            _enable(bucket, call.params.get("ObjectLockConfiguration") or {})
            return Answer(result={})
        return forward(call)


def _without_zeros(answer: Answer) -> Answer:
    """moto tells of days and of years, though only one of them was given."""
    told = (answer.result or {}).get("ObjectLockConfiguration") or {}
    default = (told.get("Rule") or {}).get("DefaultRetention")
    if not default:
        return answer
    kept = {name: value for name, value in default.items() if value}
    shown = {**told, "Rule": {"DefaultRetention": kept}}
    return replace(answer, result={"ObjectLockConfiguration": shown}, response=None)


def _check_versioning(call: Call, bucket: Any, now: datetime) -> None:
    asked = (call.params.get("VersioningConfiguration") or {}).get("Status")
    if bucket.object_lock_enabled and asked == "Suspended":
        held = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
        raise Refused("InvalidBucketState", held, 409)


def _check_configuration(call: Call, bucket: Any, now: datetime) -> None:
    if call.request is not None and not call.request.body:
        raise Refused("MissingRequestBodyError", "Request Body is empty")
    if bucket.versioning_status != "Enabled":
        told = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
        raise Refused("InvalidBucketState", told, 409)
    wanted = call.params.get("ObjectLockConfiguration") or {}
    default = (wanted.get("Rule") or {}).get("DefaultRetention")
    wrong = default is not None and (("Days" in default) == ("Years" in default) or "Mode" not in default)
    if wanted.get("ObjectLockEnabled") != "Enabled" or wrong:
        raise Refused("MalformedXML", SCHEMA)
    if default is not None and int(default.get("Days", default.get("Years", 1))) <= 0:
        raise Refused("InvalidArgument", "Default retention period must be a positive integer value.")


def _enable(bucket: Any, wanted: Mapping[str, Any]) -> None:
    default = (wanted.get("Rule") or {}).get("DefaultRetention") or {}
    bucket.object_lock_enabled = True
    bucket.default_lock_mode = default.get("Mode")
    bucket.default_lock_days = int(default.get("Days", 0))
    bucket.default_lock_years = int(default.get("Years", 0))


def _check_retention(call: Call, bucket: Any, now: datetime) -> None:
    if not bucket.object_lock_enabled:
        raise Refused("InvalidRequest", _NO_LOCKS)
    version = asked_version(call, bucket)
    wanted = call.params.get("Retention") or {}
    until = moment(wanted.get("RetainUntilDate"))
    if wanted and (until is None or wanted.get("Mode") not in _MODES):
        raise Refused("MalformedXML", SCHEMA)
    if until is not None and until <= now:
        raise Refused("InvalidArgument", "The retain until date must be in the future!")
    held = None if version.lock_mode is None else moment(version.lock_until)
    if held is None or held <= now:
        return
    shortened = until is None or until < held or wanted.get("Mode") != version.lock_mode
    if not shortened or (wanted.get("Mode") == "COMPLIANCE" and until is not None and until >= held):
        return
    if version.lock_mode == "COMPLIANCE" or not call.params.get("BypassGovernanceRetention"):
        raise Refused("AccessDenied", _PROTECTED, 403)


def _check_hold(call: Call, bucket: Any, now: datetime) -> None:
    if not bucket.object_lock_enabled:
        raise Refused("InvalidRequest", _NO_LOCKS)
    asked_version(call, bucket)
    if (call.params.get("LegalHold") or {}).get("Status") not in ("ON", "OFF"):
        raise Refused("MalformedXML", SCHEMA)


def _retention(call: Call, bucket: Any, now: datetime) -> dict[str, Any]:
    """The retention of a version, also when its time is over."""
    version = _locked(call, bucket)
    if version.lock_mode is None:
        raise Refused("NoSuchObjectLockConfiguration", _NO_LOCK, 404)
    return {"Retention": {"Mode": version.lock_mode, "RetainUntilDate": moment(version.lock_until)}}


def _hold(call: Call, bucket: Any, now: datetime) -> dict[str, Any]:
    version = _locked(call, bucket)
    if version.lock_legal_status is None:
        raise Refused("NoSuchObjectLockConfiguration", _NO_LOCK, 404)
    return {"LegalHold": {"Status": version.lock_legal_status}}


def _locked(call: Call, bucket: Any) -> Any:
    """The version whose locks are asked for."""
    if not bucket.object_lock_enabled:
        raise Refused("InvalidRequest", _NO_LOCKS)
    return asked_version(call, bucket)


def _check_put(call: Call, bucket: Any, now: datetime) -> None:
    mode, until = call.params.get("ObjectLockMode"), moment(call.params.get("ObjectLockRetainUntilDate"))
    if (mode is not None or call.params.get("ObjectLockLegalHoldStatus")) and not bucket.object_lock_enabled:
        raise Refused("InvalidRequest", _NO_LOCKS)
    if (mode is None) is not (until is None):
        both = "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied"
        raise Refused("InvalidArgument", both)
    if mode is not None and mode not in _MODES:
        raise Refused("InvalidArgument", "Unknown wormMode directive.")
    if until is not None and until <= now:
        raise Refused("InvalidArgument", "The retain until date must be in the future!")


def _check_delete(call: Call, bucket: Any, now: datetime) -> None:
    if call.params.get("BypassGovernanceRetention") and not bucket.object_lock_enabled:
        only = "x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets."
        raise Refused("InvalidArgument", only)
    wanted = call.params.get("VersionId")
    version = None if wanted is None else version_of(bucket, str(call.params.get("Key")), str(wanted))
    if version is not None and is_held(version, now, bool(call.params.get("BypassGovernanceRetention"))):
        raise Refused("AccessDenied", _PROTECTED, 403)


def is_held(version: Any, now: datetime, bypass: bool) -> bool:
    """Whether a version may not be deleted: by a legal hold, or until its time has come."""
    if version.lock_legal_status == "ON":
        return True
    until = None if version.lock_mode is None else moment(version.lock_until)
    return until is not None and until > now and not (bypass and version.lock_mode == "GOVERNANCE")


_CHECKS: Mapping[str, Callable[[Call, Any, datetime], Any]] = {
    "PutBucketVersioning": _check_versioning,
    "PutObjectLockConfiguration": _check_configuration,
    "PutObjectRetention": _check_retention,
    "PutObjectLegalHold": _check_hold,
    "PutObject": _check_put,
    "CopyObject": _check_put,
    "CreateMultipartUpload": _check_put,
    "DeleteObject": _check_delete,
    "GetObjectRetention": _retention,
    "GetObjectLegalHold": _hold,
}
_READ = ("GetObjectRetention", "GetObjectLegalHold")


def moment(given: Any) -> datetime | None:
    """A moment, however it came; None for none."""
    if given is None or given == "":
        return None
    if not isinstance(given, datetime):
        given = datetime.fromisoformat(str(given))
    found: datetime = given if given.tzinfo else given.replace(tzinfo=UTC)
    return found
