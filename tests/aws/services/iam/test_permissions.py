"""What an identity may do, call by call, and how it is told what it may not."""

from __future__ import annotations

import json

import boto3
import pytest

from course_lib.aws.access import Check

from .conftest import denied, no_identity_policy, policy, refusal, session_of, trust

READ = {"TableName": "players", "Key": {"id": {"S": "ana"}}}


def only_if(**keys):
    """Allows everything of DynamoDB under these conditions: operator, then key without its prefix."""
    condition = {
        operator.replace("_", ":"): {f"dynamodb:{key}": value for key, value in tests.items()}
        for operator, tests in keys.items()
    }
    return {"Action": "dynamodb:*", "Resource": "*", "Condition": condition}


def may(client, operation, **parameters):
    """Whether a call is allowed, whatever else comes of it."""
    try:
        getattr(client, operation)(**parameters)
    except client.exceptions.ClientError as error:
        return error.response["Error"]["Code"] not in ("AccessDeniedException", "AccessDenied", "403")
    return True


def test_nothing_is_allowed_until_a_policy_allows_it(iam, person, players):
    ana = person()

    assert refusal(ana.client("dynamodb").put_item, TableName="players", Item={"id": {"S": "1"}}) == (
        "AccessDeniedException",
        no_identity_policy(ana.arn, "dynamodb:PutItem", players),
        400,
    )
    assert boto3.client("dynamodb").scan(TableName="players")["Count"] == 0
    iam.put_user_policy(
        UserName="ana", PolicyName="p", PolicyDocument=policy({"Action": "dynamodb:PutItem", "Resource": players})
    )
    ana.client("dynamodb").put_item(TableName="players", Item={"id": {"S": "1"}})


def test_managed_policies_and_those_of_groups_count(iam, person, players):
    ana = person()
    made = iam.create_policy(PolicyName="p", PolicyDocument=policy({"Action": "dynamodb:GetItem", "Resource": "*"}))
    iam.create_group(GroupName="readers")
    iam.put_group_policy(
        GroupName="readers", PolicyName="g", PolicyDocument=policy({"Action": "dynamodb:Scan", "Resource": "*"})
    )

    iam.attach_user_policy(UserName="ana", PolicyArn=made["Policy"]["Arn"])
    iam.add_user_to_group(GroupName="readers", UserName="ana")
    db = ana.client("dynamodb")
    assert (may(db, "get_item", **READ), may(db, "scan", TableName="players")) == (True, True)
    iam.remove_user_from_group(GroupName="readers", UserName="ana")
    assert (may(db, "get_item", **READ), may(db, "scan", TableName="players")) == (True, False)


def test_a_policy_s_default_version_counts(iam, person, players):
    ana = person()
    arn = iam.create_policy(PolicyName="p", PolicyDocument=policy({"Action": "dynamodb:*", "Resource": "*"}))["Policy"][
        "Arn"
    ]
    iam.attach_user_policy(UserName="ana", PolicyArn=arn)

    assert may(ana.client("dynamodb"), "get_item", **READ)
    iam.create_policy_version(
        PolicyArn=arn, PolicyDocument=policy({"Action": "dynamodb:Scan", "Resource": "*"}), SetAsDefault=True
    )
    assert not may(ana.client("dynamodb"), "get_item", **READ)


def test_an_explicit_deny_is_told_as_one(person, players):
    ana = person({"Action": "dynamodb:*", "Resource": "*"}, {"Effect": "Deny", "Action": "*:Get*", "Resource": "*"})

    assert refusal(ana.client("dynamodb").get_item, **READ)[1] == denied(
        ana.arn, "dynamodb:GetItem", players, "with an explicit deny in an identity-based policy"
    )


def test_a_permissions_boundary_is_told_as_one(iam, person, players):
    ana = person({"Action": "dynamodb:*", "Resource": "*"})
    allows = iam.create_policy(PolicyName="b", PolicyDocument=policy({"Action": "dynamodb:Scan", "Resource": "*"}))
    iam.create_role(
        RoleName="bounded",
        AssumeRolePolicyDocument=trust(AWS=ana.arn),
        PermissionsBoundary=allows["Policy"]["Arn"],
    )
    iam.put_role_policy(
        RoleName="bounded", PolicyName="p", PolicyDocument=policy({"Action": "dynamodb:*", "Resource": "*"})
    )
    bounded = session_of(ana, iam.get_role(RoleName="bounded")["Role"]["Arn"])

    assert may(bounded.client("dynamodb"), "scan", TableName="players")
    assert refusal(bounded.client("dynamodb").get_item, **READ)[1] == denied(
        bounded.arn, "dynamodb:GetItem", players, "because no permissions boundary allows the dynamodb:GetItem action"
    )


def test_the_journal_shows_who_asked_for_what_and_which_statement_decided(cloud, person, players):
    ana = person({"Sid": "Reading", "Action": "dynamodb:GetItem", "Resource": players})
    ana.client("dynamodb").get_item(**READ)
    may(ana.client("dynamodb"), "scan", TableName="players")

    get, scan = cloud.journal.entries()[-2:]

    assert get.access.identity == scan.access.identity == ana.arn
    assert get.access.checks == (
        Check("dynamodb:GetItem", players, True, "own", "Reading", "identity-based policy", False),
    )
    assert scan.access.checks == (Check("dynamodb:Scan", players, False, None, None, "identity-based policy", False),)


# DynamoDB's condition keys


def test_a_player_reaches_only_their_own_partition_key(person, players):
    ana = person(only_if(ForAllValues_StringEquals={"LeadingKeys": "${aws:username}"}))
    db, other = ana.client("dynamodb"), {"id": {"S": "ben"}}

    assert may(db, "get_item", **READ)
    assert may(db, "put_item", TableName="players", Item={"id": {"S": "ana"}, "a": {"S": "x"}})
    assert not may(db, "get_item", TableName="players", Key=other)
    assert not may(db, "put_item", TableName="players", Item=other)
    assert not may(db, "batch_get_item", RequestItems={"players": {"Keys": [READ["Key"], other]}})
    assert not may(db, "batch_write_item", RequestItems={"players": [{"DeleteRequest": {"Key": other}}]})
    query = {"TableName": "players", "KeyConditionExpression": "id = :id"}
    assert may(db, "query", **query, ExpressionAttributeValues={":id": {"S": "ana"}})
    assert not may(db, "query", **query, ExpressionAttributeValues={":id": {"S": "ben"}})
    assert may(db, "scan", TableName="players")  # it has no leading key, and ForAllValues passes on that


def test_for_all_values_is_made_safe_by_null(person, players):
    ana = person(only_if(ForAllValues_StringEquals={"LeadingKeys": "${aws:username}"}, Null={"LeadingKeys": "false"}))

    assert may(ana.client("dynamodb"), "get_item", **READ)
    assert not may(ana.client("dynamodb"), "scan", TableName="players")


def test_an_index_is_queried_by_its_own_key(person, players):
    ana = person(only_if(ForAllValues_StringEquals={"LeadingKeys": "red"}, Null={"LeadingKeys": "false"}))
    asked = {"TableName": "players", "IndexName": "by-team", "KeyConditionExpression": "team = :t"}

    assert may(ana.client("dynamodb"), "query", **asked, ExpressionAttributeValues={":t": {"S": "red"}})
    assert not may(ana.client("dynamodb"), "query", **asked, ExpressionAttributeValues={":t": {"S": "blue"}})


def test_attributes_are_all_that_a_request_names(person, players):
    ana = person(
        only_if(
            ForAllValues_StringEquals={"Attributes": ["id", "score"]},
            StringEqualsIfExists={"Select": "SPECIFIC_ATTRIBUTES", "ReturnValues": ["NONE", "UPDATED_NEW"]},
        )
    )
    db = ana.client("dynamodb")
    names, values = {"#s": "score"}, {":v": {"N": "1"}}

    assert may(db, "get_item", **READ, ProjectionExpression="id, #s", ExpressionAttributeNames=names)
    assert not may(db, "get_item", **READ, ProjectionExpression="id, secret")
    assert not may(db, "get_item", **READ)
    update = {**READ, "UpdateExpression": "SET #s = :v", "ExpressionAttributeNames": names}
    assert may(db, "update_item", **update, ExpressionAttributeValues=values)
    assert may(db, "update_item", **update, ExpressionAttributeValues=values, ReturnValues="UPDATED_NEW")
    assert not may(db, "update_item", **update, ExpressionAttributeValues=values, ReturnValues="ALL_NEW")
    guarded = {**update, "ExpressionAttributeValues": values, "ConditionExpression": "attribute_not_exists(secret)"}
    assert not may(db, "update_item", **guarded)
    assert not may(db, "put_item", TableName="players", Item={"id": {"S": "ana"}, "secret": {"S": "x"}})


def test_a_permission_can_be_for_transactions_alone(person, players):
    ana = person(only_if(StringEquals={"EnclosingOperation": "TransactWriteItems"}))
    db = ana.client("dynamodb")

    assert may(db, "transact_write_items", TransactItems=[{"Delete": READ}])
    assert not may(db, "delete_item", **READ)
    assert not may(db, "transact_get_items", TransactItems=[{"Get": READ}])


def test_a_transaction_needs_the_actions_of_what_it_holds(person, players):
    ana = person({"Action": ["dynamodb:PutItem", "dynamodb:UpdateItem"], "Resource": players})
    db = ana.client("dynamodb")
    check = {"ConditionCheck": {**READ, "ConditionExpression": "attribute_exists(id)"}}
    put = {"Put": {"TableName": "players", "Item": {"id": {"S": "1"}}}}

    assert may(db, "transact_write_items", TransactItems=[put])
    told = refusal(db.transact_write_items, TransactItems=[put, check])
    assert told[1] == no_identity_policy(ana.arn, "dynamodb:ConditionCheckItem", players)


def test_an_index_needs_a_permission_of_its_own(person, players):
    ana = person({"Action": "dynamodb:Scan", "Resource": players})

    told = refusal(ana.client("dynamodb").scan, TableName="players", IndexName="by-team")
    assert told[1] == no_identity_policy(ana.arn, "dynamodb:Scan", f"{players}/index/by-team")


def test_capacity_can_be_kept_from_a_caller(person, players):
    ana = person(only_if(StringEquals={"ReturnConsumedCapacity": "NONE"}))

    assert may(ana.client("dynamodb"), "get_item", **READ)
    assert not may(ana.client("dynamodb"), "get_item", **READ, ReturnConsumedCapacity="TOTAL")


def test_a_table_s_policy_may_allow(cloud, person, players):
    ana = person()
    document = policy({"Action": "dynamodb:GetItem", "Resource": players, "Principal": {"AWS": ana.arn}})
    boto3.client("dynamodb").put_resource_policy(ResourceArn=players, Policy=document)

    assert may(ana.client("dynamodb"), "get_item", **READ)
    assert not may(ana.client("dynamodb"), "scan", TableName="players")


def test_an_export_needs_rights_on_the_bucket(person, players):
    root = boto3.client("dynamodb")
    root.update_continuous_backups(
        TableName="players", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    boto3.client("s3").create_bucket(Bucket="exports")
    export = {"Action": "dynamodb:ExportTableToPointInTime", "Resource": players}
    writes = ["s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"]
    ana = person(export)
    ben = person(export, {"Action": writes, "Resource": "arn:aws:s3:::exports/*"}, name="ben")
    asked = {"TableArn": players, "S3Bucket": "exports"}

    told = refusal(ana.client("dynamodb").export_table_to_point_in_time, **asked)
    assert told[1] == no_identity_policy(ana.arn, "s3:AbortMultipartUpload", "arn:aws:s3:::exports/*")
    assert may(ben.client("dynamodb"), "export_table_to_point_in_time", **asked)


# S3


@pytest.fixture
def reports(cloud):
    root = boto3.client("s3")
    root.create_bucket(Bucket="reports")
    root.put_object(Bucket="reports", Key="a", Body=b"1")
    return root


def test_s3_puts_the_resource_in_quotes(person, reports):
    ana = person()

    assert refusal(ana.client("s3").get_object, Bucket="reports", Key="a") == (
        "AccessDenied",
        no_identity_policy(ana.arn, "s3:GetObject", '"arn:aws:s3:::reports/a"'),
        403,
    )
    assert refusal(ana.client("s3").head_object, Bucket="reports", Key="a") == ("403", "Forbidden", 403)


def test_who_may_not_list_a_bucket_is_not_told_what_is_missing(person, reports):
    reads = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
    ana = person(reads)
    ben = person(reads, {"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports"}, name="ben")

    assert ana.client("s3").get_object(Bucket="reports", Key="a")["Body"].read() == b"1"
    assert refusal(ana.client("s3").get_object, Bucket="reports", Key="none") == (
        "AccessDenied",
        no_identity_policy(ana.arn, "s3:ListBucket", '"arn:aws:s3:::reports"'),
        403,
    )
    assert refusal(ana.client("s3").head_object, Bucket="reports", Key="none")[0] == "403"
    assert refusal(ben.client("s3").get_object, Bucket="reports", Key="none")[0] == "NoSuchKey"
    assert refusal(ben.client("s3").head_object, Bucket="reports", Key="none")[0] == "404"


def test_a_bucket_policy_allows_and_denies(person, reports):
    ana, ben = person(), person({"Action": "s3:*", "Resource": "*"}, name="ben")
    reports.put_bucket_policy(
        Bucket="reports",
        Policy=policy(
            {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*", "Principal": {"AWS": ana.arn}},
            {
                "Effect": "Deny",
                "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::reports/*",
                "Principal": {"AWS": ben.arn},
            },
        ),
    )

    assert ana.client("s3").get_object(Bucket="reports", Key="a")["Body"].read() == b"1"
    assert refusal(ben.client("s3").get_object, Bucket="reports", Key="a")[1] == denied(
        ben.arn, "s3:GetObject", '"arn:aws:s3:::reports/a"', "with an explicit deny in a resource-based policy"
    )
    assert may(ben.client("s3"), "put_object", Bucket="reports", Key="b")


def test_a_bucket_policy_is_about_keys_with_colons_too(person, reports):
    """A colon in an object's key is no part of the ARN's form."""
    ana = person({"Action": "s3:*", "Resource": "*"})
    statement = {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::reports/*", "Principal": "*"}
    reports.put_bucket_policy(Bucket="reports", Policy=policy(statement))

    why = "with an explicit deny in a resource-based policy"
    assert refusal(ana.client("s3").put_object, Bucket="reports", Key="may: all/x:y")[1] == denied(
        ana.arn, "s3:PutObject", '"arn:aws:s3:::reports/may: all/x:y"', why
    )


@pytest.mark.parametrize("condition", [{"StringIs": {"aws:username": "ana"}}, {"Bool": 1}, 1])
def test_a_resource_s_policy_that_cannot_be_read_allows_nothing(person, reports, condition):
    ana = person()
    statement = {"Action": "s3:*", "Resource": "arn:aws:s3:::reports/*", "Principal": "*", "Condition": condition}
    refused = refusal(reports.put_bucket_policy, Bucket="reports", Policy=policy(statement))
    assert refused == ("MalformedPolicy", "Invalid policy syntax.", 400)

    assert not may(ana.client("s3"), "get_object", Bucket="reports", Key="a")


def test_of_many_objects_those_are_deleted_that_may_be(cloud, person, reports):
    reports.put_object(Bucket="reports", Key="ana/b", Body=b"1")
    ana = person({"Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::reports/ana/*"})

    answer = ana.client("s3").delete_objects(
        Bucket="reports", Delete={"Objects": [{"Key": "a"}, {"Key": "ana/b"}, {"Key": "ana/none"}]}
    )

    assert sorted(each["Key"] for each in answer["Deleted"]) == ["ana/b", "ana/none"]
    told = no_identity_policy(ana.arn, "s3:DeleteObject", '"arn:aws:s3:::reports/a"')
    assert answer["Errors"] == [{"Key": "a", "Code": "AccessDenied", "Message": told}]
    assert [each["Key"] for each in reports.list_objects_v2(Bucket="reports")["Contents"]] == ["a"]
    assert [check.allowed for check in cloud.journal.entries(operation="DeleteObjects")[-1].access.checks] == [
        False,
        True,
        True,
    ]
    nothing = ana.client("s3").delete_objects(Bucket="reports", Delete={"Objects": [{"Key": "a"}]})
    assert ("Deleted" in nothing, len(nothing["Errors"])) == (False, 1)


def test_listing_can_be_for_a_prefix(person, reports):
    condition = {"StringLike": {"s3:prefix": "${aws:username}/*"}}
    ana = person({"Action": "s3:ListBucket", "Resource": "arn:aws:s3:::reports", "Condition": condition})

    assert may(ana.client("s3"), "list_objects_v2", Bucket="reports", Prefix="ana/")
    assert not may(ana.client("s3"), "list_objects_v2", Bucket="reports", Prefix="ben/")
    assert not may(ana.client("s3"), "list_objects_v2", Bucket="reports")


# KMS


@pytest.fixture
def key(cloud):
    """A key whose policy lets the account decide, as a new key's does."""
    return boto3.client("kms").create_key()["KeyMetadata"]["Arn"]


def set_policy(cloud, key, *statements):
    held = policy(*statements)
    boto3.client("kms").put_key_policy(KeyId=key, Policy=held, BypassPolicyLockoutSafetyCheck=True)


def test_a_new_key_lets_the_account_s_policies_decide(person, key):
    ana = person()
    ben = person({"Action": "kms:Encrypt", "Resource": key}, name="ben")

    assert refusal(ana.client("kms").encrypt, KeyId=key, Plaintext=b"1") == (
        "AccessDeniedException",
        no_identity_policy(ana.arn, "kms:Encrypt", key),
        400,
    )
    assert may(ben.client("kms"), "encrypt", KeyId=key, Plaintext=b"1")


def test_without_the_root_delegation_identity_policies_do_not_count(cloud, person, key):
    ana, ben = person({"Action": "kms:*", "Resource": "*"}), person(name="ben")
    set_policy(cloud, key, {"Action": "kms:*", "Resource": "*", "Principal": {"AWS": ben.arn}})

    assert refusal(ana.client("kms").encrypt, KeyId=key, Plaintext=b"1")[1] == denied(
        ana.arn, "kms:Encrypt", key, "because no resource-based policy allows the kms:Encrypt action"
    )
    assert may(ben.client("kms"), "encrypt", KeyId=key, Plaintext=b"1")


def test_a_policy_can_ask_for_an_encryption_context(person, key):
    condition = {
        "StringEquals": {"kms:EncryptionContext:table": "samples"},
        "ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["table"]},
    }
    ana = person({"Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": key, "Condition": condition})
    kms, asked = ana.client("kms"), {"KeyId": key, "KeySpec": "AES_256"}

    made = kms.generate_data_key(**asked, EncryptionContext={"table": "samples"})
    assert not may(kms, "generate_data_key", **asked)
    assert not may(kms, "generate_data_key", **asked, EncryptionContext={"table": "samples", "row": "1"})
    opened = kms.decrypt(CiphertextBlob=made["CiphertextBlob"], EncryptionContext={"table": "samples"})
    assert opened["Plaintext"] == made["Plaintext"]


def test_decrypt_is_asked_of_the_key_that_encrypted(person, key):
    ana = person()
    blob = boto3.client("kms").encrypt(KeyId=key, Plaintext=b"1")["CiphertextBlob"]

    told = refusal(ana.client("kms").decrypt, CiphertextBlob=blob)
    assert told[1] == no_identity_policy(ana.arn, "kms:Decrypt", key)


def test_reencrypt_needs_both_keys(person, key):
    other = boto3.client("kms").create_key()["KeyMetadata"]["Arn"]
    blob = boto3.client("kms").encrypt(KeyId=key, Plaintext=b"1")["CiphertextBlob"]
    ana = person({"Action": "kms:ReEncrypt*", "Resource": key})

    told = refusal(ana.client("kms").re_encrypt, CiphertextBlob=blob, DestinationKeyId=other)
    assert told[1] == no_identity_policy(ana.arn, "kms:ReEncryptTo", other)
    assert may(ana.client("kms"), "re_encrypt", CiphertextBlob=blob, DestinationKeyId=key)


def test_an_alias_can_be_asked_for(person, key):
    boto3.client("kms").create_alias(AliasName="alias/samples", TargetKeyId=key)
    condition = {"StringEquals": {"kms:RequestAlias": "alias/samples"}}
    ana = person({"Action": "kms:Encrypt", "Resource": "*", "Condition": condition})

    assert may(ana.client("kms"), "encrypt", KeyId="alias/samples", Plaintext=b"1")
    assert not may(ana.client("kms"), "encrypt", KeyId=key, Plaintext=b"1")


def test_a_grant_allows_its_grantee(person, key):
    ana = person()
    boto3.client("kms").create_grant(
        KeyId=key,
        GranteePrincipal=ana.arn,
        Operations=["Encrypt"],
        Constraints={"EncryptionContextSubset": {"table": "samples"}},
    )

    context = {"EncryptionContext": {"table": "samples", "row": "1"}}
    assert may(ana.client("kms"), "encrypt", KeyId=key, Plaintext=b"1", **context)
    assert not may(ana.client("kms"), "encrypt", KeyId=key, Plaintext=b"1")
    assert not may(ana.client("kms"), "describe_key", KeyId=key)


def test_a_key_that_is_not_there_is_told_as_such(person):
    ana = person()

    told = refusal(ana.client("kms").describe_key, KeyId="1234abcd-12ab-34cd-56ef-1234567890ab")
    assert told[0] == "NotFoundException"


# IAM itself


def test_users_may_manage_their_own_keys(cloud, person):
    own = f"arn:aws:iam::{cloud.account}:user/${{aws:username}}"
    ana = person({"Action": "iam:*AccessKey*", "Resource": own})
    person(name="ben")

    assert len(ana.client("iam").list_access_keys()["AccessKeyMetadata"]) == 1
    ben = f"arn:aws:iam::{cloud.account}:user/ben"
    assert refusal(ana.client("iam").create_access_key, UserName="ben") == (
        "AccessDenied",
        no_identity_policy(ana.arn, "iam:CreateAccessKey", ben),
        403,
    )


def test_everything_is_said_in_one_document_with_many_conditions(person, players, cloud):
    """The keys that every request has."""
    statement = {
        "Action": "dynamodb:GetItem",
        "Resource": "*",
        "Condition": {
            "StringEquals": {
                "aws:PrincipalType": "User",
                "aws:PrincipalAccount": cloud.account,
                "aws:RequestedRegion": "us-east-1",
            },
            "ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{cloud.account}:user/*"},
            "Bool": {"aws:SecureTransport": "true", "aws:ViaAWSService": "false"},
            "DateLessThan": {"aws:CurrentTime": "2026-03-03T00:00:00Z"},
            "IpAddress": {"aws:SourceIp": "127.0.0.0/8"},
            "Null": {"aws:TokenIssueTime": "true"},
        },
    }
    ana = person(json.loads(json.dumps(statement)))

    assert may(ana.client("dynamodb"), "get_item", **READ)
    cloud.clock.advance(days=2)
    assert not may(ana.client("dynamodb"), "get_item", **READ)
