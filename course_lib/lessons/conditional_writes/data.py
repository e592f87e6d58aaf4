"""A diagnostic lab: one table of samples, one of counters, and ways for a check to look at them.

`result` is one of DynamoDB's reserved words, so expressions need a placeholder for it. The other attribute names are
not reserved (DynamoDB Developer Guide, "Reserved words in DynamoDB").
"""

from __future__ import annotations

from typing import Any

TABLES = {"samples": "sample_id", "counters": "counter_id"}  # table: its partition key, a string

SAMPLES: list[dict[str, Any]] = [
    {"sample_id": "S-1001", "patient": "P-07", "kind": "blood", "shelf": "A-1", "stage": "testing", "version": 1},
    {
        "sample_id": "S-1002", "patient": "P-12", "kind": "urine", "shelf": "A-2", "stage": "reported",
        "result": "negative", "version": 3,
    },
    {"sample_id": "S-1003", "patient": "P-07", "kind": "swab", "shelf": "B-4", "stage": "received", "version": 2},
    {
        "sample_id": "S-1004", "patient": "P-31", "kind": "blood", "shelf": "B-5", "stage": "disputed",
        "result": "positive", "version": 4,
    },
]  # fmt: skip

COUNTERS: list[dict[str, Any]] = [
    {"counter_id": "reception", "last_ticket": 41, "sign": "Please take a seat"},
    {"counter_id": "blood-draw", "last_ticket": 7, "sign": "Door 3"},
]


def prepare(cloud: Any) -> None:
    """Make both tables and put in the items that the lesson starts from."""
    for table, key in TABLES.items():
        _client(cloud).create_table(
            TableName=table,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    put(cloud, "samples", *SAMPLES)
    put(cloud, "counters", *COUNTERS)


def put(cloud: Any, table: str, *items: dict[str, Any]) -> None:
    """Store up to 25 items, whatever was there, unseen in the journal of the learner's calls."""
    _client(cloud).batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}} for item in items]})


def remove(cloud: Any, table: str, key: str) -> None:
    """Delete an item, unseen in the journal of the learner's calls."""
    _client(cloud).delete_item(TableName=table, Key={TABLES[table]: key})


def stored(cloud: Any, table: str, key: str) -> dict[str, Any] | None:
    """The item stored under a key now, or None."""
    return everything(cloud).get(f"{table}/{key}")


def everything(cloud: Any) -> dict[str, dict[str, Any]]:
    """Every stored item of both tables, by `<table>/<key>`; of a table that is not there, none."""
    found: dict[str, dict[str, Any]] = {}
    client = _client(cloud)
    for table, key in TABLES.items():
        try:
            pages = list(client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True))
        except client.exceptions.ResourceNotFoundException:
            continue
        found |= {f"{table}/{item[key]}": item for page in pages for item in page["Items"]}
    return found


def _client(cloud: Any) -> Any:
    """A client that takes and returns plain Python values, whose calls the learner's journal does not show."""
    return cloud.resource("dynamodb", who="course").meta.client
