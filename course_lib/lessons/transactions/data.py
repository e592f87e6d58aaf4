"""An online game: players with coins, items for sale, gift vouchers, and ways for a check to look at them.

A player's `vouchers` says how many unredeemed vouchers the player holds; who never had one may lack it. None of the
attribute names is reserved (DynamoDB Developer Guide, "Reserved words in DynamoDB").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

DATABASES = ("mysql",)
KEYS = {"players": "player_id", "items": "item_id", "vouchers": "voucher_id"}  # table: its partition key, a string

PLAYERS: list[dict[str, Any]] = [
    {"player_id": "ana", "coins": 120, "vouchers": 2, "guild": "Otters"},
    {"player_id": "ben", "coins": 40, "vouchers": 1, "guild": "Herons"},
    {"player_id": "cleo", "coins": 75, "vouchers": 0, "guild": "Otters"},
    {"player_id": "dan", "coins": 500},
]

ITEMS: list[dict[str, Any]] = [
    {"item_id": "sword-1", "kind": "sword", "power": 7},
    {"item_id": "shield-1", "kind": "shield", "power": 4},
    {"item_id": "cloak-7", "kind": "cloak", "power": 2, "sold_to": "dan"},
]

VOUCHERS: list[dict[str, Any]] = [
    {"voucher_id": "V-100", "holder": "ana", "euros": 20, "redeemed": False},
    {"voucher_id": "V-101", "holder": "ana", "euros": 50, "redeemed": True},
    {"voucher_id": "V-102", "holder": "ben", "euros": 10, "redeemed": False},
    {"voucher_id": "V-103", "holder": "ana", "euros": 5, "redeemed": False},
]


def prepare(cloud: Any) -> None:
    """Make the three tables and put in what the lesson starts from."""
    for table, key in KEYS.items():
        _client(cloud).create_table(
            TableName=table,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    put(cloud, "players", *PLAYERS)
    put(cloud, "items", *ITEMS)
    put(cloud, "vouchers", *VOUCHERS)


def put(cloud: Any, table: str, *items: Mapping[str, Any]) -> None:
    """Store items, whatever was there, unseen in the journal of the learner's calls."""
    for first in range(0, len(items), 25):  # BatchWriteItem takes 25
        writes = [{"PutRequest": {"Item": item}} for item in items[first : first + 25]]
        _client(cloud).batch_write_item(RequestItems={table: writes})


def stored(cloud: Any, table: str, key: str) -> dict[str, Any] | None:
    """The item stored under a key now, or None."""
    found = _client(cloud).get_item(TableName=table, Key={KEYS[table]: key}, ConsistentRead=True)
    item: dict[str, Any] | None = found.get("Item")
    return item


def everything(cloud: Any) -> dict[str, dict[str, Any]]:
    """Every stored item of all tables, by `<table>/<key>`; of a table that is not there, none."""
    found: dict[str, dict[str, Any]] = {}
    client = _client(cloud)
    for table, key in KEYS.items():
        try:
            pages = list(client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True))
        except client.exceptions.ResourceNotFoundException:
            continue
        found |= {f"{table}/{item[key]}": item for page in pages for item in page["Items"]}
    return found


def transfer(cloud: Any, voucher_id: str, sender: str, receiver: str, who: str = "course") -> None:
    """Give a voucher away, in one transaction; `who` signs it in the journal."""
    cloud.resource("dynamodb", who=who).meta.client.transact_write_items(
        TransactItems=[
            update("vouchers", voucher_id, "SET holder = :to", {":to": receiver}),
            update("players", sender, "ADD vouchers :less", {":less": -1}),
            update("players", receiver, "ADD vouchers :more", {":more": 1}),
        ]
    )


def update(table: str, key: str, expression: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """An Update of a transaction, with plain values."""
    names = {"TableName": table, "Key": {KEYS[table]: key}}
    return {"Update": {**names, "UpdateExpression": expression, "ExpressionAttributeValues": dict(values)}}


@contextmanager
def under_way(cloud: Any, items: Sequence[tuple[str, str]]) -> Iterator[None]:
    """For the length of the block another caller's transaction has prepared these items, and does not commit.

    Args:
        cloud: where.
        items: pairs of a table and a key.
    """
    from course_lib.aws.http.messages import Call
    from course_lib.aws.services.dynamodb.two_phase import Transactions

    writes = [{"Put": {"TableName": table, "Item": {KEYS[table]: {"S": key}}}} for table, key in items]
    call = Call("dynamodb", "TransactWriteItems", {"TransactItems": writes}, "course", "us-east-1", cloud.account)
    transactions = cloud.layer(Transactions)
    held = transactions.hold(call)
    try:
        yield
    finally:
        transactions.release(held)


def _client(cloud: Any) -> Any:
    """A client that takes and returns plain Python values, whose calls the learner's journal does not show."""
    return cloud.resource("dynamodb", who="course").meta.client
