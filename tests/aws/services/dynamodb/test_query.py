"""Query: key conditions, order, pages, filters, indexes, and what is refused."""

from __future__ import annotations

import pytest
from boto3.dynamodb.conditions import Key

from tests.aws.services.dynamodb.answers import BAD, invalid, refusal

INVALID = "One or more parameter values were invalid: "


@pytest.fixture
def filled(indexed):
    """Partition "x" with sort keys -2 to 10 in even steps, and one item elsewhere."""
    with indexed.batch_writer() as batch:
        for number in (10, 2, 0, 8, -2, 6, 4):
            batch.put_item(
                Item={
                    "p": "x",
                    "r": number,
                    "g": "odd" if number % 4 else "even",
                    "h": -number,
                    "l": f"{number:+03d}",
                    "shown": number * 10,
                    "rest": "h",
                }
            )
        batch.put_item(Item={"p": "y", "r": 1})
    return indexed


RANGES = [
    ("p = :p", [], [-2, 0, 2, 4, 6, 8, 10]),
    ("p = :p AND r = :a", [4], [4]),
    ("p = :p AND r < :a", [4], [-2, 0, 2]),
    ("r <= :a AND p = :p", [4], [-2, 0, 2, 4]),
    ("p = :p AND :a < r", [4], [6, 8, 10]),
    ("p = :p AND r >= :a", [4], [4, 6, 8, 10]),
    ("(p = :p) AND (r BETWEEN :a AND :b)", [3, 8], [4, 6, 8]),
    ("p = :p AND r > :a", [100], []),
]


@pytest.mark.parametrize(("condition", "values", "found"), RANGES)
def test_key_conditions(filled, condition, values, found):
    """Items come in the order of their sort keys; numbers by value."""
    bound = {":p": "x", **dict(zip([":a", ":b"], values, strict=False))}
    answer = filled.query(KeyConditionExpression=condition, ExpressionAttributeValues=bound)

    assert [item["r"] for item in answer["Items"]] == found
    assert answer["Count"] == answer["ScannedCount"] == len(found)
    assert "LastEvaluatedKey" not in answer


def test_begins_with_on_a_text_sort_key(filled):
    """In a local index."""
    answer = filled.query(IndexName="local", KeyConditionExpression=Key("p").eq("x") & Key("l").begins_with("+0"))

    assert [item["l"] for item in answer["Items"]] == ["+00", "+02", "+04", "+06", "+08"]


def test_backwards(filled):
    """ScanIndexForward False."""
    answer = filled.query(KeyConditionExpression=Key("p").eq("x"), ScanIndexForward=False, Limit=2)

    assert [item["r"] for item in answer["Items"]] == [10, 8]
    assert answer["LastEvaluatedKey"] == {"p": "x", "r": 8}


@pytest.mark.parametrize("forward", [True, False])
def test_pages(filled, forward):
    """Each page begins where the last one ended; when the limit is reached there may be nothing more."""
    seen, pages, start = [], 0, {}
    while True:
        page = filled.query(KeyConditionExpression=Key("p").eq("x"), Limit=7, ScanIndexForward=forward, **start)
        seen += [item["r"] for item in page["Items"]]
        pages += 1
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    assert seen == sorted([-2, 0, 2, 4, 6, 8, 10], reverse=not forward)
    assert pages == 2


def test_a_start_key_need_not_exist(filled):
    """It names a place."""
    answer = filled.query(KeyConditionExpression=Key("p").eq("x"), ExclusiveStartKey={"p": "x", "r": 5})

    assert [item["r"] for item in answer["Items"]] == [6, 8, 10]


def test_the_limit_counts_before_the_filter(filled):
    """An empty page may have more behind it."""
    answer = filled.query(
        KeyConditionExpression="p = :p",
        FilterExpression="shown > :s",
        ExpressionAttributeValues={":p": "x", ":s": 50},
        Limit=3,
    )

    assert (answer["Items"], answer["Count"], answer["ScannedCount"]) == ([], 0, 3)
    assert answer["LastEvaluatedKey"] == {"p": "x", "r": 2}


def test_a_page_holds_at_most_one_megabyte(ranged):
    """Counted before the projection."""
    for number in range(4):
        ranged.put_item(Item={"p": "x", "r": number, "a": "y" * 300_000})

    page = ranged.query(KeyConditionExpression=Key("p").eq("x"), ProjectionExpression="r")

    assert page["Items"] == [{"r": 0}, {"r": 1}, {"r": 2}]
    assert page["LastEvaluatedKey"] == {"p": "x", "r": 2}


def test_count_has_no_items(filled):
    """Select COUNT."""
    answer = filled.query(KeyConditionExpression=Key("p").eq("x"), Select="COUNT")

    assert answer["Count"] == 7
    assert "Items" not in answer


def test_a_global_index_has_the_items_with_its_key_and_shows_its_projection(filled):
    """Its own keys, the table's, and what it includes."""
    answer = filled.query(IndexName="global", KeyConditionExpression=Key("g").eq("odd"), Limit=2)

    assert answer["Items"] == [
        {"p": "x", "r": 10, "g": "odd", "h": -10, "shown": 100},
        {"p": "x", "r": 6, "g": "odd", "h": -6, "shown": 60},
    ]
    assert answer["LastEvaluatedKey"] == {"p": "x", "r": 6, "g": "odd", "h": -6}


def test_a_local_index_fetches_what_it_does_not_hold(filled):
    """When that is asked for."""
    where = Key("p").eq("x") & Key("l").eq("+08")

    assert filled.query(IndexName="local", KeyConditionExpression=where)["Items"] == [{"p": "x", "r": 8, "l": "+08"}]
    fetched = filled.query(IndexName="local", KeyConditionExpression=where, ProjectionExpression="rest")
    assert fetched["Items"] == [{"rest": "h"}]


FORMS = [
    ("p = :p OR r = :a", "Invalid operator used in KeyConditionExpression: OR"),
    ("p = :p AND NOT r = :a", "Invalid operator used in KeyConditionExpression: NOT"),
    ("p = :p AND r IN (:a)", "Invalid operator used in KeyConditionExpression: IN"),
    ("p = :p AND r <> :a", "Invalid operator used in KeyConditionExpression: <>"),
    ("p = :p AND contains(l, :a)", "Invalid operator used in KeyConditionExpression: contains"),
    ("p = :p AND attribute_exists(r)", "Invalid operator used in KeyConditionExpression: attribute_exists"),
    ("p = :p AND size(r) > :a", "KeyConditionExpressions cannot contain nested operations"),
    ("p = :p AND r.a = :a", "KeyConditionExpressions cannot have conditions on nested attributes"),
    ("p = r", "Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition"),
    (":p = :a", "Invalid condition in KeyConditionExpression: No key attribute specified"),
    (
        "p = :p AND :a BETWEEN r AND :a",
        "Invalid condition in KeyConditionExpression: "
        "BETWEEN operator must have the key attribute as its first operand",
    ),
    (
        "p = :p AND r > :a AND r < :a",
        "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key",
    ),
    ("p = :p AND", 'Invalid KeyConditionExpression: Syntax error; token: "<EOF>", near: "AND"'),
    ("", "Invalid KeyConditionExpression: The expression can not be empty;"),
]


@pytest.mark.parametrize(("condition", "message"), FORMS)
def test_the_form_of_a_key_condition(client, condition, message):
    """Decided before the table is looked at."""
    bound = {name: {"N": "1"} for name in (":p", ":a") if name in condition}
    values = {"ExpressionAttributeValues": bound} if bound else {}

    assert invalid(client.query, TableName="no-such-table", KeyConditionExpression=condition, **values) == message


FITS = [
    ("p = :p AND r = :a AND l = :a", "The number of query conditions (3) exceeds the number of key attributes defined "
        "in the schema (2)"),
    ("r = :a", "Query condition missed key schema element: p"),
    ("p = :p AND l = :a", "Query condition missed key schema element: r"),
    ("p = :a", INVALID + "Condition parameter type does not match schema type"),
    ("p = :p AND r = :p", INVALID + "Condition parameter type does not match schema type"),
    ("p > :p", "Query key condition not supported"),
    ("p = :e", "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
        "empty string value. Key: p"),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "message"), FITS)
def test_a_key_condition_fits_the_table(indexed, condition, message):
    """All of the partition key by equality, the sort key as it is typed."""
    values = {name: value for name, value in {":p": "x", ":a": 1, ":e": ""}.items() if name in condition}

    assert invalid(indexed.query, KeyConditionExpression=condition, ExpressionAttributeValues=values) == message


WRONG = [
    ({}, "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request."),
    (
        {"KeyConditionExpression": Key("p").eq("x"), "FilterExpression": "r = p"},
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: r",
    ),
    (
        {"KeyConditionExpression": Key("p").eq("x"), "IndexName": "none"},
        "The table does not have the specified index: none",
    ),
    (
        {"KeyConditionExpression": Key("g").eq("x"), "IndexName": "global", "ConsistentRead": True},
        "Consistent reads are not supported on global secondary indexes",
    ),
    (
        {"KeyConditionExpression": Key("g").eq("x"), "IndexName": "global", "Select": "ALL_ATTRIBUTES"},
        INVALID + "Select type ALL_ATTRIBUTES is not supported for global secondary index global "
        "because its projection type is not ALL",
    ),
    (
        {"KeyConditionExpression": Key("g").eq("x"), "IndexName": "global", "ProjectionExpression": "rest"},
        INVALID + "Global secondary index global does not project [rest]",
    ),
    (
        {"KeyConditionExpression": Key("p").eq("x"), "Select": "SPECIFIC_ATTRIBUTES"},
        BAD + "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
    ),
    (
        {"KeyConditionExpression": Key("p").eq("x"), "Select": "COUNT", "ProjectionExpression": "a"},
        BAD + "Cannot specify the ProjectionExpression when choosing to get only the Count",
    ),
    (
        {"KeyConditionExpression": Key("p").eq("x"), "Select": "ALL_PROJECTED_ATTRIBUTES"},
        BAD + "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
    ),
    (
        {"KeyConditionExpression": Key("p").eq("x"), "ExclusiveStartKey": {"p": "x"}},
        "The provided starting key is invalid",
    ),
    (
        {"KeyConditionExpression": Key("p").eq("x"), "ExclusiveStartKey": {"p": "x", "r": "1"}},
        "The provided key element does not match the schema",
    ),
    (
        {"KeyConditionExpression": Key("p").eq("x"), "ExclusiveStartKey": {"p": "y", "r": 1}},
        "The provided starting key is outside query boundaries based on provided conditions",
    ),
    (
        {"KeyConditionExpression": Key("p").eq("x") & Key("r").gt(5), "ExclusiveStartKey": {"p": "y", "r": 1}},
        "The provided starting key does not match the range key predicate",
    ),
    (
        {"KeyConditionExpression": Key("p").eq("x"), "Select": "SOME"},
        "1 validation error detected: Value 'SOME' at 'select' failed to satisfy constraint: Member must satisfy enum "
        "value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
    ),
    (
        {
            "KeyConditions": {"p": {"ComparisonOperator": "EQ", "AttributeValueList": ["x"]}},
            "KeyConditionExpression": "p = :p",
        },
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {KeyConditions} Expression parameters: {KeyConditionExpression}",
    ),
]


@pytest.mark.parametrize(("parameters", "message"), WRONG)
def test_what_a_query_refuses(indexed, parameters, message):
    """Each for one reason."""
    assert invalid(indexed.query, **parameters) == message


def test_a_limit_is_at_least_one(unchecked, table):
    """In the newer words."""
    assert invalid(unchecked.query, TableName=table.name, Limit=0) == (
        "1 validation error detected: Value at 'Limit' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1"
    )


def test_there_is_no_such_table(client):
    """After the request was found right."""
    assert refusal(
        client.query,
        TableName="no-such-table",
        KeyConditionExpression="p = :p",
        ExpressionAttributeValues={":p": {"S": "x"}},
    ) == ("ResourceNotFoundException", "Requested resource not found")


def test_key_conditions_of_the_older_kind(filled):
    """KeyConditions and QueryFilter."""
    answer = filled.query(
        KeyConditions={
            "p": {"ComparisonOperator": "EQ", "AttributeValueList": ["x"]},
            "r": {"ComparisonOperator": "GT", "AttributeValueList": [3]},
        },
        QueryFilter={"shown": {"ComparisonOperator": "LT", "AttributeValueList": [70]}},
        AttributesToGet=["r"],
    )

    assert answer["Items"] == [{"r": 4}, {"r": 6}]
    assert (answer["Count"], answer["ScannedCount"]) == (2, 4)


def test_an_older_key_condition_has_to_be_indexable(indexed):
    """NE is not."""
    conditions = {
        "p": {"ComparisonOperator": "EQ", "AttributeValueList": ["x"]},
        "r": {"ComparisonOperator": "NE", "AttributeValueList": [1]},
    }
    assert invalid(indexed.query, KeyConditions=conditions) == (
        "Attempted conditional constraint is not an indexable operation"
    )


def test_a_key_conditions_form_is_looked_at_last(client, ranged):
    """After the form of the other expressions, and names that are not used."""
    asked = {"TableName": ranged.name, "KeyConditionExpression": "p = q"}

    assert invalid(client.query, **asked, FilterExpression="") == (
        "Invalid FilterExpression: The expression can not be empty;"
    )
    assert invalid(client.query, **asked, ExpressionAttributeNames={"#x": "x"}) == (
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#x}"
    )
