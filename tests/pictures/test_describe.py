"""One AWS call in a few words."""

from __future__ import annotations

from typing import Any

import pytest

from course_lib.aws.http.messages import AwsError
from course_lib.pictures.describe import describe, in_words, value_text
from tests.in_a_notebook import CHECK_FAILED, Entries

S = {"S": "S-1001"}
KEY = {"TableName": "samples", "Key": {"sample_id": S}}
ITEM = {"sample_id": S, "version": {"N": "1"}, "stage": {"S": "received"}}
NAMES = {"#s": "sample_id", "#v": "version"}

CALLS: list[tuple[str, dict[str, Any], dict[str, Any] | None, AwsError | None, str]] = [
    ("GetItem", KEY, {"Item": ITEM}, None, "GetItem S-1001 → version 1, stage received"),
    ("GetItem", KEY, {}, None, "GetItem S-1001 → no item"),
    ("GetItem", KEY, {"Item": {"sample_id": S}}, None, "GetItem S-1001 → the item, with nothing but its key"),
    ("GetItem", {**KEY, "ConsistentRead": True}, {}, None, "GetItem S-1001, strongly consistent → no item"),
    (
        "PutItem",
        {"TableName": "samples", "Item": ITEM, "ConditionExpression": "attribute_not_exists(#s)",
         "ExpressionAttributeNames": NAMES},
        {}, None,
        "PutItem S-1001 (version 1, stage received) if attribute_not_exists(sample_id) → stored",
    ),
    (
        "PutItem",
        {"TableName": "samples", "Item": ITEM, "ConditionExpression": "(attribute_not_exists(#s))",
         "ExpressionAttributeNames": NAMES},
        None, CHECK_FAILED,
        "PutItem S-1001 (version 1, stage received) if attribute_not_exists(sample_id) "
        "→ refused: ConditionalCheckFailedException",
    ),
    (
        "PutItem", {"TableName": "samples", "Item": {"sample_id": S}, "Expected": {"sample_id": {"Exists": False}}},
        {}, None, "PutItem S-1001 if attribute_not_exists(sample_id) → stored",
    ),
    (
        "UpdateItem",
        {**KEY, "UpdateExpression": "SET #r = :r,  #v = #v + :one", "ConditionExpression": "#v = :seen",
         "ExpressionAttributeNames": {"#r": "result", "#v": "version"},
         "ExpressionAttributeValues": {":r": {"S": "negative"}, ":one": {"N": "1"}, ":seen": {"N": "1"}}},
        {}, None,
        'UpdateItem S-1001 SET result = "negative", version = version + 1 if version = 1 → done',
    ),
    (
        "UpdateItem",
        {**KEY, "AttributeUpdates": {"n": {"Action": "ADD", "Value": {"N": "1"}}, "x": {"Action": "DELETE"},
                                     "stage": {"Value": {"S": "lost"}}},
         "Expected": {"version": {"Value": {"N": "1"}},
                      "n": {"ComparisonOperator": "GE", "AttributeValueList": [{"N": "2"}]}}},
        {}, None,
        'UpdateItem S-1001 ADD n 1, REMOVE x, SET stage = "lost" if version = 1 AND n >= 2 → done',
    ),
    (
        "UpdateItem", {**KEY, "UpdateExpression": "ADD #v :v", "ExpressionAttributeNames": NAMES,
                       "ExpressionAttributeValues": {":v": {"N": "1"}}, "ReturnValues": "UPDATED_NEW"},
        {"Attributes": {"version": {"N": "42"}}}, None, "UpdateItem S-1001 ADD version 1 → version 42",
    ),
    (
        "DeleteItem",
        {**KEY, "ConditionExpression": "stage = :s", "ExpressionAttributeValues": {":s": {"S": "reported"}}},
        None,
        AwsError(CHECK_FAILED.code, CHECK_FAILED.message, 400, {"Item": ITEM}),
        'DeleteItem S-1001 if stage = "reported" → refused: ConditionalCheckFailedException, '
        "stored: version 1, stage received",
    ),
    ("DeleteItem", {**KEY, "ReturnValues": "ALL_OLD"}, {"Attributes": ITEM}, None,
     "DeleteItem S-1001 → before: version 1, stage received"),
    ("Query", {"TableName": "samples", "KeyConditionExpression": "#s = :s", "ExpressionAttributeNames": NAMES,
               "ExpressionAttributeValues": {":s": S}}, {"Count": 1, "Items": [ITEM]}, None,
     'Query samples where sample_id = "S-1001" → 1 item'),
    ("Scan", {"TableName": "samples", "FilterExpression": "version > :n",
              "ExpressionAttributeValues": {":n": {"N": "1"}}}, {"Count": 2, "LastEvaluatedKey": {"a": S}}, None,
     "Scan samples keeping version > 1 → 2 items, and more pages"),
    ("TransactWriteItems", {"TransactItems": [{"Put": {"TableName": "samples", "Item": ITEM}}, {"Delete": KEY}]}, None,
     AwsError("TransactionCanceledException", "…", 400, {"CancellationReasons": [{"Code": "None"}, {"Code": "X"}]}),
     "TransactWriteItems Put S-1001 (version 1, stage received), Delete S-1001 "
     "→ refused: TransactionCanceledException (None, X)"),
    ("BatchGetItem", {"RequestItems": {"samples": {"Keys": [KEY["Key"]]}}}, {"Responses": {"samples": []}}, None,
     "BatchGetItem samples (1 item) → 0 items"),
    ("BatchWriteItem", {"RequestItems": {"samples": [{}, {}]}}, {"UnprocessedItems": {"samples": [{}]}}, None,
     "BatchWriteItem samples (2 items) → 1 item not written"),
    ("CreateTable", {"TableName": "samples", "KeySchema": []}, {}, None, "CreateTable samples → done"),
    ("ListTables", {}, {"TableNames": []}, None, "ListTables → done"),
    ("PutItem", {"TableName": "samples", "Item": 3, "Expected": 4}, None, AwsError("SerializationException", ""),
     "PutItem samples → refused: SerializationException"),
    ("UpdateItem", {**KEY, "ExpressionAttributeValues": 3, "UpdateExpression": "SET a = :a"}, None,
     AwsError("SerializationException", ""), "UpdateItem → refused: SerializationException"),
]  # fmt: skip


@pytest.mark.parametrize(("operation", "params", "result", "error", "words"), CALLS)
def test_call_in_words(
    entry: Entries,
    operation: str,
    params: dict[str, Any],
    result: dict[str, Any] | None,
    error: AwsError | None,
    words: str,
) -> None:
    """A call reads as operation, key, change, condition and outcome, with plain values in the expressions."""
    assert describe(entry("you", operation, params, result, error)) == words


VALUES: list[tuple[dict[str, Any], str]] = [
    ({"S": "received"}, "received"),
    ({"S": "1"}, '"1"'),
    ({"S": "true"}, '"true"'),
    ({"S": ""}, '""'),
    ({"S": "a\nb\x1b[31m"}, "a b�[31m"),
    ({"S": "x" * 70}, "x" * 59 + "…"),
    ({"N": "1.50"}, "1.50"),
    ({"BOOL": True}, "true"),
    ({"NULL": True}, "null"),
    ({"B": "aGVsbG8="}, "<5 bytes>"),
    ({"L": [{"N": "1"}, {"S": "a"}]}, '[1, "a"]'),
    ({"M": {"a": {"M": {"b": {"S": "c"}}}}}, '{a: {b: "c"}}'),
    ({"NS": ["2", "1"]}, "{1, 2}"),
    ({"SS": ["b", "a"]}, '{"a", "b"}'),
]


@pytest.mark.parametrize(("value", "text"), VALUES)
def test_value(value: dict[str, Any], text: str) -> None:
    """A typed value is shown as a plain one; a string that looks like something else is quoted."""
    assert value_text(value) == text


def test_key_is_taken_from_what_is_known(entry: Entries) -> None:
    """A new item's key is what the table says; without that, what the condition names or what ends in `id`."""
    params = {"TableName": "seats", "Item": {"row_id": {"N": "7"}, "owner": {"S": "Ana"}, "seat": {"S": "12A"}}}
    put = entry("you", "PutItem", params, {})
    assert in_words(put, {"seats": ["owner", "seat"]}).target == "Ana / 12A"
    assert in_words(put).target == "7"
    asked = entry("you", "PutItem", {**params, "ConditionExpression": "attribute_not_exists(seat)"}, {})
    assert in_words(asked).target == "12A"


def test_kinds(entry: Entries) -> None:
    """A call reads, writes, was refused, or was not sent any more."""
    assert in_words(entry("you", "TransactGetItems", {}, {})).kind == "read"
    assert in_words(entry("you", "ExecuteStatement", {"Statement": " select * from t"}, {})).kind == "read"
    assert in_words(entry("you", "ExecuteStatement", {"Statement": "DELETE FROM t"}, {})).kind == "write"
    assert in_words(entry("you", "GetItem", KEY, None, AwsError("AccessDeniedException", ""))).kind == "refused"
    assert in_words(entry("you", "PutItem", {}, None, AwsError("CallerDied", ""))).kind == "unsent"
