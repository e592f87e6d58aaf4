"""Put, get and delete: what they return, what their parameters may be, and which problem is told first."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import BAD, invalid, refusal, stored

ITEM = {"p": "x", "n": 1, "m": {"a": {"b": [1, 2, {"c": "d"}]}, "e": "f"}, "l": [[0, 1], [2, 3]]}

PROJECTIONS = [
    ("n", {"n": 1}),
    ("p, n", {"p": "x", "n": 1}),
    ("absent", {}),
    ("m.e", {"m": {"e": "f"}}),
    ("m.a.b[1]", {"m": {"a": {"b": [2]}}}),
    ("m.a.b[2].c, m.e", {"m": {"a": {"b": [{"c": "d"}]}, "e": "f"}}),
    ("l[1][0]", {"l": [[2]]}),
    ("l[1], l[0][1]", {"l": [[1], [2, 3]]}),
    ("n.deeper", {}),
    ("l[9]", {}),
    ("#x", {"n": 1}),
]


@pytest.mark.parametrize(("projection", "attributes"), PROJECTIONS)
def test_a_projection_keeps_the_way_to_what_it_names(table, projection, attributes):
    """Lists close up."""
    table.put_item(Item=ITEM)
    names = {"ExpressionAttributeNames": {"#x": "n"}} if "#x" in projection else {}

    assert table.get_item(Key={"p": "x"}, ProjectionExpression=projection, **names)["Item"] == attributes


WRONG = [
    ({"ProjectionExpression": ""}, "Invalid ProjectionExpression: The expression can not be empty;"),
    (
        {"ProjectionExpression": "n, n"},
        "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these "
        "paths; path one: [n], path two: [n]",
    ),
    (
        {"ProjectionExpression": "m.a, m[0]"},
        "Invalid ProjectionExpression: Two document paths conflict with each other; "
        "must remove or rewrite one of these paths; path one: [m, a], path two: [m, [0]]",
    ),
    ({"ProjectionExpression": "n,"}, 'Invalid ProjectionExpression: Syntax error; token: "<EOF>", near: ","'),
    (
        {"ProjectionExpression": "#n"},
        "Invalid ProjectionExpression: An expression attribute name used in the document path is not defined; "
        "attribute name: #n",
    ),
    (
        {"ProjectionExpression": "n", "ExpressionAttributeNames": {"#n": "n"}},
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}",
    ),
    (
        {"ExpressionAttributeNames": {"#n": "n"}},
        "ExpressionAttributeNames can only be specified when using expressions",
    ),
    (
        {"ProjectionExpression": "n", "AttributesToGet": ["n"]},
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
    ),
    (
        {"AttributesToGet": ["n", "n"]},
        "One or more parameter values were invalid: Duplicate value in attribute name: n",
    ),
]


@pytest.mark.parametrize(("parameters", "message"), WRONG)
def test_a_wrong_projection_is_refused(table, parameters, message):
    """GetItem words it without the sentence before."""
    assert invalid(table.get_item, Key={"p": "x"}, **parameters) == message


def test_attributes_to_get_shows_whole_attributes(table):
    """A dot in a name is a dot, not a path."""
    table.put_item(Item={"p": "x", "a.b": 1, "a": {"b": 2}})

    assert table.get_item(Key={"p": "x"}, AttributesToGet=["a.b", "absent"])["Item"] == {"a.b": 1}


def test_a_missing_item_is_no_item(table):
    """The answer has no Item at all."""
    assert "Item" not in table.get_item(Key={"p": "x"})


def test_put_replaces_the_whole_item(table):
    """Nothing of the old one stays."""
    table.put_item(Item={"p": "x", "a": 1})
    table.put_item(Item={"p": "x", "b": 1})

    assert stored(table, p="x") == {"p": "x", "b": 1}


def test_put_and_delete_return_the_old_item_on_request(table):
    """ALL_OLD; nothing when there was none."""
    assert "Attributes" not in table.put_item(Item={"p": "x", "a": 1}, ReturnValues="ALL_OLD")
    assert table.put_item(Item={"p": "x", "a": 2}, ReturnValues="ALL_OLD")["Attributes"] == {"p": "x", "a": 1}
    assert "Attributes" not in table.put_item(Item={"p": "x", "a": 3})
    assert table.delete_item(Key={"p": "x"}, ReturnValues="ALL_OLD")["Attributes"] == {"p": "x", "a": 3}
    assert "Attributes" not in table.delete_item(Key={"p": "x"}, ReturnValues="ALL_OLD")


@pytest.mark.parametrize("mode", ["ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"])
def test_put_and_delete_return_nothing_else(table, mode):
    """These modes are UpdateItem's."""
    message = BAD + "ReturnValues can only be ALL_OLD or NONE"
    assert invalid(table.put_item, Item={"p": "x"}, ReturnValues=mode) == message
    assert invalid(table.delete_item, Key={"p": "x"}, ReturnValues=mode) == message


def test_members_out_of_their_lists_are_told_together(table):
    """One message for all of them, in AWS's order."""
    assert invalid(table.put_item, Item={"p": "x"}, ReturnConsumedCapacity="X", ReturnItemCollectionMetrics="Y") == (
        "2 validation errors detected: "
        "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: "
        "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; "
        "Value 'Y' at 'returnItemCollectionMetrics' failed to satisfy constraint: "
        "Member must satisfy enum value set: [SIZE, NONE]"
    )


def test_there_is_no_such_table(client):
    """After everything in the request was found right."""
    key = {"p": {"S": "x"}}
    missing = ("ResourceNotFoundException", "Requested resource not found")
    assert refusal(client.get_item, TableName="no-such-table", Key=key) == missing
    assert refusal(client.put_item, TableName="no-such-table", Item=key) == missing
    assert refusal(client.update_item, TableName="no-such-table", Key=key) == missing
    assert refusal(client.delete_item, TableName="no-such-table", Key=key) == missing


def test_the_request_comes_before_the_table_and_the_table_before_the_key(client, table):
    """Three things wrong, one told, then the next."""
    wrong = {"Key": {"no": {"S": "x"}}, "ConditionExpression": "a b"}
    right = {"Key": {"no": {"S": "x"}}, "ConditionExpression": "attribute_exists(a)"}

    assert "Syntax error" in invalid(client.delete_item, TableName="no-such-table", **wrong)
    assert refusal(client.delete_item, TableName="no-such-table", **right)[0] == "ResourceNotFoundException"
    assert invalid(client.delete_item, TableName=table.name, **right) == (
        "The provided key element does not match the schema"
    )


def test_a_table_may_be_named_by_its_arn(client, table):
    """Every item operation takes it."""
    client.put_item(TableName=table.table_arn, Item={"p": {"S": "x"}})

    assert client.get_item(TableName=table.table_arn, Key={"p": {"S": "x"}})["Item"] == {"p": {"S": "x"}}


UNCHECKED = [
    ({"TableName": "ab", "Key": {}}, "length greater than or equal to 3"),
    ({"TableName": "a b c", "Key": {}}, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
    ({"TableName": "a" * 256, "Key": {}}, "length less than or equal to 255"),
    ({"Key": {}}, "Value null at 'tableName' failed to satisfy constraint: Member must not be null"),
    ({"TableName": "abc"}, "Value null at 'key' failed to satisfy constraint: Member must not be null"),
]


@pytest.mark.parametrize(("parameters", "part"), UNCHECKED)
def test_names_and_required_members(unchecked, parameters, part):
    """What boto3 would not have sent."""
    message = invalid(unchecked.get_item, **parameters)
    assert message.startswith("1 validation error detected: ")
    assert message.endswith(part)
