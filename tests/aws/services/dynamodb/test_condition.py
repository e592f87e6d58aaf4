"""Condition expressions: what they decide, and what is wrong with them once names and values are in place."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.aws.services.dynamodb.answers import BAD, invalid, refusal, stored

ITEM = {
    "p": "x",
    "n": 5,
    "s": "hello",
    "b": b"\x01\x02",
    "yes": True,
    "nil": None,
    "l": [1, "two", {"deep": 3}],
    "m": {"in": {"it": "ok"}, "ns": {1, 2}},
    "ss": {"a", "b"},
    "blank": "",
    "big": 10,
}

HOLD = [
    ("n = :v", 5),
    ("n <> :v", 6),
    ("n < big", None),
    ("n <= :v", 5),
    ("big > :v", 9),  # as numbers, not as text
    ("s >= :v", "hello"),
    ("s < :v", "z"),
    ("b < :v", b"\xff"),
    ("n BETWEEN :v AND big", 5),
    (":v BETWEEN n AND big", 7),
    ("n IN (:v, big)", 5),
    ("n <> :v", "5"),  # another type is not equal
    ("absent <> :v", 5),
    ("NOT absent = :v", 5),
    ("attribute_not_exists(absent)", None),
    ("attribute_not_exists(m.absent)", None),
    ("attribute_not_exists(s.deeper)", None),
    ("attribute_exists(nil)", None),
    ("attribute_exists(m.#in.it)", None),
    ("attribute_exists(l[2].deep)", None),
    ("attribute_not_exists(l[3])", None),
    ("attribute_type(nil, :v)", "NULL"),
    ("attribute_type(m, :v)", "M"),
    ("attribute_type(ss, :v)", "SS"),
    ("begins_with(s, :v)", "he"),
    ("begins_with(b, :v)", b"\x01"),
    ("contains(s, :v)", "ell"),
    ("contains(ss, :v)", "a"),
    ("contains(m.ns, :v)", 2),
    ("contains(l, :v)", "two"),
    ("contains(l, :v)", {"deep": 3}),
    ("size(s) = :v", 5),
    ("size(l) = :v", 3),
    ("size(m) = :v", 2),
    ("size(ss) = :v", 2),
    ("size(b) = :v", 2),
    ("size(blank) = :v", 0),
    ("l = :v", [1, "two", {"deep": 3}]),
    ("ss = :v", {"b", "a"}),
    ("m.#in = :v", {"it": "ok"}),
    ("yes = :v", True),
    ("n = :v AND s = s2 OR yes = yes2 OR n = :v", 5),
    ("NOT n = :v OR s <> absent", 5),
]


@pytest.mark.parametrize(("condition", "value"), HOLD)
def test_a_condition_that_holds(table, condition, value):
    """The write is accepted."""
    table.put_item(Item=ITEM)

    table.delete_item(Key={"p": "x"}, **expression(condition, value))

    assert stored(table, p="x") is None


FAIL = [
    ("n = :v", "5"),
    ("n > :v", "4"),  # other types have no order
    ("n < :v", "6"),
    ("absent = :v", 5),
    ("absent < :v", 5),
    ("absent = absent2", None),
    ("absent BETWEEN :v AND big", 1),
    ("n BETWEEN :v AND absent", 1),
    ("n IN (:v)", "5"),
    ("attribute_exists(s.deeper)", None),
    ("attribute_exists(l[3])", None),
    ("attribute_type(absent, :v)", "S"),
    ("begins_with(n, :v)", "5"),
    ("begins_with(absent, :v)", "h"),
    ("contains(s, :v)", 5),
    ("contains(n, :v)", 5),
    ("contains(ss, :v)", 1),
    ("contains(l, :v)", "1"),
    ("size(n) >= :v", 0),
    ("size(absent) >= :v", 0),
    ("size(yes) >= :v", 0),
    ("NOT n <> :v AND s = blank", 5),
]


@pytest.mark.parametrize(("condition", "value"), FAIL)
def test_a_condition_that_does_not_hold(table, condition, value):
    """The write is refused and nothing changes."""
    table.put_item(Item=ITEM)

    assert refusal(table.put_item, Item={"p": "x"}, **expression(condition, value)) == (
        "ConditionalCheckFailedException",
        "The conditional request failed",
    )
    assert stored(table, p="x") == ITEM


def test_a_condition_on_an_item_that_is_not_there_sees_no_attributes(table):
    """Not even the key's."""
    assert refusal(table.put_item, Item={"p": "x"}, ConditionExpression="attribute_exists(p)")[0] == (
        "ConditionalCheckFailedException"
    )
    table.put_item(Item={"p": "x"}, ConditionExpression="attribute_not_exists(p)")


def expression(condition, value):
    names = {"ExpressionAttributeNames": {"#in": "in"}} if "#in" in condition else {}
    values = {"ExpressionAttributeValues": {":v": value}} if value is not None else {}
    return {"ConditionExpression": condition, **names, **values}


NOT_DISTINCT = "The first operand must be distinct from the remaining operands for this operator or function; "
TYPE = "Incorrect operand type for operator or function; operator or function: "
COUNT = "Incorrect number of operands for operator or function; operator or function: "
UNDEFINED = "An expression attribute "
ORDER = "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
SAME = "The BETWEEN operator requires same data type for lower and upper bounds; "

WRONG = [
    ("#a = :v", {}, {":v": 1}, UNDEFINED + "name used in the document path is not defined; attribute name: #a"),
    ("a = :v", {}, {":w": 1}, UNDEFINED + "value used in expression is not defined; attribute value: :v"),
    ("a = a", {}, {}, NOT_DISTINCT + "operator: =, first operand: [a]"),
    ("a.b[1] < a.b[1]", {}, {}, NOT_DISTINCT + "operator: <, first operand: [a, b, [1]]"),
    ("contains(a, a)", {}, {}, NOT_DISTINCT + "operator: contains, first operand: [a]"),
    (
        "attribute_exists(:v)",
        {},
        {":v": 1},
        "Operator or function requires a document path; operator or function: attribute_exists",
    ),
    ("attribute_exists(a, b)", {}, {}, COUNT + "attribute_exists, number of operands: 2"),
    ("begins_with(a)", {}, {}, COUNT + "begins_with, number of operands: 1"),
    ("begins_with(a, :v)", {}, {":v": 1}, TYPE + "begins_with, operand type: N"),
    ("a < :v", {}, {":v": True}, TYPE + "<, operand type: BOOL"),
    ("a >= :v", {}, {":v": [1]}, TYPE + ">=, operand type: L"),
    ("a BETWEEN :v AND b", {}, {":v": {"x"}}, TYPE + "BETWEEN, operand type: SS"),
    ("size(:v) > a", {}, {":v": 1}, TYPE + "size, operand type: N"),
    ("attribute_type(a, :v)", {}, {":v": 1}, TYPE + "attribute_type, operand type: N"),
    (
        "attribute_type(a, :v)",
        {},
        {":v": "STRING"},
        "Invalid attribute type name found; type: STRING, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
    ),
    (
        "a BETWEEN :v AND :w",
        {},
        {":v": 2, ":w": 1},
        ORDER + "lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}",
    ),
    (
        "a BETWEEN :v AND :w",
        {},
        {":v": 2, ":w": "3"},
        SAME + "lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:3}",
    ),
]


@pytest.mark.parametrize(("condition", "names", "values", "message"), WRONG)
def test_a_wrong_condition_is_refused(table, condition, names, values, message):
    """Whatever is stored: validation comes before state."""
    parameters = {"ConditionExpression": condition}
    parameters |= {"ExpressionAttributeNames": names} if names else {}
    parameters |= {"ExpressionAttributeValues": values} if values else {}

    assert invalid(table.put_item, Item={"p": "x"}, **parameters) == f"{BAD}Invalid ConditionExpression: {message}"
    assert stored(table, p="x") is None


def test_a_syntax_error_names_the_expression(table):
    """And the offending token."""
    assert invalid(table.put_item, Item={"p": "x"}, ConditionExpression="a x b") == (
        BAD + 'Invalid ConditionExpression: Syntax error; token: "x", near: "a x b"'
    )


REQUESTS = [
    (
        {"ConditionExpression": "a = :a", "ExpressionAttributeValues": {":a": 1, ":x": 2}},
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}",
    ),
    (
        {
            "ConditionExpression": "a = :a",
            "ExpressionAttributeNames": {"#x": "x", "#y": "y"},
            "ExpressionAttributeValues": {":a": 1},
        },
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x, #y}",
    ),
    (
        {"ExpressionAttributeNames": {"#x": "x"}},
        "ExpressionAttributeNames can only be specified when using expressions",
    ),
    (
        {"ExpressionAttributeValues": {":x": 1}},
        "ExpressionAttributeValues can only be specified when using expressions",
    ),
    (
        {"ConditionExpression": "attribute_exists(p)", "ExpressionAttributeNames": {}},
        "ExpressionAttributeNames must not be empty",
    ),
    (
        {"ConditionExpression": "attribute_exists(p)", "ExpressionAttributeValues": {}},
        "ExpressionAttributeValues must not be empty",
    ),
    (
        {"ConditionExpression": "attribute_exists(p)", "ExpressionAttributeNames": {"a": "x"}},
        'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"',
    ),
    (
        {"ConditionExpression": "attribute_exists(p)", "ExpressionAttributeValues": {"a": 1}},
        'ExpressionAttributeValues contains invalid key: Syntax error; key: "a"',
    ),
    (
        {"ConditionExpression": "attribute_exists(#n)", "ExpressionAttributeNames": {"#" + "é" * 128: "x"}},
        "ExpressionAttributeNames contains invalid key: The expression attribute map contains a key that is too long; "
        "size of key: 257",
    ),
    (
        {"ConditionExpression": "p = :v", "ExpressionAttributeValues": {":" + "v" * 255: 1}},
        "ExpressionAttributeValues contains invalid key: The expression attribute map contains a key that is too long; "
        "size of key: 256",
    ),
    ({"ConditionExpression": ""}, "Invalid ConditionExpression: The expression can not be empty;"),
]


def test_a_placeholder_has_at_most_255_bytes(table):
    name, value = "#" + "n" * 254, ":" + "v" * 254
    given = {"ExpressionAttributeNames": {name: "n"}, "ExpressionAttributeValues": {value: 1}}
    table.put_item(Item={"p": "x"}, ConditionExpression=f"attribute_not_exists({name}) OR {name} = {value}", **given)


@pytest.mark.parametrize(("parameters", "message"), REQUESTS)
def test_names_and_values_fit_the_expressions(table, parameters, message):
    """All that is supplied is used, all that is used is supplied."""
    assert invalid(table.put_item, Item={"p": "x"}, **parameters) == BAD + message
    assert invalid(table.delete_item, Key={"p": "x"}, **parameters) == BAD + message


def test_a_path_into_a_key_is_refused(table):
    """Keys are scalars."""
    assert invalid(table.put_item, Item={"p": "x"}, ConditionExpression="attribute_exists(p.q)") == (
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: p"
    )


def test_the_failing_item_comes_back_on_request(client, table):
    """ReturnValuesOnConditionCheckFailure ALL_OLD; without it, and without an item, nothing does."""
    table.put_item(Item={"p": "x", "n": 1})

    def failed(key, **parameters):
        with pytest.raises(ClientError) as caught:
            client.put_item(
                TableName=table.name,
                Item={"p": {"S": key}},
                ConditionExpression="n = :v",
                ExpressionAttributeValues={":v": {"N": "2"}},
                **parameters,
            )
        return caught.value.response.get("Item")

    assert failed("x") is None
    assert failed("y", ReturnValuesOnConditionCheckFailure="ALL_OLD") is None
    assert failed("x", ReturnValuesOnConditionCheckFailure="ALL_OLD") == {"p": {"S": "x"}, "n": {"N": "1"}}
