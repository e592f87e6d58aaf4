"""Permissions that parameters ask for besides the operation's own, and policies that bind root."""

from __future__ import annotations

from datetime import timedelta

import boto3
import pytest

from .conftest import no_identity_policy, policy, refusal, session_of, trust

OBJECTS = "arn:aws:s3:::kept/*"


@pytest.fixture
def kept(cloud):
    """A bucket with locks, and root's client of it."""
    client = boto3.client("s3")
    client.create_bucket(Bucket="kept", ObjectLockEnabledForBucket=True)
    return client


def later(cloud):
    return cloud.clock.now() + timedelta(days=3)


def test_deleting_many_objects_needs_the_right_to_pass_their_lock(cloud, person, kept):
    """As deleting one does; each object is refused for itself."""
    lock = {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": later(cloud)}
    version = kept.put_object(Bucket="kept", Key="a", Body=b"1", **lock)["VersionId"]
    ana = person({"Action": "s3:DeleteObject*", "Resource": OBJECTS})
    asked = {"Bucket": "kept", "Delete": {"Objects": [{"Key": "a", "VersionId": version}]}}
    [error] = ana.client("s3").delete_objects(**asked, BypassGovernanceRetention=True)["Errors"]
    assert (error["Code"], error["VersionId"]) == ("AccessDenied", version)
    action, resource = "s3:BypassGovernanceRetention", '"arn:aws:s3:::kept/a"'
    assert error["Message"] == no_identity_policy(ana.arn, action, resource)
    ben = person({"Action": ["s3:DeleteObject*", action], "Resource": OBJECTS}, name="ben")
    assert len(ben.client("s3").delete_objects(**asked, BypassGovernanceRetention=True)["Deleted"]) == 1


@pytest.mark.parametrize(
    ("more", "action"),
    [
        ({"ObjectLockMode": "COMPLIANCE"}, "s3:PutObjectRetention"),
        ({"ObjectLockLegalHoldStatus": "ON"}, "s3:PutObjectLegalHold"),
        ({"GrantRead": 'uri="http://acs.amazonaws.com/groups/global/AllUsers"'}, "s3:PutObjectAcl"),
    ],
)
def test_an_object_that_is_stored_with_a_lock_needs_the_right_to_lock(cloud, person, kept, more, action):
    """PutObject alone does not let somebody keep objects from everybody."""
    if "ObjectLockMode" in more:
        more = {**more, "ObjectLockRetainUntilDate": later(cloud)}
    ana = person({"Action": "s3:PutObject", "Resource": OBJECTS})
    client = ana.client("s3")
    refused = refusal(client.put_object, Bucket="kept", Key="a", Body=b"1", **more)
    assert refused[:2] == ("AccessDenied", no_identity_policy(ana.arn, action, '"arn:aws:s3:::kept/a"'))
    assert refusal(client.create_multipart_upload, Bucket="kept", Key="a", **more)[0] == "AccessDenied"


@pytest.mark.parametrize(
    ("more", "action"),
    [
        ({"ObjectLockEnabledForBucket": True}, "s3:PutBucketObjectLockConfiguration"),
        ({"ACL": "public-read"}, "s3:PutBucketAcl"),
        ({"ObjectOwnership": "ObjectWriter"}, "s3:PutBucketOwnershipControls"),
    ],
)
def test_a_bucket_that_is_made_with_more_needs_more(cloud, person, more, action):
    """A lock, an ACL that is not private, an owner of objects."""
    ana = person({"Action": "s3:CreateBucket", "Resource": "*"})
    why = no_identity_policy(ana.arn, action, '"arn:aws:s3:::mine"')
    assert refusal(ana.client("s3").create_bucket, Bucket="mine", **more)[:2] == ("AccessDenied", why)
    ana.client("s3").create_bucket(Bucket="mine", ACL="private")


def test_nothing_about_an_absent_object_is_told_to_who_may_not_list(person, kept):
    """Neither its attributes nor its tags, nor by copying it."""
    kept.create_bucket(Bucket="own")
    own = {"Action": "s3:*", "Resource": "arn:aws:s3:::own/*"}
    client = person({"Action": "s3:GetObject*", "Resource": OBJECTS}, own).client("s3")
    asked = {"Bucket": "kept", "Key": "none"}
    assert refusal(client.get_object_attributes, **asked, ObjectAttributes=["ETag"])[0] == "AccessDenied"
    assert refusal(client.get_object_tagging, **asked)[0] == "AccessDenied"
    assert refusal(client.copy_object, Bucket="own", Key="a", CopySource=asked)[0] == "AccessDenied"
    lists = person({"Action": ["s3:GetObject*", "s3:ListBucket"], "Resource": "*"}, name="ben").client("s3")
    assert refusal(lists.get_object_tagging, **asked)[0] == "NoSuchKey"


@pytest.fixture
def grant(cloud):
    """A grant, and the key's ARN."""
    kms = boto3.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]

    def make(grantee, **more):
        return kms.create_grant(KeyId=key, GranteePrincipal=grantee, **more)

    return key, make


def test_a_grant_s_token_does_not_retire_it_for_everybody(person, grant):
    """Who is neither named nor allowed is refused."""
    key, make = grant
    ana = person()
    made = make(ana.arn, Operations=["Decrypt"])
    why = no_identity_policy(ana.arn, "kms:RetireGrant", key)
    for asked in ({"GrantToken": made["GrantToken"]}, {"KeyId": key, "GrantId": made["GrantId"]}):
        assert refusal(ana.client("kms").retire_grant, **asked)[:2] == ("AccessDeniedException", why)
    ben = person({"Action": "kms:RetireGrant", "Resource": key}, name="ben")
    ben.client("kms").retire_grant(GrantToken=made["GrantToken"])
    assert boto3.client("kms").list_grants(KeyId=key)["Grants"] == []


def test_who_a_grant_names_retires_it_without_a_policy(person, grant):
    """The retiring principal, and the grantee where the grant includes RetireGrant."""
    key, make = grant
    ana, ben = person(), person(name="ben")
    retiring = make(ana.arn, Operations=["Decrypt"], RetiringPrincipal=ben.arn)
    ben.client("kms").retire_grant(GrantToken=retiring["GrantToken"])
    granted = make(ana.arn, Operations=["Decrypt", "RetireGrant"])
    ana.client("kms").retire_grant(KeyId=key, GrantId=granted["GrantId"])
    assert boto3.client("kms").list_grants(KeyId=key)["Grants"] == []


def bucket_policy(client, **statement):
    both = ["arn:aws:s3:::kept", OBJECTS]
    client.put_bucket_policy(Bucket="kept", Policy=policy({"Effect": "Deny", "Resource": both, **statement}))


def test_a_deny_that_is_not_about_root_does_not_stop_it(person, kept):
    """Conditions and principals count: a request that is encrypted, somebody else."""
    insecure = {"Bool": {"aws:SecureTransport": "false"}}
    bucket_policy(kept, Principal="*", Action="s3:*", Condition=insecure)
    kept.put_object(Bucket="kept", Key="a", Body=b"1")
    bucket_policy(kept, Principal={"AWS": person().arn}, Action="s3:*")
    assert kept.get_object(Bucket="kept", Key="a")["Body"].read() == b"1"


def test_a_deny_for_everybody_binds_root_but_not_its_hands_on_the_policy(kept):
    """A bucket's owner can always take a policy away again."""
    bucket_policy(kept, Principal="*", Action="s3:*")
    code, message, _ = refusal(kept.put_object, Bucket="kept", Key="a", Body=b"1")
    assert code == "AccessDenied"
    assert message.endswith("with an explicit deny in a resource-based policy")
    [error] = kept.delete_objects(Bucket="kept", Delete={"Objects": [{"Key": "a"}]})["Errors"]
    assert error["Code"] == "AccessDenied"
    assert "Deny" in kept.get_bucket_policy(Bucket="kept")["Policy"]
    kept.delete_bucket_policy(Bucket="kept")
    kept.put_object(Bucket="kept", Key="a", Body=b"1")


def test_not_principal_spares_whom_it_names_and_not_their_account(person, kept):
    """The account stands there beside them, and is root alone."""
    everything = {"Action": "s3:*", "Resource": "*"}
    ana, ben = person(everything), person(everything, name="ben")
    root = f"arn:aws:iam::{ana.arn.split(':')[4]}:root"
    kept.put_object(Bucket="kept", Key="a", Body=b"1")
    bucket_policy(kept, NotPrincipal={"AWS": [ana.arn, root]}, Action="s3:GetObject")
    assert ana.client("s3").get_object(Bucket="kept", Key="a")["ContentLength"] == 1
    assert "explicit deny" in refusal(ben.client("s3").get_object, Bucket="kept", Key="a")[1]
    assert kept.get_object(Bucket="kept", Key="a")["ContentLength"] == 1
    iam = boto3.client("iam")
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust(AWS=ana.arn))["Role"]["Arn"]
    iam.put_role_policy(RoleName="reader", PolicyName="p", PolicyDocument=policy(everything))
    session = session_of(ana, role)
    assert "explicit deny" in refusal(session.client("s3").get_object, Bucket="kept", Key="a")[1]
