"""What requests cost: DynamoDB's own count of units, and prices by the request elsewhere."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.pictures.browse import bill_grid, buckets_grid, keys_grid, objects_grid
from course_lib.pictures.meter import Meter


@pytest.fixture
def metered():
    """An account with a table of seats, and the meter below its journal."""
    with Cloud(services=("dynamodb", "kms", "s3")) as cloud:
        meter = Meter()
        cloud.layers.insert(1, meter)
        cloud.client("dynamodb", who="course").create_table(
            TableName="seats",
            KeySchema=[{"AttributeName": "seat", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "seat", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        yield cloud, meter


def costs(cloud, meter):
    return [meter.cost(entry).units for entry in cloud.journal.learner_entries()]


def test_units_are_dynamodbs(metered):
    """A write of 1.5 KB is two units, a strong read one, an eventual read half, a transaction's write double."""
    cloud, meter = metered
    table = cloud.resource("dynamodb").Table("seats")
    table.put_item(Item={"seat": "1A", "note": "x" * 1500})
    table.get_item(Key={"seat": "1A"}, ConsistentRead=True)
    table.get_item(Key={"seat": "1A"})
    put = {"Put": {"TableName": "seats", "Item": {"seat": {"S": "1B"}}}}
    cloud.client("dynamodb").transact_write_items(TransactItems=[put])
    assert costs(cloud, meter) == ["2 write", "1 read", "0.5 read", "2 write"]


def test_a_refused_write_costs_at_least_one_unit(metered):
    """DynamoDB does not say how much; the meter does not pretend to know."""
    cloud, meter = metered
    with pytest.raises(ClientError):
        cloud.resource("dynamodb").Table("seats").put_item(
            Item={"seat": "1A"}, ConditionExpression="attribute_exists(seat)"
        )
    assert costs(cloud, meter) == ["at least 1 write"]


def test_the_learner_sees_no_more_than_was_asked_for(metered):
    """The answer holds the units only where the request asked for them."""
    cloud, _ = metered
    table = cloud.resource("dynamodb").Table("seats")
    assert "ConsumedCapacity" not in table.put_item(Item={"seat": "1A"})
    told = table.put_item(Item={"seat": "1A"}, ReturnConsumedCapacity="TOTAL")
    assert told["ConsumedCapacity"]["CapacityUnits"] == 1
    assert "ReturnConsumedCapacity" not in cloud.journal.learner_entries()[0].params


def test_the_bill_adds_up(metered):
    """By operation, then all together; KMS and S3 by the request."""
    cloud, meter = metered
    table = cloud.resource("dynamodb").Table("seats")
    for seat in ("1A", "1B"):
        table.put_item(Item={"seat": seat})
    cloud.client("kms").create_key()
    cloud.client("s3").create_bucket(Bucket="exports")
    bill = bill_grid(cloud.journal.learner_entries(), meter)
    assert [list(row) for row in bill.rows] == [
        ["dynamodb", "PutItem", "2", "2 write", "1.250"],
        ["kms", "CreateKey", "1", "", "3.000"],
        ["s3", "CreateBucket", "1", "", "5.000"],
        ["together", "", "4", "2 write", "9.250"],
    ]


def test_looking_around(metered):
    """Buckets, objects and keys, as one would see them in the console."""
    cloud, _ = metered
    s3, kms = cloud.client("s3", who="course"), cloud.client("kms", who="course")
    s3.create_bucket(Bucket="exports")
    s3.put_object(Bucket="exports", Key="a/1.json", Body=b"12345")
    key = kms.create_key(Description="for exports")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/exports", TargetKeyId=key)
    assert [list(row) for row in buckets_grid(s3, ["exports"]).rows] == [["exports", "1", "5"]]
    assert [list(row)[:3] for row in objects_grid(s3, "exports").rows] == [["a/1.json", "5", "STANDARD"]]
    assert ["alias/exports", key, "Enabled", "SYMMETRIC_DEFAULT", "for exports"] in [
        list(row) for row in keys_grid(kms).rows
    ]
