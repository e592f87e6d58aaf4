"""S3 keeps what it promises: versions, locks, conditions, checksums, keys. Plain boto3."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud

PRECONDITION = "At least one of the pre-conditions you specified did not hold"
PROTECTED = "Access Denied because object protected by object lock."


@pytest.fixture
def cloud():
    with Cloud(services=("s3", "kms")) as cloud:
        yield cloud


@pytest.fixture
def s3(cloud):
    client = cloud.client("s3")
    client.create_bucket(Bucket="backups")
    return client


@pytest.fixture
def locked(cloud, s3):
    """A bucket with Object Lock, and one object "kept"."""
    s3.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    s3.put_object(Bucket="locked", Key="kept", Body=b"1")
    return s3


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def version(s3, status):
    s3.put_bucket_versioning(Bucket="backups", VersioningConfiguration={"Status": status})


def bodies(s3, bucket="backups", key="a"):
    """Bodies of all versions by version id, as far as they are objects."""
    listed = s3.list_object_versions(Bucket=bucket, Prefix=key).get("Versions", [])
    ids = [each["VersionId"] for each in listed]
    return {each: s3.get_object(Bucket=bucket, Key=key, VersionId=each)["Body"].read() for each in ids}


def test_a_put_while_versioning_is_suspended_keeps_older_versions(s3):
    """Only version "null" is overwritten."""
    version(s3, "Enabled")
    first = s3.put_object(Bucket="backups", Key="a", Body=b"first")["VersionId"]
    version(s3, "Suspended")

    s3.put_object(Bucket="backups", Key="a", Body=b"second")
    s3.put_object(Bucket="backups", Key="a", Body=b"third")

    assert bodies(s3) == {"null": b"third", first: b"first"}


def test_a_deletion_while_versioning_is_suspended_keeps_older_versions(s3):
    """Version "null" becomes a delete marker; what was there before can be had again."""
    version(s3, "Enabled")
    first = s3.put_object(Bucket="backups", Key="a", Body=b"first")["VersionId"]
    version(s3, "Suspended")
    s3.put_object(Bucket="backups", Key="a", Body=b"second")

    told = s3.delete_object(Bucket="backups", Key="a")

    assert (told["DeleteMarker"], told["VersionId"]) == (True, "null")
    assert bodies(s3) == {first: b"first"}
    s3.delete_object(Bucket="backups", Key="a", VersionId="null")
    assert s3.get_object(Bucket="backups", Key="a")["Body"].read() == b"first"


def test_what_was_there_before_versioning_is_version_null(s3):
    """It stays under that name."""
    s3.put_object(Bucket="backups", Key="a", Body=b"before")
    version(s3, "Enabled")
    later = s3.put_object(Bucket="backups", Key="a", Body=b"later")["VersionId"]

    assert bodies(s3) == {later: b"later", "null": b"before"}
    assert s3.get_object(Bucket="backups", Key="a", VersionId="null")["Body"].read() == b"before"


def retain(mode, until):
    return {"Mode": mode, "RetainUntilDate": until}


def test_retention_in_compliance_mode_is_not_shortened(locked, cloud):
    """Nor lifted, nor made another, by anyone; it can be made longer."""
    until = cloud.clock.now() + timedelta(days=10)
    kept = {"Bucket": "locked", "Key": "kept"}
    locked.put_object_retention(**kept, Retention=retain("COMPLIANCE", until))

    shorter = refusal(
        locked.put_object_retention,
        **kept,
        Retention=retain("COMPLIANCE", until - timedelta(days=5)),
        BypassGovernanceRetention=True,
    )
    other = refusal(locked.put_object_retention, **kept, Retention=retain("GOVERNANCE", until + timedelta(days=5)))
    locked.put_object_retention(**kept, Retention=retain("COMPLIANCE", until + timedelta(days=5)))

    assert shorter == other == ("AccessDenied", PROTECTED)


def test_retention_in_governance_mode_is_shortened_by_who_may(locked, cloud):
    """With the header that says so."""
    until = cloud.clock.now() + timedelta(days=10)
    kept = {"Bucket": "locked", "Key": "kept"}
    locked.put_object_retention(**kept, Retention=retain("GOVERNANCE", until))
    sooner = {**kept, "Retention": retain("GOVERNANCE", until - timedelta(days=5))}

    assert refusal(locked.put_object_retention, **sooner) == ("AccessDenied", PROTECTED)
    locked.put_object_retention(**sooner, BypassGovernanceRetention=True)


def test_a_version_is_protected_until_its_time_has_come(locked, cloud):
    """By the cloud's clock."""
    kept = {"Bucket": "locked", "Key": "kept"}
    held = locked.head_object(**kept)["VersionId"]
    locked.put_object_retention(**kept, Retention=retain("COMPLIANCE", cloud.clock.now() + timedelta(days=10)))

    too_early = refusal(locked.delete_object, **kept, VersionId=held)
    cloud.clock.advance(days=11)
    locked.delete_object(**kept, VersionId=held)

    assert too_early == ("AccessDenied", PROTECTED)
    assert bodies(locked, "locked", "kept") == {}


def test_versioning_of_a_bucket_with_locks_is_not_suspended(locked):
    """Versions are what locks hold."""
    told = refusal(locked.put_bucket_versioning, Bucket="locked", VersioningConfiguration={"Status": "Suspended"})

    message = "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed."
    assert told == ("InvalidBucketState", message)


def test_a_bucket_in_use_can_get_locks(s3, cloud):
    """Once it has versioning; new objects then have its default retention."""
    s3.put_object(Bucket="backups", Key="before", Body=b"1")
    rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}
    wanted = {"Bucket": "backups", "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": rule}}

    without = refusal(s3.put_object_lock_configuration, **wanted)
    version(s3, "Enabled")
    s3.put_object_lock_configuration(**wanted)
    s3.put_object(Bucket="backups", Key="after", Body=b"1")

    message = "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration"
    assert without == ("InvalidBucketState", message)
    assert s3.get_object_lock_configuration(Bucket="backups")["ObjectLockConfiguration"]["Rule"] == rule
    assert s3.head_object(Bucket="backups", Key="after")["ObjectLockMode"] == "GOVERNANCE"
    assert "ObjectLockMode" not in s3.head_object(Bucket="backups", Key="before")


def test_wrong_locks_are_refused(s3, locked, cloud):
    """In a bucket without them, of an unknown kind, in the past."""
    plain = {"Bucket": "backups", "Key": "a"}
    s3.put_object(**plain)
    later, past = cloud.clock.now() + timedelta(days=1), cloud.clock.now() - timedelta(days=1)

    no_locks = ("InvalidRequest", "Bucket is missing Object Lock Configuration")
    assert refusal(s3.put_object_retention, **plain, Retention=retain("GOVERNANCE", later)) == no_locks
    assert refusal(s3.put_object_legal_hold, **plain, LegalHold={"Status": "ON"}) == no_locks
    told = refusal(s3.put_object_retention, Bucket="locked", Key="kept", Retention=retain("GOVERNANCE", past))
    assert told == ("InvalidArgument", "The retain until date must be in the future!")


def test_an_object_is_stored_only_if_there_is_none(s3):
    """If-None-Match: * is S3's attribute_not_exists."""
    s3.put_object(Bucket="backups", Key="a", Body=b"first", IfNoneMatch="*")

    told = refusal(s3.put_object, Bucket="backups", Key="a", Body=b"second", IfNoneMatch="*")

    assert told == ("PreconditionFailed", PRECONDITION)
    assert s3.get_object(Bucket="backups", Key="a")["Body"].read() == b"first"


def test_an_object_is_replaced_only_if_it_has_not_changed(s3):
    """If-Match compares the ETag that the caller has seen; of no object, it is 404."""
    seen = s3.put_object(Bucket="backups", Key="a", Body=b"first")["ETag"]
    s3.put_object(Bucket="backups", Key="a", Body=b"second", IfMatch=seen)

    changed = refusal(s3.put_object, Bucket="backups", Key="a", Body=b"third", IfMatch=seen)
    absent = refusal(s3.put_object, Bucket="backups", Key="b", Body=b"third", IfMatch=seen)

    assert changed == ("PreconditionFailed", PRECONDITION)
    assert absent == ("NoSuchKey", "The specified key does not exist.")


def test_a_condition_that_s3_does_not_have(s3):
    """If-None-Match takes nothing but *."""
    told = refusal(s3.put_object, Bucket="backups", Key="a", IfNoneMatch='"0"')

    assert told == ("NotImplemented", "A header you provided implies functionality that is not implemented")


def test_a_copy_is_made_only_if_its_source_is_as_expected(s3, cloud):
    """By ETag, and by the moment of its last change."""
    etag = s3.put_object(Bucket="backups", Key="a", Body=b"1")["ETag"]
    before, after = cloud.clock.now() - timedelta(hours=1), cloud.clock.now() + timedelta(hours=1)
    copy = {"Bucket": "backups", "Key": "b", "CopySource": "backups/a"}

    for wrong in (
        {"CopySourceIfMatch": '"0"'},
        {"CopySourceIfNoneMatch": etag},
        {"CopySourceIfUnmodifiedSince": before},
        {"CopySourceIfModifiedSince": after},
    ):
        assert refusal(s3.copy_object, **copy, **wrong) == ("PreconditionFailed", PRECONDITION)
    for right in (
        {"CopySourceIfMatch": etag, "CopySourceIfUnmodifiedSince": before},
        {"CopySourceIfNoneMatch": '"0"', "CopySourceIfModifiedSince": after},
    ):
        s3.copy_object(**copy, **right)


def test_bytes_that_are_not_those_that_were_told_are_refused(s3):
    """By Content-MD5, and by each checksum that is computed here."""
    of_others = hashlib.md5(b"others").digest()
    put = {"Bucket": "backups", "Key": "a", "Body": b"mine"}

    told = refusal(s3.put_object, **put, ContentMD5=base64.b64encode(of_others).decode())
    assert told == ("BadDigest", "The Content-MD5 you specified did not match what we received.")
    assert refusal(s3.put_object, **put, ContentMD5="no") == (
        "InvalidDigest",
        "The Content-MD5 you specified was invalid.",
    )
    told = refusal(s3.put_object, **put, ChecksumSHA256=base64.b64encode(hashlib.sha256(b"others").digest()).decode())
    assert told == ("BadDigest", "The SHA256 you specified did not match the calculated checksum.")
    told = refusal(s3.put_object, **put, ChecksumCRC32="AAAA")
    assert told == ("InvalidRequest", "Value for x-amz-checksum-crc32 header is invalid.")
    s3.put_object(**put, ContentMD5=base64.b64encode(hashlib.md5(b"mine").digest()).decode())


def test_objects_are_encrypted_with_a_key_that_is_there(s3, cloud):
    """The answer names it by its ARN; when it is disabled nothing can be read or written."""
    kms = cloud.client("kms")
    key = kms.create_key()["KeyMetadata"]
    put = {"Bucket": "backups", "Key": "a", "Body": b"1", "ServerSideEncryption": "aws:kms"}

    told = s3.put_object(**put, SSEKMSKeyId=key["KeyId"])
    read = s3.get_object(Bucket="backups", Key="a")
    kms.disable_key(KeyId=key["KeyId"])

    assert told["SSEKMSKeyId"] == read["SSEKMSKeyId"] == key["Arn"]
    disabled = ("KMS.DisabledException", f"{key['Arn']} is disabled.")
    assert refusal(s3.get_object, Bucket="backups", Key="a") == disabled
    assert refusal(s3.put_object, **put, SSEKMSKeyId=key["KeyId"]) == disabled
    absent = refusal(s3.put_object, **put, SSEKMSKeyId="no-key")
    assert absent == ("KMS.NotFoundException", "Invalid keyId 'no-key'")
