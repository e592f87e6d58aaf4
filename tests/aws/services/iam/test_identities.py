"""Who calls: by the keys that a request is signed with."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request

import boto3
import pytest
import time_machine
from botocore.config import Config

from course_lib.aws.account import Cloud
from course_lib.aws.layers.journal import COURSE
from course_lib.aws.sdk.server import make_server
from course_lib.aws.services.iam import acting

from .conftest import SERVICES, no_identity_policy, policy, refusal, session_of, trust

CALLS = [
    ("dynamodb", "list_tables", {}),
    ("kms", "list_keys", {}),
    ("sts", "get_caller_identity", {}),
    ("iam", "list_users", {}),
    ("s3", "list_buckets", {}),
]
INVALID = "The security token included in the request is invalid."
UNKNOWN = {
    "dynamodb": ("UnrecognizedClientException", INVALID, 400),
    "kms": ("UnrecognizedClientException", INVALID, 400),
    "sts": ("InvalidClientTokenId", INVALID, 403),
    "iam": ("InvalidClientTokenId", INVALID, 403),
    "s3": ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403),
}
OVER = "The security token included in the request is expired"
EXPIRED = {
    "dynamodb": ("ExpiredTokenException", OVER, 400),
    "kms": ("ExpiredTokenException", OVER, 400),
    "sts": ("ExpiredToken", OVER, 403),
    "iam": ("ExpiredToken", OVER, 403),
    "s3": ("ExpiredToken", "The provided token has expired.", 400),
}


def caller(client):
    told = client.get_caller_identity()
    return told["UserId"], told["Account"], told["Arn"]


def test_the_example_keys_are_the_root_s_to_whom_everything_is_allowed(cloud):
    root = f"arn:aws:iam::{cloud.account}:root"

    assert caller(boto3.client("sts")) == (cloud.account, cloud.account, root)
    assert cloud.journal.entries()[-1].access.identity == root
    assert cloud.journal.entries()[-1].access.checks == ()


def test_a_user_is_known_by_an_access_key(cloud, iam, person):
    ana = person()

    user_id, account, arn = caller(ana.client("sts"))

    assert (user_id, account, arn) == (iam.get_user(UserName="ana")["User"]["UserId"], cloud.account, ana.arn)
    assert user_id.startswith("AIDA") and len(user_id) == 21
    assert ana.arn == f"arn:aws:iam::{cloud.account}:user/ana"


@pytest.mark.parametrize(("service", "operation", "parameters"), CALLS)
def test_an_unknown_key_is_refused_in_each_service_s_words(cloud, service, operation, parameters):
    stranger = boto3.client(service, aws_access_key_id="AKIAI44QH8DHBEXAMPLE", aws_secret_access_key="none")

    assert refusal(getattr(stranger, operation), **parameters) == UNKNOWN[service]


def test_a_key_that_is_switched_off_is_unknown_until_it_is_on_again(iam, person):
    ana = person()
    key = iam.list_access_keys(UserName="ana")["AccessKeyMetadata"][0]["AccessKeyId"]

    iam.update_access_key(UserName="ana", AccessKeyId=key, Status="Inactive")
    assert refusal(ana.client("sts").get_caller_identity) == UNKNOWN["sts"]
    iam.update_access_key(UserName="ana", AccessKeyId=key, Status="Active")
    assert caller(ana.client("sts"))[2] == ana.arn


@pytest.mark.parametrize(("service", "operation", "parameters"), CALLS)
def test_a_session_ends_on_the_cloud_s_clock(cloud, iam, person, service, operation, parameters):
    ana = person()
    role = iam.create_role(RoleName="all", AssumeRolePolicyDocument=trust(AWS=ana.arn))["Role"]["Arn"]
    iam.put_role_policy(RoleName="all", PolicyName="all", PolicyDocument=policy({"Action": "*", "Resource": "*"}))
    session = session_of(ana, role, DurationSeconds=900).client(service, config=Config(retries={"max_attempts": 0}))

    getattr(session, operation)(**parameters)
    cloud.clock.advance(seconds=901)

    assert refusal(getattr(session, operation), **parameters) == EXPIRED[service]


def test_a_session_needs_its_token(iam, person):
    ana = person()
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust(AWS=ana.arn))["Role"]["Arn"]
    session = session_of(ana, role)

    assert caller(session.client("sts"))[2].endswith(":assumed-role/reader/one")
    assert refusal(session.client("sts", aws_session_token=None).get_caller_identity) == UNKNOWN["sts"]
    assert refusal(session.client("sts", aws_session_token="another").get_caller_identity) == UNKNOWN["sts"]


def test_a_user_may_have_keys_for_a_while(cloud, person):
    ana = person()
    keys = ana.client("sts").get_session_token(DurationSeconds=900)["Credentials"]
    for_a_while = boto3.client(
        "sts",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )

    assert caller(for_a_while)[2] == ana.arn
    assert refusal(for_a_while.get_session_token)[0] == "AccessDenied"
    cloud.clock.advance(seconds=901)
    assert refusal(for_a_while.get_caller_identity) == EXPIRED["sts"]


def test_keys_ids_and_dates_come_from_seed_and_clock():
    made = []
    for _ in range(2):
        with Cloud(services=SERVICES, seed=7) as cloud:
            iam = cloud.client("iam")
            user = iam.create_user(UserName="ana")["User"]
            made.append((user["UserId"], user["CreateDate"], iam.create_access_key(UserName="ana")["AccessKey"]))
            assert user["CreateDate"] < cloud.clock.now()
    assert made[0] == made[1]


def test_a_lab_can_let_a_caller_be_a_user_or_run_with_a_role(cloud, iam, players):
    """With any client of that caller: the course's quick ones too."""
    iam.create_user(UserName="ana")
    iam.create_role(RoleName="handler", AssumeRolePolicyDocument=trust(Service="lambda.amazonaws.com"))

    acting.act_as_user(cloud, "visitor", "ana")
    acting.act_as_role(cloud, COURSE, "handler", session="upsert")

    session = f"arn:aws:sts::{cloud.account}:assumed-role/handler/upsert"
    ana = f"arn:aws:iam::{cloud.account}:user/ana"
    asked = {"TableName": "players"}
    told = no_identity_policy(session, "dynamodb:DescribeTable", players)
    assert refusal(cloud.client("dynamodb", who=COURSE).describe_table, **asked)[1] == told
    told = no_identity_policy(ana, "dynamodb:DescribeTable", players)
    assert refusal(cloud.client("dynamodb", who="visitor").describe_table, **asked)[1] == told
    acting.act_as_root(cloud, COURSE)
    assert cloud.client("dynamodb", who=COURSE).describe_table(**asked)["Table"]["TableArn"] == players


def test_a_role_that_does_not_trust_a_service_is_not_for_it(cloud, iam):
    iam.create_role(RoleName="handler", AssumeRolePolicyDocument=trust(AWS=cloud.account))

    with pytest.raises(acting.CannotBe) as refused:
        acting.act_as_role(cloud, "handler", "handler")
    assert str(refused.value) == (
        "The role handler does not trust lambda.amazonaws.com. Allow it sts:AssumeRole in the role's trust policy."
    )
    with pytest.raises(acting.CannotBe, match="NoSuchEntity"):
        acting.act_as_role(cloud, "handler", "nobody")


def test_without_iam_an_account_knows_root_alone():
    """A lab that says nothing about identities."""
    with Cloud(services=["dynamodb"]) as plain:
        plain.client("dynamodb").list_tables()
        assert plain.journal.entries()[-1].access is None


# Over HTTP


@pytest.fixture
def endpoint(cloud):
    from course_lib.aws.sdk import wall

    wall.close()
    server = make_server(cloud)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def over_http(endpoint, service, key, secret):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=Config(s3={"addressing_style": "path"}, retries={"max_attempts": 0}),
    )


MISMATCH = {
    "dynamodb": ("InvalidSignatureException", 400),
    "kms": ("InvalidSignatureException", 400),
    "sts": ("SignatureDoesNotMatch", 403),
    "iam": ("SignatureDoesNotMatch", 403),
    "s3": ("SignatureDoesNotMatch", 403),
}


@pytest.mark.parametrize(("service", "operation", "parameters"), CALLS)
def test_over_http_the_signature_has_to_fit_the_secret(cloud, endpoint, service, operation, parameters):
    root = cloud.client("iam")
    root.create_user(UserName="ana")
    root.put_user_policy(UserName="ana", PolicyName="all", PolicyDocument=policy({"Action": "*", "Resource": "*"}))
    key = root.create_access_key(UserName="ana")["AccessKey"]

    ana = over_http(endpoint, service, key["AccessKeyId"], key["SecretAccessKey"])
    liar = over_http(endpoint, service, key["AccessKeyId"], "guessed")

    getattr(ana, operation)(**parameters)
    code, message, status = refusal(getattr(liar, operation), **parameters)
    assert (code, status) == MISMATCH[service]
    assert message.startswith("The request signature we calculated does not match the signature you provided. Check")


def test_over_http_objects_with_odd_names_are_signed_for(cloud, endpoint):
    """The root's keys are looked at as well."""
    s3 = over_http(endpoint, "s3", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    s3.create_bucket(Bucket="reports")

    s3.put_object(Bucket="reports", Key="2026/a b+ü%2F=?.bin", Body=b"1")

    assert s3.get_object(Bucket="reports", Key="2026/a b+ü%2F=?.bin")["Body"].read() == b"1"
    liar = over_http(endpoint, "s3", "AKIAIOSFODNN7EXAMPLE", "guessed")
    assert refusal(liar.get_object, Bucket="reports", Key="a")[0] == "SignatureDoesNotMatch"


@pytest.mark.parametrize("version", ["s3v4", "s3"])
def test_a_presigned_address_is_good_as_it_is_and_not_otherwise(cloud, endpoint, version):
    """Signed by either version of the signature."""
    cloud.client("s3").create_bucket(Bucket="reports")
    cloud.client("s3").put_object(Bucket="reports", Key="a b", Body=b"1")
    s3 = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        config=Config(signature_version=version, s3={"addressing_style": "path"}),
    )
    good = s3.generate_presigned_url("get_object", {"Bucket": "reports", "Key": "a b"})

    with urllib.request.urlopen(good) as answer:
        assert answer.read() == b"1"
    for other in (good.replace("a%20b", "a"), good + "1"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(other)
        assert refused.value.code == 403
        assert b"<Code>SignatureDoesNotMatch</Code>" in refused.value.read()
        refused.value.close()


@pytest.mark.parametrize(
    ("version", "ago", "lasts", "code", "message"),
    [
        ("s3v4", 3600, 3500, b"AccessDenied", b"Request has expired"),
        ("s3", 3600, 3500, b"AccessDenied", b"Request has expired"),
        ("s3v4", 0, 604_801, b"AuthorizationQueryParametersError", b"must be less than a week"),
    ],
)
def test_a_presigned_address_is_good_for_a_while(cloud, endpoint, version, ago, lasts, code, message):
    """By the clock that signed it; a week at most, with version 4."""
    cloud.client("s3").create_bucket(Bucket="reports")
    cloud.client("s3").put_object(Bucket="reports", Key="a", Body=b"1")
    s3 = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        config=Config(signature_version=version, s3={"addressing_style": "path"}),
    )
    with time_machine.travel(time.time() - ago, tick=True):
        over = s3.generate_presigned_url("get_object", {"Bucket": "reports", "Key": "a"}, ExpiresIn=lasts)
        good = s3.generate_presigned_url("get_object", {"Bucket": "reports", "Key": "a"}, ExpiresIn=86_400)

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(over)
    told = refused.value.read()
    refused.value.close()
    assert b"<Code>" + code + b"</Code>" in told
    assert message in told
    with urllib.request.urlopen(good) as answer:
        assert answer.read() == b"1"


def test_over_http_a_request_has_to_be_signed(cloud, endpoint):
    """DynamoDB says so for what it knows; an operation that it does not know comes first."""
    told = []
    for operation in ("ListTables", "NoSuchOperation"):
        headers = {"X-Amz-Target": f"DynamoDB_20120810.{operation}"}
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(urllib.request.Request(endpoint, b"{}", headers))
        told.append(refused.value.read())
        refused.value.close()

    assert b"MissingAuthenticationTokenException" in told[0]
    assert b"Request is missing Authentication Token" in told[0]
    assert b"UnknownOperationException" in told[1]


def test_over_http_a_user_is_refused_in_aws_s_words(cloud, person, request):
    """Any AWS client, signing with the keys of a user whom no policy allows it, has DynamoDB's code and sentence."""
    ana = person({"Action": "dynamodb:GetItem", "Resource": "*"})
    dynamodb = over_http(request.getfixturevalue("endpoint"), "dynamodb", *ana.keys)

    code, message, status = refusal(dynamodb.scan, TableName="players")

    assert (code, status) == ("AccessDeniedException", 400)
    assert message == no_identity_policy(
        ana.arn, "dynamodb:Scan", f"arn:aws:dynamodb:us-east-1:{cloud.account}:table/players"
    )


def test_a_role_s_session_may_have_tags_and_a_policy_of_its_own(cloud, iam):
    """As AssumeRole hands them over: a lab's caller has them too."""
    service = {"Service": "lambda.amazonaws.com"}
    both = policy({"Action": ["sts:AssumeRole", "sts:TagSession"], "Principal": service})
    iam.create_role(RoleName="device", AssumeRolePolicyDocument=both)
    own = {"StringEquals": {"aws:PrincipalTag/team": "red"}}
    iam.put_role_policy(
        RoleName="device",
        PolicyName="own",
        PolicyDocument=policy({"Action": "dynamodb:*", "Resource": "*", "Condition": own}),
    )
    only_lists = policy({"Action": "dynamodb:ListTables", "Resource": "*"})

    acting.act_as_role(cloud, "red", "device", tags={"team": "red"})
    acting.act_as_role(cloud, "blue", "device", tags={"team": "blue"})
    acting.act_as_role(cloud, "limited", "device", tags={"team": "red"}, policy=only_lists)

    assert cloud.client("dynamodb", who="red").describe_limits()
    assert refusal(cloud.client("dynamodb", who="blue").describe_limits)[0] == "AccessDeniedException"
    assert cloud.client("dynamodb", who="limited").list_tables()["TableNames"] == []
    assert "no session policy allows" in refusal(cloud.client("dynamodb", who="limited").describe_limits)[1]
