"""Indexes of a table in use: adding one, taking one away, keys of several attributes, what descriptions tell."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.answers import invalid, refusal
from tests.aws.services.dynamodb.conftest import schema

INVALID = "One or more parameter values were invalid: "
ALL = {"ProjectionType": "ALL"}
IN_USE = "Attempt to change a resource which is still in use: "
ONE_AT_A_TIME = "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"


def named(*names, kind="S"):
    return [{"AttributeName": name, "AttributeType": kind} for name in names]


def keys(hashes, ranges=""):
    kinds = [*((name, "HASH") for name in hashes), *((name, "RANGE") for name in ranges)]
    return [{"AttributeName": name, "KeyType": kind} for name, kind in kinds]


def create(name, key_schema, projection=ALL):
    return {"Create": {"IndexName": name, "KeySchema": key_schema, "Projection": projection}}


def add(client, table, name, *attributes):
    """Ask for a global index with these key attributes, all texts."""
    return client.update_table(
        TableName=table.name,
        AttributeDefinitions=named(*attributes),
        GlobalSecondaryIndexUpdates=[create(name, schema(*attributes))],
    )["TableDescription"]


def index_of(client, table, name="new"):
    """An index's description, or None."""
    described = client.describe_table(TableName=table.name)["Table"]
    return next((each for each in described.get("GlobalSecondaryIndexes", ()) if each["IndexName"] == name), None)


@pytest.fixture
def wait(client, pass_time):
    """Waits until an index is there, or gone."""

    def until(table, name="new"):
        while (index := index_of(client, table, name)) is not None and index["IndexStatus"] != "ACTIVE":
            pass_time(5)
        while client.describe_table(TableName=table.name)["Table"]["TableStatus"] != "ACTIVE":
            pass_time(5)

    return until


def query(client, table, index, condition, **values):
    found = client.query(
        TableName=table.name,
        IndexName=index,
        KeyConditionExpression=condition,
        ExpressionAttributeValues={f":{name}": {"S": value} for name, value in values.items()},
    )
    return [item["p"]["S"] for item in found["Items"]]


def test_an_index_is_added_with_the_new_attribute_alone(client, make_table, wait):
    """The table keeps its own definitions, and takes items as before."""
    table = make_table("p")
    table.put_item(Item={"p": "before", "x": "1"})

    add(client, table, "new", "x")
    table.put_item(Item={"p": "meanwhile", "x": "1"})
    wait(table)

    described = client.describe_table(TableName=table.name)["Table"]
    assert described["AttributeDefinitions"] == named("p", "x")
    assert sorted(query(client, table, "new", "x = :x", x="1")) == ["before", "meanwhile"]


def test_an_index_is_allocated_then_filled_then_active(client, make_table, pass_time):
    """The table is UPDATING only at first; Backfilling is there as long as the index is CREATING."""
    table = make_table("p")
    told = add(client, table, "new", "x")
    seen = [(told["TableStatus"], told["GlobalSecondaryIndexes"][0])]
    while seen[-1][1]["IndexStatus"] != "ACTIVE":
        pass_time(5)
        described = client.describe_table(TableName=table.name)["Table"]
        seen.append((described["TableStatus"], described["GlobalSecondaryIndexes"][0]))

    phases = [(status, index["IndexStatus"], index.get("Backfilling")) for status, index in seen]
    assert list(dict.fromkeys(phases)) == [
        ("UPDATING", "CREATING", False),
        ("ACTIVE", "CREATING", True),
        ("ACTIVE", "ACTIVE", None),
    ]


def test_nothing_is_read_from_an_index_that_is_not_active(client, make_table, wait):
    """A query is refused until the index is filled."""
    table = make_table("p")
    add(client, table, "new", "x")

    told = invalid(
        client.query,
        TableName=table.name,
        IndexName="new",
        KeyConditionExpression="x = :x",
        ExpressionAttributeValues={":x": {"S": "1"}},
    )
    wait(table)

    assert told == "Cannot read from backfilling global secondary index: new"
    assert query(client, table, "new", "x = :x", x="1") == []


def test_one_index_at_a_time(client, make_table, wait):
    """A second one has to wait; so has the deletion of the table."""
    table = make_table("p")
    add(client, table, "new", "x")

    second = refusal(
        client.update_table,
        TableName=table.name,
        AttributeDefinitions=named("y"),
        GlobalSecondaryIndexUpdates=[create("another", schema("y"))],
    )
    deletion = refusal(client.delete_table, TableName=table.name)
    wait(table)

    assert second == ("LimitExceededException", ONE_AT_A_TIME)
    told = IN_USE + "Cannot delete table while indexes are being created, updated, or deleted."
    assert deletion == ("ResourceInUseException", told)


def test_a_new_index_can_be_deleted_once_it_is_being_filled(client, make_table, pass_time, wait):
    """Not while resources are allocated for it."""
    table = make_table("p")
    add(client, table, "new", "x")
    away = {"TableName": table.name, "GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "new"}}]}

    too_early = refusal(client.update_table, **away)
    while not index_of(client, table)["Backfilling"]:
        pass_time(5)
    told = client.update_table(**away)["TableDescription"]["GlobalSecondaryIndexes"]
    wait(table)

    assert too_early == (
        "ResourceInUseException",
        f"{IN_USE}Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the "
        f"index is active. Table: {table.name} Index: new",
    )
    assert [index["IndexStatus"] for index in told] == ["DELETING"]
    assert index_of(client, table) is None


def test_what_only_a_deleted_index_used_is_no_longer_defined(client, make_table, wait):
    """Its attribute may have any type again."""
    table = make_table("p", GlobalSecondaryIndexes=[create("old", schema("g"))["Create"]])
    client.update_table(TableName=table.name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "old"}}])
    wait(table, "old")

    table.put_item(Item={"p": "1", "g": 1})

    described = client.describe_table(TableName=table.name)["Table"]
    assert described["AttributeDefinitions"] == named("p")
    assert "GlobalSecondaryIndexes" not in described


def test_items_that_cannot_be_in_a_new_index_are_left_out(client, make_table, wait):
    """Another type, an empty or a too long key: the item stays in the table, and can be changed elsewhere."""
    table = make_table("p")
    for name, value in {"number": 1, "empty": "", "long": "x" * 2049, "longest": "x" * 2048, "right": "y"}.items():
        table.put_item(Item={"p": name, "x": value})
    add(client, table, "new", "x")
    wait(table)

    table.update_item(Key={"p": "number"}, UpdateExpression="SET y = :y", ExpressionAttributeValues={":y": 1})

    found = client.scan(TableName=table.name, IndexName="new")["Items"]
    assert sorted(item["p"]["S"] for item in found) == ["longest", "right"]


UPDATES = [
    ({}, "At least one of "),
    ({"GlobalSecondaryIndexUpdates": []}, "At least one of "),
    ({"AttributeDefinitions": named("x")}, "At least one of "),
    (
        {"GlobalSecondaryIndexUpdates": [], "DeletionProtectionEnabled": True},
        INVALID + "List of GlobalSecondaryIndexUpdates is empty",
    ),
    ({"GlobalSecondaryIndexUpdates": [{}]}, INVALID + "One of GlobalSecondaryIndexUpdate.Update, "),
    (
        {"GlobalSecondaryIndexUpdates": [{**create("new", schema("x")), "Delete": {"IndexName": "old"}}]},
        INVALID + "Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
    ),
    (
        {"GlobalSecondaryIndexUpdates": [create("new", schema("x"))]},
        INVALID + "AttributeDefinitions is not specified for index: new",
    ),
    (
        {"AttributeDefinitions": named("y"), "GlobalSecondaryIndexUpdates": [create("new", schema("x"))]},
        INVALID + "Some index key attributes are not defined in AttributeDefinitions. Keys: [x], "
        "AttributeDefinitions: [y]",
    ),
    (
        {"GlobalSecondaryIndexUpdates": [{"Delete": {"IndexName": "old"}}] * 2},
        INVALID + "Only one global secondary index update per index is allowed simultaneously. Index: old",
    ),
    (
        {
            "AttributeDefinitions": named("x"),
            "GlobalSecondaryIndexUpdates": [create("new", schema("x"))],
            "DeletionProtectionEnabled": True,
        },
        INVALID + "DeletionProtection modification must be the only operation in the request",
    ),
    (
        {"AttributeDefinitions": named("x"), "GlobalSecondaryIndexUpdates": [create("old", schema("x"))]},
        "Attempting to create an index which already exists",
    ),
    (
        {"AttributeDefinitions": named("g", kind="N"), "GlobalSecondaryIndexUpdates": [create("new", schema("g"))]},
        INVALID + "Attributes cannot be redefined. Please check that your attribute has the same type as previously "
        "defined. Existing schema: Schema:[SchemaElement: key{g:S:HASH}] New schema: Schema:[SchemaElement: "
        "key{g:N:HASH}]",
    ),
    (
        {
            "AttributeDefinitions": named("x"),
            "GlobalSecondaryIndexUpdates": [create("new", schema("x"), {"ProjectionType": "INCLUDE"})],
        },
        INVALID + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
    ),
    (
        {"ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}},
        INVALID + "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST",
    ),
    (
        {"BillingMode": "PROVISIONED"},
        INVALID + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
    ),
]


@pytest.mark.parametrize(("changes", "message"), UPDATES)
def test_a_wrong_change_is_not_made(unchecked, make_table, changes, message):
    """By itself, then against the table, which stays as it was."""
    table = make_table("p", GlobalSecondaryIndexes=[create("old", schema("g"))["Create"]])
    before = unchecked.describe_table(TableName=table.name)["Table"]

    told = invalid(unchecked.update_table, TableName=table.name, **changes)

    assert told.startswith(message) if message.endswith(" ") else told == message
    assert unchecked.describe_table(TableName=table.name)["Table"] == before


def test_an_index_that_is_not_there_cannot_be_deleted(client, make_table):
    """The answer names it."""
    table = make_table("p")
    away = [{"Delete": {"IndexName": "nowhere"}}]

    told = refusal(client.update_table, TableName=table.name, GlobalSecondaryIndexUpdates=away)

    message = f"Requested resource not found: Index nowhere for table {table.name}"
    assert told == ("ResourceNotFoundException", message)


def test_two_indexes_in_one_request_are_too_many(client, make_table):
    """Whether they are created or deleted."""
    table = make_table("p")
    both = [create("one", schema("x")), create("two", schema("x"))]

    told = refusal(
        client.update_table,
        TableName=table.name,
        AttributeDefinitions=named("x"),
        GlobalSecondaryIndexUpdates=both,
    )

    assert told == ("LimitExceededException", ONE_AT_A_TIME)


SCHEMAS = [
    (keys("abcde"), INVALID + "The KeySchema exceeds the maximum allowed number of HASH key attributes"),
    (keys("a", "bcdef"), INVALID + "The KeySchema exceeds the maximum allowed number of RANGE key attributes"),
    (
        [*keys("a", "b"), *keys("c")],
        INVALID + "All HASH key attributes must precede RANGE key attributes in the KeySchema",
    ),
    (keys("aa"), "The KeySchema contains multiple key attributes with the same name"),
    (keys("", "a"), "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
]


@pytest.mark.parametrize(("key_schema", "message"), SCHEMAS)
def test_a_global_indexes_key_has_up_to_four_attributes_of_each_kind(client, key_schema, message):
    """Partition key first, no name twice."""
    names = dict.fromkeys(["p", *(each["AttributeName"] for each in key_schema)])

    told = invalid(
        client.create_table,
        TableName="never-made",
        KeySchema=schema("p"),
        AttributeDefinitions=named(*names),
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[create("index", key_schema)["Create"]],
    )

    assert told == message


@pytest.fixture
def matches(client, dynamodb):
    """A table whose index "index" has two partition and two sort key attributes, with four items."""
    client.create_table(
        TableName="matches",
        KeySchema=schema("p"),
        AttributeDefinitions=named("p", "a", "b", "c", "d"),
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[create("index", keys("ab", "cd"))["Create"]],
    )
    client.get_waiter("table_exists").wait(TableName="matches")
    table = dynamodb.Table("matches")
    for name, c, d in (("1", "x", "2"), ("2", "x", "1"), ("3", "y", "0"), ("4", "x", None)):
        table.put_item(Item={"p": name, "a": "A", "b": "B", "c": c, **({} if d is None else {"d": d})})
    yield table
    table.delete()


def test_a_key_of_several_attributes_sorts_by_each_in_turn(client, matches):
    """An item that lacks one of them is not in the index."""
    both = {"a": "A", "b": "B"}

    assert query(client, matches, "index", "a = :a AND b = :b", **both) == ["2", "1", "3"]
    assert query(client, matches, "index", "a = :a AND b = :b AND c = :c", c="x", **both) == ["2", "1"]
    assert query(client, matches, "index", "a = :a AND b = :b AND c = :c AND d > :d", c="x", d="1", **both) == ["1"]
    assert query(client, matches, "index", "a = :a AND b = :b AND c > :c", c="x", **both) == ["3"]


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ("a = :a", "a"),
        ("a = :a AND b > :b", "ab"),
        ("a = :a AND b = :b AND d = :d", "abd"),
        ("a = :a AND b = :b AND c > :c AND d = :d", "abcd"),
    ],
)
def test_a_query_takes_the_key_from_the_left(client, matches, condition, values):
    """The whole partition key by equality; sort key attributes in order, only the last one in another way."""
    told = invalid(
        client.query,
        TableName=matches.name,
        IndexName="index",
        KeyConditionExpression=condition,
        ExpressionAttributeValues={f":{name}": {"S": "x"} for name in values},
    )

    assert told.startswith(("Query condition missed key schema element: ", "Query key condition not supported"))


def test_a_description_tells_of_each_index(client, indexed):
    """Its ARN, how many items it has, and how large they are."""
    indexed.put_item(Item={"p": "1", "r": 1, "g": "g", "h": 1, "shown": "s", "hidden": "x" * 100})
    indexed.put_item(Item={"p": "1", "r": 2, "l": "l"})

    table = client.describe_table(TableName=indexed.name)["Table"]
    [global_], [local] = table["GlobalSecondaryIndexes"], table["LocalSecondaryIndexes"]

    assert global_["IndexArn"] == f"{table['TableArn']}/index/global"
    assert local["IndexArn"] == f"{table['TableArn']}/index/local"
    assert global_["IndexStatus"] == "ACTIVE" and "Backfilling" not in global_
    assert {"ItemCount", "IndexSizeBytes"} <= global_.keys() & local.keys()


def test_a_deleted_table_is_on_its_way_out(client, make_table, dynamodb):
    """DeleteTable answers DELETING, and neither keys nor indexes."""
    client.create_table(
        TableName="short-lived",
        KeySchema=schema("p"),
        AttributeDefinitions=named("p", "g"),
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[create("old", schema("g"))["Create"]],
    )
    client.get_waiter("table_exists").wait(TableName="short-lived")

    told = client.delete_table(TableName="short-lived")["TableDescription"]

    assert told["TableStatus"] == "DELETING"
    assert not {"KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "CreationDateTime"} & told.keys()


def test_a_protected_table_is_not_deleted(client, make_table):
    """Until its protection is turned off."""
    table = make_table("p")
    client.update_table(TableName=table.name, DeletionProtectionEnabled=True)

    told = invalid(client.delete_table, TableName=table.name)
    client.update_table(TableName=table.name, DeletionProtectionEnabled=False)

    assert told == (
        "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first."
    )
