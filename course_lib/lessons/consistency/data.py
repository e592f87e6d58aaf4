"""A bank's trading desk: one table of prices with an index by sector, one of positions, and reads that lag.

Anything the course writes is everywhere at once. What the exchange writes is not: `publish` sends as it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from course_lib.aws.services.dynamodb.lag import Lag

TABLES = {"prices": ("symbol",), "positions": ("account", "symbol")}  # table: its key attributes, all of them strings
SECTOR_INDEX = "by_sector"
EXCHANGE = "exchange"  # whose writes take their time, as any other program's do
BATCH = 25  # the most writes in one BatchWriteItem. Source: API reference

# Invented companies. A price below zero is not invented: US crude oil for May 2020 closed at -37.63 dollars.
PRICES: list[dict[str, Any]] = [
    {"symbol": "CRUD", "company": "Crude oil, May", "sector": "energy", "price": Decimal("-37.63")},
    {"symbol": "HELI", "company": "Heliodor Solar", "sector": "energy", "price": Decimal("44.25")},
    {"symbol": "NORD", "company": "Nordwind Power", "sector": "energy", "price": Decimal("101")},
    {"symbol": "VOLT", "company": "Voltaro Grid", "sector": "energy"},  # suspended: no price
    {"symbol": "MILA", "company": "Mila Mills", "sector": "food", "price": Decimal("12.05")},
    {"symbol": "OATS", "company": "Oats & Sons", "sector": "food", "price": Decimal("8.4")},
    {"symbol": "PAGE", "company": "Pagewise", "sector": "media", "price": Decimal("250")},
]

POSITIONS: list[dict[str, Any]] = [
    {"account": "desk-7", "symbol": "MILA", "quantity": 40, "note": "for the pension fund"},
    {"account": "desk-7", "symbol": "NORD", "quantity": 100, "note": "long term"},
    {"account": "desk-7", "symbol": "PAGE", "quantity": 0, "note": "sold in January"},
    {"account": "desk-9", "symbol": "NORD", "quantity": 25, "note": "hedge"},
]


def prepare(cloud: Any) -> None:
    """Make both tables, put in the items of the lesson, and let writes take up to a second from now on."""
    for table, names in TABLES.items():
        _client(cloud).create_table(TableName=table, BillingMode="PAY_PER_REQUEST", **_shape(table, names))
    put(cloud, "prices", *PRICES)
    put(cloud, "positions", *POSITIONS)
    cloud.layer(Lag).turn_on()


def _shape(table: str, names: tuple[str, ...]) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "KeySchema": [{"AttributeName": n, "KeyType": kind} for n, kind in zip(names, ("HASH", "RANGE"), strict=False)],
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
    }
    if table == "prices":
        shape["AttributeDefinitions"].append({"AttributeName": "sector", "AttributeType": "S"})
        index = {"IndexName": SECTOR_INDEX, "KeySchema": [{"AttributeName": "sector", "KeyType": "HASH"}]}
        shape["GlobalSecondaryIndexes"] = [{**index, "Projection": {"ProjectionType": "ALL"}}]
    return shape


def lag(cloud: Any) -> Lag:
    """What decides how far the cloud's replicas are behind."""
    layer: Lag = cloud.layer(Lag)
    return layer


def fall_behind(cloud: Any) -> None:
    """From now on no eventually consistent read sees what anybody but the course writes, for twelve minutes at least.

    AWS promises no more than that either: such a read *may* miss any recent write.
    """
    lag(cloud).turn_on(timedelta(hours=1), leader=False)


def settle(cloud: Any) -> None:
    """Every replica has everything, and from now on at once."""
    lag(cloud).turn_off()


def put(cloud: Any, table: str, *items: Mapping[str, Any]) -> None:
    """Store items everywhere at once, whatever was there, unseen in the journal of the learner's calls."""
    for start in range(0, len(items), BATCH):
        requests = [{"PutRequest": {"Item": dict(item)}} for item in items[start : start + BATCH]]
        _client(cloud).batch_write_item(RequestItems={table: requests})


def publish(cloud: Any, table: str, *items: Mapping[str, Any]) -> None:
    """Store items as another program does: replicas and indexes learn of them later."""
    for item in items:
        cloud.resource("dynamodb", who=EXCHANGE).Table(table).put_item(Item=dict(item))


def change(cloud: Any, table: str, key: Mapping[str, str], name: str, value: Any) -> None:
    """Set one attribute of an item as another program does."""
    cloud.resource("dynamodb", who=EXCHANGE).Table(table).update_item(
        Key=dict(key),
        UpdateExpression="SET #name = :value",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":value": value},
    )


def withdraw(cloud: Any, table: str, key: Mapping[str, str]) -> None:
    """Delete an item as another program does."""
    cloud.resource("dynamodb", who=EXCHANGE).Table(table).delete_item(Key=dict(key))


def stored(cloud: Any, table: str, *key: str) -> dict[str, Any] | None:
    """The item stored under a key now, or None."""
    wanted = dict(zip(TABLES[table], key, strict=True))
    item: dict[str, Any] | None = _client(cloud).get_item(TableName=table, Key=wanted, ConsistentRead=True).get("Item")
    return item


def everything(cloud: Any) -> dict[str, dict[str, Any]]:
    """Every stored item of both tables, by `<table>/<key>`; of a table that is not there, none."""
    found: dict[str, dict[str, Any]] = {}
    client = _client(cloud)
    for table, names in TABLES.items():
        try:
            pages = list(client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True))
        except client.exceptions.ResourceNotFoundException:
            continue
        items = [item for page in pages for item in page["Items"]]
        found |= {"/".join([table, *(item[name] for name in names)]): item for item in items}
    return found


def _client(cloud: Any) -> Any:
    """A client that takes and returns plain Python values, whose calls the learner's journal does not show."""
    return cloud.resource("dynamodb", who="course").meta.client
