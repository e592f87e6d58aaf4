"""Scan: everything once, page by page, segment by segment."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import invalid

START = "The provided starting key is invalid: "


@pytest.fixture
def filled(ranged):
    with ranged.batch_writer() as batch:
        for number in range(60):
            batch.put_item(Item={"p": f"p{number % 20}", "r": number, "n": number})
    return ranged


def scan_all(table, **parameters):
    """All pages' items."""
    items, start = [], {}
    while True:
        page = table.scan(**parameters, **start)
        items += page["Items"]
        if "LastEvaluatedKey" not in page:
            return items
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


@pytest.mark.parametrize("limit", [1, 7, 60, 100])
def test_pages_hold_every_item_once(filled, limit):
    """Whatever the limit."""
    assert sorted(item["n"] for item in scan_all(filled, Limit=limit)) == list(range(60))


def test_a_scan_keeps_partitions_together_and_sorted_inside(filled):
    """The partitions themselves are in no order that means anything, but always the same."""
    items = scan_all(filled)
    partitions = list(dict.fromkeys(item["p"] for item in items))

    assert items == [item for name in partitions for item in items if item["p"] == name]
    for name in partitions:
        numbers = [item["r"] for item in items if item["p"] == name]
        assert numbers == sorted(numbers)
    assert partitions != sorted(partitions)
    assert items == scan_all(filled, Limit=11)


def test_segments_share_the_items(filled):
    """Every item is in exactly one, whole partitions together."""
    segments = [scan_all(filled, Segment=segment, TotalSegments=4, Limit=5) for segment in range(4)]

    assert sorted(item["n"] for segment in segments for item in segment) == list(range(60))
    names = [{item["p"] for item in segment} for segment in segments]
    assert sum(map(len, names)) == 20
    assert all(names)


def test_a_filter_counts_what_was_scanned(filled):
    """Count after it, ScannedCount before."""
    answer = filled.scan(FilterExpression="n < :n", ExpressionAttributeValues={":n": 6})

    assert (answer["Count"], answer["ScannedCount"]) == (6, 60)
    assert sorted(item["n"] for item in answer["Items"]) == list(range(6))


def test_a_filter_may_use_the_key(filled):
    """Other than in Query."""
    answer = filled.scan(FilterExpression="p = :p", ExpressionAttributeValues={":p": "p3"}, ProjectionExpression="n")

    assert answer["Items"] == [{"n": 3}, {"n": 23}, {"n": 43}]


def test_an_index_has_only_the_items_with_its_key(indexed):
    """A sparse index."""
    indexed.put_item(Item={"p": "x", "r": 1, "g": "a", "h": 1, "hidden": 1})
    indexed.put_item(Item={"p": "x", "r": 2, "g": "a"})

    assert indexed.scan(IndexName="global")["Items"] == [{"p": "x", "r": 1, "g": "a", "h": 1}]


def test_the_older_filter(filled):
    """ScanFilter with ConditionalOperator."""
    answer = filled.scan(
        ScanFilter={
            "n": {"ComparisonOperator": "EQ", "AttributeValueList": [5]},
            "r": {"ComparisonOperator": "EQ", "AttributeValueList": [6]},
        },
        ConditionalOperator="OR",
        Select="COUNT",
    )

    assert answer["Count"] == 2


WRONG = [
    (
        {"Segment": 0},
        "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
    ),
    (
        {"TotalSegments": 1},
        "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
    ),
    (
        {"Segment": 2, "TotalSegments": 2},
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: 2 is not less than TotalSegments: 2",
    ),
    ({"FilterExpression": ""}, "Invalid FilterExpression: The expression can not be empty;"),
    ({"FilterExpression": "a = = b"}, 'Invalid FilterExpression: Syntax error; token: "=", near: "= = b"'),
    (
        {"FilterExpression": "a = :v", "ExpressionAttributeValues": {":v": 1, ":w": 1}},
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}",
    ),
    (
        {"ExpressionAttributeValues": {":v": 1}},
        "ExpressionAttributeValues can only be specified when using expressions: FilterExpression is null",
    ),
    (
        {"FilterExpression": "a = b", "ScanFilter": {"a": {"ComparisonOperator": "NULL"}}},
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {ScanFilter} Expression parameters: {FilterExpression}",
    ),
    ({"ExclusiveStartKey": {"p": "x"}}, START + "The provided key element does not match the schema"),
    ({"ExclusiveStartKey": {"p": "x", "r": "1"}}, START + "The provided key element does not match the schema"),
    (
        {"IndexName": "global", "ConsistentRead": True},
        "Consistent reads are not supported on global secondary indexes",
    ),
    ({"IndexName": "none"}, "The table does not have the specified index: none"),
]


@pytest.mark.parametrize(("parameters", "message"), WRONG)
def test_what_a_scan_refuses(indexed, parameters, message):
    """Each for one reason."""
    assert invalid(indexed.scan, **parameters) == message


def test_a_limit_is_at_least_one(unchecked, table):
    """Scan words it differently from Query, and tells everything at once."""
    assert invalid(unchecked.scan, TableName=table.name, TotalSegments=1, Segment=-1, Limit=0) == (
        "2 validation errors detected: "
        "Value '-1' at 'segment' failed to satisfy constraint: Member must have value greater than or equal to 0; "
        "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
    )


def test_a_bad_value_says_which(client, table):
    """Scan's older checks name the value."""
    assert invalid(
        client.scan,
        TableName=table.name,
        FilterExpression="a = :v",
        ExpressionAttributeValues={":v": {"N": "x"}},
    ) == (
        "ExpressionAttributeValues contains invalid value: "
        "The parameter cannot be converted to a numeric value: x for key :v"
    )
