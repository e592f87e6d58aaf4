"""What S3's answers tell of buckets, owners and checksums. Plain boto3."""

from __future__ import annotations

import json

import pytest

from course_lib.aws.account import Cloud

WHERE = {"Bucket": "genomes", "Key": "a/b c"}


@pytest.fixture
def cloud():
    with Cloud(services=["s3", "kms", "dynamodb"]) as cloud:
        yield cloud


@pytest.fixture
def s3(cloud):
    client = cloud.client("s3")
    client.create_bucket(Bucket="genomes")
    client.put_object(**WHERE, Body=b"1")
    return client


def test_a_bucket_was_made_when_the_clouds_clock_says(s3, cloud):
    """Also when it is made once more."""
    made = cloud.clock.now()
    cloud.clock.advance(days=1)
    s3.create_bucket(Bucket="genomes")
    [told] = s3.list_buckets()["Buckets"]

    assert abs((made - told["CreationDate"]).total_seconds()) < 60


def test_a_table_with_a_stream_and_awss_key_is_as_old_as_the_clouds_clock_says(cloud):
    """Its stream's label, and what the key's alias tells."""
    cloud.client("dynamodb").create_table(
        TableName="players",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        SSESpecification={"Enabled": True},
    )
    table = cloud.client("dynamodb").describe_table(TableName="players")["Table"]
    [alias] = cloud.client("kms").list_aliases()["Aliases"]

    today = cloud.clock.now().date().isoformat()
    assert table["LatestStreamLabel"].startswith(today) and today in table["LatestStreamArn"]
    assert alias["CreationDate"].date().isoformat() == today


def test_owners_have_one_id_and_no_name(s3):
    """In every answer that names them."""
    upload = {**WHERE, "UploadId": s3.create_multipart_upload(**WHERE)["UploadId"]}
    s3.upload_part(**upload, PartNumber=1, Body=b"1")
    answers = [
        s3.list_buckets(),
        s3.get_bucket_acl(Bucket="genomes"),
        s3.get_object_acl(**WHERE),
        s3.list_objects(Bucket="genomes")["Contents"][0],
        s3.list_objects_v2(Bucket="genomes", FetchOwner=True)["Contents"][0],
        s3.list_object_versions(Bucket="genomes")["Versions"][0],
        s3.list_multipart_uploads(Bucket="genomes")["Uploads"][0],
        s3.list_parts(**upload),
    ]

    assert "DisplayName" not in json.dumps(answers, default=str)
    assert len({each["Owner"]["ID"] for each in answers}) == 1


def test_a_bucket_names_its_region_where_something_was_asked(s3):
    """And its ARN always."""
    assert "BucketRegion" not in s3.list_buckets()["Buckets"][0]
    assert s3.list_buckets(Prefix="gen")["Buckets"][0]["BucketRegion"] == "us-east-1"
    told = [s3.create_bucket(Bucket="genomes"), s3.head_bucket(Bucket="genomes"), s3.list_buckets()["Buckets"][0]]
    assert [each["BucketArn"] for each in told] == ["arn:aws:s3:::genomes"] * 3
    assert told[1]["BucketRegion"] == "us-east-1"


def test_a_checksum_is_of_the_whole_object(s3):
    put = s3.put_object(**WHERE, Body=b"1")
    copied = s3.copy_object(Bucket="genomes", Key="copy", CopySource=WHERE)["CopyObjectResult"]

    assert (put["ChecksumCRC32"], put["ChecksumType"]) == (copied["ChecksumCRC32"], copied["ChecksumType"])
    assert put["ChecksumType"] == "FULL_OBJECT"


def test_an_object_made_of_parts_has_an_address(s3):
    upload = {**WHERE, "UploadId": s3.create_multipart_upload(**WHERE)["UploadId"]}
    parts = {"Parts": [{"PartNumber": 1, "ETag": s3.upload_part(**upload, PartNumber=1, Body=b"1")["ETag"]}]}
    told = s3.complete_multipart_upload(**upload, MultipartUpload=parts)

    assert told["Location"] == "https://genomes.s3.us-east-1.amazonaws.com/a%2Fb%20c"


def test_what_a_request_said_is_not_sent_back(s3):
    """Headers of the request alone."""
    for answer in (s3.put_object(**WHERE, Body=b"1"), s3.get_object(**WHERE), s3.head_object(**WHERE)):
        sent = answer["ResponseMetadata"]["HTTPHeaders"]
        assert not {"x-amz-content-sha256", "x-amz-sdk-checksum-algorithm"} & set(sent)
