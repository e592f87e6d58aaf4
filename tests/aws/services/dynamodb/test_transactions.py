"""TransactWriteItems and TransactGetItems: what refuses a request, what cancels it, and that it is all or nothing."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.aws.services.dynamodb.answers import invalid, refusal, stored

ONE = "1 validation error detected: "
INVALID = "One or more parameter values were invalid: "
MISMATCH = "The provided key element does not match the schema"
FAILED = ("ConditionalCheckFailed", "The conditional request failed")
NONE = ("None", None)


@pytest.fixture
def write(dynamodb):
    """Writes these actions; each is a kind, a table and its parameters."""

    def call(*actions, **parameters):
        items = [{kind: {"TableName": table.name, **inside}} for kind, table, inside in actions]
        return dynamodb.meta.client.transact_write_items(TransactItems=items, **parameters)

    return call


def cancelled(call, *actions):
    """The code and message of each reason."""
    with pytest.raises(ClientError) as caught:
        call(*actions)
    answer = caught.value.response
    assert answer["Error"]["Code"] == "TransactionCanceledException", answer["Error"]
    codes = ", ".join(reason["Code"] for reason in answer["CancellationReasons"])
    assert answer["Error"]["Message"] == (
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    )
    return [(reason["Code"], reason.get("Message")) for reason in answer["CancellationReasons"]]


def put(table, item, **parameters):
    return "Put", table, {"Item": item, **parameters}


def key_action(kind, table, key, **parameters):
    return kind, table, {"Key": key, **parameters}


def test_all_four_kinds_of_actions(write, table, ranged):
    """Over two tables."""
    table.put_item(Item={"p": "update", "n": 1})
    table.put_item(Item={"p": "delete"})

    answer = write(
        put(ranged, {"p": "put", "r": 1}, ConditionExpression="attribute_not_exists(p)"),
        key_action(
            "Update",
            table,
            {"p": "update"},
            UpdateExpression="SET n = n + :one",
            ConditionExpression="n = :one",
            ExpressionAttributeValues={":one": 1},
        ),
        key_action("Delete", table, {"p": "delete"}, ConditionExpression="attribute_exists(p)"),
        key_action("ConditionCheck", table, {"p": "check"}, ConditionExpression="attribute_not_exists(p)"),
    )

    assert {name for name in answer if name != "ResponseMetadata"} == set()
    assert stored(ranged, p="put", r=1) == {"p": "put", "r": 1}
    assert stored(table, p="update") == {"p": "update", "n": 2}
    assert stored(table, p="delete") is None
    assert stored(table, p="check") is None


def test_false_conditions_cancel_it_and_each_has_its_reason(write, table):
    """In the request's order; nothing is written."""
    assert cancelled(
        write,
        put(table, {"p": "a"}),
        put(table, {"p": "b"}, ConditionExpression="attribute_exists(p)"),
        key_action("ConditionCheck", table, {"p": "c"}, ConditionExpression="attribute_exists(p)"),
        put(table, {"p": "d"}, ConditionExpression="attribute_not_exists(p)"),
    ) == [NONE, FAILED, FAILED, NONE]
    assert stored(table, p="a") is None


def test_the_failing_item_comes_back_on_request(write, table):
    """In its reason, as it travels."""
    table.put_item(Item={"p": "a", "n": 1})
    failing = put(
        table,
        {"p": "a"},
        ConditionExpression="attribute_not_exists(p)",
        ReturnValuesOnConditionCheckFailure="ALL_OLD",
    )

    with pytest.raises(ClientError) as caught:
        write(failing)

    [reason] = caught.value.response["CancellationReasons"]
    assert reason["Item"] == {"p": {"S": "a"}, "n": {"N": "1"}}


def test_an_action_that_is_not_valid_is_the_only_one_with_a_reason(write, table):
    """The first of them; conditions are not looked at then."""
    assert cancelled(
        write,
        put(table, {"p": "x"}, ConditionExpression="attribute_exists(p)"),
        put(table, {"p": 1}),
        put(table, {"p": 2}),
    ) == [NONE, ("ValidationError", INVALID + "Type mismatch for key p expected: S actual: N"), NONE]


CANCEL = [
    ("Put", {"Item": {"q": "x"}}, INVALID + "Missing the key p in the item"),
    ("Delete", {"Key": {"p": 1}}, MISMATCH),
    ("Delete", {"Key": {"p": "x", "q": 1}}, MISMATCH),
    ("ConditionCheck", {"Key": {"p": 1}, "ConditionExpression": "attribute_exists(p)"}, MISMATCH),
    ("Update", {"Key": {"p": 1}, "UpdateExpression": "REMOVE a"}, MISMATCH),
    (
        "Update",
        {"Key": {"p": "x"}, "UpdateExpression": "SET a = b"},
        "The provided expression refers to an attribute that does not exist in the item",
    ),
    (
        "Update",
        {"Key": {"p": "x"}, "UpdateExpression": "SET a.b = :v", "ExpressionAttributeValues": {":v": 1}},
        "The document path provided in the update expression is invalid for update",
    ),
]


@pytest.mark.parametrize(("kind", "parameters", "message"), CANCEL)
def test_what_does_not_fit_the_table_or_the_item_cancels(write, table, kind, parameters, message):
    """With the message that the single operation would give."""
    assert cancelled(write, (kind, table, parameters)) == [("ValidationError", message)]


REFUSE = [
    (
        "Put",
        {"Item": {"p": ""}},
        "One or more parameter values are not valid. "
        "The AttributeValue for a key attribute cannot contain an empty string value. Key: p",
    ),
    (
        "Put",
        {"Item": {"p": "x"}, "ConditionExpression": "a b"},
        'Invalid ConditionExpression: Syntax error; token: "b", near: "a b"',
    ),
    (
        "Put",
        {"Item": {"p": "x"}, "ConditionExpression": "attribute_exists(#a)"},
        "Invalid ConditionExpression: An expression attribute name used in the document path is not defined; "
        "attribute name: #a",
    ),
    (
        "Delete",
        {
            "Key": {"p": "x"},
            "ConditionExpression": "attribute_exists(p)",
            "ExpressionAttributeValues": {":v": 1},
        },
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
    ),
    ("Put", {"Item": {"p": "x", "a": "y" * 410_000}}, "Item size has exceeded the maximum allowed size"),
    (
        "Update",
        {"Key": {"p": "x"}, "UpdateExpression": "SET a = b", "ReturnValuesOnConditionCheckFailure": "SOME"},
        ONE + "Value 'SOME' at 'transactItems.1.member.update.returnValuesOnConditionCheckFailure' "
        "failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]",
    ),
]


@pytest.mark.parametrize(("kind", "parameters", "message"), REFUSE)
def test_what_is_wrong_with_the_request_alone_refuses_it(write, table, kind, parameters, message):
    """A ValidationException of the whole request, not a reason."""
    right = put(table, {"p": "right"})
    assert invalid(lambda: write((kind, table, parameters), right)) == message
    assert stored(table, p="right") is None


def test_one_item_only_once(write, table):
    """Whatever is done to it, a check included."""
    message = "Transaction request cannot include multiple operations on one item"
    check = key_action("ConditionCheck", table, {"p": "x"}, ConditionExpression="attribute_exists(p)")

    assert invalid(lambda: write(put(table, {"p": "x"}), key_action("Delete", table, {"p": "x"}))) == message
    assert invalid(lambda: write(put(table, {"p": "x"}), check)) == message
    assert invalid(lambda: write(check, check)) == message


def test_the_number_of_actions(write, unchecked, table):
    """1 to 100."""
    actions = [put(table, {"p": str(number)}) for number in range(101)]
    write(*actions[:100])

    too_many = invalid(lambda: write(*actions))
    assert too_many.startswith(ONE + "Value '[")
    assert too_many.endswith(
        "]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100"
    )
    assert invalid(unchecked.transact_write_items, TransactItems=[]) == (
        ONE + "Value '[]' at 'transactItems' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    )


def test_a_transaction_carries_at_most_4_megabytes(write, table):
    """What is stored does not count."""
    items = [{"p": str(number), "a": "x" * 100_000} for number in range(50)]
    write(*[put(table, item) for item in items[:40]])

    assert "size cannot exceed" in invalid(lambda: write(*[put(table, item) for item in items]))
    write(*[key_action("Delete", table, {"p": item["p"]}) for item in items])


def test_a_condition_check_needs_a_condition(unchecked, table):
    """And an update its expression; each place is told."""
    here = {"TableName": table.name, "Key": {"p": {"S": "x"}}}
    assert invalid(unchecked.transact_write_items, TransactItems=[{"ConditionCheck": here}, {"Update": here}]) == (
        "2 validation errors detected: Value null at 'transactItems.1.member.conditionCheck.conditionExpression' "
        "failed to satisfy constraint: Member must not be null; "
        "Value null at 'transactItems.2.member.update.updateExpression' "
        "failed to satisfy constraint: Member must not be null"
    )


def test_an_action_is_one_action(client, table):
    """Neither none nor two."""
    item = {"Put": {"TableName": table.name, "Item": {"p": {"S": "x"}}}}
    delete = {"Delete": {"TableName": table.name, "Key": {"p": {"S": "y"}}}}
    message = "TransactItems can only contain one of Check, Put, Update or Delete"

    assert invalid(client.transact_write_items, TransactItems=[{}]) == message
    assert invalid(client.transact_write_items, TransactItems=[{**item, **delete}]) == message


def test_a_token_has_at_most_36_characters(write, table):
    """It is told before the lists."""
    token = "x" * 37
    told = f"Value '{token}' at 'clientRequestToken' failed to satisfy constraint: "
    assert invalid(lambda: write(put(table, {"p": "x"}), ClientRequestToken=token, ReturnConsumedCapacity="X")) == (
        f"2 validation errors detected: {told}Member must have length less than or equal to 36; "
        "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: "
        "Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
    )


def test_the_request_comes_before_the_tables(client, table):
    """A wrong expression in a later action, then a missing table in an earlier one."""
    missing = {"Put": {"TableName": "no-such-table", "Item": {"p": {"S": "x"}}}}
    here = {"TableName": table.name, "Key": {"p": {"S": "x"}}}
    wrong = {"ConditionCheck": {**here, "ConditionExpression": "attribute_not_exists("}}
    right = {"ConditionCheck": {**here, "ConditionExpression": "attribute_not_exists(p)"}}

    assert invalid(client.transact_write_items, TransactItems=[missing, wrong]) == (
        'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("'
    )
    assert refusal(client.transact_write_items, TransactItems=[missing, right]) == (
        "ResourceNotFoundException",
        "Requested resource not found",
    )


@pytest.fixture
def read(dynamodb):
    """Reads these; each is a table, a key and parameters."""

    def call(*gets):
        items = [{"Get": {"TableName": table.name, "Key": key, **more}} for table, key, more in gets]
        return dynamodb.meta.client.transact_get_items(TransactItems=items)

    return call


def test_a_transaction_reads_in_the_requests_order(read, table, ranged):
    """What is not there is an empty response."""
    table.put_item(Item={"p": "a", "n": 1, "m": {"x": 1, "y": 2}})
    ranged.put_item(Item={"p": "a", "r": 1})

    answer = read(
        (ranged, {"p": "a", "r": 1}, {}),
        (table, {"p": "absent"}, {}),
        (table, {"p": "a"}, {"ProjectionExpression": "#m.x", "ExpressionAttributeNames": {"#m": "m"}}),
    )

    assert answer["Responses"] == [{"Item": {"p": "a", "r": 1}}, {}, {"Item": {"m": {"x": 1}}}]


def test_what_refuses_a_read(read, unchecked, table):
    """Numbers, duplicates, expressions, tables."""
    gets = [(table, {"p": str(number)}, {}) for number in range(101)]
    assert len(read(*gets[:100])["Responses"]) == 100

    assert invalid(lambda: read(*gets)).endswith("Member must have length less than or equal to 100")
    assert invalid(lambda: read(gets[0], gets[0])) == (
        "Transaction request cannot include multiple operations on one item"
    )
    assert invalid(lambda: read((table, {"p": "x"}, {"ProjectionExpression": "!!!"}))) == (
        'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"'
    )
    assert (
        invalid(
            lambda: read((table, {"p": "x"}, {"ProjectionExpression": "a", "ExpressionAttributeNames": {"#q": "q"}}))
        )
        == "Value provided in ExpressionAttributeNames unused in expressions: keys: {#q}"
    )
    assert invalid(unchecked.transact_get_items, TransactItems=[]) == (
        ONE + "Value '[]' at 'transactItems' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    )


def test_a_wrong_key_cancels_a_read(read, table):
    """With a ValidationError."""
    assert cancelled(read, (table, {"p": "x"}, {}), (table, {}, {})) == [NONE, ("ValidationError", MISMATCH)]
