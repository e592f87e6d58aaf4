"""Limits, wherever a request meets them: sizes of expressions, levels of paths and values, sizes of transactions."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.aws.services.dynamodb.answers import BAD, invalid, stored

LONGEST = 4096
TOO_LONG = "Expression size has exceeded the maximum allowed size;"
TOO_DEEP = (
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit"
)
NOT_NUMERIC = "The parameter cannot be converted to a numeric value"
OUTSIDE = "Attempting to store a number with magnitude {} than supported range"
X = {"S": "x"}
NAME = "a" * 4_000


def padded(text, size):
    return text + " " * (size - len(text))


@pytest.fixture
def send(client, table):
    """Sends one request that holds this expression, where it may stand."""
    here = {"TableName": table.name}
    key = {"p": X}
    value = {"ExpressionAttributeValues": {":v": X}}
    read = {"ExpressionAttributeValues": {":v": X}, "KeyConditionExpression": "p = :v"}

    def writes(**action):
        return client.transact_write_items(TransactItems=[action])

    return {
        "put": lambda text: client.put_item(**here, Item=key, ConditionExpression=text),
        "delete": lambda text: client.delete_item(**here, Key=key, ConditionExpression=text),
        "update's condition": lambda text: client.update_item(**here, Key=key, ConditionExpression=text),
        "update": lambda text: client.update_item(**here, Key=key, UpdateExpression=text, **value),
        "get": lambda text: client.get_item(**here, Key=key, ProjectionExpression=text),
        "query's key": lambda text: client.query(**here, KeyConditionExpression=text, **value),
        "query's filter": lambda text: client.query(**here, **read, FilterExpression=text),
        "query's projection": lambda text: client.query(**here, **read, ProjectionExpression=text),
        "scan's filter": lambda text: client.scan(**here, FilterExpression=text),
        "scan's projection": lambda text: client.scan(**here, ProjectionExpression=text),
        "batch get": lambda text: client.batch_get_item(
            RequestItems={table.name: {"Keys": [key], "ProjectionExpression": text}}
        ),
        "transact put": lambda text: writes(Put={**here, "Item": key, "ConditionExpression": text}),
        "transact check": lambda text: writes(ConditionCheck={**here, "Key": key, "ConditionExpression": text}),
        "transact delete": lambda text: writes(Delete={**here, "Key": key, "ConditionExpression": text}),
        "transact update": lambda text: writes(Update={**here, "Key": key, "UpdateExpression": text, **value}),
        "transact get": lambda text: client.transact_get_items(
            TransactItems=[{"Get": {**here, "Key": key, "ProjectionExpression": text}}]
        ),
    }


CONDITIONS = ("put", "delete", "update's condition", "transact put", "transact check", "transact delete")
UPDATES = ("update", "transact update")
PROJECTIONS = ("get", "query's projection", "scan's projection", "batch get", "transact get")
ENVELOPED = ("put", "delete", "update's condition", "update")
SURFACES = [
    *((each, "ConditionExpression", "attribute_exists(p) OR attribute_not_exists(p)") for each in CONDITIONS),
    *((each, "UpdateExpression", "SET a = :v") for each in UPDATES),
    *((each, "ProjectionExpression", "a") for each in PROJECTIONS),
    ("query's key", "KeyConditionExpression", "p = :v"),
    ("query's filter", "FilterExpression", "attribute_exists(a)"),
    ("scan's filter", "FilterExpression", "attribute_exists(a)"),
]


@pytest.mark.parametrize(("surface", "parameter", "text"), SURFACES)
def test_every_expression_has_at_most_4_kilobytes(send, surface, parameter, text):
    """Of the text as it was sent, blanks included."""
    send[surface](padded(text, LONGEST))

    size = "" if parameter == "UpdateExpression" else f" expression size: {LONGEST + 1}"
    told = f"Invalid {parameter}: {TOO_LONG}{size}"
    assert invalid(send[surface], text=padded(text, LONGEST + 1)) == (BAD if surface in ENVELOPED else "") + told


def test_names_do_not_count_for_the_size(client, table):
    """It is taken before they are put in."""
    names = {f"#{number}": NAME + str(number) for number in range(3)}

    client.get_item(
        TableName=table.name,
        Key={"p": X},
        ProjectionExpression=", ".join(names),
        ExpressionAttributeNames=names,
    )


@pytest.mark.parametrize(
    ("surface", "parameter", "text"),
    [
        ("put", "ConditionExpression", "attribute_not_exists({})"),
        ("update", "UpdateExpression", "SET {} = :v"),
        ("get", "ProjectionExpression", "{}"),
        ("scan's filter", "FilterExpression", "attribute_exists({})"),
    ],
)
def test_a_path_has_at_most_32_levels(send, table, surface, parameter, text):
    """List elements count as well."""
    deepest, deeper = "a" + ".b[0]" * 15 + ".b", "a" + ".b[0]" * 16

    if surface == "update":  # such a path leads nowhere in this item
        assert "invalid for update" in invalid(send[surface], text=text.format(deepest))
    else:
        send[surface](text.format(deepest))
    assert invalid(send[surface], text=text.format(deeper)) == (
        (BAD if surface in ENVELOPED else "")
        + f"Invalid {parameter}: The document path has too many nesting levels; nesting levels: 33"
    )


def nested(levels):
    value = X
    for _ in range(levels):
        value = {"M": {"n": value}}
    return value


def test_an_item_that_nests_too_deep_refuses_a_batch_or_a_transaction(client, table):
    """Before anything of it runs."""
    item = {"p": X, "a": nested(31)}
    client.batch_write_item(RequestItems={table.name: [{"PutRequest": {"Item": item}}]})
    client.transact_write_items(TransactItems=[{"Put": {"TableName": table.name, "Item": item}}])

    item = {"p": X, "a": nested(32)}
    batch = {table.name: [{"PutRequest": {"Item": item}}]}
    assert invalid(client.batch_write_item, RequestItems=batch) == TOO_DEEP
    put = {"Put": {"TableName": table.name, "Item": item}}
    assert invalid(client.transact_write_items, TransactItems=[put]) == TOO_DEEP


def test_a_transactions_values_may_nest_one_level_deeper_than_items(client, table):
    """A condition sees them; the item that would hold one is refused."""
    here = {"TableName": table.name, "Key": {"p": X}}

    def reason(levels, **action):
        values = {"ExpressionAttributeValues": {":v": nested(levels)}}
        with pytest.raises(ClientError) as caught:
            client.transact_write_items(
                TransactItems=[{kind: {**here, **more, **values}} for kind, more in action.items()]
            )
        answer = caught.value.response
        return answer.get("CancellationReasons", [answer["Error"]])[0]

    assert reason(32, ConditionCheck={"ConditionExpression": "a = :v"})["Code"] == "ConditionalCheckFailed"
    assert reason(32, Update={"UpdateExpression": "SET a = :v"}) == {"Code": "ValidationError", "Message": TOO_DEEP}
    assert reason(40, ConditionCheck={"ConditionExpression": "a = :v"}) == {
        "Code": "ValidationException",
        "Message": f"ExpressionAttributeValues contains invalid value: {TOO_DEEP} for key :v",
    }


def test_an_empty_name_is_told_before_what_is_in_the_item(client, table):
    """At the top of an item."""
    item = {"p": X, "a": nested(100), "": X}

    put = {"Put": {"TableName": table.name, "Item": item}}
    assert invalid(client.transact_write_items, TransactItems=[put]) == "Empty attribute name"


def test_a_transaction_reads_at_most_4_megabytes(table, dynamodb):
    """By the items' sizes, whatever is projected."""
    for number in range(11):
        table.put_item(Item={"p": str(number), "a": "y" * 400_000})

    def read(count):
        gets = [
            {"Get": {"TableName": table.name, "Key": {"p": str(number)}, "ProjectionExpression": "p"}}
            for number in range(count)
        ]
        return dynamodb.meta.client.transact_get_items(TransactItems=gets)

    assert len(read(10)["Responses"]) == 10
    assert invalid(read, count=11) == "Transaction payload size cannot exceed 4 MB"


def test_a_transaction_carries_at_most_4_megabytes(table, dynamodb):
    """By what it brings: ten large items can be deleted, not put, with as much again."""
    write = dynamodb.meta.client.transact_write_items

    def puts(count):
        return [
            {"Put": {"TableName": table.name, "Item": {"p": str(each), "a": "y" * 400_000}}} for each in range(count)
        ]

    write(TransactItems=puts(10))
    assert invalid(write, TransactItems=puts(11)) == "Transaction payload size cannot exceed 4 MB"
    deletes = [{"Delete": {"TableName": table.name, "Key": {"p": str(each)}}} for each in range(11)]
    write(TransactItems=deletes)
    assert stored(table, p="0") is None


@pytest.mark.parametrize(
    ("number", "current", "older"),
    [
        ("", f"{NOT_NUMERIC}: ", NOT_NUMERIC),
        (
            "1e2147483647",
            f"Number overflow. {OUTSIDE.format('larger')}",
            f"Number underflow. {OUTSIDE.format('smaller')}",
        ),
    ],
)
def test_batches_word_some_wrong_numbers_in_an_older_way(client, table, number, current, older):
    """Where PutItem has newer words."""
    item = {"p": X, "a": {"N": number}}

    assert invalid(client.put_item, TableName=table.name, Item=item) == BAD + current
    assert invalid(client.batch_write_item, RequestItems={table.name: [{"PutRequest": {"Item": item}}]}) == older


def test_an_update_without_a_key_is_checked_in_the_older_way(unchecked):
    """All that is wrong with its members in one sentence."""
    no_key = "Value null at 'key' failed to satisfy constraint: Member must not be null"
    no_name = "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1"

    assert invalid(unchecked.update_item, TableName="", UpdateExpression="REMOVE a") == (
        f"2 validation errors detected: {no_name}; {no_key}"
    )
    assert invalid(unchecked.update_item, TableName="things", ReturnValues="SOME") == (
        "2 validation errors detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: "
        f"Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]; {no_key}"
    )
