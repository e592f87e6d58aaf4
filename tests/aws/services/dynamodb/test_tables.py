"""Requests about tables: what AWS refuses before it makes, changes or describes one."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import BAD, invalid, refusal
from tests.aws.services.dynamodb.conftest import schema

INVALID = "One or more parameter values were invalid: "
ALL = {"ProjectionType": "ALL"}
LONG = "n" * 256
AT_MOST = "Member must have length less than or equal to 255"


def value(shown, member, constraint):
    return f"{BAD}Value {shown} at '{member}' failed to satisfy constraint: {constraint}"


def named(*names, kind="S"):
    return [{"AttributeName": name, "AttributeType": kind} for name in names]


def index(*keys, name="index", projection=ALL):
    return {"IndexName": name, "KeySchema": schema(*keys), "Projection": projection}


TABLE = {
    "TableName": "never-made",
    "KeySchema": schema("p", "r"),
    "AttributeDefinitions": named("p", "r"),
    "BillingMode": "PAY_PER_REQUEST",
}
WITH_L = {"AttributeDefinitions": named("p", "r", "l")}
WRONG = [
    ({"TableName": None}, value("null", "tableName", "Member must not be null")),
    ({"TableName": "ab"}, value("'ab'", "tableName", "Member must have length greater than or equal to 3")),
    (
        {"TableName": "no spaces"},
        value("'no spaces'", "tableName", "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
    ),
    (
        {"AttributeDefinitions": named("p", "r", kind="X")},
        "2 validation errors detected: "
        + "; ".join(
            f"Value 'X' at 'attributeDefinitions.{place}.member.attributeType' failed to satisfy constraint: "
            "Member must satisfy enum value set: [B, N, S]"
            for place in (1, 2)
        ),
    ),
    (
        {"BillingMode": "PAY"},
        value("'PAY'", "billingMode", "Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]"),
    ),
    (
        {"BillingMode": "PROVISIONED", "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 1}},
        value("'0'", "provisionedThroughput.readCapacityUnits", "Member must have value greater than or equal to 1"),
    ),
    (
        {"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}},
        INVALID + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
        "when BillingMode is PAY_PER_REQUEST",
    ),
    (
        {"KeySchema": schema("p", "p")},
        "Both the Hash Key and the Range Key element in the KeySchema have the same name",
    ),
    (
        {"KeySchema": schema("p", "r")[::-1]},
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
    ),
    (
        {"KeySchema": [*schema("p"), *schema("r")]},
        "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type",
    ),
    (
        {"KeySchema": schema("p"), "AttributeDefinitions": named("p", "l"), "LocalSecondaryIndexes": [index("p", "l")]},
        INVALID + "Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex",
    ),
    (
        {**WITH_L, "LocalSecondaryIndexes": [index("l", "r")]},
        INVALID + "Index KeySchema does not have the same leading hash key as table KeySchema for index: index. "
        "index hash key: l, table hash key: p",
    ),
    (
        {**WITH_L, "LocalSecondaryIndexes": [index("p")]},
        INVALID + "Index KeySchema does not have a range key for index: index",
    ),
    (
        {**WITH_L, "LocalSecondaryIndexes": [index("p", "l"), index("p", "l")]},
        INVALID + "Duplicate index name: index",
    ),
    (
        {**WITH_L, "GlobalSecondaryIndexes": [index("l", projection={**ALL, "NonKeyAttributes": ["a"]})]},
        INVALID + "ProjectionType is ALL, but NonKeyAttributes is specified",
    ),
    (
        {**WITH_L, "LocalSecondaryIndexes": [index("p", "l", name=f"index{number}") for number in range(6)]},
        INVALID + "Number of LocalSecondaryIndexes exceeds per-table limit of 5",
    ),
]


@pytest.mark.parametrize(("changes", "message"), WRONG)
def test_a_wrong_table_is_not_made(unchecked, changes, message):
    """Members first, then keys and indexes taken together."""
    wanted = {name: given for name, given in {**TABLE, **changes}.items() if given is not None}

    assert invalid(unchecked.create_table, **wanted) == message
    assert "never-made" not in unchecked.list_tables()["TableNames"]


def test_a_keys_attributes_have_names_of_at_most_255_bytes(client):
    """In the table, in its indexes, and where an index is told to show them."""
    assert invalid(client.create_table, **{**TABLE, "AttributeDefinitions": named(LONG, "r")}) == value(
        f"'{LONG}'", "attributeDefinitions.1.member.attributeName", AT_MOST
    )
    shown = {"ProjectionType": "INCLUDE", "NonKeyAttributes": [LONG]}
    assert invalid(client.create_table, **TABLE, GlobalSecondaryIndexes=[index("r", projection=shown)]) == value(
        f"'[{LONG}]'",
        "globalSecondaryIndexes.1.member.projection.nonKeyAttributes",
        f"Member must satisfy constraint: [{AT_MOST}, Member must have length greater than or equal to 1]",
    )


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("describe_table", {}),
        ("delete_table", {}),
        ("update_table", {"BillingMode": "PAY_PER_REQUEST"}),
        ("describe_time_to_live", {}),
        ("update_time_to_live", {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "until"}}),
    ],
)
def test_a_table_that_is_not_there(client, operation, parameters):
    """The answer names it."""
    assert refusal(getattr(client, operation), TableName="no-such-table", **parameters) == (
        "ResourceNotFoundException",
        "Requested resource not found: Table: no-such-table not found",
    )


def test_a_list_has_1_to_100_tables(unchecked):
    """Limit."""
    assert invalid(unchecked.list_tables, Limit=0) == value(
        "'0'", "limit", "Member must have value greater than or equal to 1"
    )
    assert invalid(unchecked.list_tables, Limit=101) == value(
        "'101'", "limit", "Member must have value less than or equal to 100"
    )


@pytest.mark.parametrize("parameter", ["AttributeUpdates", "AttributesToGet"])
def test_an_attributes_name_has_less_than_64_kilobytes(table, parameter):
    """In the older parameters too."""
    name, told = "a" * 65536, "Attribute name is too large, must be less than 65536 bytes"

    if parameter == "AttributesToGet":
        assert invalid(table.get_item, Key={"p": "x"}, AttributesToGet=[name]) == told
    else:
        updates = {name: {"Action": "PUT", "Value": 1}}
        assert invalid(table.update_item, Key={"p": "x"}, AttributeUpdates=updates) == BAD + told
