"""Attribute values: numbers, sets, empty and nested values, and what makes them wrong."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import BAD, invalid

NORMAL = {
    "1": "1",
    "1.0": "1",
    "-0": "0",
    "0.0": "0",
    "007.50": "7.5",
    "+3": "3",
    ".5": "0.5",
    "5.": "5",
    "1e3": "1000",
    "1E-3": "0.001",
    "9" * 38: "9" * 38,
    "1" + "0" * 125: "1" + "0" * 125,
    "1E-130": "0." + "0" * 129 + "1",
    "-1.5e2": "-150",
}


@pytest.mark.parametrize("written", NORMAL)
def test_numbers_come_back_normalised(client, table, written):
    """Without exponent, sign of plus or needless zeros."""
    client.put_item(TableName=table.name, Item={"p": {"S": "x"}, "n": {"N": written}})

    assert read(client, table)["n"] == {"N": NORMAL[written]}


OVERFLOW = "Number overflow. Attempting to store a number with magnitude larger than supported range"
UNDERFLOW = "Number underflow. Attempting to store a number with magnitude smaller than supported range"
TOO_PRECISE = "Attempting to store more than 38 significant digits in a Number"
INVALID = "One or more parameter values were invalid: "

WRONG = [
    ({"N": "abc"}, "The parameter cannot be converted to a numeric value: abc"),
    ({"N": "0x1"}, "The parameter cannot be converted to a numeric value: 0x1"),
    ({"N": "1 "}, "The parameter cannot be converted to a numeric value: 1 "),
    ({"N": "1_000"}, "The parameter cannot be converted to a numeric value: 1_000"),
    ({"N": "NaN"}, "The parameter cannot be converted to a numeric value: NaN"),
    ({"N": "Infinity"}, "The parameter cannot be converted to a numeric value: Infinity"),
    ({"N": "1" * 39}, TOO_PRECISE),
    ({"N": "0." + "1" * 39}, TOO_PRECISE),
    ({"N": "1E126"}, OVERFLOW),
    ({"N": "-1E126"}, OVERFLOW),
    ({"N": "1E-131"}, UNDERFLOW),
    ({"NS": ["1", "x"]}, "The parameter cannot be converted to a numeric value: x"),
    ({"L": [{"M": {"a": {"N": "x"}}}]}, "The parameter cannot be converted to a numeric value: x"),
    ({"SS": []}, INVALID + "An string set  may not be empty"),
    ({"NS": []}, INVALID + "An number set  may not be empty"),
    ({"BS": []}, INVALID + "Binary sets should not be empty"),
    ({"SS": ["b", "a", "a"]}, INVALID + 'Input collection ["a", "b", "a"] contains duplicates.'),
    ({"NS": ["1", "1.0"]}, INVALID + "Input collection contains duplicates."),
    ({"BS": [b"a", b"a"]}, INVALID + 'Input collection ["YQ==","YQ=="]of type BS contains duplicates.'),
    ({"NULL": False}, INVALID + "Null attribute value types must have the value of true"),
    ({}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
    ({"L": [{}]}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
]


@pytest.mark.parametrize(("value", "message"), WRONG)
def test_a_wrong_value_is_refused(client, table, value, message):
    """In an item and in an expression's values alike."""
    item = {"p": {"S": "x"}, "a": value}
    assert invalid(client.put_item, TableName=table.name, Item=item) == BAD + message

    assert invalid(
        client.update_item,
        TableName=table.name,
        Key={"p": {"S": "x"}},
        UpdateExpression="SET a = :v",
        ExpressionAttributeValues={":v": value},
    ) == (BAD + message)


def test_a_value_has_one_type(client, table):
    """Two types in one value."""
    item = {"p": {"S": "x"}, "a": {"S": "a", "N": "1"}}
    assert invalid(client.put_item, TableName=table.name, Item=item) == (
        BAD + "Supplied AttributeValue has more than one datatypes set, "
        "must contain exactly one of the supported datatypes"
    )


@pytest.mark.parametrize("value", [{"S": ""}, {"B": b""}, {"L": []}, {"M": {}}, {"SS": [""]}, {"NULL": True}])
def test_empty_values_are_allowed(client, table, value):
    """Outside of keys."""
    client.put_item(TableName=table.name, Item={"p": {"S": "x"}, "a": value})

    assert read(client, table)["a"] == value


@pytest.mark.parametrize(
    ("written", "ordered"),
    [
        ({"SS": ["b", "é", "a", "B"]}, {"SS": ["B", "a", "b", "é"]}),
        ({"NS": ["10", "9", "-1"]}, {"NS": ["-1", "9", "10"]}),
    ],
)
def test_sets_come_back_in_order(client, table, written, ordered):
    """Text by its bytes, numbers by value."""
    client.put_item(TableName=table.name, Item={"p": {"S": "x"}, "a": written})

    assert read(client, table)["a"] == ordered


def nested(levels):
    value = {"S": "leaf"}
    for _ in range(levels):
        value = {"L": [value]}
    return value


def test_values_nest_32_levels(client, table):
    """The attribute itself is the first."""
    client.put_item(TableName=table.name, Item={"p": {"S": "x"}, "a": nested(31)})

    assert invalid(client.put_item, TableName=table.name, Item={"p": {"S": "x"}, "a": nested(32)}) == (
        BAD + "Nesting Levels have exceeded supported limits: "
        "Attributes in the item have nested levels beyond supported limit"
    )


def test_an_update_cannot_nest_deeper(client, table):
    """What an update builds is measured as well."""
    client.put_item(TableName=table.name, Item={"p": {"S": "x"}, "a": nested(31)})

    assert invalid(
        client.update_item,
        TableName=table.name,
        Key={"p": {"S": "x"}},
        UpdateExpression="SET a" + "[0]" * 30 + " = :v",
        ExpressionAttributeValues={":v": nested(2)},
    ) == (
        "Nesting Levels have exceeded supported limits: "
        "Attributes in the item have nested levels beyond supported limit"
    )


def test_an_item_has_at_most_400_kilobytes(client, table):
    """Names and values in UTF-8: p + x, a + text."""
    room = 400 * 1024 - len("p") - len("x") - len("a")
    client.put_item(TableName=table.name, Item={"p": {"S": "x"}, "a": {"S": "y" * room}})

    too_large = {"p": {"S": "x"}, "a": {"S": "y" * (room + 1)}}
    assert invalid(client.put_item, TableName=table.name, Item=too_large) == (
        "Item size has exceeded the maximum allowed size"
    )


def test_an_update_cannot_make_an_item_too_large(client, table):
    """The whole item is measured."""
    client.put_item(TableName=table.name, Item={"p": {"S": "x"}, "a": {"S": "y" * 300_000}})

    assert invalid(
        client.update_item,
        TableName=table.name,
        Key={"p": {"S": "x"}},
        UpdateExpression="SET b = :v",
        ExpressionAttributeValues={":v": {"S": "y" * 150_000}},
    ) == ("Item size to update has exceeded the maximum allowed size")


def read(client, table):
    return client.get_item(TableName=table.name, Key={"p": {"S": "x"}})["Item"]
