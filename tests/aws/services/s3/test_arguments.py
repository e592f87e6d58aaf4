"""Where a page begins, and ranges of bytes: what S3 cannot read it refuses, or leaves aside. Plain boto3."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud

WHERE = {"Bucket": "genomes", "Key": "a"}


@pytest.fixture
def s3():
    with Cloud(services=["s3"]) as cloud:
        client = cloud.client("s3")
        client.create_bucket(Bucket="genomes")
        for key in "abc":
            client.put_object(Bucket="genomes", Key=key, Body=b"0123456789")
        yield client


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"], error["ArgumentName"]


def test_a_token_that_no_answer_gave_is_refused(s3):
    """One that an answer gave is taken."""
    token = s3.list_objects_v2(Bucket="genomes", MaxKeys=1)["NextContinuationToken"]
    rest = s3.list_objects_v2(Bucket="genomes", ContinuationToken=token)["Contents"]

    wrong = ("InvalidArgument", "The continuation token provided is incorrect", "continuation-token")
    assert refusal(s3.list_objects_v2, Bucket="genomes", ContinuationToken="garbage") == wrong
    assert [each["Key"] for each in rest] == ["b", "c"]


@pytest.mark.parametrize("told", ["foo", "lines=0-1", "bytes=", "bytes=0-1,3-4", "bytes=0-1=2"])
def test_a_range_that_is_none_is_left_aside(s3, told):
    """All of the object is read, and the answer says so."""
    read = s3.get_object(**WHERE, Range=told)

    assert read["ResponseMetadata"]["HTTPStatusCode"] == 200 and "ContentRange" not in read
    assert read["Body"].read() == b"0123456789"


def test_a_range_is_read(s3):
    read = s3.get_object(**WHERE, Range="bytes=-3")

    assert (read["ContentRange"], read["Body"].read()) == ("bytes 7-9/10", b"789")


@pytest.mark.parametrize("told", ["0-8", "bytes=1-0", "bytes=-2", "bytes=1-", "bytes=0-1,3-4", "foo"])
def test_a_part_that_is_copied_names_its_first_and_last_byte(s3, told):
    """Otherwise nothing is copied; also not where the source ends before."""
    part = {**WHERE, "UploadId": s3.create_multipart_upload(**WHERE)["UploadId"], "PartNumber": 1}
    copy = {**part, "CopySource": "genomes/a"}

    code, message, argument = refusal(s3.upload_part_copy, **copy, CopySourceRange=told)
    assert (code, argument) == ("InvalidArgument", "x-amz-copy-source-range")
    assert message.startswith("The x-amz-copy-source-range value must be of the form bytes=first-last")
    beyond = "Range specified is not valid for source object of size: 10"
    assert refusal(s3.upload_part_copy, **copy, CopySourceRange="bytes=0-10")[1] == beyond
    s3.upload_part_copy(**copy, CopySourceRange="bytes=0-9")
