"""S3, KMS and STS as part of a cloud, in this process and over HTTP."""

from __future__ import annotations

import hashlib
import io
import threading
import urllib.request

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.s3.models import FakeKey

from course_lib.aws.account import Cloud, NotSimulated
from course_lib.aws.http.messages import Answer
from course_lib.aws.layers.faults import LoseAnswer, Refuse
from course_lib.aws.sdk import wall
from course_lib.aws.sdk.server import make_server

SERVICES = ("dynamodb", "s3", "kms", "sts")
ODD_KEY = "2026/a b+ü%2F=?.bin"


@pytest.fixture
def cloud():
    with Cloud(services=SERVICES) as account:
        yield account


@pytest.fixture
def endpoint(cloud):
    server = make_server(cloud)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def over_http(endpoint, service, **settings):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        config=Config(**settings),
    )


@pytest.fixture(params=["bound", "plain", "http"])
def clients(request, cloud):
    """Makes a client, by each of the ways in."""
    if request.param == "bound":
        yield cloud.client
    elif request.param == "plain":
        wall.open_to(cloud)
        yield boto3.client
        wall.close()
    else:
        endpoint = request.getfixturevalue("endpoint")
        yield lambda service: over_http(endpoint, service, s3={"addressing_style": "path"})


def last(cloud, operation):
    return cloud.journal.entries(operation=operation)[-1]


def refusal(call, **parameters):
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"], caught.value.response["ResponseMetadata"]["HTTPStatusCode"]


def test_an_object_comes_back_byte_for_byte_with_its_metadata(cloud, clients):
    s3, body = clients("s3"), bytes(range(256)) * 100
    s3.create_bucket(Bucket="reports")

    s3.put_object(Bucket="reports", Key=ODD_KEY, Body=body, Metadata={"made_by": "ana"})

    found = s3.get_object(Bucket="reports", Key=ODD_KEY)
    assert (found["Body"].read(), found["ContentLength"]) == (body, len(body))
    assert found["Metadata"] == {"made_by": "ana"}
    assert found["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    assert s3.head_object(Bucket="reports", Key=ODD_KEY)["ContentLength"] == len(body)
    assert [each["Key"] for each in s3.list_objects_v2(Bucket="reports")["Contents"]] == [ODD_KEY]


def test_the_journal_names_operation_and_parameters_as_boto3_does(cloud, clients):
    s3 = clients("s3")
    s3.create_bucket(Bucket="reports")
    s3.put_object(Bucket="reports", Key=ODD_KEY, Body=b"\x00\xff", ServerSideEncryption="AES256")
    s3.get_object(Bucket="reports", Key=ODD_KEY, Range="bytes=1-")

    put, get = last(cloud, "PutObject"), last(cloud, "GetObject")

    assert (put.service, put.who) == ("s3", "you")
    wanted = {"Bucket": "reports", "Key": ODD_KEY, "Body": b"\x00\xff", "ServerSideEncryption": "AES256"}
    assert wanted.items() <= put.params.items()
    assert {"Bucket": "reports", "Key": ODD_KEY, "Range": "bytes=1-"}.items() <= get.params.items()
    assert (get.result["Body"], get.result["ContentRange"], get.error) == (b"\xff", "bytes 1-1/2", None)


def test_what_s3_refuses_is_refused_in_its_words(cloud, clients):
    s3 = clients("s3")
    s3.create_bucket(Bucket="reports")

    assert refusal(s3.get_object, Bucket="reports", Key="no") == (
        "NoSuchKey",
        "The specified key does not exist.",
        404,
    )
    assert refusal(s3.head_object, Bucket="reports", Key="no") == ("404", "Not Found", 404)
    assert refusal(s3.put_object, Bucket="nowhere", Key="k") == (
        "NoSuchBucket",
        "The specified bucket does not exist",
        404,
    )
    entry = last(cloud, "PutObject")
    assert (entry.result, entry.error.code, entry.error.status) == (None, "NoSuchBucket", 404)
    assert entry.error.members == {"BucketName": "nowhere"}


def test_a_large_file_goes_up_and_comes_down_in_parts(cloud, clients):
    s3, body = clients("s3"), b"0123456789abcdef" * 600_000
    s3.create_bucket(Bucket="reports")

    s3.upload_fileobj(io.BytesIO(body), "reports", "big")
    back = io.BytesIO()
    s3.download_fileobj("reports", "big", back)

    assert back.getvalue() == body
    assert len(cloud.journal.entries(operation="UploadPart")) == 2


def test_an_error_in_the_middle_of_a_list_of_objects_is_told_for_each(clients):
    s3 = clients("s3")
    s3.create_bucket(Bucket="reports")
    s3.put_object(Bucket="reports", Key="a")

    gone = s3.delete_objects(Bucket="reports", Delete={"Objects": [{"Key": "a"}, {"Key": "never"}]})

    assert sorted(each["Key"] for each in gone["Deleted"]) == ["a", "never"]
    assert "Contents" not in s3.list_objects_v2(Bucket="reports")


def test_a_data_key_opens_only_with_its_encryption_context(cloud, clients):
    kms = clients("kms")
    key = kms.create_key(Description="samples")["KeyMetadata"]["Arn"]
    made = kms.generate_data_key(KeyId=key, KeySpec="AES_256", EncryptionContext={"table": "samples"})

    opened = kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"table": "samples"})

    assert opened["Plaintext"] == made["Plaintext"]
    assert refusal(kms.decrypt, CiphertextBlob=made["CiphertextBlob"])[0] == "InvalidCiphertextException"
    entry = last(cloud, "GenerateDataKey")
    assert entry.params == {"KeyId": key, "KeySpec": "AES_256", "EncryptionContext": {"table": "samples"}}
    assert entry.result["Plaintext"] == made["Plaintext"]
    assert key.startswith(f"arn:aws:kms:us-east-1:{cloud.account}:key/")


def test_the_caller_is_of_the_clouds_account(cloud, clients):
    assert clients("sts").get_caller_identity()["Account"] == cloud.account
    assert (last(cloud, "GetCallerIdentity").service, last(cloud, "GetCallerIdentity").params) == ("sts", {})


def test_a_role_is_asked_for_with_parameters_of_the_query_protocol(cloud, clients):
    """Root may not have one, as on AWS; who may is told in services/iam."""
    role = {"RoleArn": f"arn:aws:iam::{cloud.account}:role/reader", "RoleSessionName": "ana"}

    refused = refusal(clients("sts").assume_role, **role, Tags=[{"Key": "team", "Value": "lab"}])

    assert refused == ("AccessDenied", "Roles may not be assumed by root accounts.", 403)
    assert last(cloud, "AssumeRole").params == {**role, "Tags": [{"Key": "team", "Value": "lab"}]}


def test_a_bucket_may_be_in_the_host_name_of_a_request_over_http(cloud, endpoint):
    """`localhost` resolves here; what a resolver does with bucket.localhost is the machine's business."""
    s3 = over_http(endpoint, "s3")
    s3.create_bucket(Bucket="reports")
    s3.put_object(Bucket="reports", Key="a/b", Body=b"1")

    for host in ("reports.localhost:80", "reports.s3.us-east-1.amazonaws.com", "reports.s3.amazonaws.com"):
        asked = urllib.request.Request(
            f"{endpoint}/a/b",
            headers={
                "Host": host,
                "Authorization": "AWS4-HMAC-SHA256 Credential=ana/20260302/us-east-1/s3/aws4_request",
            },
        )
        with urllib.request.urlopen(asked) as answer:
            assert answer.read() == b"1"
        entry = last(cloud, "GetObject")
        assert (entry.params["Bucket"], entry.params["Key"], entry.who) == ("reports", "a/b", "ana")


def test_a_presigned_address_works_for_who_signed_it(cloud, endpoint):
    s3 = over_http(endpoint, "s3", signature_version="s3v4", s3={"addressing_style": "path"})
    s3.create_bucket(Bucket="reports")
    s3.put_object(Bucket="reports", Key="a", Body=b"1")

    with urllib.request.urlopen(s3.generate_presigned_url("get_object", {"Bucket": "reports", "Key": "a"})) as answer:
        assert answer.read() == b"1"
    assert (last(cloud, "GetObject").who, last(cloud, "GetObject").error) == ("you", None)


def test_two_clouds_may_have_a_bucket_of_the_same_name(cloud):
    cloud.client("s3").create_bucket(Bucket="reports")
    cloud.client("s3").put_object(Bucket="reports", Key="a")

    with Cloud(services=["s3"]) as other:
        other.client("s3").create_bucket(Bucket="reports")
        assert "Contents" not in other.client("s3").list_objects_v2(Bucket="reports")
    assert cloud.client("s3").list_objects_v2(Bucket="reports")["KeyCount"] == 1


def test_a_cloud_offers_dynamodb_alone_unless_told():
    with Cloud() as plain, pytest.raises(NotSimulated) as refused:
        plain.client("s3").list_buckets()

    assert str(refused.value) == (
        "Amazon Simple Storage Service is not part of this lesson's cloud, so GET / was not sent anywhere. "
        "Here you can use: Amazon DynamoDB."
    )


def test_other_services_are_still_refused_with_all_that_can_be_used(cloud):
    with pytest.raises(NotSimulated) as refused:
        cloud.client("sqs").list_queues()

    assert str(refused.value) == (
        "Amazon Simple Queue Service is not part of this lesson's cloud, so ListQueues was not sent anywhere. Here you "
        "can use: Amazon DynamoDB, Amazon Simple Storage Service, AWS Key Management Service, AWS Security Token "
        "Service."
    )


def test_an_operation_that_moto_would_take_for_another_is_refused(cloud):
    """moto would delete the bucket."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="reports")

    with pytest.raises(NotSimulated) as refused:
        s3.delete_bucket_analytics_configuration(Bucket="reports", Id="1")

    assert "but not its operation DeleteBucketAnalyticsConfiguration." in str(refused.value)
    assert [each["Name"] for each in s3.list_buckets()["Buckets"]] == ["reports"]


@pytest.mark.parametrize(
    ("service", "operation", "call"),
    [
        ("s3", "ListBuckets", lambda client: client.list_buckets()),
        ("kms", "ListKeys", lambda client: client.list_keys()),
        ("sts", "GetCallerIdentity", lambda client: client.get_caller_identity()),
    ],
)
def test_a_layer_may_refuse_lose_or_answer_a_call_to_any_service(cloud, service, operation, call, monkeypatch):
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    client = cloud.client(service)

    with cloud.use(Refuse(operation, "AccessDenied", "User <ana> may not", 403)):
        assert refusal(lambda: call(client)) == ("AccessDenied", "User <ana> may not", 403)
    with cloud.use(LoseAnswer(operation, nth=1)):
        call(client)
    assert len(cloud.journal.entries(operation=operation)) == 3


def test_a_layer_may_answer_with_a_result(cloud):
    def answer(call, forward):
        return Answer(result={"Buckets": [{"Name": "<made up>"}]})

    with cloud.use(answer):
        assert cloud.client("s3").list_buckets()["Buckets"] == [{"Name": "<made up>"}]


def test_a_call_that_did_not_come_as_a_request_is_carried_out(cloud):
    """What a layer sends itself."""
    from course_lib.aws.http.messages import Call

    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="reports")
    params = {"Bucket": "reports", "Key": ODD_KEY, "Body": b"\x00\xff", "Metadata": {"a": "b"}}

    done = cloud.answer(Call("s3", "PutObject", params, "course", "us-east-1", cloud.account))

    assert done.error is None
    assert s3.get_object(Bucket="reports", Key=ODD_KEY)["Body"].read() == b"\x00\xff"
    identity = cloud.answer(Call("sts", "GetCallerIdentity", {}, "course", "us-east-1", cloud.account))
    assert identity.result["Account"] == cloud.account
    keys = cloud.answer(Call("kms", "ListKeys", {}, "course", "us-east-1", cloud.account))
    assert keys.result["Keys"] == []


def test_a_closed_cloud_leaves_no_objects_behind():
    """moto keeps them in temporary files, and every model it ever made in a list."""
    with Cloud(services=["s3"]) as cloud:
        s3 = cloud.client("s3")
        s3.create_bucket(Bucket="reports")
        s3.put_bucket_versioning(Bucket="reports", VersioningConfiguration={"Status": "Enabled"})
        for body in (b"1", b"2"):
            s3.put_object(Bucket="reports", Key="a", Body=body)
        s3.delete_object(Bucket="reports", Key="a")
        upload = s3.create_multipart_upload(Bucket="reports", Key="b")["UploadId"]
        s3.upload_part(Bucket="reports", Key="b", UploadId=upload, PartNumber=1, Body=b"3")
        made = [key for key in FakeKey.instances_tracked if key.account_id == cloud.account]

    assert len(made) >= 3
    assert all(key.disposed for key in made)
    assert FakeKey.instances_tracked == []
