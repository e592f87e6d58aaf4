"""Pages of a Scan or Query that end before they are full."""

from __future__ import annotations

import pytest

from course_lib.aws.account import Cloud
from course_lib.aws.layers.short_pages import ShortPages


@pytest.fixture
def client():
    with Cloud([ShortPages()]) as cloud:
        client = cloud.client("dynamodb")
        client.create_table(
            TableName="short",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        for number in range(5):
            client.put_item(TableName="short", Item={"id": {"S": str(number)}})
        yield client


def test_no_item_is_lost(client):
    """A paginator, which goes on until there is no LastEvaluatedKey, has each item once, though pages are empty."""
    pages = list(client.get_paginator("scan").paginate(TableName="short"))
    found = [item["id"]["S"] for page in pages for item in page["Items"]]

    assert sorted(found) == ["0", "1", "2", "3", "4"]
    assert [page["Count"] for page in pages] == [len(page["Items"]) for page in pages]
    assert any(not page["Items"] and "LastEvaluatedKey" in page for page in pages)


def test_pages_that_only_count(client):
    """`Select="COUNT"` has the same pages without their items."""
    pages = list(client.get_paginator("scan").paginate(TableName="short", Select="COUNT"))

    assert sum(page["Count"] for page in pages) == 5
    assert not any("Items" in page for page in pages)
