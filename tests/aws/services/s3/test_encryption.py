"""Every object is encrypted, and answers say how; what S3 does not know it refuses. Plain boto3."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud

WHERE = {"Bucket": "genomes", "Key": "a"}
MALFORMED = "The XML you provided was not well-formed or did not validate against our published schema"
KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture
def cloud():
    with Cloud(services=["s3", "kms"]) as cloud:
        yield cloud


@pytest.fixture
def s3(cloud):
    client = cloud.client("s3")
    client.create_bucket(Bucket="genomes")
    return client


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def by_default(**default):
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    return {"Bucket": "genomes", "ServerSideEncryptionConfiguration": rules}


def all_answers(s3, **asked):
    """Those of everything that stores and reads an object."""
    begun = s3.create_multipart_upload(**WHERE, **asked)
    upload = {**WHERE, "UploadId": begun["UploadId"]}
    part = s3.upload_part(**upload, PartNumber=1, Body=b"1")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    completed = s3.complete_multipart_upload(**upload, MultipartUpload=parts)
    copied = s3.copy_object(Bucket="genomes", Key="b", CopySource="genomes/a", **asked)
    put = s3.put_object(**WHERE, Body=b"1", **asked)
    return [begun, part, completed, copied, put, s3.head_object(**WHERE), s3.get_object(**WHERE)]


def test_an_object_is_encrypted_with_s3s_own_keys_unless_told(s3):
    """All answers say so, and the bucket's configuration."""
    default = s3.get_bucket_encryption(Bucket="genomes")["ServerSideEncryptionConfiguration"]["Rules"]

    assert [each.get("ServerSideEncryption") for each in all_answers(s3)] == ["AES256"] * 7
    assert default == [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": False}]


def test_a_buckets_default_key_is_told_everywhere(s3, cloud):
    """By uploads in parts from their beginning."""
    key = cloud.client("kms").create_key()["KeyMetadata"]
    s3.put_bucket_encryption(**by_default(SSEAlgorithm="aws:kms", KMSMasterKeyID=key["KeyId"]))

    told = all_answers(s3)
    assert [(each.get("ServerSideEncryption"), each.get("SSEKMSKeyId")) for each in told] == [
        ("aws:kms", key["Arn"])
    ] * 7


def test_a_method_that_is_none_is_refused(s3):
    unknown = ("InvalidArgument", "The encryption method specified is not supported")

    assert refusal(s3.put_object, **WHERE, Body=b"1", ServerSideEncryption="foo") == unknown
    assert refusal(s3.create_multipart_upload, **WHERE, ServerSideEncryption="foo") == unknown
    assert refusal(s3.put_bucket_encryption, **by_default(SSEAlgorithm="zz")) == ("MalformedXML", MALFORMED)


def test_a_key_of_kms_goes_with_its_method_alone(s3):
    """In requests and as a bucket's default."""
    words = (
        "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms"
    )
    alone = {**WHERE, "Body": b"1", "SSEKMSKeyId": KEY}

    assert refusal(s3.put_object, **alone) == ("InvalidArgument", words)
    assert refusal(s3.put_object, **alone, ServerSideEncryption="AES256") == ("InvalidArgument", words)
    words = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse"
    wrong = by_default(SSEAlgorithm="AES256", KMSMasterKeyID=KEY)
    assert refusal(s3.put_bucket_encryption, **wrong) == ("InvalidArgument", words)
