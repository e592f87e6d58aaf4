"""Transactions under way. The real service cannot be stopped between two phases, so this file runs here only."""

from __future__ import annotations

import json

import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud, Request
from course_lib.aws.services.dynamodb.two_phase import Transactions
from tests.aws.services.dynamodb.answers import BAD, invalid, refusal, stored

CONFLICT = ("TransactionConflictException", "Transaction is ongoing for the item")
TAKEN = {"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"}
FAILED = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
NONE = {"Code": "None"}


@pytest.fixture
def during(aws, dynamodb):
    """Calls something while a transaction with these actions is between its phases; gives what it returned."""
    if not isinstance(aws, Cloud):
        pytest.skip("The real service cannot be stopped.")

    def run(act, *actions):
        came = []
        with aws.layer(Transactions).meanwhile(lambda: came.append(act())):
            dynamodb.meta.client.transact_write_items(TransactItems=list(actions))
        return came[0]

    return run


@pytest.fixture
def write(dynamodb):
    return lambda *actions: dynamodb.meta.client.transact_write_items(TransactItems=list(actions))


def put(table, item, **parameters):
    return {"Put": {"TableName": table.name, "Item": item, **parameters}}


def check(table, key, condition):
    return {"ConditionCheck": {"TableName": table.name, "Key": key, "ConditionExpression": condition}}


def cancelled(call, *args, **parameters):
    """The reasons; the message lists their codes."""
    with pytest.raises(ClientError) as caught:
        call(*args, **parameters)
    answer = caught.value.response
    reasons = answer["CancellationReasons"]
    assert answer["Error"] == {
        "Code": "TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons "
        f"[{', '.join(reason['Code'] for reason in reasons)}]",
    }
    return reasons


WRITES = {
    "put": lambda table: table.put_item(Item={"p": "x", "by": "other"}),
    "conditional put": lambda table: table.put_item(Item={"p": "x"}, ConditionExpression="attribute_not_exists(p)"),
    "update": lambda table: table.update_item(
        Key={"p": "x"}, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": 9}
    ),
    "delete": lambda table: table.delete_item(Key={"p": "x"}),
}


@pytest.mark.parametrize("name", WRITES)
def test_a_plain_write_to_a_taken_item_is_refused(during, table, name):
    """Whatever its condition would say. Afterwards the item is free."""
    table.put_item(Item={"p": "x", "by": "before"})

    assert during(lambda: refusal(WRITES[name], table=table), put(table, {"p": "x", "by": "it"})) == CONFLICT

    assert stored(table, p="x") == {"p": "x", "by": "it"}
    table.delete_item(Key={"p": "x"})


def test_other_items_are_free(during, table, ranged):
    """Of the same table, and with the same key in another; sort keys count."""

    def others():
        table.put_item(Item={"p": "y"})
        ranged.put_item(Item={"p": "x", "r": 2})

    during(others, put(table, {"p": "x"}), put(ranged, {"p": "x", "r": 1}))

    assert stored(table, p="y") and stored(ranged, p="x", r=2)


def test_an_item_is_the_same_however_its_key_is_written(during, client, ranged):
    """1.0 is 1; a table can be named by its ARN."""
    other = {"p": {"S": "x"}, "r": {"N": "1.0"}}

    def act():
        return refusal(client.put_item, TableName=ranged.table_arn, Item=other)

    assert during(act, put(ranged, {"p": "x", "r": 1})) == CONFLICT


def test_what_is_wrong_with_a_write_is_told_first(during, table):
    """A conflict is about a request that could be carried out."""

    def act():
        return invalid(table.put_item, Item={"p": "x"}, ConditionExpression="a b")

    assert during(act, put(table, {"p": "x"})) == (
        BAD + 'Invalid ConditionExpression: Syntax error; token: "b", near: "a b"'
    )


def test_another_transaction_is_cancelled(during, write, table):
    """With a reason for each of its items, in the request's order; none of it is written."""
    others = [
        put(table, {"p": "a"}),
        put(table, {"p": "x", "by": "other"}),
        put(table, {"p": "b"}, ConditionExpression="attribute_exists(p)"),
        put(table, {"p": "y"}, ConditionExpression="attribute_exists(p)"),
    ]

    reasons = during(lambda: cancelled(write, *others), put(table, {"p": "y"}), put(table, {"p": "x", "by": "it"}))

    assert reasons == [NONE, TAKEN, FAILED, TAKEN]
    assert stored(table, p="x") == {"p": "x", "by": "it"}
    assert stored(table, p="a") is None


def test_a_transaction_of_statements_meets_another_one(during, client, table):
    """A transaction of PartiQL statements that writes is cancelled as any other, and says at which statement."""
    free = f"""INSERT INTO "{table.name}" VALUE {{'p': 'b'}}"""
    taken = f"""INSERT INTO "{table.name}" VALUE {{'p': 'a'}}"""
    statements = [{"Statement": free}, {"Statement": taken}]

    reasons = during(
        lambda: cancelled(client.execute_transaction, TransactStatements=statements), put(table, {"p": "a", "n": 2})
    )

    assert reasons == [NONE, TAKEN]
    assert stored(table, p="b") is None


def test_a_transaction_of_statements_takes_its_items(aws, table):
    """It is prepared and committed in two steps, as any other."""
    insert = f"""INSERT INTO "{table.name}" VALUE {{'p': 'x', 'by': 'it'}}"""
    steps = aws.send_in_phases(request("ExecuteTransaction", TransactStatements=[{"Statement": insert}]), "ana")
    next(steps)
    assert finish(aws.send_in_phases(put_x(table, "other"), "ben"))[1]["CancellationReasons"] == [TAKEN]
    assert finish(steps) == (200, {"Responses": [{}]})
    assert stored(table, p="x")["by"] == "it"


def test_statements_that_read_take_one_step(aws, table):
    select = f"""SELECT * FROM "{table.name}" WHERE p = 'x'"""
    reading = request("ExecuteTransaction", TransactStatements=[{"Statement": select}])
    assert finish(aws.send_in_phases(reading)) == (200, {"Responses": [{}]})


@pytest.mark.parametrize("statement", ["INSERT INTO {} VALUE {{'p': 'x'}}", "UPDATE {} SET n = 2 WHERE p = 'x'",
                                       "DELETE FROM {} WHERE p = 'x'"])  # fmt: skip
def test_a_plain_statement_that_writes_to_a_taken_item_is_refused(during, client, table, statement):
    """As PutItem, UpdateItem and DeleteItem are. Source: API reference, ExecuteStatement, "Errors"."""
    text = statement.format(f'"{table.name}"')

    assert during(lambda: refusal(client.execute_statement, Statement=text), put(table, {"p": "x"})) == CONFLICT
    assert stored(table, p="x") == {"p": "x"}


def test_a_batch_of_statements_tells_which_met_a_transaction(during, client, table):
    """The others are carried out."""
    texts = [f"""INSERT INTO "{table.name}" VALUE {{'p': '{name}'}}""" for name in ("x", "free")]
    texts.insert(1, "no statement")

    def act():
        answer = client.batch_execute_statement(Statements=[{"Statement": text} for text in texts])
        return [each.get("Error", {}).get("Code") for each in answer["Responses"]]

    assert during(act, put(table, {"p": "x"})) == ["TransactionConflict", "ValidationError", None]
    assert stored(table, p="free") == {"p": "free"}


def test_a_transaction_of_statements_that_reads_is_cancelled(during, client, table):
    """With a reason for each statement; a plain SELECT sees the state before."""
    texts = [f"""SELECT * FROM "{table.name}" WHERE p = '{name}'""" for name in ("a", "x")]
    given = [{"Statement": text} for text in texts]

    reasons = during(lambda: cancelled(client.execute_transaction, TransactStatements=given), put(table, {"p": "x"}))
    assert reasons == [NONE, TAKEN]
    assert during(lambda: client.execute_statement(Statement=texts[0])["Items"], put(table, {"p": "a"})) == []


def test_a_checked_item_is_taken_as_well(during, write, table):
    """Otherwise the check would not hold when the transaction commits."""
    table.put_item(Item={"p": "checked"})
    actions = [check(table, {"p": "checked"}, "attribute_exists(p)"), put(table, {"p": "x"})]

    assert during(lambda: refusal(table.delete_item, Key={"p": "checked"}), *actions) == CONFLICT
    again = check(table, {"p": "checked"}, "attribute_exists(p)")
    assert during(lambda: cancelled(write, again), *actions) == [TAKEN]


def test_reads_see_the_state_before(during, dynamodb, table):
    """GetItem, BatchGetItem, Query and Scan succeed, consistent ones too."""
    table.put_item(Item={"p": "x", "by": "before"})

    def read():
        keys = {table.name: {"Keys": [{"p": "x"}, {"p": "y"}], "ConsistentRead": True}}
        return [
            table.get_item(Key={"p": "x"})["Item"],
            stored(table, p="x"),
            stored(table, p="y"),
            table.query(KeyConditionExpression=Key("p").eq("x"), ConsistentRead=True)["Items"],
            table.scan(ConsistentRead=True)["Items"],
            dynamodb.batch_get_item(RequestItems=keys)["Responses"][table.name],
        ]

    before = {"p": "x", "by": "before"}
    assert during(read, put(table, {"p": "x", "by": "it"}), put(table, {"p": "y"})) == [
        *(before, before, None),
        *([before], [before], [before]),
    ]
    assert stored(table, p="y") == {"p": "y"}


def test_a_transaction_that_reads_is_cancelled(during, dynamodb, table):
    """With a reason for each item."""
    gets = [{"Get": {"TableName": table.name, "Key": {"p": name}}} for name in ("a", "x")]
    read = dynamodb.meta.client.transact_get_items

    assert during(lambda: cancelled(read, TransactItems=gets), put(table, {"p": "x"})) == [NONE, TAKEN]
    assert read(TransactItems=gets)["Responses"] == [{}, {"Item": {"p": "x"}}]


def test_a_batch_leaves_taken_items_unprocessed(during, client, table):
    """The others are written. What AWS does here is not documented; see `docs/fidelity.md`."""
    taken = [{"PutRequest": {"Item": {"p": {"S": "x"}}}}, {"DeleteRequest": {"Key": {"p": {"S": "y"}}}}]
    free = [{"PutRequest": {"Item": {"p": {"S": "free"}}}}]
    table.put_item(Item={"p": "y"})

    def act():
        both = client.batch_write_item(RequestItems={table.name: [taken[0], *free, taken[1]]})
        neither = client.batch_write_item(RequestItems={table.name: taken})
        none = client.batch_write_item(RequestItems={table.name: free})
        return [answer["UnprocessedItems"] for answer in (both, neither, none)]

    actions = [put(table, {"p": "x", "by": "it"}), put(table, {"p": "y", "by": "it"})]
    assert during(act, *actions) == [{table.name: taken}, {table.name: taken}, {}]
    assert stored(table, p="free") == {"p": "free"}
    assert stored(table, p="x")["by"] == stored(table, p="y")["by"] == "it"


def test_a_cancelled_transaction_takes_nothing(aws, write, table):
    """Nor does it run what waits for one; the next does."""
    ran = []
    with aws.layer(Transactions).meanwhile(lambda: ran.append(True)):
        cancelled(write, put(table, {"p": "x"}), check(table, {"p": "y"}, "attribute_exists(p)"))
        assert ran == []
        write(put(table, {"p": "x"}))
        write(put(table, {"p": "x"}))
    assert ran == [True]


def test_what_happens_meanwhile_may_fail(aws, write, table):
    """Then the transaction is given up, and its items are free."""

    def fail():
        raise RuntimeError("no")

    with aws.layer(Transactions).meanwhile(fail), pytest.raises(RuntimeError):
        write(put(table, {"p": "x"}))

    assert stored(table, p="x") is None
    table.put_item(Item={"p": "x"})


def request(operation, region="us-east-1", **params):
    headers = {
        "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": f"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260302/{region}/dynamodb/aws4_request",
    }
    return Request("POST", "https://dynamodb.us-east-1.amazonaws.com/", headers, json.dumps(params).encode())


def put_x(table, by, **params):
    action = {"Put": {"TableName": table.name, "Item": {"p": {"S": "x"}, "by": {"S": by}}}}
    return request("TransactWriteItems", TransactItems=[action], **params)


def finish(steps):
    """The response of a call that was sent in phases."""
    with pytest.raises(StopIteration) as ended:
        next(steps)
    response = ended.value.value
    return response.status, json.loads(response.body)


def test_sent_in_phases_a_transaction_takes_two_steps(aws, table):
    """Prepared by the first, committed and answered by the second; the journal has it where it was committed."""
    steps = aws.send_in_phases(put_x(table, "it"), "ana")
    next(steps)
    other = finish(aws.send_in_phases(put_x(table, "other"), "ben"))
    assert stored(table, p="x") is None
    assert finish(steps) == (200, {})

    assert other[0] == 400 and other[1]["CancellationReasons"] == [TAKEN]
    assert stored(table, p="x")["by"] == "it"
    written = aws.journal.entries(operation="TransactWriteItems")[-2:]
    assert [(entry.who, entry.error is None) for entry in written] == [("ben", False), ("ana", True)]


def test_sent_in_phases_everything_else_takes_one(aws, table):
    """Another operation, a transaction that is cancelled, one that was carried out before."""
    plain = request("PutItem", TableName=table.name, Item={"p": {"S": "y"}})
    assert finish(aws.send_in_phases(plain)) == (200, {})

    missing = {"TableName": table.name, "Key": {"p": {"S": "no"}}, "ConditionExpression": "attribute_exists(p)"}
    never = request("TransactWriteItems", TransactItems=[{"ConditionCheck": missing}])
    assert finish(aws.send_in_phases(never))[1]["CancellationReasons"] == [FAILED]

    once = put_x(table, "it", ClientRequestToken=f"once-{table.name}")
    assert aws.send(once).status == 200
    assert finish(aws.send_in_phases(once)) == (200, {})

    elsewhere = Request("POST", "https://sqs.us-east-1.amazonaws.com/", {"X-Amz-Target": "AmazonSQS.SendMessage"})
    assert finish(aws.send_in_phases(elsewhere))[0] == 501


def test_the_same_token_while_it_runs(aws, table):
    """The transaction is in progress; it is not carried out twice."""
    sent = put_x(table, "it", ClientRequestToken=f"running-{table.name}")
    steps = aws.send_in_phases(sent)
    next(steps)

    second = aws.send(sent)
    assert (second.status, json.loads(second.body)) == (
        400,
        {
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionInProgressException",
            "message": "Transaction from previous request is still in progress",
        },
    )
    assert finish(steps) == (200, {})
    assert aws.send(sent).status == 200


def test_given_up_between_its_steps_it_writes_nothing(aws, table):
    """And its items are free."""
    steps = aws.send_in_phases(put_x(table, "it"))
    next(steps)
    steps.close()

    assert stored(table, p="x") is None
    table.put_item(Item={"p": "x"})


def test_two_transactions_on_different_items_run_side_by_side(aws, table):
    """Each has its own."""
    action = {"Put": {"TableName": table.name, "Item": {"p": {"S": "y"}}}}
    first, second = (
        aws.send_in_phases(put_x(table, "it")),
        aws.send_in_phases(request("TransactWriteItems", TransactItems=[action])),
    )
    next(first)
    next(second)

    assert finish(first) == finish(second) == (200, {})
    assert stored(table, p="x") and stored(table, p="y")


def test_a_table_of_the_same_name_in_another_region_is_another_table(aws, table):
    """Its items are free."""
    created = aws.send(
        request(
            "CreateTable",
            "eu-west-1",
            TableName=table.name,
            KeySchema=[{"AttributeName": "p", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    )
    assert created.status == 200
    item = {"TableName": table.name, "Item": {"p": {"S": "x"}}}

    steps = aws.send_in_phases(put_x(table, "it"))
    next(steps)
    assert aws.send(request("PutItem", "eu-west-1", **item)).status == 200
    assert aws.send(request("PutItem", **item)).status == 400
    assert finish(steps) == (200, {})
