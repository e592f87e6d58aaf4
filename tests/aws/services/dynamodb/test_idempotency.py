"""ClientRequestToken of TransactWriteItems and ExecuteTransaction."""

from __future__ import annotations

import itertools
import uuid

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.layers.faults import LoseAnswer
from tests.aws.services.dynamodb.answers import invalid, refusal, stored

MISMATCH = (
    "IdempotentParameterMismatchException",
    "DynamoDB rejected the request because you retried a request with a different payload but with an idempotent "
    "token that was already used.",
)


@pytest.fixture
def here(aws):
    """The simulated cloud, for what the real service does not let a test do: pass time, lose an answer."""
    if not isinstance(aws, Cloud):
        pytest.skip("The real service's clock cannot be moved.")
    return aws


@pytest.fixture
def token():
    return str(uuid.uuid4())


@pytest.fixture
def write(dynamodb):
    """Writes these actions."""

    def call(*actions, **parameters):
        return dynamodb.meta.client.transact_write_items(TransactItems=list(actions), **parameters)

    return call


def add_one(table, key="x"):
    return {
        "Update": {
            "TableName": table.name,
            "Key": {"p": key},
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": 1},
        }
    }


def put(table, item, **parameters):
    return {"Put": {"TableName": table.name, "Item": item, **parameters}}


def test_a_repeat_succeeds_and_changes_nothing(write, table, token):
    """However often, and although the item has changed since."""
    for _ in range(3):
        write(add_one(table), ClientRequestToken=token)
    assert stored(table, p="x")["n"] == 1

    table.put_item(Item={"p": "x", "n": 50})
    write(add_one(table), ClientRequestToken=token)
    assert stored(table, p="x")["n"] == 50


def test_a_repeat_does_not_look_at_conditions_again(write, table, token):
    """They were true when it was carried out."""
    once = put(table, {"p": "x"}, ConditionExpression="attribute_not_exists(p)")

    write(once, ClientRequestToken=token)
    write(once, ClientRequestToken=token)


def test_a_repeat_costs_reads(write, table, token):
    """An item of 1.5 KB: 2 units for each KB written, then 2 for each 4 KB read."""
    sent = {"ClientRequestToken": token, "ReturnConsumedCapacity": "TOTAL"}
    action = put(table, {"p": "x", "a": "y" * 1500})

    assert write(action, **sent)["ConsumedCapacity"] == [
        {"TableName": table.name, "CapacityUnits": 4, "WriteCapacityUnits": 4}
    ]
    assert write(action, **sent)["ConsumedCapacity"] == [
        {"TableName": table.name, "CapacityUnits": 2, "ReadCapacityUnits": 2}
    ]


def test_a_repeat_reports_as_it_is_asked(write, table, ranged, token):
    """Nothing, or each table with its own units."""
    check = {
        "ConditionCheck": {"TableName": table.name, "Key": {"p": "y"}, "ConditionExpression": "attribute_not_exists(p)"}
    }
    actions = [put(table, {"p": "x"}), check, put(ranged, {"p": "x", "r": 1})]

    write(*actions, ClientRequestToken=token)

    assert "ConsumedCapacity" not in write(*actions, ClientRequestToken=token)
    answer = write(*actions, ClientRequestToken=token, ReturnConsumedCapacity="INDEXES")
    units = {"CapacityUnits": 4, "ReadCapacityUnits": 4}
    fewer = {"CapacityUnits": 2, "ReadCapacityUnits": 2}
    assert answer["ConsumedCapacity"] == [
        {"TableName": table.name, **units, "Table": units},
        {"TableName": ranged.name, **fewer, "Table": fewer},
    ]


def test_the_same_token_for_something_else_is_refused(write, table, token):
    """One more action, another value, another order: nothing of it is written."""
    first, second = put(table, {"p": "x", "n": 1}), put(table, {"p": "y"})
    write(first, second, ClientRequestToken=token)

    for actions in ([first], [second, first], [put(table, {"p": "x", "n": 2}), second]):
        assert refusal(lambda actions=actions: write(*actions, ClientRequestToken=token)) == MISMATCH
    assert stored(table, p="x") == {"p": "x", "n": 1}


def test_the_order_of_attributes_is_no_difference(write, table, token):
    """Members of a JSON object have none."""
    write(put(table, {"p": "x", "a": 1, "b": 2}), ClientRequestToken=token)
    write(put(table, {"b": 2, "a": 1, "p": "x"}), ClientRequestToken=token)


def test_a_request_that_is_wrong_by_itself_is_told_that(write, table, token):
    """Whatever its token was used for."""
    write(put(table, {"p": "x"}), ClientRequestToken=token)

    assert invalid(lambda: write(put(table, {"p": "x"}, ConditionExpression="a b"), ClientRequestToken=token)) == (
        'Invalid ConditionExpression: Syntax error; token: "b", near: "a b"'
    )


def test_tokens_are_for_one_region_of_one_account(aws, write, table, token):
    """Another account's transaction with the same token is its own."""
    write(put(table, {"p": "x"}), ClientRequestToken=token)
    if not isinstance(aws, Cloud):
        pytest.skip("There is one account only.")
    with aws.fresh() as other:
        client = other.client("dynamodb")
        client.create_table(
            TableName="another",
            KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        action = {"Put": {"TableName": "another", "Item": {"p": {"S": "x"}}}}
        client.transact_write_items(TransactItems=[action], ClientRequestToken=token)


def test_a_cancelled_transaction_does_not_use_up_its_token(write, table, token):
    """It is carried out when it is sent again, and from then on it is known."""
    needed = {
        "ConditionCheck": {"TableName": table.name, "Key": {"p": "y"}, "ConditionExpression": "attribute_exists(p)"}
    }
    with pytest.raises(ClientError) as cancelled:
        write(add_one(table), needed, ClientRequestToken=token)
    assert cancelled.value.response["Error"]["Code"] == "TransactionCanceledException"

    table.put_item(Item={"p": "y"})
    write(add_one(table), needed, ClientRequestToken=token)
    write(add_one(table), needed, ClientRequestToken=token)

    assert stored(table, p="x")["n"] == 1


def test_without_a_token_every_call_counts(write, table):
    """boto3 makes up a new token for each call."""
    write(add_one(table))
    write(add_one(table))

    assert stored(table, p="x")["n"] == 2


def test_a_token_has_1_to_36_characters(write, unchecked, table):
    """The longest is taken; none at all is not (37: see the transactions' tests)."""
    write(put(table, {"p": "x"}), ClientRequestToken=(str(uuid.uuid4()) * 2)[:36])

    action = {"Put": {"TableName": table.name, "Item": {"p": {"S": "x"}}}}
    assert invalid(unchecked.transact_write_items, TransactItems=[action], ClientRequestToken="") == (
        "1 validation error detected: Value '' at 'clientRequestToken' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    )


def test_after_ten_minutes_it_is_a_new_request(here, write, table, token):
    """Counted from the end of the first call; repeats do not prolong it."""
    write(add_one(table), ClientRequestToken=token)
    here.clock.advance(minutes=9, seconds=59)
    write(add_one(table), ClientRequestToken=token)
    assert stored(table, p="x")["n"] == 1

    here.clock.advance(seconds=1)
    write(add_one(table), ClientRequestToken=token)
    assert stored(table, p="x")["n"] == 2
    write(add_one(table), ClientRequestToken=token)
    assert stored(table, p="x")["n"] == 2


def test_after_ten_minutes_a_token_can_be_for_something_else(here, write, table, token):
    """It is forgotten."""
    write(add_one(table), ClientRequestToken=token)
    here.clock.advance(minutes=10)
    write(add_one(table, "y"), ClientRequestToken=token)

    assert stored(table, p="y")["n"] == 1


def test_the_sdk_sends_the_same_token_when_an_answer_is_lost(here, write, table):
    """So that its second try does not write twice."""
    before = len(here.journal.entries(operation="TransactWriteItems"))
    with here.use(LoseAnswer("TransactWriteItems", nth=1)):
        write(add_one(table))

    tries = here.journal.entries(operation="TransactWriteItems")[before:]
    assert len(tries) == 2
    assert len({entry.params["ClientRequestToken"] for entry in tries}) == 1
    assert stored(table, p="x")["n"] == 1


def test_many_tokens_are_kept_apart(write, table):
    """Each is for its own transaction."""
    tokens = [str(uuid.uuid4()) for _ in range(20)]
    for name, each in itertools.chain(enumerate(tokens), enumerate(tokens)):
        write(add_one(table, str(name)), ClientRequestToken=each)

    assert [stored(table, p=str(name))["n"] for name in range(20)] == [1] * 20


# Statements


@pytest.fixture
def execute(dynamodb, table):
    """Carries out statements together."""

    def call(*texts, **parameters):
        given = [{"Statement": text.format(f'"{table.name}"')} for text in texts]
        return dynamodb.meta.client.execute_transaction(TransactStatements=given, **parameters)

    return call


COUNT = "UPDATE {} SET n = n + 1 WHERE p = 'x'"


def test_statements_that_are_sent_again_count_once(execute, table, token):
    """Source: API reference, ExecuteTransaction, ClientRequestToken and its errors."""
    table.put_item(Item={"p": "x", "n": 0})
    answers = [execute(COUNT, ClientRequestToken=token)["Responses"] for _ in range(3)]

    assert answers == [[{}]] * 3
    assert stored(table, p="x")["n"] == 1


def test_the_sdk_sends_statements_again_when_an_answer_is_lost(here, execute, table):
    """Under the token that it made for them."""
    table.put_item(Item={"p": "x", "n": 0})
    with here.use(LoseAnswer("ExecuteTransaction", nth=1)):
        execute(COUNT)

    assert stored(table, p="x")["n"] == 1


def test_the_same_token_for_other_statements_is_refused(execute, write, table, token):
    """Also for the same statement in another operation's words."""
    table.put_item(Item={"p": "x", "n": 0})
    execute(COUNT, ClientRequestToken=token)

    other = COUNT.replace("+ 1", "+ 2")
    assert refusal(lambda: execute(other, ClientRequestToken=token)) == MISMATCH
    assert refusal(lambda: write(add_one(table), ClientRequestToken=token)) == MISMATCH
    assert stored(table, p="x")["n"] == 1


def test_statements_that_read_are_read_each_time(execute, table, token):
    select = "SELECT * FROM {} WHERE p = 'x'"
    assert execute(select, ClientRequestToken=token)["Responses"] == [{}]
    table.put_item(Item={"p": "x"})
    assert execute(select, ClientRequestToken=token)["Responses"] == [{"Item": {"p": "x"}}]
