"""Update expressions: what they do to an item, and when they are refused."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import BAD, invalid, stored

ITEM = {"p": "x", "n": 5, "s": "hello", "l": [1, 2, 3], "m": {"a": 1, "l": ["x"]}, "ns": {1, 2}, "ss": {"a"}}

CHANGES = [
    ("SET n = :v", 7, {"n": 7}),
    ("SET n = n + :v", 2, {"n": 7}),
    ("SET n = :v - n", 2, {"n": -3}),
    ("SET copied = n", None, {"copied": 5}),
    ("SET n = s, s = n", None, {"n": "hello", "s": 5}),  # both sides are read before
    ("SET m.a = m.a + n", None, {"m": {"a": 6, "l": ["x"]}}),
    ("SET m.b = :v", 2, {"m": {"a": 1, "b": 2, "l": ["x"]}}),
    ("SET l[1] = :v", 9, {"l": [1, 9, 3]}),
    ("SET l[9] = :v", 9, {"l": [1, 2, 3, 9]}),  # past the end: appended
    ("SET l[8] = :v, l[7] = n", 9, {"l": [1, 2, 3, 5, 9]}),  # in order of their indexes
    ("SET m.l[1] = :v", "y", {"m": {"a": 1, "l": ["x", "y"]}}),
    ("SET l = list_append(l, :v)", [4], {"l": [1, 2, 3, 4]}),
    ("SET l = list_append(:v, l)", [0], {"l": [0, 1, 2, 3]}),
    ("SET fresh = if_not_exists(fresh, :v)", 1, {"fresh": 1}),
    ("SET n = if_not_exists(n, :v)", 1, {"n": 5}),
    ("SET n = if_not_exists(absent, :v) + :v", 1, {"n": 2}),
    ("SET fresh = list_append(if_not_exists(fresh, :v), :v)", [1], {"fresh": [1, 1]}),
    ("REMOVE n", None, {"n": None}),
    ("REMOVE absent", None, {}),
    ("REMOVE m.a", None, {"m": {"l": ["x"]}}),
    ("REMOVE l[0], l[1]", None, {"l": [3]}),  # indexes of before the update
    ("REMOVE l[7]", None, {}),
    ("ADD n :v", 3, {"n": 8}),
    ("ADD fresh :v", 3, {"fresh": 3}),
    ("ADD m.a :v", 3, {"m": {"a": 4, "l": ["x"]}}),
    ("ADD ns :v", {2, 3}, {"ns": {1, 2, 3}}),
    ("ADD fresh :v", {"b"}, {"fresh": {"b"}}),
    ("DELETE ns :v", {2, 9}, {"ns": {1}}),
    ("DELETE ss :v", {"a"}, {"ss": None}),  # an empty set goes
    ("DELETE absent :v", {"a"}, {}),
    ("SET n = :v REMOVE s ADD c :v DELETE ss :z", 1, {"n": 1, "s": None, "c": 1}),
]


@pytest.mark.parametrize(("update", "value", "changes"), CHANGES)
def test_an_update(table, update, value, changes):
    """What the item holds afterwards."""
    table.put_item(Item=ITEM)

    table.update_item(Key={"p": "x"}, **expression(update, value))

    wanted = {name: value for name, value in {**ITEM, **changes}.items() if value is not None}
    assert stored(table, p="x") == wanted


def expression(update, value):
    values = ({":v": value} if value is not None else {}) | ({":z": {"z"}} if ":z" in update else {})
    return {"UpdateExpression": update} | ({"ExpressionAttributeValues": values} if values else {})


BAD_PATH = "The document path provided in the update expression is invalid for update"
BAD_TYPE = "An operand in the update expression has an incorrect data type"
NO_ATTRIBUTE = "The provided expression refers to an attribute that does not exist in the item"

DO_NOT_FIT = [
    ("SET n = n + absent", None, NO_ATTRIBUTE),
    ("SET n = absent", None, NO_ATTRIBUTE),
    ("SET n = l[3]", None, NO_ATTRIBUTE),
    ("SET n = list_append(absent, :v)", [1], NO_ATTRIBUTE),
    ("SET n = n + s", None, BAD_TYPE),
    ("SET l = list_append(n, :v)", [1], BAD_TYPE),
    ("ADD s :v", 1, BAD_TYPE),
    ("ADD ns :v", {"a"}, BAD_TYPE),
    ("ADD n :v", {1}, BAD_TYPE),
    ("DELETE ns :v", {"a"}, BAD_TYPE),
    ("DELETE n :v", {1}, BAD_TYPE),
    ("SET absent.a = :v", 1, BAD_PATH),
    ("SET absent[0] = :v", 1, BAD_PATH),
    ("SET s.a = :v", 1, BAD_PATH),
    ("SET l.a = :v", 1, BAD_PATH),
    ("SET m[0] = :v", 1, BAD_PATH),
    ("SET m.absent.a = :v", 1, BAD_PATH),
    ("REMOVE absent.a", None, BAD_PATH),
    ("REMOVE n[0]", None, BAD_PATH),
]


@pytest.mark.parametrize(("update", "value", "message"), DO_NOT_FIT)
def test_an_update_that_does_not_fit_the_item(table, update, value, message):
    """Nothing changes, not even what would have fitted."""
    table.put_item(Item=ITEM)

    assert invalid(table.update_item, Key={"p": "x"}, **expression(update, value)) == message
    assert stored(table, p="x") == ITEM


OVERLAP = "Two document paths overlap with each other; must remove or rewrite one of these paths; "
CONFLICT = "Two document paths conflict with each other; must remove or rewrite one of these paths; "
OPERAND = "Incorrect operand type for operator or function; "

WRONG = [
    ("SET a = :v, a = :w", 1, OVERLAP + "path one: [a], path two: [a]"),
    ("SET a = :v REMOVE a.b", 1, OVERLAP + "path one: [a], path two: [a, b]"),
    ("SET a.b = :v, a[1] = :w", 1, CONFLICT + "path one: [a, b], path two: [a, [1]]"),
    ("SET a = :v + :w", "s", OPERAND + "operator or function: +, operand type: S"),
    ("SET a = list_append(a, :v)", 1, OPERAND + "operator or function: list_append, operand type: N"),
    ("ADD a :v", "s", OPERAND + "operator: ADD, operand type: STRING"),
    ("ADD a :v", [1], OPERAND + "operator: ADD, operand type: LIST"),
    ("DELETE a :v", 1, OPERAND + "operator: DELETE, operand type: NUMBER"),
    ("DELETE a :v", {"x": 1}, OPERAND + "operator: DELETE, operand type: MAP"),
    (
        "SET a = if_not_exists(:v, b)",
        1,
        "Operator or function requires a document path; operator or function: if_not_exists",
    ),
    (
        "SET a = if_not_exists(b)",
        None,
        "Incorrect number of operands for operator or function; "
        "operator or function: if_not_exists, number of operands: 1",
    ),
    ("SET a = :x", None, "An expression attribute value used in expression is not defined; attribute value: :x"),
    ("SET #a = b", None, "An expression attribute name used in the document path is not defined; attribute name: #a"),
    ("SET a = b b", None, 'Syntax error; token: "b", near: "b b"'),
    ("", None, "The expression can not be empty;"),
]


@pytest.mark.parametrize(("update", "value", "message"), WRONG)
def test_a_wrong_update_is_refused(table, update, value, message):
    """Whatever is stored."""
    values = {name: value for name in (":v", ":w") if name in update}
    parameters = {"UpdateExpression": update} | ({"ExpressionAttributeValues": values} if values else {})

    assert invalid(table.update_item, Key={"p": "x"}, **parameters) == f"{BAD}Invalid UpdateExpression: {message}"


@pytest.mark.parametrize("update", ["SET p = :v", "REMOVE p", "ADD r :v"])
def test_an_update_may_not_change_the_key(ranged, update):
    """Not even to what it is."""
    name = update.split()[1]
    parameters = {"ExpressionAttributeValues": {":v": 1}} if ":v" in update else {}

    assert invalid(ranged.update_item, Key={"p": "x", "r": 1}, UpdateExpression=update, **parameters) == (
        f"One or more parameter values were invalid: Cannot update attribute {name}. This attribute is part of the key"
    )


def test_an_update_without_an_expression_creates_the_item(table):
    """With the key alone; an item that is there stays as it is."""
    table.update_item(Key={"p": "x"})
    assert stored(table, p="x") == {"p": "x"}


@pytest.mark.parametrize("update", ["REMOVE a", "DELETE a :v"])
def test_removing_alone_creates_nothing(table, update):
    """REMOVE and DELETE on an item that is not there."""
    parameters = {"ExpressionAttributeValues": {":v": {"z"}}} if ":v" in update else {}

    table.update_item(Key={"p": "x"}, UpdateExpression=update, **parameters)

    assert stored(table, p="x") is None


def test_an_update_creates_the_item(table):
    """SET and ADD do."""
    table.update_item(
        Key={"p": "x"}, UpdateExpression="SET a = :v ADD n :v REMOVE z", ExpressionAttributeValues={":v": 1}
    )
    assert stored(table, p="x") == {"p": "x", "a": 1, "n": 1}


@pytest.mark.parametrize(("held", "added"), [("1", "0." + "0" * 37 + "1"), ("9" * 38 + "0" * 88, "1" + "0" * 88)])
def test_a_sum_that_is_no_number_of_dynamodb_is_refused(client, table, held, added):
    """38 digits and 125 zeros are the most; nothing is rounded."""
    here = {"TableName": table.name, "Key": {"p": {"S": "x"}}}
    client.put_item(TableName=table.name, Item={"p": {"S": "x"}, "n": {"N": held}})

    parameters = {"UpdateExpression": "ADD n :v", "ExpressionAttributeValues": {":v": {"N": added}}}
    assert invalid(client.update_item, **here, **parameters) == (
        "Number overflow. Attempting to store a number with magnitude larger than supported range"
    )
    assert client.get_item(**here)["Item"]["n"] == {"N": held}


RETURNED = [
    ("NONE", None),
    ("ALL_OLD", {"p": "x", "n": 1, "m": {"a": 1, "b": 2}, "gone": "bye"}),
    ("ALL_NEW", {"p": "x", "n": 2, "m": {"a": 5, "b": 2}, "new": 5}),
    ("UPDATED_OLD", {"n": 1, "m": {"a": 1}, "gone": "bye"}),
    ("UPDATED_NEW", {"n": 2, "m": {"a": 5}, "new": 5}),
]


@pytest.mark.parametrize(("mode", "attributes"), RETURNED)
def test_what_an_update_returns(table, mode, attributes):
    """UPDATED_OLD and UPDATED_NEW show the named paths only."""
    table.put_item(Item={"p": "x", "n": 1, "m": {"a": 1, "b": 2}, "gone": "bye"})

    answer = table.update_item(
        Key={"p": "x"},
        UpdateExpression="SET n = n + :one, m.a = :v, #new = :v REMOVE gone",
        ExpressionAttributeNames={"#new": "new"},
        ExpressionAttributeValues={":one": 1, ":v": 5},
        ReturnValues=mode,
    )

    assert answer.get("Attributes") == attributes


def test_what_an_update_of_nothing_returns(table):
    """No old item, no old attributes."""
    parameters = {"UpdateExpression": "SET a = :v", "ExpressionAttributeValues": {":v": 1}}

    assert "Attributes" not in table.update_item(Key={"p": "a"}, ReturnValues="ALL_OLD", **parameters)
    assert "Attributes" not in table.update_item(Key={"p": "b"}, ReturnValues="UPDATED_OLD", **parameters)
    assert table.update_item(Key={"p": "c"}, ReturnValues="UPDATED_NEW", **parameters)["Attributes"] == {"a": 1}


def test_a_list_element_comes_back_in_a_list(table):
    """UPDATED_NEW of l[1] is a list of that one element."""
    table.put_item(Item={"p": "x", "l": [1, 2, 3]})

    answer = table.update_item(
        Key={"p": "x"},
        UpdateExpression="SET l[1] = :v",
        ExpressionAttributeValues={":v": 9},
        ReturnValues="UPDATED_NEW",
    )

    assert answer["Attributes"] == {"l": [9]}
