"""What the lesson consistency says of its own tables is so; the rest is in `test_lessons`."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from autograder.catalog import load
from course_lib.aws.account import Cloud
from course_lib.aws.layers.crowded import Crowded
from course_lib.lessons.consistency import data as scenario

LESSON = "consistency"


def test_reserved_words():
    """No attribute of the lesson needs a placeholder."""
    from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

    names = {name for item in [*scenario.PRICES, *scenario.POSITIONS] for name in item}
    assert {name for name in names if name.upper() in ReservedKeywords.get_reserved_keywords()} == set()


@pytest.fixture
def bank():
    with Cloud() as cloud:
        scenario.prepare(cloud)
        yield cloud


def test_an_index_refuses_consistent_reads(bank):
    """With the words that the lesson shows."""
    with pytest.raises(ClientError) as refused:
        bank.client("dynamodb").query(
            TableName="prices",
            IndexName=scenario.SECTOR_INDEX,
            KeyConditionExpression="sector = :sector",
            ExpressionAttributeValues={":sector": {"S": "energy"}},
            ConsistentRead=True,
        )
    error = refused.value.response["Error"]
    assert error["Code"] == "ValidationException"
    assert "Consistent reads are not supported on global secondary indexes" in error["Message"]


def test_published_prices_are_late_and_the_courses_are_not(bank):
    """What a check puts in is there for every read; what the exchange writes only for consistent ones, at first."""
    prices = bank.resource("dynamodb").Table("prices")
    scenario.fall_behind(bank)
    scenario.put(bank, "prices", {"symbol": "NORD", "sector": "energy", "price": 1})
    assert [prices.get_item(Key={"symbol": "NORD"})["Item"]["price"] for _ in range(4)] == [1] * 4

    scenario.publish(bank, "prices", {"symbol": "NORD", "sector": "energy", "price": 2})
    assert [prices.get_item(Key={"symbol": "NORD"})["Item"]["price"] for _ in range(4)] == [1] * 4
    assert prices.get_item(Key={"symbol": "NORD"}, ConsistentRead=True)["Item"]["price"] == 2
    assert scenario.stored(bank, "prices", "NORD")["price"] == 2

    scenario.settle(bank)
    assert [prices.get_item(Key={"symbol": "NORD"})["Item"]["price"] for _ in range(4)] == [2] * 4


def test_a_crowded_table_answers_as_aws_does(bank):
    """Some keys are read, the others come back in the shape of RequestItems, and errors stay errors."""
    prices = bank.resource("dynamodb")
    block = {
        "Keys": [{"symbol": symbol} for symbol in ("NORD", "MILA", "PAGE")],
        "ConsistentRead": True,
        "ProjectionExpression": "symbol",
    }
    with bank.use(Crowded(bank.clock, seconds=2, room=1)):
        answer = prices.batch_get_item(RequestItems={"prices": block})
        assert answer["Responses"] == {"prices": [{"symbol": "PAGE"}]}
        assert answer["UnprocessedKeys"] == {"prices": {**block, "Keys": block["Keys"][:2]}}
        with pytest.raises(ClientError, match="contains duplicates"):
            prices.batch_get_item(RequestItems={"prices": {"Keys": [{"symbol": "NORD"}] * 2}})
        bank.clock.advance(seconds=2)
        answer = prices.batch_get_item(RequestItems=answer["UnprocessedKeys"])
        assert sorted(item["symbol"] for item in answer["Responses"]["prices"]) == ["MILA", "NORD"]
        assert answer["UnprocessedKeys"] == {}
    late = Crowded(bank.clock, seconds=2, room=2, late=lambda key: key["symbol"]["S"] == "PAGE")
    with bank.use(late):
        answer = prices.batch_get_item(RequestItems={"prices": block})
    assert [key["symbol"] for key in answer["UnprocessedKeys"]["prices"]["Keys"]] == ["PAGE"]


@pytest.mark.parametrize("consistent", [False, True])
@pytest.mark.parametrize("operation", ["GetItem", "BatchGetItem", "TransactGetItems", "Query"])
def test_the_cloud_charges_what_read_units_says(bank, operation, consistent):
    """The reference's sums are those of ReturnConsumedCapacity."""
    namespace: dict[str, Any] = {}
    exec((load(LESSON, "read_units").folder / "reference.py").read_text(), namespace)
    wanted = [4096, 4097, 300, 0]
    items = [(f"S{number}", size) for number, size in enumerate(wanted)]
    client = bank.resource("dynamodb").meta.client
    for symbol, size in items:
        if size:  # attribute names and values count: account, symbol, text
            text = "x" * (size - len("account" + "A" + "symbol" + symbol + "text"))
            scenario.put(bank, "positions", {"account": "A", "symbol": symbol, "text": text})

    keys = [{"account": "A", "symbol": symbol} for symbol, _ in items]
    flag = {"ConsistentRead": consistent}
    ask = {"ReturnConsumedCapacity": "TOTAL"}
    if operation == "GetItem":
        answers = [client.get_item(TableName="positions", Key=key, **flag, **ask) for key in keys]
        consumed = [answer["ConsumedCapacity"] for answer in answers]
    elif operation == "BatchGetItem":
        consumed = client.batch_get_item(RequestItems={"positions": {"Keys": keys, **flag}}, **ask)["ConsumedCapacity"]
    elif operation == "TransactGetItems":
        gets = [{"Get": {"TableName": "positions", "Key": key}} for key in keys]
        consumed = client.transact_get_items(TransactItems=gets, **ask)["ConsumedCapacity"]
    else:
        query = {"KeyConditionExpression": "account = :a", "ExpressionAttributeValues": {":a": "A"}}
        consumed = [client.query(TableName="positions", **query, **flag, **ask)["ConsumedCapacity"]]
        wanted = [size for size in wanted if size]
    assert sum(each["CapacityUnits"] for each in consumed) == namespace["read_units"](operation, wanted, consistent)
