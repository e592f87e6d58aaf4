"""PartiQL: the same items, conditions and errors as the other operations. Plain boto3."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.aws.services.dynamodb.answers import invalid, refusal, stored

NOT_WELL_FORMED = "Statement wasn't well formed, can't be processed: "
NO_KEY = "Where clause does not contain a mandatory equality on all key attributes"
FAILED = ("ConditionalCheckFailedException", "The conditional request failed")
DUPLICATE = ("DuplicateItemException", "Duplicate primary key exists in table")


@pytest.fixture
def run(client):
    """Runs a statement with these parameters, as they travel, and gives the items."""

    def execute(statement, *parameters, **settings):
        given = {"Parameters": list(parameters)} if parameters else {}
        return client.execute_statement(Statement=statement, **given, **settings)["Items"]

    return execute


@pytest.fixture
def scores(ranged):
    """Five items of two partitions; r is the sort key."""
    with ranged.batch_writer() as batch:
        for p, r in (("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 2)):
            batch.put_item(Item={"p": p, "r": r, "points": 10 * r, "place": {"city": f"{p}{r}", "tags": ["x", "y"]}})
    return ranged


def places(items):
    return [item["place"]["M"]["city"]["S"] for item in items]


def test_select_finds_items_by_key_and_by_other_conditions(run, scores):
    """Whole key, part of it, none of it; quotes or none around names."""
    name = scores.name

    assert places(run(f"SELECT * FROM \"{name}\" WHERE p = 'a' AND r = 2")) == ["a2"]
    assert places(run(f'SELECT * FROM "{name}" WHERE "p" = ? AND r > ?', {"S": "a"}, {"N": "1"})) == ["a2", "a3"]
    assert places(run(f"SELECT * FROM \"{name}\" WHERE p = 'a' AND r BETWEEN 1 AND 2 AND points <> 10")) == ["a2"]
    assert sorted(places(run(f'SELECT * FROM "{name}" WHERE points IN [20, 30]'))) == ["a2", "a3", "b2"]
    assert run(f"SELECT * FROM \"{name}\" WHERE p = 'c'") == []


def test_select_understands_functions_and_what_is_missing(run, table):
    """As condition expressions do."""
    table.put_item(Item={"p": "1", "text": "abc", "list": [1, 2], "none": None})
    table.put_item(Item={"p": "2", "text": "xyz", "number": 5})

    for condition, found in (
        ("begins_with(text, 'ab')", ["1"]),
        ("contains(text, 'y')", ["2"]),
        ("attribute_type(text, 'S') AND size(list) = 2", ["1"]),
        ("number IS MISSING", ["1"]),
        ("number IS NOT MISSING", ["2"]),
        ("none IS NULL", ["1"]),
        ("NOT (text = 'abc' OR number > 5)", ["2"]),
        ("list[1] = 2", ["1"]),
    ):
        items = run(f'SELECT p FROM "{table.name}" WHERE {condition}')
        assert [item["p"]["S"] for item in items] == found, condition


def test_select_gives_the_paths_that_are_named(run, scores):
    """By the last step of each; what an item does not have is left out."""
    [item] = run(f"SELECT p, place.city, place.tags[1], nothing FROM \"{scores.name}\" WHERE p = 'a' AND r = 1")

    assert (item["p"], item["city"]) == ({"S": "a"}, {"S": "a1"})
    assert {"S": "y"} in item.values() and "nothing" not in item


def test_select_is_ordered_where_it_is_asked_for(run, scores):
    """Of one partition, by the sort key."""
    name = scores.name

    assert places(run(f"SELECT * FROM \"{name}\" WHERE p = 'a' ORDER BY r DESC")) == ["a3", "a2", "a1"]
    with pytest.raises(ClientError, match=r"ORDER BY"):
        run(f'SELECT * FROM "{name}" ORDER BY r DESC')


def test_select_reads_an_index(run, indexed):
    """And says when there is none."""
    indexed.put_item(Item={"p": "1", "r": 1, "g": "x", "h": 1, "shown": "s", "hidden": "t"})
    indexed.put_item(Item={"p": "2", "r": 1})

    [item] = run(f'SELECT * FROM "{indexed.name}"."global" WHERE g = \'x\'')
    assert set(item) == {"p", "r", "g", "h", "shown"}
    with pytest.raises(ClientError, match="The table does not have the specified index"):
        run(f'SELECT * FROM "{indexed.name}"."nowhere"')


def test_select_comes_in_pages(client, scores):
    """A token leads to the next one, of the same statement only."""
    asked = {"Statement": f"SELECT * FROM \"{scores.name}\" WHERE p = 'a'", "Limit": 2}

    first = client.execute_statement(**asked)
    second = client.execute_statement(**asked, NextToken=first["NextToken"])

    assert places(first["Items"] + second["Items"]) == ["a1", "a2", "a3"]
    assert "NextToken" not in second
    other = {"Statement": f"SELECT * FROM \"{scores.name}\" WHERE p = 'b'", "NextToken": first["NextToken"]}
    assert invalid(client.execute_statement, **other) == "NextToken does not match request"


def test_insert_stores_a_new_item(run, table):
    """Every kind of value, written out or as a parameter."""
    run(
        f"INSERT INTO \"{table.name}\" VALUE {{'p': '1', 'n': -1.5, 'l': [1, 'a', true], 's': <<1, 2>>, 'x': ?}}",
        {"M": {}},
    )

    assert stored(table, p="1") == {"p": "1", "n": -1.5, "l": [1, "a", True], "s": {1, 2}, "x": {}}


def test_insert_never_replaces(client, table):
    """An item with this key is there: the statement is refused."""
    table.put_item(Item={"p": "1", "x": "first"})

    told = refusal(client.execute_statement, Statement=f"INSERT INTO \"{table.name}\" VALUE {{'p': '1'}}")

    assert told == DUPLICATE
    assert stored(table, p="1") == {"p": "1", "x": "first"}


def test_update_changes_the_item_it_names(run, table):
    """SET and REMOVE, arithmetic, lists and sets; what comes back is as asked."""
    table.put_item(Item={"p": "1", "n": 1, "l": [1], "s": {"a", "b"}, "old": 1})

    [item] = run(
        f"UPDATE \"{table.name}\" SET n = n + 2 SET l = list_append(l, ?) SET s = set_delete(s, <<'a'>>) REMOVE old "
        "WHERE p = '1' AND n = 1 RETURNING MODIFIED NEW *",
        {"L": [{"N": "2"}]},
    )

    assert item == {"n": {"N": "3"}, "l": {"L": [{"N": "1"}, {"N": "2"}]}, "s": {"SS": ["b"]}}
    assert stored(table, p="1") == {"p": "1", "n": 3, "l": [1, 2], "s": {"b"}}


def test_a_condition_that_is_false_refuses_the_write(client, table):
    """As of the other operations; an update creates nothing."""
    table.put_item(Item={"p": "1", "n": 1})
    for statement in (
        f"UPDATE \"{table.name}\" SET n = 2 WHERE p = '1' AND n = 5",
        f"DELETE FROM \"{table.name}\" WHERE p = '1' AND n = 5",
        f"UPDATE \"{table.name}\" SET n = 2 WHERE p = 'nobody'",
    ):
        assert refusal(client.execute_statement, Statement=statement) == FAILED

    with pytest.raises(ClientError) as caught:
        client.execute_statement(
            Statement=f"DELETE FROM \"{table.name}\" WHERE p = '1' AND n = 5",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert caught.value.response["Item"] == {"p": {"S": "1"}, "n": {"N": "1"}}
    assert stored(table, p="1") == {"p": "1", "n": 1}


def test_delete_takes_one_item_away(run, table):
    """Of one that is not there, nothing is said."""
    table.put_item(Item={"p": "1", "n": 1})
    statement = f"DELETE FROM \"{table.name}\" WHERE p = '1' RETURNING ALL OLD *"

    assert run(statement) == [{"p": {"S": "1"}, "n": {"N": "1"}}]
    assert run(statement) == []


def test_a_write_names_one_item(client, ranged):
    """By its whole key."""
    told = invalid(client.execute_statement, Statement=f"DELETE FROM \"{ranged.name}\" WHERE p = '1'")

    assert told == NO_KEY


@pytest.mark.parametrize("statement", ["SELECTT * FROMM x", "SELECT * FROM", "INSERT INTO x VALUE {'p' 1}", "", "'"])
def test_what_is_no_statement_is_refused(client, statement):
    """In words that begin alike."""
    assert invalid(client.execute_statement, Statement=statement or " ").startswith(NOT_WELL_FORMED)


def test_parameters_are_as_many_as_the_statement_has(client, table):
    """No more and no fewer, and no empty list of them."""
    statement = f'SELECT * FROM "{table.name}" WHERE p = ?'
    told = "Number of parameters in request and statement don't match."

    assert invalid(client.execute_statement, Statement=statement) == told
    assert invalid(client.execute_statement, Statement=statement, Parameters=[{"S": "1"}] * 2) == told


def test_there_is_no_such_table(client):
    """As elsewhere."""
    told = refusal(client.execute_statement, Statement="SELECT * FROM \"nowhere\" WHERE p = 'x'")

    assert told == ("ResourceNotFoundException", "Requested resource not found")


def test_a_statement_consumes_what_its_like_consumes(client, table):
    """A get half a unit, a write one; consistent reads twice as much."""
    statement = {"Statement": f"SELECT * FROM \"{table.name}\" WHERE p = '1'", "ReturnConsumedCapacity": "TOTAL"}
    insert = {**statement, "Statement": f"INSERT INTO \"{table.name}\" VALUE {{'p': '1'}}"}

    def units(**asked):
        return client.execute_statement(**asked)["ConsumedCapacity"]["CapacityUnits"]

    assert (units(**insert), units(**statement), units(**statement, ConsistentRead=True)) == (1.0, 0.5, 1.0)


def test_a_batch_is_charged_for_each_statement_as_it_asks(client, table):
    """A consistent read costs twice an eventual one."""
    select = {"Statement": f"SELECT * FROM \"{table.name}\" WHERE p = '1'"}

    answer = client.batch_execute_statement(
        Statements=[select, {**select, "ConsistentRead": True}], ReturnConsumedCapacity="TOTAL"
    )

    assert [each["CapacityUnits"] for each in answer["ConsumedCapacity"]] == [1.5]


def test_each_statement_of_a_batch_is_for_itself(client, table):
    """One that fails does not disturb the others."""
    table.put_item(Item={"p": "1", "n": 1})
    texts = [
        f"INSERT INTO \"{table.name}\" VALUE {{'p': '2'}}",
        f"INSERT INTO \"{table.name}\" VALUE {{'p': '1'}}",
        f"UPDATE \"{table.name}\" SET n = 5 WHERE p = '1' AND n = 7",
        "DELETE FROM \"nowhere\" WHERE p = '1'",
    ]

    answers = client.batch_execute_statement(Statements=[{"Statement": text} for text in texts])["Responses"]

    assert answers[0] == {"TableName": table.name}
    assert [answer["Error"]["Code"] for answer in answers[1:]] == [
        "DuplicateItem",
        "ConditionalCheckFailed",
        "ResourceNotFound",
    ]
    assert stored(table, p="2") == {"p": "2"}


def test_a_batch_reads_items_by_their_whole_keys(client, table):
    """A select that names none is an error of its own."""
    table.put_item(Item={"p": "1", "n": 1})
    texts = [f"SELECT n FROM \"{table.name}\" WHERE p = '{p}'" for p in "12"] + [f'SELECT * FROM "{table.name}"']

    answers = client.batch_execute_statement(Statements=[{"Statement": text} for text in texts])["Responses"]

    told = "Select statements within BatchExecuteStatement must specify the primary key in the where clause."
    error = {"Code": "ValidationError", "Message": told}
    named = {"TableName": table.name}
    assert answers == [{**named, "Item": {"n": {"N": "1"}}}, named, {**named, "Error": error}]


def test_a_transaction_of_statements_is_all_or_nothing(client, table):
    """With a reason for each statement, as TransactWriteItems has."""
    table.put_item(Item={"p": "1", "n": 1})
    statements = [
        {"Statement": f"INSERT INTO \"{table.name}\" VALUE {{'p': '2'}}"},
        {"Statement": f"INSERT INTO \"{table.name}\" VALUE {{'p': '1'}}"},
        {"Statement": f"EXISTS(SELECT * FROM \"{table.name}\" WHERE p = '3' AND n = 1)"},
    ]

    with pytest.raises(ClientError) as caught:
        client.execute_transaction(TransactStatements=statements)

    assert caught.value.response["Error"]["Code"] == "TransactionCanceledException"
    codes = [reason["Code"] for reason in caught.value.response["CancellationReasons"]]
    assert codes == ["None", "DuplicateItem", "ConditionalCheckFailed"]
    assert stored(table, p="2") is None
    client.execute_transaction(TransactStatements=statements[:1])
    assert stored(table, p="2") == {"p": "2"}


def test_a_transaction_reads_items_together(client, table):
    """In the order of its statements; reads and writes do not mix."""
    table.put_item(Item={"p": "1", "n": 1})
    reads = [{"Statement": f"SELECT * FROM \"{table.name}\" WHERE p = '{p}'"} for p in "12"]
    write = {"Statement": f"DELETE FROM \"{table.name}\" WHERE p = '1'"}

    answers = client.execute_transaction(TransactStatements=reads)["Responses"]

    assert answers == [{"Item": {"p": {"S": "1"}, "n": {"N": "1"}}}, {}]
    told = invalid(client.execute_transaction, TransactStatements=[*reads, write])
    assert told == "The batch/transaction cannot contain both read and write statements"
