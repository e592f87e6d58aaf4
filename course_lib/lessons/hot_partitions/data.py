"""A song contest on television: viewers vote for an hour, all at once. Ballots, and counters of votes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from course_lib.aws.services.dynamodb.throughput.layer import Throughput

TABLES = {"ballots": "ballot_id", "votes": "bucket"}  # table: its partition key, a string
BATCH = 25  # the most writes in one BatchWriteItem. Source: API reference
# Invented singers. Ana's buckets have been in use since the semi-final.
COUNTERS: list[dict[str, Any]] = [
    {"bucket": "ana#0", "votes": 41, "opened": "semi-final"},
    {"bucket": "ana#2", "votes": 38, "opened": "semi-final"},
    {"bucket": "anabel#0", "votes": 900, "opened": "semi-final"},
    {"bucket": "bo#1", "votes": 17, "opened": "semi-final"},
]
BALLOTS: list[dict[str, Any]] = [{"ballot_id": "B-0001", "candidate": "bo", "phone": "555-0100"}]


def prepare(cloud: Any) -> None:
    """Make both tables, on demand, and put in what the semi-final left."""
    for table, key in TABLES.items():
        make(cloud, table, key)
    put(cloud, "votes", *COUNTERS)
    put(cloud, "ballots", *BALLOTS)


def make(cloud: Any, table: str, key: str, writes: int | None = None) -> None:
    """Make a table, on demand or with so many write units a second."""
    shape: dict[str, Any] = {"BillingMode": "PAY_PER_REQUEST"}
    if writes is not None:
        shape = {"ProvisionedThroughput": {"ReadCapacityUnits": 100, "WriteCapacityUnits": writes}}
    _client(cloud).create_table(
        TableName=table,
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        **shape,
    )


def prepare_small(cloud: Any, writes: int) -> None:
    """As `prepare`, but the table of ballots has so many write units a second, and tables have limits from now on."""
    make(cloud, "votes", TABLES["votes"])
    make(cloud, "ballots", TABLES["ballots"], writes)
    put(cloud, "votes", *COUNTERS)
    put(cloud, "ballots", *BALLOTS)
    throughput(cloud).turn_on()


def throughput(cloud: Any) -> Throughput:
    """What limits the cloud's tables, once it is turned on."""
    layer: Throughput = cloud.layer(Throughput)
    return layer


def put(cloud: Any, table: str, *items: Mapping[str, Any]) -> None:
    """Store items, whatever was there, unseen in the journal of the learner's calls and at no cost."""
    for start in range(0, len(items), BATCH):
        requests = [{"PutRequest": {"Item": dict(item)}} for item in items[start : start + BATCH]]
        _client(cloud).batch_write_item(RequestItems={table: requests})


def delete(cloud: Any, table: str, key: str) -> None:
    """Delete an item, unseen in the journal of the learner's calls."""
    _client(cloud).delete_item(TableName=table, Key={TABLES[table]: key})


def stored(cloud: Any, table: str, key: str) -> dict[str, Any] | None:
    """The item stored under a key now, or None."""
    answer = _client(cloud).get_item(TableName=table, Key={TABLES[table]: key}, ConsistentRead=True)
    item: dict[str, Any] | None = answer.get("Item")
    return item


def everything(cloud: Any, table: str) -> dict[str, dict[str, Any]]:
    """Every stored item of a table, by its key."""
    pages = _client(cloud).get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return {item[TABLES[table]]: item for page in pages for item in page["Items"]}


def ballots(numbers: Iterable[int], **more: Any) -> list[dict[str, Any]]:
    """Ballots with these numbers."""
    return [{"ballot_id": f"N-{number:04}", "candidate": "ana", "seq": number, **more} for number in numbers]


def _client(cloud: Any) -> Any:
    """A client that takes and returns plain Python values, whose calls the learner's journal does not show."""
    return cloud.resource("dynamodb", who="course").meta.client
