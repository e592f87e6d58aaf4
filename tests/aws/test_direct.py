"""The course's own boto3 objects, and those handed to calls, take shorter ways and give the same as everybody's."""

from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr

from course_lib.aws.account import Cloud
from course_lib.aws.sdk.clients import Bindings

ITEM = {"id": "a", "n": Decimal("1.50"), "b": b"\x00\xff", "s": {"x", "y"}, "l": [1, None, {"deep": True}]}


@pytest.fixture(params=["course", "you", "a call"])
def who(request):
    return request.param


@pytest.fixture
def get(cloud, who):
    """Gets a boto3 object on this way."""
    handed = Bindings(cloud, pooled=True, learners=who == "a call")
    own = {"client": cloud.client, "resource": cloud.resource}
    yield lambda kind, service: handed.get(kind, service, who) if who == "a call" else own[kind](service, who=who)
    handed.release()


@pytest.fixture
def cloud():
    with Cloud(services=("dynamodb", "kms", "secretsmanager"), pooled=True) as cloud:
        yield cloud


@pytest.fixture
def table(get):
    return get("resource", "dynamodb").create_table(
        TableName="things",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def test_python_values_come_back(table):
    """Numbers, bytes, sets and what is nested."""
    table.put_item(Item=ITEM)
    item = table.get_item(Key={"id": "a"})["Item"]
    assert (item["n"], bytes(item["b"]), item["s"], item["l"]) == (ITEM["n"], ITEM["b"], ITEM["s"], ITEM["l"])


def test_conditions_are_built(table):
    """boto3's condition objects become expressions."""
    table.put_item(Item=ITEM)
    assert table.scan(FilterExpression=Attr("n").gt(1))["Count"] == 1
    assert table.scan(FilterExpression=Attr("n").gt(2))["Count"] == 0


def test_errors_are_the_clients_own(table):
    """Class, code, words and members."""
    client = table.meta.client
    table.put_item(Item=ITEM)
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as refused:
        table.put_item(
            Item={"id": "a"},
            ConditionExpression="attribute_not_exists(id)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    response = refused.value.response
    assert response["Error"]["Message"] == "The conditional request failed"
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert response["Item"]["id"] in ("a", {"S": "a"})


def test_pages_and_waiters_work(table):
    """They call the client again and again."""
    client = table.meta.client
    for number in range(5):
        table.put_item(Item={"id": str(number)})
    pages = client.get_paginator("scan").paginate(TableName="things", PaginationConfig={"PageSize": 2})
    assert sorted(item["id"] for page in pages for item in page["Items"]) == ["0", "1", "2", "3", "4"]
    client.get_waiter("table_exists").wait(TableName="things")


def test_the_journal_knows_who(cloud, table, who):
    """Whichever way a call came."""
    assert [entry.who for entry in cloud.journal.entries(operation="CreateTable")] == [who]


def test_other_services_too(get):
    """KMS speaks JSON as well; bytes stay bytes."""
    kms = get("client", "kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    sealed = kms.encrypt(KeyId=key, Plaintext=b"\x00secret")["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"\x00secret"


def test_a_call_has_a_token(get):
    """Another one for each call: the second makes another version."""
    secrets = get("client", "secretsmanager")
    made = secrets.create_secret(Name="db", SecretString="example")["VersionId"]
    assert len(made) == 36 and made != secrets.put_secret_value(SecretId="db", SecretString="example")["VersionId"]
    assert secrets.put_secret_value(SecretId="db", SecretString="example", ClientRequestToken=made)["VersionId"] == made
