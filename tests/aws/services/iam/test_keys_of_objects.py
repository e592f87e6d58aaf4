"""Objects that are encrypted with a key of KMS: S3 uses it with the caller's own permissions."""

from __future__ import annotations

import json

import boto3
import pytest

from .conftest import no_identity_policy, policy, refusal, session_of, trust

OBJECTS = {"Action": "s3:*", "Resource": "*"}
VIA_S3 = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}


@pytest.fixture
def key(cloud):
    """A key's ARN, and a bucket beside it."""
    boto3.client("s3").create_bucket(Bucket="kept")
    return boto3.client("kms").create_key()["KeyMetadata"]["Arn"]


def put(client, key, name="a", **more):
    wanted = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    return client.put_object(Bucket="kept", Key=name, Body=b"1", **{**wanted, **more})


def test_storing_needs_a_data_key_and_reading_to_decrypt_it(person, key):
    """Rights on S3 alone do neither; each is refused as its own."""
    ana = person(OBJECTS)
    refused = refusal(lambda: put(ana.client("s3"), key))
    assert refused == ("AccessDenied", no_identity_policy(ana.arn, "kms:GenerateDataKey", key), 403)
    put(boto3.client("s3"), key)
    refused = refusal(ana.client("s3").get_object, Bucket="kept", Key="a")
    assert refused == ("AccessDenied", no_identity_policy(ana.arn, "kms:Decrypt", key), 403)
    copied = refusal(ana.client("s3").copy_object, Bucket="kept", Key="b", CopySource="kept/a")
    assert copied[1] == no_identity_policy(ana.arn, "kms:Decrypt", key)
    ana.client("s3").head_object(Bucket="kept", Key="a")


def test_each_right_is_for_its_own_half(person, key):
    """Who may only store cannot read what they stored."""
    client = person(OBJECTS, {"Action": "kms:GenerateDataKey", "Resource": key}).client("s3")
    put(client, key)
    assert refusal(client.get_object, Bucket="kept", Key="a")[0] == "AccessDenied"
    reads = person(OBJECTS, {"Action": "kms:Decrypt", "Resource": key}, name="ben").client("s3")
    assert reads.get_object(Bucket="kept", Key="a")["Body"].read() == b"1"
    assert refusal(lambda: put(reads, key))[0] == "AccessDenied"


def test_a_bucket_s_default_key_is_used_as_any_other(person, key):
    """The request names none."""
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    boto3.client("s3").put_bucket_encryption(Bucket="kept", ServerSideEncryptionConfiguration=rules)
    ana = person(OBJECTS)
    why = no_identity_policy(ana.arn, "kms:GenerateDataKey", key)
    assert refusal(ana.client("s3").put_object, Bucket="kept", Key="a", Body=b"1")[1] == why
    assert refusal(ana.client("s3").create_multipart_upload, Bucket="kept", Key="a")[1] == why


def test_a_right_can_be_for_use_through_s3_alone(person, key):
    """kms:ViaService has the service and its Region; a call of the caller's own has none."""
    ana = person(OBJECTS, {"Action": "kms:*", "Resource": key, "Condition": VIA_S3})
    put(ana.client("s3"), key)
    assert ana.client("s3").get_object(Bucket="kept", Key="a")["Body"].read() == b"1"
    assert refusal(ana.client("kms").encrypt, KeyId=key, Plaintext=b"1")[0] == "AccessDeniedException"


def test_a_key_s_policy_can_deny_its_use_through_s3(person, key):
    """An explicit deny, told as one."""
    kms = boto3.client("kms")
    held = json.loads(kms.get_key_policy(KeyId=key)["Policy"])
    deny = {"Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*", "Condition": VIA_S3}
    own = {**held, "Statement": [*held["Statement"], deny]}
    ana = person(OBJECTS, {"Action": "kms:*", "Resource": key})
    put(ana.client("s3"), key)
    kms.put_key_policy(KeyId=key, Policy=json.dumps(own))
    message = refusal(ana.client("s3").get_object, Bucket="kept", Key="a")[1]
    assert message.endswith("with an explicit deny in a resource-based policy")
    ana.client("kms").decrypt(CiphertextBlob=kms.encrypt(KeyId=key, Plaintext=b"1")["CiphertextBlob"])


def test_the_encryption_context_is_the_object_or_with_a_bucket_key_the_bucket(person, key):
    """So a policy can be for the objects of one folder."""
    folder = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::kept/home/*"}}
    ana = person(OBJECTS, {"Action": "kms:*", "Resource": key, "Condition": folder}).client("s3")
    put(ana, key, "home/a")
    assert ana.get_object(Bucket="kept", Key="home/a")["Body"].read() == b"1"
    assert refusal(lambda: put(ana, key, "else/a"))[0] == "AccessDenied"
    assert refusal(lambda: put(ana, key, "home/b", BucketKeyEnabled=True))[0] == "AccessDenied"
    whole = {"StringEquals": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::kept"}}
    ben = person(OBJECTS, {"Action": "kms:*", "Resource": key, "Condition": whole}, name="ben").client("s3")
    put(ben, key, "home/b", BucketKeyEnabled=True)
    assert ben.get_object(Bucket="kept", Key="home/b")["Body"].read() == b"1"


def test_an_upload_in_parts_needs_both_rights(person, key):
    """The parts are read again when it is completed."""
    stores = person(OBJECTS, {"Action": "kms:GenerateDataKey", "Resource": key})
    asked = {"Bucket": "kept", "Key": "a"}
    wanted = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    upload = {**asked, "UploadId": stores.client("s3").create_multipart_upload(**asked, **wanted)["UploadId"]}
    why = no_identity_policy(stores.arn, "kms:Decrypt", key)
    assert refusal(stores.client("s3").upload_part, **upload, PartNumber=1, Body=b"1")[1] == why
    both = person(OBJECTS, {"Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": key}, name="ben").client("s3")
    part = {"PartNumber": 1, "ETag": both.upload_part(**upload, PartNumber=1, Body=b"1")["ETag"]}
    both.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]})
    assert both.get_object(**asked)["SSEKMSKeyId"] == key


def test_a_session_s_use_of_a_key_is_its_own_and_no_call_of_the_journal(cloud, person, key):
    """The key is used by S3 within the one call."""
    ana, iam = person(), boto3.client("iam")
    role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust(AWS=ana.arn))["Role"]["Arn"]
    iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=policy(OBJECTS))
    session = session_of(ana, role)
    assert "kms:GenerateDataKey" in refusal(lambda: put(session.client("s3"), key))[1]
    assert cloud.journal.entries()[-1].operation == "PutObject"
