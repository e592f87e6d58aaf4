"""A cloud for these tests. To face the real service, let `aws` return boto3's module; `travel` has no counterpart."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.validate import ParamValidator, ValidationErrors

from course_lib.aws.account import Cloud

_NUMBERS = itertools.count(1)


@pytest.fixture
def aws(monkeypatch) -> Iterator[Any]:
    with Cloud(services=("dynamodb", "s3", "kms", "sts")) as cloud:
        # Waiters pass the cloud's time instead of ours.
        monkeypatch.setattr("botocore.waiter.time.sleep", lambda seconds: cloud.clock.advance(seconds=seconds))
        yield cloud


@pytest.fixture
def travel(aws) -> Callable[..., Any]:
    """Lets time pass: travel(minutes=5)."""
    return aws.clock.advance


@pytest.fixture
def now(aws) -> Callable[[], Any]:
    """The present, in whole seconds as DynamoDB's recovery counts them; the next call is after it."""

    def settle() -> Any:
        moment = aws.clock.now().replace(microsecond=0) + timedelta(seconds=1)
        aws.clock.advance(seconds=(moment - aws.clock.now()).total_seconds())
        return moment

    return settle


@pytest.fixture
def client(aws) -> Any:
    return aws.client("dynamodb")


@pytest.fixture
def s3(aws) -> Any:
    return aws.client("s3")


@pytest.fixture
def unchecked(client, monkeypatch) -> Any:
    """The client, sending what boto3 itself would refuse."""
    monkeypatch.setattr(ParamValidator, "validate", lambda *_: ValidationErrors())
    return client


@pytest.fixture
def make_table(aws) -> Callable[..., Any]:
    """Makes a table with partition key p; settings as CreateTable's."""

    def make(**settings: Any) -> Any:
        wanted = {
            "TableName": f"samples-{next(_NUMBERS)}",
            "KeySchema": [{"AttributeName": "p", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "p", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        }
        table = aws.resource("dynamodb").create_table(**(wanted | settings))
        table.wait_until_exists()
        return table

    return make


@pytest.fixture
def table(make_table) -> Any:
    return make_table()


@pytest.fixture
def recoverable(table, client) -> Any:
    """A table whose point-in-time recovery is on."""
    turn_on(client, table)
    return table


def turn_on(client: Any, table: Any, **settings: Any) -> Any:
    """Turn point-in-time recovery on."""
    asked = {"PointInTimeRecoveryEnabled": True, **settings}
    answer = client.update_continuous_backups(TableName=table.name, PointInTimeRecoverySpecification=asked)
    return answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]


def items(aws: Any, name: str) -> dict[str, Any]:
    """A table's items by their key."""
    found = aws.resource("dynamodb").Table(name).scan(ConsistentRead=True)["Items"]
    return {item.pop("p"): item for item in found}
