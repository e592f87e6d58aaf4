"""Which permissions a call needs: every operation that the cloud answers is in a table, and some rows say more."""

from __future__ import annotations

from importlib import import_module

import pytest
from botocore import xform_name
from botocore.session import get_session

from course_lib.aws.http.messages import Call
from course_lib.aws.services import SERVICES
from course_lib.aws.services.ec2.layer import MODULES

ACCOUNT, REGION = "111122223333", "us-east-1"
PLACES = {name: type(service).__module__.rpartition(".")[0] for name, service in SERVICES.aws.items()}
TABLES = {name: import_module(f"{place}.permissions") for name, place in PLACES.items()}
# What our own layers answer, whether moto does or not.
OURS = {
    "iam": [(module, "OPERATIONS") for module in ("boundaries", "making", "simulate", "storing")],
    "kms": [("operations", "OPERATIONS")],
    "lambda": [("layer", "OPERATIONS")],
    "rds": [("layer", "OPERATIONS")],
    "elasticache": [("layer", "OPERATIONS")],
    "ec2": [(f"operations.{module}", "OPERATIONS") for module in MODULES],
    "secretsmanager": [("layer", "OPERATIONS")],
    "ssm": [("layer", "OPERATIONS")],
    "events": [("layer", "OPERATIONS")],
    "elbv2": [("layer", "OPERATIONS")],
    "scheduler": [("layer", "OPERATIONS")],
}


def answered(name):
    """The operations of botocore's model that moto has a method for, that S3's part knows, or that we answer."""
    service = SERVICES.aws[name]
    module, _, class_name = service.backend.responses.partition(":")
    responses = (
        getattr(import_module(module), class_name if name != "dynamodb" else "DynamoHandler") if module else None
    )
    for operation in get_session().get_service_model(name).operation_names:
        if name == "s3":
            if service.backend.knows(operation):
                yield operation
        elif hasattr(responses, xform_name(operation)):
            yield operation
    for module_name, attribute in OURS.get(name, ()):
        yield from getattr(import_module(f"{PLACES[name]}.{module_name}"), attribute)


def needs(service, operation, **params):
    call = Call(service, operation, params, "you", REGION, ACCOUNT)
    return [(need.action, need.resource) for need in TABLES[service].needs(call)]


@pytest.mark.parametrize("name", SERVICES.aws)
def test_every_operation_that_is_answered_is_in_the_table(name):
    assert sorted(set(answered(name)) - set(TABLES[name].OPERATIONS)) == []


@pytest.mark.parametrize("name", SERVICES.aws)
def test_the_table_names_operations_that_exist(name):
    assert sorted(set(TABLES[name].OPERATIONS) - set(get_session().get_service_model(name).operation_names)) == []


@pytest.mark.parametrize("name", SERVICES.aws)
def test_a_request_without_its_parameters_needs_something_all_the_same(name):
    """A row never breaks: what is wrong with a request is for the service to say."""
    for operation in TABLES[name].OPERATIONS:
        TABLES[name].needs(Call(name, operation, {}, "you", REGION, ACCOUNT))


def table(name, index=""):
    return f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}{index}"


@pytest.mark.parametrize(
    ("operation", "params", "wanted"),
    [
        ("PutItem", {"TableName": "a", "Item": {}}, [("dynamodb:PutItem", table("a"))]),
        ("GetItem", {"TableName": table("a"), "Key": {}}, [("dynamodb:GetItem", table("a"))]),
        ("Query", {"TableName": "a"}, [("dynamodb:Query", table("a"))]),
        ("Scan", {"TableName": "a", "IndexName": "i"}, [("dynamodb:Scan", table("a", "/index/i"))]),
        (
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": "a", "Item": {}}},
                    {"Update": {"TableName": "b", "Key": {}}},
                    {"Delete": {"TableName": "a", "Key": {}}},
                    {"ConditionCheck": {"TableName": "c", "Key": {}}},
                ]
            },
            [
                ("dynamodb:PutItem", table("a")),
                ("dynamodb:UpdateItem", table("b")),
                ("dynamodb:DeleteItem", table("a")),
                ("dynamodb:ConditionCheckItem", table("c")),
            ],
        ),
        (
            "TransactGetItems",
            {"TransactItems": [{"Get": {"TableName": "a", "Key": {}}}]},
            [("dynamodb:GetItem", table("a"))],
        ),
        (
            "BatchWriteItem",
            {"RequestItems": {"a": [{"PutRequest": {"Item": {}}}], "b": [{"DeleteRequest": {"Key": {}}}]}},
            [("dynamodb:BatchWriteItem", table("a")), ("dynamodb:BatchWriteItem", table("b"))],
        ),
        ("BatchGetItem", {"RequestItems": {"a": {"Keys": [{}]}}}, [("dynamodb:BatchGetItem", table("a"))]),
        (
            "ExecuteStatement",
            {"Statement": 'SELECT * FROM "a"."i"'},
            [("dynamodb:PartiQLSelect", table("a", "/index/i"))],
        ),
        ("ExecuteStatement", {"Statement": "insert into a value {}"}, [("dynamodb:PartiQLInsert", table("a"))]),
        ("ListTables", {}, [("dynamodb:ListTables", table("*"))]),
        (
            "DescribeBackup",
            {"BackupArn": table("a", "/backup/1")},
            [("dynamodb:DescribeBackup", table("a", "/backup/1"))],
        ),
        (
            "ExportTableToPointInTime",
            {"TableArn": table("a"), "S3Bucket": "exports", "S3Prefix": "2026"},
            [
                ("dynamodb:ExportTableToPointInTime", table("a")),
                ("s3:AbortMultipartUpload", "arn:aws:s3:::exports/2026/*"),
                ("s3:PutObject", "arn:aws:s3:::exports/2026/*"),
                ("s3:PutObjectAcl", "arn:aws:s3:::exports/2026/*"),
            ],
        ),
        (
            "RestoreTableFromBackup",
            {"BackupArn": table("a", "/backup/1"), "TargetTableName": "b"},
            [
                ("dynamodb:RestoreTableFromBackup", table("a", "/backup/1")),
                ("dynamodb:RestoreTableFromBackup", table("b")),
                *(
                    (f"dynamodb:{action}", table("b"))
                    for action in ("BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem")
                ),
            ],
        ),
    ],
)
def test_dynamodb_needs(operation, params, wanted):
    assert needs("dynamodb", operation, **params) == wanted


@pytest.mark.parametrize(
    ("operation", "params", "wanted"),
    [
        ("GetObject", {"Bucket": "b", "Key": "k/1"}, [("s3:GetObject", "arn:aws:s3:::b/k/1")]),
        ("HeadObject", {"Bucket": "b", "Key": "k"}, [("s3:GetObject", "arn:aws:s3:::b/k")]),
        ("GetObject", {"Bucket": "b", "Key": "k", "VersionId": "1"}, [("s3:GetObjectVersion", "arn:aws:s3:::b/k")]),
        (
            "DeleteObject",
            {"Bucket": "b", "Key": "k", "VersionId": "1"},
            [("s3:DeleteObjectVersion", "arn:aws:s3:::b/k")],
        ),
        ("ListObjectsV2", {"Bucket": "b"}, [("s3:ListBucket", "arn:aws:s3:::b")]),
        ("ListBuckets", {}, [("s3:ListAllMyBuckets", "*")]),
        ("UploadPart", {"Bucket": "b", "Key": "k"}, [("s3:PutObject", "arn:aws:s3:::b/k")]),
        ("ListParts", {"Bucket": "b", "Key": "k"}, [("s3:ListMultipartUploadParts", "arn:aws:s3:::b/k")]),
        (
            "CopyObject",
            {"Bucket": "b", "Key": "k", "CopySource": "a/x%20y?versionId=1"},
            [("s3:PutObject", "arn:aws:s3:::b/k"), ("s3:GetObjectVersion", "arn:aws:s3:::a/x y")],
        ),
        (
            "PutObject",
            {"Bucket": "b", "Key": "k", "Tagging": "a=1", "ACL": "private"},
            [
                ("s3:PutObject", "arn:aws:s3:::b/k"),
                ("s3:PutObjectTagging", "arn:aws:s3:::b/k"),
                ("s3:PutObjectAcl", "arn:aws:s3:::b/k"),
            ],
        ),
        (
            "DeleteObjects",
            {"Bucket": "b", "Delete": {"Objects": [{"Key": "1"}, {"Key": "2", "VersionId": "v"}]}},
            [("s3:DeleteObject", "arn:aws:s3:::b/1"), ("s3:DeleteObjectVersion", "arn:aws:s3:::b/2")],
        ),
    ],
)
def test_s3_needs(operation, params, wanted):
    assert needs("s3", operation, **params) == wanted


def test_sts_and_iam_need():
    role = f"arn:aws:iam::{ACCOUNT}:role/reader"

    assert needs("sts", "GetCallerIdentity") == []
    asked = {"RoleArn": role, "RoleSessionName": "one", "Tags": [{"Key": "a", "Value": "1"}]}
    assert needs("sts", "AssumeRole", **asked, SourceIdentity="ana") == [
        ("sts:AssumeRole", role),
        ("sts:TagSession", role),
        ("sts:SetSourceIdentity", role),
    ]
    assert needs("iam", "CreateUser", UserName="ana", Path="/lab/") == [
        ("iam:CreateUser", f"arn:aws:iam::{ACCOUNT}:user/lab/ana")
    ]
    assert needs("iam", "ListUsers") == [("iam:ListUsers", "*")]


def test_ec2_needs():
    arn = f"arn:aws:ec2:{REGION}:{ACCOUNT}:"

    assert needs("ec2", "DescribeVpcs", VpcIds=["vpc-1"]) == [("ec2:DescribeVpcs", "*")]
    assert needs("ec2", "CreateSubnet", VpcId="vpc-1", CidrBlock="10.0.0.0/24") == [
        ("ec2:CreateSubnet", f"{arn}vpc/vpc-1"),
        ("ec2:CreateSubnet", f"{arn}subnet/*"),
    ]
    rule = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-2"}]}
    assert needs("ec2", "AuthorizeSecurityGroupIngress", GroupId="sg-1", IpPermissions=[rule]) == [
        ("ec2:AuthorizeSecurityGroupIngress", f"{arn}security-group/sg-1")
    ]


def test_what_no_service_answers_needs_nothing_that_is_known():
    for name, module in TABLES.items():
        assert module.needs(Call(name, "MakeCoffee", {}, "you", REGION, ACCOUNT)) is None
