"""Object Lock holds whatever way an object was made, and tells what holds it. Plain boto3."""

from __future__ import annotations

from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud

PROTECTED = ("AccessDenied", "Access Denied because object protected by object lock.")
NO_LOCK = ("NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration")
MISSING = ("InvalidRequest", "Bucket is missing Object Lock Configuration")
MARKER = ("MethodNotAllowed", "The specified method is not allowed against this resource.")
MALFORMED = "The XML you provided was not well-formed or did not validate against our published schema"
WHERE = {"Bucket": "locked", "Key": "kept"}


@pytest.fixture
def cloud():
    with Cloud(services=["s3"]) as cloud:
        yield cloud


@pytest.fixture
def s3(cloud):
    client = cloud.client("s3")
    client.create_bucket(Bucket="plain")
    client.put_object(Bucket="plain", Key="source", Body=b"1")
    client.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    return client


@pytest.fixture
def until(cloud):
    return cloud.clock.now().replace(microsecond=0) + timedelta(days=3)


def by_default(s3, mode="COMPLIANCE", **period):
    rule = {"DefaultRetention": {"Mode": mode, **(period or {"Days": 2})}}
    wanted = {"ObjectLockEnabled": "Enabled", "Rule": rule}
    s3.put_object_lock_configuration(Bucket="locked", ObjectLockConfiguration=wanted)


def put(s3, **asked):
    return s3.put_object(**WHERE, Body=b"1", **asked)["VersionId"]


def copied(s3, **asked):
    return s3.copy_object(**WHERE, CopySource="plain/source", **asked)["VersionId"]


def in_parts(s3, **asked):
    where = {**WHERE, "UploadId": s3.create_multipart_upload(**WHERE, **asked)["UploadId"]}
    tag = s3.upload_part(**where, PartNumber=1, Body=b"1")["ETag"]
    parts = {"Parts": [{"PartNumber": 1, "ETag": tag}]}
    made = s3.complete_multipart_upload(**where, MultipartUpload=parts)["VersionId"]
    s3.complete_multipart_upload(**where, MultipartUpload=parts)
    return made


WAYS = pytest.mark.parametrize("made", [put, copied, in_parts])


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@WAYS
def test_a_lock_that_was_asked_for_holds(s3, cloud, until, made):
    """However the object came there, until its time has come."""
    version = made(s3, ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until)

    assert refusal(s3.delete_object, **WHERE, VersionId=version) == PROTECTED
    retention = s3.get_object_retention(**WHERE, VersionId=version)["Retention"]
    assert (retention["Mode"], retention["RetainUntilDate"]) == ("COMPLIANCE", until)
    assert s3.head_object(**WHERE)["ObjectLockRetainUntilDate"] == until
    cloud.clock.advance(days=4)
    s3.delete_object(**WHERE, VersionId=version)


@WAYS
def test_a_legal_hold_that_was_asked_for_holds(s3, made):
    """Until it is lifted."""
    version = made(s3, ObjectLockLegalHoldStatus="ON")

    assert refusal(s3.delete_object, **WHERE, VersionId=version) == PROTECTED
    assert s3.get_object_legal_hold(**WHERE)["LegalHold"] == {"Status": "ON"}
    s3.put_object_legal_hold(**WHERE, LegalHold={"Status": "OFF"})
    assert s3.get_object_legal_hold(**WHERE)["LegalHold"] == {"Status": "OFF"}
    s3.delete_object(**WHERE, VersionId=version)


@WAYS
@pytest.mark.parametrize(("period", "days"), [({"Days": 2}, 2), ({"Years": 1}, 365)])
def test_the_buckets_default_holds_what_asks_for_no_lock(s3, cloud, made, period, days):
    """Counted from when the version was made."""
    by_default(s3, **period)
    version = made(s3)

    assert refusal(s3.delete_object, **WHERE, VersionId=version) == PROTECTED
    retention = s3.get_object_retention(**WHERE)["Retention"]
    left = retention["RetainUntilDate"] - cloud.clock.now()
    assert retention["Mode"] == "COMPLIANCE" and timedelta(days - 1) < left <= timedelta(days)
    cloud.clock.advance(days=days)
    s3.delete_object(**WHERE, VersionId=version)


@WAYS
def test_a_lock_that_was_asked_for_comes_before_the_default(s3, until, made):
    """A legal hold alone leaves the default."""
    by_default(s3)
    made(s3, ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until)
    asked = s3.get_object_retention(**WHERE)["Retention"]
    made(s3, ObjectLockLegalHoldStatus="OFF")
    beside_hold = s3.get_object_retention(**WHERE)["Retention"]

    assert asked == {"Mode": "GOVERNANCE", "RetainUntilDate": until}
    assert beside_hold["Mode"] == "COMPLIANCE"


def test_a_copy_does_not_take_its_sources_locks(s3, until):
    put(s3, ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until, ObjectLockLegalHoldStatus="ON")
    made = s3.copy_object(Bucket="locked", Key="copy", CopySource="locked/kept")["VersionId"]

    assert refusal(s3.get_object_retention, Bucket="locked", Key="copy") == NO_LOCK
    s3.delete_object(Bucket="locked", Key="copy", VersionId=made)


@pytest.mark.parametrize("body", [b"", b"1", b"<a/>"])
def test_what_has_no_lock_says_so(s3, body):
    """Whatever is in it; a bucket without locks says that instead."""
    s3.put_object(**WHERE, Body=body)
    plain = {"Bucket": "plain", "Key": "source"}

    for asked in (s3.get_object_retention, s3.get_object_legal_hold):
        assert refusal(asked, **WHERE) == NO_LOCK
        assert refusal(asked, **plain) == MISSING
        assert refusal(asked, Bucket="locked", Key="none") == ("NoSuchKey", "The specified key does not exist.")


def test_a_retention_whose_time_is_over_is_still_told(s3, cloud, until):
    put(s3, ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until)
    cloud.clock.advance(days=10)

    assert s3.get_object_retention(**WHERE)["Retention"] == {"Mode": "GOVERNANCE", "RetainUntilDate": until}


def test_a_retention_that_was_lifted_is_gone(s3, until):
    put(s3, ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until)
    s3.put_object_retention(**WHERE, Retention={}, BypassGovernanceRetention=True)

    assert refusal(s3.get_object_retention, **WHERE) == NO_LOCK


def test_locks_of_what_is_not_there_are_not_set(s3, until):
    """No such key; a delete marker, which can have none."""
    retention, hold = {"Mode": "GOVERNANCE", "RetainUntilDate": until}, {"Status": "ON"}
    absent = ("NoSuchKey", "The specified key does not exist.")

    assert refusal(s3.put_object_retention, **WHERE, Retention=retention) == absent
    assert refusal(s3.put_object_legal_hold, **WHERE, LegalHold=hold) == absent
    put(s3)
    marker = {**WHERE, "VersionId": s3.delete_object(**WHERE)["VersionId"]}
    assert refusal(s3.put_object_retention, **marker, Retention=retention) == MARKER
    assert refusal(s3.get_object_retention, **marker) == MARKER
    assert refusal(s3.put_object_legal_hold, **marker, LegalHold=hold) == MARKER


def test_half_a_lock_is_malformed(s3, until):
    put(s3)

    for half in ({"Mode": "GOVERNANCE"}, {"RetainUntilDate": until}, {"Mode": "BAD", "RetainUntilDate": until}):
        assert refusal(s3.put_object_retention, **WHERE, Retention=half) == ("MalformedXML", MALFORMED)
    assert refusal(s3.put_object_legal_hold, **WHERE, LegalHold={}) == ("MalformedXML", MALFORMED)
