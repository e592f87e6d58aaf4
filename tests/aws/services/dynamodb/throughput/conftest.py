"""A cloud whose tables have limits, and a client that tries nothing again. Only `turn_on` is not plain boto3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from course_lib.aws.account import Cloud
from course_lib.aws.sdk import wall
from course_lib.aws.services.dynamodb.throughput.layer import Throughput

KB = 1024
KEYS = {"p": "S", "r": "N", "g": "S"}


@pytest.fixture
def aws() -> Iterator[Cloud]:
    with Cloud() as cloud:
        wall.open_to(cloud)
        yield cloud
        wall.close()


@pytest.fixture
def throughput(aws) -> Throughput:
    layer = aws.layer(Throughput)
    layer.turn_on()
    return layer


@pytest.fixture
def client(aws, throughput) -> Any:
    return boto3.client("dynamodb", config=Config(retries={"total_max_attempts": 1}))


@pytest.fixture
def dynamodb(aws, throughput) -> Any:
    return boto3.resource("dynamodb", config=Config(retries={"total_max_attempts": 1}))


@pytest.fixture
def travel(aws) -> Callable[..., Any]:
    """Lets time pass: travel(seconds=5)."""
    return aws.clock.advance


@pytest.fixture
def make(dynamodb) -> Callable[..., Any]:
    """Makes a table: make("votes", writes=5); on-demand without units; with an index "by_g" of `index` units."""

    def make(
        name: str = "votes", reads: int = 0, writes: int = 0, index: Any = None, keys: str = "p", **more: Any
    ) -> Any:
        if reads or writes:
            more["ProvisionedThroughput"] = units(reads or 1000, writes or 1000)
        else:
            more["BillingMode"] = "PAY_PER_REQUEST"
        names = [*keys]
        if index is not None:
            by_g = {"IndexName": "by_g", "KeySchema": schema("g"), "Projection": {"ProjectionType": "KEYS_ONLY"}}
            if "ProvisionedThroughput" in more:
                by_g["ProvisionedThroughput"] = units(*index)
            more["GlobalSecondaryIndexes"], names = [{**by_g, **more.pop("by_g", {})}], [*keys, "g"]
        attributes = [{"AttributeName": each, "AttributeType": KEYS[each]} for each in names]
        return dynamodb.create_table(TableName=name, KeySchema=schema(*keys), AttributeDefinitions=attributes, **more)

    return make


def units(reads: int, writes: int) -> dict[str, int]:
    return {"ReadCapacityUnits": reads, "WriteCapacityUnits": writes}


def schema(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)]


def item(kilobytes: float, p: str = "x", **more: Any) -> dict[str, Any]:
    """An item that costs this many write units."""
    return {"p": p, **more, "a": "y" * int(kilobytes * KB - 200)}
