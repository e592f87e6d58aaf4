"""Keys: there, of the right type, not empty, not too long; in the table and in its indexes."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import invalid, stored

INVALID = "One or more parameter values were invalid: "
MISMATCH = "The provided key element does not match the schema"
EMPTY = "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty "
HASH_TOO_LONG = INVALID + "Size of hashkey has exceeded the maximum size limit of2048 bytes"
RANGE_TOO_LONG = INVALID + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"

PUTS = [
    ({"p": "x"}, INVALID + "Missing the key r in the item"),
    ({"r": 1}, INVALID + "Missing the key p in the item"),
    ({"p": 1, "r": 1}, INVALID + "Type mismatch for key p expected: S actual: N"),
    ({"p": "x", "r": "1"}, INVALID + "Type mismatch for key r expected: N actual: S"),
    ({"p": None, "r": 1}, INVALID + "Type mismatch for key p expected: S actual: NULL"),
    ({"p": "", "r": 1}, EMPTY + "string value. Key: p"),
    ({"p": "x" * 2049, "r": 1}, HASH_TOO_LONG),
]


@pytest.mark.parametrize(("item", "message"), PUTS)
def test_an_item_has_the_tables_key(ranged, item, message):
    """Whole, typed, not empty, at most 2,048 bytes."""
    assert invalid(ranged.put_item, Item=item) == message


KEYS = [
    ({"p": "x"}, MISMATCH),
    ({"p": "x", "r": 1, "z": 1}, MISMATCH),
    ({"p": "x", "z": 1}, MISMATCH),
    ({"p": 1, "r": 1}, MISMATCH),
    ({"p": "", "r": 1}, EMPTY + "string value. Key: p"),
    ({"p": "x" * 2049, "r": 1}, HASH_TOO_LONG),
]


@pytest.mark.parametrize("operation", ["get_item", "delete_item", "update_item"])
@pytest.mark.parametrize(("key", "message"), KEYS)
def test_a_key_parameter_is_exactly_the_key(ranged, operation, key, message):
    """Nothing missing, nothing more."""
    assert invalid(getattr(ranged, operation), Key=key) == message


def test_a_partition_key_has_at_most_2048_bytes(table):
    """Bytes in UTF-8, not characters."""
    table.put_item(Item={"p": "é" * 1024})

    assert invalid(table.put_item, Item={"p": "é" * 1024 + "x"}) == HASH_TOO_LONG


def test_a_sort_key_has_at_most_1024_bytes(make_table):
    """The limit of a text as sort key."""
    table = make_table("p", "l")
    table.put_item(Item={"p": "x", "l": "y" * 1024})

    assert invalid(table.put_item, Item={"p": "x", "l": "y" * 1025}) == RANGE_TOO_LONG


INDEX_KEYS = [
    ({"g": 1}, INVALID + "Type mismatch for Index Key g Expected: S Actual: N IndexName: global"),
    ({"h": "1"}, INVALID + "Type mismatch for Index Key h Expected: N Actual: S IndexName: global"),
    ({"l": True}, INVALID + "Type mismatch for Index Key l Expected: S Actual: BOOL IndexName: local"),
    (
        {"g": ""},
        "One or more parameter values are not valid. A value specified for a secondary index key is not supported. "
        "The AttributeValue for a key attribute cannot contain an empty string value. IndexName: global, IndexKey: g",
    ),
]


@pytest.mark.parametrize(("attributes", "message"), INDEX_KEYS)
def test_an_item_fits_the_indexes(indexed, attributes, message):
    """An index's key may be absent, but not of another type or empty."""
    indexed.put_item(Item={"p": "x", "r": 1})

    assert invalid(indexed.put_item, Item={"p": "x", "r": 1, **attributes}) == message


def test_an_update_fits_the_indexes(indexed):
    """Type, then emptiness."""

    def refused(value):
        parameters = {"UpdateExpression": "SET g = :v", "ExpressionAttributeValues": {":v": value}}
        return invalid(indexed.update_item, Key={"p": "x", "r": 1}, **parameters)

    assert refused(1) == INVALID + "Type mismatch for Index Key g Expected: S Actual: N IndexName: global"
    assert refused("") == (
        "One or more parameter values are not valid. The update expression attempted to update a secondary index key "
        "to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value."
    )
    assert stored(indexed, p="x", r=1) is None


def test_equal_numbers_are_the_same_key(client, ranged):
    """1 and 1.0 are one item."""
    client.put_item(TableName=ranged.name, Item={"p": {"S": "x"}, "r": {"N": "1.0"}})

    assert stored(ranged, p="x", r=1) == {"p": "x", "r": 1}
