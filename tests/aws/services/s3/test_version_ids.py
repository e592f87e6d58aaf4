"""Ids of versions: markers, what is no id, and version "null"; and other arguments that S3 refuses. Plain boto3."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud

WHERE = {"Bucket": "backups", "Key": "a"}
OTHER = "11111111-2222-3333-4444-555555555555"  # well-formed, and nobody's
MARKER = ("MethodNotAllowed", "The specified method is not allowed against this resource.", 405)
MALFORMED = ("InvalidArgument", "Invalid version id specified", 400)
NO_VERSION = ("NoSuchVersion", "The specified version does not exist.", 404)
NO_KEY = ("NoSuchKey", "The specified key does not exist.", 404)
SCHEMA = "The XML you provided was not well-formed or did not validate against our published schema"
TAGS = {"Tagging": {"TagSet": [{"Key": "a", "Value": "1"}]}}


@pytest.fixture
def s3():
    with Cloud(services=["s3"]) as cloud:
        client = cloud.client("s3")
        client.create_bucket(Bucket="backups")
        yield client


@pytest.fixture
def versioned(s3):
    version(s3, "Enabled")
    s3.put_object(**WHERE, Body=b"1")
    return s3


@pytest.fixture
def marker(versioned):
    """A delete marker, the current version."""
    return {**WHERE, "VersionId": versioned.delete_object(**WHERE)["VersionId"]}


def version(s3, status):
    s3.put_bucket_versioning(Bucket="backups", VersioningConfiguration={"Status": status})


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_delete_marker_can_only_be_deleted(versioned, marker):
    """Named by its id it is refused; it is no object that could be read, tagged or copied."""
    assert refusal(versioned.get_object, **marker) == MARKER
    assert refusal(versioned.head_object, **marker) == ("405", "Method Not Allowed", 405)
    assert refusal(versioned.get_object_acl, **marker) == MARKER
    assert refusal(versioned.get_object_tagging, **marker) == MARKER
    assert refusal(versioned.put_object_tagging, **marker, **TAGS) == MARKER
    message = "The source of a copy request may not specifically refer to a delete marker by version id."
    assert refusal(versioned.copy_object, Bucket="backups", Key="b", CopySource=marker) == (
        "InvalidRequest",
        message,
        400,
    )
    versioned.delete_object(**marker)
    assert versioned.get_object(**WHERE)["Body"].read() == b"1"


def test_what_was_deleted_is_not_there_to_read_and_not_allowed_to_write(versioned, marker):
    """Without an id."""
    assert refusal(versioned.get_object, **WHERE) == NO_KEY
    assert refusal(versioned.get_object_tagging, **WHERE) == NO_KEY
    assert refusal(versioned.put_object_acl, **WHERE, ACL="private") == MARKER


def test_version_null_can_be_a_delete_marker(s3, versioned):
    version(s3, "Suspended")
    s3.delete_object(**WHERE)

    assert refusal(s3.get_object, **WHERE, VersionId="null") == MARKER


def test_an_id_that_is_none_is_told_from_one_that_is_gone(versioned):
    """In reads, writes and copies."""
    assert refusal(versioned.get_object, **WHERE, VersionId="nonsense") == MALFORMED
    assert refusal(versioned.delete_object, **WHERE, VersionId="nonsense") == MALFORMED
    assert refusal(versioned.get_object, **WHERE, VersionId=OTHER) == NO_VERSION
    empty = ("InvalidArgument", "Version id cannot be the empty string", 400)
    assert refusal(versioned.get_object, **WHERE, VersionId="") == empty
    assert refusal(versioned.head_object, **WHERE, VersionId="nonsense") == ("400", "Bad Request", 400)
    copy = {"Bucket": "backups", "Key": "b", "CopySource": {**WHERE, "VersionId": "nonsense"}}
    assert refusal(versioned.copy_object, **copy) == ("InvalidRequest", "Invalid Request", 400)
    upload = versioned.create_multipart_upload(Bucket="backups", Key="b")["UploadId"]
    assert refusal(versioned.upload_part_copy, **copy, UploadId=upload, PartNumber=1) == MALFORMED


def test_a_deletion_of_a_version_that_is_none_deletes_nothing(s3):
    """Where there never were versions, and in a list of deletions."""
    s3.put_object(**WHERE, Body=b"1")
    wanted = {"Objects": [{"Key": "a", "VersionId": "nonsense"}]}

    assert refusal(s3.delete_object, **WHERE, VersionId=OTHER) == MALFORMED
    [told] = s3.delete_objects(Bucket="backups", Delete=wanted)["Errors"]
    assert (told["Code"], told["Key"], told["VersionId"]) == ("NoSuchVersion", "a", "nonsense")
    assert s3.get_object(**WHERE)["Body"].read() == b"1"
    s3.delete_object(**WHERE, VersionId="null")
    assert refusal(s3.get_object, **WHERE) == NO_KEY


def test_answers_name_version_null_where_there_were_versions(s3):
    """And name none in a bucket that never had any."""
    without = [s3.put_object(**WHERE, Body=b"1"), in_parts(s3), s3.get_object(**WHERE), s3.head_object(**WHERE)]
    s3.head_object(**WHERE, VersionId="null")
    version(s3, "Enabled")
    before = [s3.get_object(**WHERE), s3.head_object(**WHERE), s3.get_object(**WHERE, Range="bytes=0-0")]
    version(s3, "Suspended")
    after = [s3.put_object(**WHERE, Body=b"1"), in_parts(s3), s3.copy_object(**WHERE, CopySource="backups/a", **ANEW)]

    assert not any("VersionId" in each for each in without)
    assert [each["VersionId"] for each in [*before, *after]] == ["null"] * 6
    assert before[2]["ContentRange"] == "bytes 0-0/1" and before[0]["Body"].read() == b"1"


ANEW = {"MetadataDirective": "REPLACE"}


def in_parts(s3):
    where = {**WHERE, "UploadId": s3.create_multipart_upload(**WHERE)["UploadId"]}
    tag = s3.upload_part(**where, PartNumber=1, Body=b"1")["ETag"]
    return s3.complete_multipart_upload(**where, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": tag}]})


def test_a_key_has_at_most_1024_bytes(s3):
    too_long = ("KeyTooLongError", "Your key is too long", 400)

    s3.put_object(Bucket="backups", Key="é" * 512)
    assert refusal(s3.put_object, Bucket="backups", Key="é" * 512 + "x") == too_long
    assert refusal(s3.get_object, Bucket="backups", Key="x" * 1025) == too_long


def test_two_tags_with_one_key_are_refused(s3):
    s3.put_object(**WHERE, Body=b"1")
    twice = {"TagSet": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}
    told = ("InvalidTag", "Cannot provide multiple Tags with the same key", 400)

    assert refusal(s3.put_object_tagging, **WHERE, Tagging=twice) == told
    assert refusal(s3.put_bucket_tagging, Bucket="backups", Tagging=twice) == told
    assert refusal(s3.put_object, **WHERE, Tagging="a=1&a=2")[0] == "InvalidArgument"


def test_a_lifecycle_without_rules_is_malformed(s3):
    told = refusal(s3.put_bucket_lifecycle_configuration, Bucket="backups", LifecycleConfiguration={"Rules": []})

    assert told == ("MalformedXML", SCHEMA, 400)


@pytest.mark.parametrize("status", ["Enabled", "Suspended"])
def test_what_was_never_there_gets_a_delete_marker(versioned, status):
    """Alone, and among others."""
    version(versioned, status)

    one = versioned.delete_object(Bucket="backups", Key="never")
    many = versioned.delete_objects(Bucket="backups", Delete={"Objects": [{"Key": "nowhere"}]})["Deleted"]

    found = {each["Key"]: each for each in versioned.list_object_versions(Bucket="backups")["DeleteMarkers"]}
    assert (one["DeleteMarker"], one["VersionId"]) == (True, found["never"]["VersionId"])
    [of_many] = many
    assert (of_many["DeleteMarker"], of_many["DeleteMarkerVersionId"]) == (True, found["nowhere"]["VersionId"])
    assert {each["VersionId"] == "null" for each in found.values()} == {status == "Suspended"}
    assert {each["IsLatest"] for each in found.values()} == {True}


def test_without_versions_nothing_is_marked(s3):
    answer = s3.delete_object(Bucket="backups", Key="never")

    assert "DeleteMarker" not in answer
    assert "DeleteMarkers" not in s3.list_object_versions(Bucket="backups")


def test_a_version_that_is_not_there_is_not_marked(versioned):
    versioned.delete_object(Bucket="backups", Key="never", VersionId=OTHER)

    assert "DeleteMarkers" not in versioned.list_object_versions(Bucket="backups")
