"""Uploads in parts. To face the real service, let `s3` return boto3.client("s3") and make a bucket of that name."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud

LEAST = 5 * 1024 * 1024
WHERE = {"Bucket": "genomes", "Key": "S-1001"}
GONE = (
    "NoSuchUpload",
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
    "completed.",
    404,
)


@pytest.fixture
def s3():
    with Cloud(services=["s3"]) as cloud:
        client = cloud.client("s3")
        client.create_bucket(Bucket="genomes")
        yield client


@pytest.fixture
def upload(s3):
    return {**WHERE, "UploadId": s3.create_multipart_upload(**WHERE)["UploadId"]}


def sent(s3, upload, number, body):
    return {"PartNumber": number, "ETag": s3.upload_part(**upload, PartNumber=number, Body=body)["ETag"]}


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_the_parts_become_one_object_and_nothing_is_left_open(s3, upload):
    parts = [sent(s3, upload, 1, bytes(LEAST)), sent(s3, upload, 2, b"end")]
    assert [each["UploadId"] for each in s3.list_multipart_uploads(Bucket="genomes")["Uploads"]] == [upload["UploadId"]]

    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})

    assert s3.head_object(**WHERE)["ContentLength"] == LEAST + 3
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="genomes")


def test_every_part_but_the_last_has_5_mib(s3, upload):
    """It is only when the upload is completed that S3 complains, and it stays open."""
    parts = [sent(s3, upload, 1, bytes(LEAST - 1)), sent(s3, upload, 2, b"end")]

    with pytest.raises(ClientError) as refused:
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})

    error = refused.value.response["Error"]
    assert (error["Code"], error["Message"]) == (
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
    )
    assert (error["ProposedSize"], error["MinSizeAllowed"], error["PartNumber"]) == (str(LEAST - 1), str(LEAST), "1")
    assert len(s3.list_multipart_uploads(Bucket="genomes")["Uploads"]) == 1


def test_one_small_part_is_enough(s3, upload):
    s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": [sent(s3, upload, 7, b"x")]})

    assert s3.get_object(**WHERE)["Body"].read() == b"x"


@pytest.mark.parametrize("numbers", [(2, 1), (1, 1)])
def test_parts_are_listed_in_ascending_order(s3, upload, numbers):
    """That is looked at before their sizes are."""
    parts = {number: sent(s3, upload, number, b"x") for number in (1, 2)}

    assert refusal(
        s3.complete_multipart_upload, **upload, MultipartUpload={"Parts": [parts[number] for number in numbers]}
    ) == (
        "InvalidPartOrder",
        "The list of parts was not in ascending order. Parts must be ordered by part number.",
        400,
    )


def test_a_part_with_another_tag_is_not_there(s3, upload):
    parts = [{"PartNumber": 1, "ETag": '"0"'}, sent(s3, upload, 2, b"x")]

    assert refusal(s3.complete_multipart_upload, **upload, MultipartUpload={"Parts": parts})[0] == "InvalidPart"


def test_an_aborted_upload_is_over(s3, upload):
    part = sent(s3, upload, 1, b"x")
    s3.abort_multipart_upload(**upload)

    assert "Uploads" not in s3.list_multipart_uploads(Bucket="genomes")
    assert refusal(s3.upload_part, **upload, PartNumber=2, Body=b"x") == GONE
    assert refusal(s3.complete_multipart_upload, **upload, MultipartUpload={"Parts": [part]}) == GONE
    assert refusal(s3.abort_multipart_upload, **upload) == GONE


def test_completing_once_more_changes_nothing(s3, upload):
    """As after a lost answer."""
    done = {"MultipartUpload": {"Parts": [sent(s3, upload, 1, b"x")]}}

    first = s3.complete_multipart_upload(**upload, **done)
    again = s3.complete_multipart_upload(**upload, **done)

    assert (again["ETag"], again["Key"]) == (first["ETag"], "S-1001")
    assert refusal(s3.upload_part, **upload, PartNumber=2, Body=b"x") == GONE


def test_what_was_just_stored_bears_no_date(s3, upload):
    """PutObject, UploadPart and CopyObject have no Last-Modified; HeadObject has."""
    answers = [
        s3.put_object(**WHERE, Body=b"x"),
        s3.upload_part(**upload, PartNumber=1, Body=b"y"),
        s3.copy_object(**{**WHERE, "Key": "copy"}, CopySource="genomes/S-1001"),
        s3.head_object(**WHERE),
    ]
    dated = ["last-modified" in answer["ResponseMetadata"]["HTTPHeaders"] for answer in answers]
    assert dated == [False, False, False, True]
