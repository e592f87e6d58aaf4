"""A game: players' profiles, what they own, what they saved, and payments, which the game's functions never touch."""

from __future__ import annotations

from typing import Any

SERVICES = ("dynamodb", "iam", "kms", "s3", "sts")
TABLES = {  # table: its keys, strings
    "players": ("player_id",),
    "items": ("item_id",),
    "saves": ("player_id", "slot"),
    "payments": ("payment_id",),
}
# Invented people. `name`, `level` and `status` are reserved words, `coins` and `hero` are not. Source: DynamoDB
# developer guide, "Reserved words in DynamoDB".
ITEMS: dict[str, list[dict[str, Any]]] = {
    "players": [
        {"player_id": "ana", "name": "Ana", "level": 7, "coins": 120, "created_at": "2026-01-05T09:00:00Z"},
        {"player_id": "ben", "name": "Ben", "level": 2, "coins": 15, "created_at": "2026-02-11T18:30:00Z"},
    ],
    "items": [{"item_id": "sword-1", "owner": "ben", "price": 40}],
    "saves": [
        {"player_id": "ana", "slot": "1", "hero": "knight", "level": 7, "coins": 120},
        {"player_id": "ana", "slot": "2", "hero": "thief", "level": 1, "coins": 3},
        {"player_id": "ben", "slot": "1", "hero": "bard", "level": 2, "coins": 15},
    ],
    "payments": [{"payment_id": "p-1", "player_id": "ana", "euros": 5, "card": "ends in 0000"}],
}


def prepare(cloud: Any) -> None:
    """Make all tables and put in the items that the lesson starts from."""
    for table, keys in TABLES.items():
        make(cloud, table, *keys)
        put(cloud, table, *ITEMS[table])


def make(cloud: Any, table: str, *keys: str) -> str:
    """Make a table whose keys are strings.

    Returns:
        Its ARN.
    """
    made = _client(cloud).create_table(
        TableName=table,
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        BillingMode="PAY_PER_REQUEST",
    )
    return str(made["TableDescription"]["TableArn"])


def table_arn(cloud: Any, table: str) -> str:
    """The ARN of a table of the cloud, whether it is there or not."""
    return f"arn:aws:dynamodb:us-east-1:{cloud.account}:table/{table}"


def put(cloud: Any, table: str, *items: dict[str, Any]) -> None:
    """Store up to 25 items, whatever was there, unseen in the journal of the learner's calls."""
    _client(cloud).batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in items]})


def stored(cloud: Any, table: str, *key: str) -> dict[str, Any] | None:
    """The item stored under a key now, or None."""
    answer = _client(cloud).get_item(
        TableName=table, Key=dict(zip(TABLES[table], key, strict=True)), ConsistentRead=True
    )
    item: dict[str, Any] | None = answer.get("Item")
    return item


def _client(cloud: Any) -> Any:
    """A client that takes and returns plain Python values, whose calls the learner's journal does not show."""
    return cloud.resource("dynamodb", who="course").meta.client
