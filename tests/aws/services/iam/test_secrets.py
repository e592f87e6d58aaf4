"""Who may read which secret, with which key: Secrets Manager with IAM and KMS."""

from __future__ import annotations

import boto3
import pytest

from .conftest import denied, no_identity_policy, policy, refusal

PREFIX = "arn:aws:secretsmanager:us-east-1:*:secret:"  # of any account: each test has its own
KMS = ("AccessDeniedException", "Access to KMS is not allowed", 400)


@pytest.fixture
def arn(cloud):
    """A secret's."""
    return boto3.client("secretsmanager").create_secret(Name="shop/db", SecretString="example")["ARN"]


def may(action="GetSecretValue", resource="*", **more):
    return {"Action": f"secretsmanager:{action}", "Resource": resource, **more}


@pytest.mark.parametrize("resource", ["shop/db-??????", "shop/*", "*", "shop/db-*"])
def test_the_end_of_an_arn_has_to_be_allowed(person, arn, resource):
    """By six question marks, or an asterisk."""
    secrets = person(may(resource=PREFIX + resource)).client("secretsmanager")
    assert secrets.get_secret_value(SecretId="shop/db")["SecretString"] == "example"


def test_an_arn_without_its_end_allows_nothing(person, arn):
    """The refusal shows the whole ARN."""
    ana = person(may(resource=f"{PREFIX}shop/db"))
    got = refusal(ana.client("secretsmanager").get_secret_value, SecretId="shop/db")
    assert got == ("AccessDeniedException", no_identity_policy(ana.arn, "secretsmanager:GetSecretValue", arn), 400)


def test_a_label_counts_only_where_the_request_names_it(person, arn):
    """A policy that demands AWSCURRENT refuses who leaves the label out."""
    condition = {"StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}}
    secrets = person(may(Condition=condition)).client("secretsmanager")
    assert secrets.get_secret_value(SecretId="shop/db", VersionStage="AWSCURRENT")["SecretString"] == "example"
    assert refusal(secrets.get_secret_value, SecretId="shop/db")[0] == "AccessDeniedException"


def test_the_id_as_it_was_given(person, arn):
    """secretsmanager:SecretId is what the request says."""
    condition = {"StringEquals": {"secretsmanager:SecretId": arn}}
    secrets = person(may(Condition=condition)).client("secretsmanager")
    assert secrets.get_secret_value(SecretId=arn)["SecretString"] == "example"
    assert refusal(secrets.get_secret_value, SecretId="shop/db")[0] == "AccessDeniedException"


def test_a_tag_of_the_secret(person, arn):
    condition = {"StringEquals": {"aws:ResourceTag/team": "shop"}}
    secrets = person(may(Condition=condition)).client("secretsmanager")
    assert refusal(secrets.get_secret_value, SecretId="shop/db")[0] == "AccessDeniedException"
    boto3.client("secretsmanager").tag_resource(SecretId="shop/db", Tags=[{"Key": "team", "Value": "shop"}])
    assert secrets.get_secret_value(SecretId="shop/db")["SecretString"] == "example"


def test_making_one_with_tags_needs_two_permissions(person, cloud):
    ana = person(may("CreateSecret", f"{PREFIX}shop/*"))
    secrets = ana.client("secretsmanager")
    secrets.create_secret(Name="shop/x", SecretString="example")
    assert refusal(secrets.create_secret, Name="other", SecretString="x")[0] == "AccessDeniedException"
    got = refusal(secrets.create_secret, Name="shop/y", SecretString="x", Tags=[{"Key": "a", "Value": "b"}])
    made = PREFIX.replace("*", cloud.account) + "shop/y-??????"
    assert got[1] == no_identity_policy(ana.arn, "secretsmanager:TagResource", made)


def test_of_several_those_that_may_be_read(person, arn):
    """The others are told as errors."""
    other = boto3.client("secretsmanager").create_secret(Name="other", SecretString="x")["ARN"]
    ana = person(may("BatchGetSecretValue"), may(resource=f"{PREFIX}shop/*"))
    told = ana.client("secretsmanager").batch_get_secret_value(SecretIdList=["shop/db", "other"])
    assert [each["Name"] for each in told["SecretValues"]] == ["shop/db"]
    why = no_identity_policy(ana.arn, "secretsmanager:GetSecretValue", other)
    assert told["Errors"] == [{"SecretId": "other", "ErrorCode": "AccessDeniedException", "Message": why}]


def test_the_policy_of_a_secret(person, arn):
    """Allows who has no policy, and denies who has one; what is no policy is refused."""
    root = boto3.client("secretsmanager")
    ana, ben = person(), person(may("*"), name="ben")
    here = {"Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    document = policy(
        {**here, "Principal": {"AWS": ana.arn}}, {**here, "Effect": "Deny", "Principal": {"AWS": ben.arn}}
    )
    root.put_resource_policy(SecretId="shop/db", ResourcePolicy=document)
    assert root.get_resource_policy(SecretId="shop/db")["ResourcePolicy"] == document
    assert ana.client("secretsmanager").get_secret_value(SecretId="shop/db")["SecretString"] == "example"
    got = refusal(ben.client("secretsmanager").get_secret_value, SecretId="shop/db")
    why = "with an explicit deny in a resource-based policy"
    assert got[1] == denied(ben.arn, "secretsmanager:GetSecretValue", arn, why)
    root.delete_resource_policy(SecretId="shop/db")
    assert "ResourcePolicy" not in root.get_resource_policy(SecretId="shop/db")
    assert refusal(ana.client("secretsmanager").get_secret_value, SecretId="shop/db")[0] == "AccessDeniedException"
    got = refusal(root.put_resource_policy, SecretId="shop/db", ResourcePolicy="{}")
    assert got[0] == "MalformedPolicyDocumentException"


# Under a customer's key


@pytest.fixture
def key(cloud):
    return boto3.client("kms").create_key()["KeyMetadata"]["Arn"]


def through(action, key):
    """A right on a key, through Secrets Manager alone."""
    condition = {"StringEquals": {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}}
    return {"Action": f"kms:{action}", "Resource": key, "Condition": condition}


def test_a_customer_s_key_has_to_be_allowed_too(person, key):
    """To put and to read, each for itself, through Secrets Manager; AWS's own key everybody may use."""
    secrets = person(may("*")).client("secretsmanager")
    secrets.create_secret(Name="own", SecretString="x")
    assert refusal(secrets.create_secret, Name="db", SecretString="x", KmsKeyId=key) == KMS
    writes = person(may("*"), through("GenerateDataKey", key), name="ben").client("secretsmanager")
    writes.create_secret(Name="db", SecretString="example", KmsKeyId=key)
    assert refusal(writes.get_secret_value, SecretId="db") == KMS
    assert refusal(secrets.put_secret_value, SecretId="db", SecretString="y") == KMS
    reads = person(may("*"), through("Decrypt", key), name="cal").client("secretsmanager")
    assert reads.get_secret_value(SecretId="db")["SecretString"] == "example"
    told = reads.describe_secret(SecretId="db")
    assert (told["KmsKeyId"], len(told["VersionIdsToStages"])) == (key, 1)
    assert reads.list_secret_version_ids(SecretId="db")["Versions"][0]["KmsKeyIds"] == [key]


def test_a_right_bound_to_one_secret(person, key):
    """The encryption context has the secret's ARN and the version's id."""
    root = boto3.client("secretsmanager")
    arns = [root.create_secret(Name=name, SecretString=name, KmsKeyId=key)["ARN"] for name in ("a", "b")]
    decrypt = {"Action": "kms:Decrypt", "Resource": key}
    bound = {"Condition": {"StringEquals": {"kms:EncryptionContext:SecretARN": arns[0]}}}
    secrets = person(may("*"), {**decrypt, **bound}).client("secretsmanager")
    assert secrets.get_secret_value(SecretId="a")["SecretString"] == "a"
    assert refusal(secrets.get_secret_value, SecretId="b") == KMS


def test_a_key_that_cannot_be_used(key):
    """Neither to make a secret nor to read one; another key encrypts the versions anew."""
    root, kms = boto3.client("secretsmanager"), boto3.client("kms")
    root.create_secret(Name="db", SecretString="example", KmsKeyId=key)
    kms.disable_key(KeyId=key)
    assert refusal(root.get_secret_value, SecretId="db")[0] == "DecryptionFailure"
    assert refusal(root.put_secret_value, SecretId="db", SecretString="x")[0] == "EncryptionFailure"
    assert refusal(root.create_secret, Name="x", SecretString="x", KmsKeyId="alias/none")[0] == "EncryptionFailure"
    assert refusal(root.update_secret, SecretId="db", KmsKeyId="alias/aws/secretsmanager")[0] == "DecryptionFailure"
    kms.enable_key(KeyId=key)
    root.update_secret(SecretId="db", KmsKeyId="alias/aws/secretsmanager")
    kms.disable_key(KeyId=key)
    assert root.get_secret_value(SecretId="db")["SecretString"] == "example"
