"""Requests whose JSON is not what the operation reads; boto3 never sends these, other clients do."""

from __future__ import annotations

import json

import pytest

from tests.aws.services.dynamodb.answers import invalid, refusal

WRONG = [
    ({"TableName": 23}, "NUMBER_VALUE cannot be converted to String"),
    ({"TableName": 2.5}, "DECIMAL_VALUE cannot be converted to String"),
    ({"TableName": True}, "TRUE_VALUE cannot be converted to String"),
    ({"TableName": []}, "Unrecognized collection type class java.lang.String"),
    ({"TableName": {}}, "Start of structure or map found where not expected"),
    ({"Item": "x"}, "Unexpected field type"),
    (
        {"Item": []},
        "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>",
    ),
    ({"Item": {"p": "x"}}, "Unexpected value type in payload"),
    ({"Item": {"p": {"S": 1}}}, "NUMBER_VALUE cannot be converted to String"),
    ({"Item": {"p": {"N": 1}}}, "NUMBER_VALUE cannot be converted to String"),
    ({"Item": {"p": {"BOOL": "true"}}}, "Unexpected token received from parser"),
    ({"Item": {"p": {"L": "x"}}}, "Unexpected field type"),
    ({"Item": {"p": {"L": ["x"]}}}, "Unexpected value type in payload"),
    ({"Item": {"p": {"SS": [1]}}}, "NUMBER_VALUE cannot be converted to String"),
    ({"Item": {"p": {"B": 1}}}, "only base-64-encoded strings are convertible to bytes"),
    ({"Item": {"p": {"B": "23456"}}}, "Base64 encoded length is expected a multiple of 4 bytes but found: 5"),
    ({"ExpressionAttributeNames": {"#a": 7}}, "NUMBER_VALUE cannot be converted to String"),
    (
        {"ExpressionAttributeNames": []},
        "Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>",
    ),
]


@pytest.fixture
def raw(client, monkeypatch):
    """Sends this JSON as a PutItem."""

    def put(body):
        def replace(request, **_):
            request.data = json.dumps(body)

        client.meta.events.register_first("before-sign.dynamodb.PutItem", replace)
        try:
            return client.put_item(TableName="replaced", Item={"p": {"S": "replaced"}})
        finally:
            client.meta.events.unregister("before-sign.dynamodb.PutItem", replace)

    return put


@pytest.mark.parametrize(("body", "message"), WRONG)
def test_a_parameter_of_the_wrong_json_type(raw, body, message):
    """Refused before anything else."""
    assert refusal(raw, body=body) == ("SerializationException", message)


def test_unknown_members_and_nulls_are_left_out(raw, table):
    """As if they were not there."""
    nulls = {"ConditionExpression": None, "ReturnValues": None, "ReturnConsumedCapacity": None, "Expected": None}
    answer = raw({"TableName": table.name, "Item": {"p": {"S": "x", "Q": 1}}, "Unknown": 1, **nulls})

    assert set(answer) == {"ResponseMetadata"}


def test_a_very_deep_value_is_refused_for_its_depth(raw, table):
    """Whatever its depth."""
    value = {"S": "leaf"}
    for _ in range(200):
        value = {"L": [value]}
    assert "Nesting Levels have exceeded supported limits" in invalid(
        raw, body={"TableName": table.name, "Item": {"p": {"S": "x"}, "a": value}}
    )
