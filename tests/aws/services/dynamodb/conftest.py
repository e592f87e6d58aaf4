"""Tables for these tests, in a cloud in this process.

COURSE_ENDPOINT=served lets them face `course serve` in another process instead, and an address whatever answers there.
Tests that look inside the cloud are left out then. For the real service, let `aws` return boto3's module.
"""

from __future__ import annotations

import inspect
import itertools
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.validate import ParamValidator, ValidationErrors

from course_lib.aws.account import Cloud
from tests.aws.served import Endpoint, serving

_NUMBERS = itertools.count(1)
ATTRIBUTE_TYPES = {"p": "S", "r": "N", "g": "S", "h": "N", "l": "S"}


FACING = os.environ.get("COURSE_ENDPOINT", "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if FACING:
        for item in items:
            if item.path.is_relative_to(os.path.dirname(__file__)) and not _is_plain_boto3(item):
                item.add_marker(pytest.mark.skip(reason="looks inside the cloud, which is in another process"))


def _is_plain_boto3(item: pytest.Item) -> bool:
    """Whether a test knows nothing of our packages. Those in a folder of their own have a cloud of their own."""
    module = getattr(item, "module", None)
    return item.path.parent.samefile(os.path.dirname(__file__)) and "course_lib" not in inspect.getsource(module)


@pytest.fixture(scope="session")
def aws() -> Iterator[Any]:
    if FACING == "served":
        with serving() as endpoint:
            yield Endpoint(endpoint)
    elif FACING:
        yield Endpoint(FACING)
    else:
        with Cloud() as cloud:
            yield cloud


@pytest.fixture(scope="session")
def dynamodb(aws) -> Any:
    return aws.resource("dynamodb")


@pytest.fixture(scope="session")
def client(aws) -> Any:
    """For values as they travel: {"N": "1"}."""
    return aws.client("dynamodb")


@pytest.fixture(scope="session")
def pass_time(aws) -> Callable[[float], Any]:
    """Lets this many seconds pass for the service: at once where it has a clock of its own, else by waiting."""
    if FACING == "served":
        pytest.skip("would wait for minutes")
    clock = getattr(aws, "clock", None)
    return time.sleep if clock is None else lambda seconds: clock.advance(seconds=seconds)


@pytest.fixture
def make_table(dynamodb) -> Iterator[Callable[..., Any]]:
    """Makes a table with these key attributes (types in ATTRIBUTE_TYPES) and indexes."""
    made = []

    def make(*keys: str, **indexes: Any) -> Any:
        listed = [key for each in itertools.chain(*indexes.values()) for key in each["KeySchema"]]
        names = dict.fromkeys([*keys, *(key["AttributeName"] for key in listed)])
        table = dynamodb.create_table(
            TableName=f"rules-{next(_NUMBERS)}",
            KeySchema=schema(*keys),
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": ATTRIBUTE_TYPES[name]} for name in names],
            BillingMode="PAY_PER_REQUEST",
            **indexes,
        )
        table.wait_until_exists()
        made.append(table)
        return table

    yield make
    for table in made:
        table.delete()


@pytest.fixture
def unchecked(client, monkeypatch) -> Any:
    """The client, sending what boto3 itself would refuse."""
    monkeypatch.setattr(ParamValidator, "validate", lambda *_: ValidationErrors())
    return client


def schema(*keys: str) -> list[dict[str, str]]:
    """A key schema: partition key, then perhaps a sort key."""
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(keys, ("HASH", "RANGE"), strict=False)]


@pytest.fixture
def table(make_table) -> Any:
    """Partition key p, a string."""
    return make_table("p")


@pytest.fixture
def ranged(make_table) -> Any:
    """Partition key p, a string; sort key r, a number."""
    return make_table("p", "r")


@pytest.fixture
def indexed(make_table) -> Any:
    """As `ranged`, with a global index "global" (g, h) that shows "shown", and a local index "local" (p, l)."""
    return make_table(
        "p",
        "r",
        GlobalSecondaryIndexes=[
            {
                "IndexName": "global",
                "KeySchema": schema("g", "h"),
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["shown"]},
            }
        ],
        LocalSecondaryIndexes=[
            {"IndexName": "local", "KeySchema": schema("p", "l"), "Projection": {"ProjectionType": "KEYS_ONLY"}}
        ],
    )
