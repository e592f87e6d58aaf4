"""ReturnConsumedCapacity: units by size, consistency, index and transaction."""

from __future__ import annotations

import pytest
from boto3.dynamodb.conditions import Key

TOTAL = {"ReturnConsumedCapacity": "TOTAL"}


def item(size, **more):
    """An item of this many bytes: p + x, a + text."""
    return {"p": "x", "a": "y" * (size - 3), **more}


@pytest.mark.parametrize(("size", "eventual", "consistent"), [(4096, 0.5, 1), (4097, 1, 2), (10_000, 1.5, 3)])
def test_a_read_costs_a_unit_for_each_4_kilobytes(table, size, eventual, consistent):
    """Half of that when eventually consistent; a projection saves nothing."""
    table.put_item(Item=item(size))

    def units(**parameters):
        return table.get_item(Key={"p": "x"}, **TOTAL, **parameters)["ConsumedCapacity"]["CapacityUnits"]

    assert units() == units(ProjectionExpression="p") == eventual
    assert units(ConsistentRead=True) == consistent


@pytest.mark.parametrize(("size", "units"), [(1024, 1), (1025, 2), (5000, 5)])
def test_a_write_costs_a_unit_for_each_kilobyte(table, size, units):
    """By the larger of the sizes before and after."""
    answer = table.put_item(Item=item(size), **TOTAL)

    assert answer["ConsumedCapacity"] == {"TableName": table.name, "CapacityUnits": units}
    assert table.put_item(Item={"p": "x"}, **TOTAL)["ConsumedCapacity"]["CapacityUnits"] == units
    assert table.delete_item(Key={"p": "x"}, **TOTAL)["ConsumedCapacity"]["CapacityUnits"] == 1


def test_what_is_not_there_costs_one(table):
    """Reads and deletes alike."""
    assert table.get_item(Key={"p": "x"}, **TOTAL)["ConsumedCapacity"]["CapacityUnits"] == 0.5
    assert table.delete_item(Key={"p": "x"}, **TOTAL)["ConsumedCapacity"]["CapacityUnits"] == 1


def test_a_page_is_rounded_as_a_whole(ranged):
    """Ten items of 1,000 bytes are three units, not ten; a filter saves nothing."""
    for number in range(10):
        ranged.put_item(Item=item(996, r=number + 1))

    where = {"KeyConditionExpression": Key("p").eq("x"), "ConsistentRead": True}
    assert ranged.query(**where, **TOTAL)["ConsumedCapacity"]["CapacityUnits"] == 3
    assert ranged.query(**where, FilterExpression="attribute_exists(q)", **TOTAL)["ConsumedCapacity"] == {
        "TableName": ranged.name,
        "CapacityUnits": 3,
    }


def units_of(call, **parameters):
    return call(**TOTAL, **parameters)["ConsumedCapacity"]["CapacityUnits"]


def test_a_scan_is_rounded_in_each_partition(table):
    """A new on-demand table has four, each of which costs a unit when there is nothing in it."""
    assert (units_of(table.scan), units_of(table.scan, ConsistentRead=True)) == (2, 4)

    for name in "abcdefghijklmnop":
        table.put_item(Item={"p": name, "a": "y" * 4000})
    assert 16 <= units_of(table.scan, ConsistentRead=True) <= 19
    parts = [units_of(table.scan, ConsistentRead=True, Segment=part, TotalSegments=4) for part in range(4)]
    assert sum(parts) == units_of(table.scan, ConsistentRead=True)


def test_a_page_of_a_scan_costs_the_partitions_it_reached(table):
    """The next page begins in the one where it stopped."""
    for name in "abcdefghijklmnop":
        table.put_item(Item={"p": name})

    pages, start = [], {}
    while True:
        page = table.scan(Limit=4, ConsistentRead=True, **TOTAL, **start)
        pages.append(page["ConsumedCapacity"]["CapacityUnits"])
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    assert all(1 <= units <= 4 for units in pages)
    assert 4 <= sum(pages) <= 4 + len(pages) - 1
    assert units_of(table.scan, Limit=1, ConsistentRead=True) < 4


def test_a_small_provisioned_table_is_one_partition(dynamodb):
    """3,000 read or 1,000 write units a second fit into one."""

    def scanned(reads, writes):
        made = dynamodb.create_table(
            TableName=f"provisioned-{reads}-{writes}",
            KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
            ProvisionedThroughput={"ReadCapacityUnits": reads, "WriteCapacityUnits": writes},
        )
        made.wait_until_exists()
        units = units_of(made.scan, ConsistentRead=True)
        made.delete()
        return units

    assert [scanned(5, 5), scanned(3000, 1), scanned(6000, 1000)] == [1, 2, 3]


def test_writes_cost_in_the_indexes_they_change(indexed):
    """A new entry one, another key two, what an index does not show nothing."""

    def units(**attributes):
        answer = indexed.put_item(Item={"p": "x", "r": 1, **attributes}, ReturnConsumedCapacity="INDEXES")
        shown = answer["ConsumedCapacity"]
        assert shown["Table"] == {"CapacityUnits": 1}
        global_ = shown.get("GlobalSecondaryIndexes", {}).get("global", {}).get("CapacityUnits", 0)
        local = shown.get("LocalSecondaryIndexes", {}).get("local", {}).get("CapacityUnits", 0)
        assert shown["CapacityUnits"] == 1 + global_ + local
        return global_, local

    assert units() == (0, 0)
    assert units(g="a", h=1, l="b") == (1, 1)
    assert units(g="a", h=1, l="b", rest="c") == (0, 0)
    assert units(g="a", h=1, l="b", shown="d") == (1, 0)
    assert units(g="a", h=2, l="c", shown="d") == (2, 2)
    assert units() == (1, 1)


def test_a_read_of_an_index_is_the_indexs(indexed):
    """And by what it shows."""
    indexed.put_item(Item={"p": "x", "r": 1, "g": "a", "h": 1, "a": "y" * 9000})

    answer = indexed.query(
        IndexName="global", KeyConditionExpression=Key("g").eq("a"), ReturnConsumedCapacity="INDEXES"
    )

    assert answer["ConsumedCapacity"] == {
        "TableName": indexed.name,
        "CapacityUnits": 0.5,
        "Table": {"CapacityUnits": 0},
        "GlobalSecondaryIndexes": {"global": {"CapacityUnits": 0.5}},
    }


def test_a_transaction_costs_twice(dynamodb, table, ranged):
    """For each table."""
    client = dynamodb.meta.client
    puts = [
        {"Put": {"TableName": table.name, "Item": {"p": "a"}}},
        {"Put": {"TableName": table.name, "Item": item(1500)}},
        {"Put": {"TableName": ranged.name, "Item": {"p": "a", "r": 1}}},
    ]
    answer = client.transact_write_items(TransactItems=puts, **TOTAL)
    assert answer["ConsumedCapacity"] == [
        {"TableName": table.name, "CapacityUnits": 6, "WriteCapacityUnits": 6},
        {"TableName": ranged.name, "CapacityUnits": 2, "WriteCapacityUnits": 2},
    ]

    gets = [{"Get": {"TableName": table.name, "Key": {"p": "x"}}}]
    answer = client.transact_get_items(TransactItems=gets, **TOTAL)
    assert answer["ConsumedCapacity"] == [{"TableName": table.name, "CapacityUnits": 2, "ReadCapacityUnits": 2}]


def test_batches_cost_by_table_and_item(dynamodb, table, ranged):
    """Each item is rounded by itself."""
    writes = {
        table.name: [{"PutRequest": {"Item": {"p": name}}} for name in "abc"],
        ranged.name: [{"DeleteRequest": {"Key": {"p": "a", "r": 1}}}],
    }
    answer = dynamodb.batch_write_item(RequestItems=writes, **TOTAL)
    assert answer["ConsumedCapacity"] == [
        {"TableName": table.name, "CapacityUnits": 3},
        {"TableName": ranged.name, "CapacityUnits": 1},
    ]

    reads = {
        table.name: {"Keys": [{"p": name} for name in "abz"]},
        ranged.name: {"Keys": [{"p": "a", "r": 1}], "ConsistentRead": True},
    }
    answer = dynamodb.batch_get_item(RequestItems=reads, **TOTAL)
    assert answer["ConsumedCapacity"] == [
        {"TableName": table.name, "CapacityUnits": 1.5},
        {"TableName": ranged.name, "CapacityUnits": 1},
    ]


def test_nothing_is_told_unasked(table):
    """NONE, and by default."""
    assert "ConsumedCapacity" not in table.put_item(Item={"p": "x"})
    assert "ConsumedCapacity" not in table.get_item(Key={"p": "x"}, ReturnConsumedCapacity="NONE")


def test_item_collections(dynamodb, indexed, table):
    """Only of tables with a local index; a range of whole gigabytes."""
    size = {"ReturnItemCollectionMetrics": "SIZE"}
    item = {"p": "x", "r": 1, "l": "a"}

    metrics = indexed.put_item(Item=item, **size)["ItemCollectionMetrics"]
    assert metrics == {"ItemCollectionKey": {"p": "x"}, "SizeEstimateRangeGB": [0, 1]}
    assert indexed.delete_item(Key={"p": "x", "r": 1}, **size)["ItemCollectionMetrics"] == metrics
    answer = dynamodb.batch_write_item(RequestItems={indexed.name: [{"PutRequest": {"Item": item}}]}, **size)
    assert answer["ItemCollectionMetrics"] == {indexed.name: [metrics]}
    assert "ItemCollectionMetrics" not in indexed.put_item(Item=item)
    assert "ItemCollectionMetrics" not in table.put_item(Item={"p": "x"}, **size)
