"""The parameters that came before expressions."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import BAD, invalid, refusal, stored

ITEM = {"p": "x", "n": 5, "s": "hello", "l": [1], "ss": {"a"}}
INVALID = "One or more parameter values were invalid: "


def test_expressions_and_older_parameters_exclude_each_other(table):
    """Both are listed."""
    assert invalid(
        table.update_item,
        Key={"p": "x"},
        UpdateExpression="SET a = b",
        ConditionExpression="attribute_exists(a)",
        AttributeUpdates={"a": {"Value": 1}},
        Expected={"a": {"Exists": False}},
    ) == (
        BAD + "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {AttributeUpdates, Expected} "
        "Expression parameters: {UpdateExpression, ConditionExpression}"
    )


EXPECTED = [
    ({"n": {"Value": 5}}, True),
    ({"n": {"Value": 6}}, False),
    ({"n": {"Exists": True, "Value": 5}}, True),
    ({"q": {"Exists": False}}, True),
    ({"n": {"Exists": False}}, False),
    ({"n": {"ComparisonOperator": "GE", "AttributeValueList": [5]}}, True),
    ({"n": {"ComparisonOperator": "NE", "AttributeValueList": [5]}}, False),
    ({"n": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [1, 9]}}, True),
    ({"n": {"ComparisonOperator": "IN", "AttributeValueList": [1, 5]}}, True),
    ({"q": {"ComparisonOperator": "NULL"}}, True),
    ({"n": {"ComparisonOperator": "NOT_NULL"}}, True),
    ({"s": {"ComparisonOperator": "BEGINS_WITH", "AttributeValueList": ["he"]}}, True),
    ({"s": {"ComparisonOperator": "CONTAINS", "AttributeValueList": ["ell"]}}, True),
    ({"ss": {"ComparisonOperator": "NOT_CONTAINS", "AttributeValueList": ["b"]}}, True),
    ({"n": {"Value": 5}, "s": {"Value": "no"}}, False),
]


@pytest.mark.parametrize(("expected", "holds"), EXPECTED)
def test_expected(table, expected, holds):
    """Each attribute has to be as expected."""
    table.put_item(Item=ITEM)

    if holds:
        table.delete_item(Key={"p": "x"}, Expected=expected)
        assert stored(table, p="x") is None
    else:
        assert refusal(table.delete_item, Key={"p": "x"}, Expected=expected)[0] == "ConditionalCheckFailedException"


def test_one_of_several_expectations_may_do(table):
    """ConditionalOperator OR."""
    table.put_item(Item=ITEM)

    table.delete_item(Key={"p": "x"}, Expected={"n": {"Value": 5}, "s": {"Value": "no"}}, ConditionalOperator="OR")

    assert stored(table, p="x") is None


WRONG_EXPECTED = [
    ({"a": {}}, INVALID + "Value must be provided when Exists is null for Attribute: a"),
    ({"a": {"Exists": True}}, INVALID + "Value must be provided when Exists is true for Attribute: a"),
    ({"a": {"Exists": False, "Value": 1}}, INVALID + "Value cannot be used when Exists is false for Attribute: a"),
    (
        {"a": {"Value": 1, "AttributeValueList": [1]}},
        INVALID + "Value and AttributeValueList cannot be used together for Attribute: a",
    ),
    (
        {"a": {"Exists": True, "ComparisonOperator": "EQ", "Value": 1}},
        INVALID + "Exists and ComparisonOperator cannot be used together for Attribute: a",
    ),
    (
        {"a": {"ComparisonOperator": "EQ"}},
        INVALID + "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a",
    ),
    (
        {"a": {"ComparisonOperator": "EQ", "AttributeValueList": [1, 2]}},
        INVALID + "Invalid number of argument(s) for the EQ ComparisonOperator",
    ),
    (
        {"a": {"ComparisonOperator": "LT", "AttributeValueList": [True]}},
        INVALID + "ComparisonOperator LT is not valid for BOOL AttributeValue type",
    ),
    (
        {"a": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [2, 1]}},
        "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
    ),
    (
        {"a": {"ComparisonOperator": "IN", "AttributeValueList": [2, "1"]}},
        INVALID + "AttributeValues inside AttributeValueList must be of same type",
    ),
]


@pytest.mark.parametrize(("expected", "message"), WRONG_EXPECTED)
def test_wrong_expectations_are_refused(table, expected, message):
    """Before anything is read."""
    assert invalid(table.put_item, Item={"p": "x"}, Expected=expected) == BAD + message


def test_a_conditional_operator_needs_two_expectations(table):
    """None, then one."""
    assert invalid(table.put_item, Item={"p": "x"}, ConditionalOperator="AND") == (
        BAD + "ConditionalOperator cannot be used without Filter or Expected"
    )
    assert invalid(table.put_item, Item={"p": "x"}, Expected={"a": {"Exists": False}}, ConditionalOperator="AND") == (
        BAD + "ConditionalOperator can only be used when Filter or Expected has two or more elements"
    )


UPDATES = [
    ({"n": {"Value": 7}}, {"n": 7}),
    ({"n": {"Action": "PUT", "Value": 7}}, {"n": 7}),
    ({"n": {"Action": "ADD", "Value": 7}}, {"n": 12}),
    ({"q": {"Action": "ADD", "Value": 7}}, {"q": 7}),
    ({"ss": {"Action": "ADD", "Value": {"b"}}}, {"ss": {"a", "b"}}),
    ({"l": {"Action": "ADD", "Value": [2]}}, {"l": [1, 2]}),
    ({"n": {"Action": "DELETE"}}, {"n": None}),
    ({"ss": {"Action": "DELETE", "Value": {"a"}}}, {"ss": None}),
]


@pytest.mark.parametrize(("updates", "changes"), UPDATES)
def test_attribute_updates(table, updates, changes):
    """PUT, ADD and DELETE of whole attributes."""
    table.put_item(Item=ITEM)

    table.update_item(Key={"p": "x"}, AttributeUpdates=updates)

    wanted = {name: value for name, value in {**ITEM, **changes}.items() if value is not None}
    assert stored(table, p="x") == wanted


WRONG_UPDATES = [
    ({"a": {"Action": "PUT"}}, BAD + INVALID + "Only DELETE action is allowed when no attribute value is specified"),
    ({"a": {"Action": "ADD", "Value": "s"}}, BAD + INVALID + "ADD action is not supported for the type S"),
    (
        {"a": {"Action": "DELETE", "Value": 1}},
        BAD + INVALID + "DELETE action with value is not supported for the type N",
    ),
    ({"p": {"Value": "y"}}, INVALID + "Cannot update attribute p. This attribute is part of the key"),
    ({"s": {"Action": "ADD", "Value": 1}}, "Type mismatch for attribute to update"),
]


@pytest.mark.parametrize(("updates", "message"), WRONG_UPDATES)
def test_wrong_attribute_updates_are_refused(table, updates, message):
    """Nothing changes."""
    table.put_item(Item=ITEM)

    assert invalid(table.update_item, Key={"p": "x"}, AttributeUpdates=updates) == message
    assert stored(table, p="x") == ITEM


def test_a_conditional_operator_is_and_or_or(table):
    """In the words of the newer checks, their slip included; Scan still has the older ones."""
    newer = "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]"
    wanted = {"ConditionalOperator": "XOR"}

    assert invalid(table.put_item, Item={"p": "x"}, **wanted) == BAD + newer
    assert invalid(table.query, KeyConditions={}, **wanted) == newer
    assert invalid(table.scan, **wanted) == (
        "1 validation error detected: Value 'XOR' at 'conditionalOperator' failed to satisfy constraint: "
        "Member must satisfy enum value set: [OR, AND]"
    )
