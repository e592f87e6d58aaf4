"""What a call is told that finds no throughput left, and what becomes of batches and transactions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from course_lib.aws.services.dynamodb.throughput.kinds import Kind, Limit
from tests.aws.services.dynamodb.answers import stored
from tests.aws.services.dynamodb.throughput.conftest import item

TABLE = (
    "The level of configured provisioned throughput for the table was exceeded. "
    "Consider increasing your provisioning level with the UpdateTable API."
)
INDEX = (
    "The level of configured provisioned throughput for one or more global secondary indexes of the table was "
    "exceeded. Consider increasing your provisioning level for the under-provisioned global secondary indexes with the "
    "UpdateTable API."
)
BUSY = (
    "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or "
    "index so please try again shortly. If exceptions persist, check if you have a hot key: "
    "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html."
)
INDEX_BUSY = (
    "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB is automatically "
    "scaling your index so please try again shortly."
)
EXCEEDED = "ProvisionedThroughputExceededException"
MAXIMUM = "Throughput exceeds the maximum OnDemandThroughput configured on table or index"


def refused(call, **parameters):
    """A refused call's whole answer."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response


def told(answer):
    return answer["Error"]["Code"], answer["Error"]["Message"]


def exhaust(table, kilobytes=390):
    """A write that owes far more than the table has."""
    table.put_item(Item=item(kilobytes, p="large"))


def heat(table, p="x", calls=4):
    """1,200 units on one partition key: more than a partition serves in a second."""
    for number in range(calls - 1):
        table.put_item(Item=item(390, p=p, r=number))


def test_a_provisioned_table_without_units_refuses(make, aws):
    """ProvisionedThroughputExceededException, with a reason that names the table."""
    table = make(writes=1)
    exhaust(table)

    answer = refused(table.put_item, Item={"p": "y"})

    assert told(answer) == ("ProvisionedThroughputExceededException", TABLE)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert answer["ThrottlingReasons"] == [
        {
            "reason": "TableWriteProvisionedThroughputExceeded",
            "resource": f"arn:aws:dynamodb:us-east-1:{aws.account}:table/votes",
        }
    ]
    assert stored(aws.resource("dynamodb", who="course").Table("votes"), p="y") is None


def test_reads_have_units_of_their_own(make, client):
    """A table that may not be written to may still be read, until its read units are used up."""
    table = make(writes=1, reads=1)
    exhaust(table)
    table.get_item(Key={"p": "large"})

    answer = refused(client.get_item, TableName="votes", Key={"p": {"S": "large"}})

    assert answer["ThrottlingReasons"][0]["reason"] == "TableReadProvisionedThroughputExceeded"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("query", {"KeyConditionExpression": Key("p").eq("large")}),
        ("scan", {}),
        ("get_item", {"Key": {"p": "nothing"}}),
    ],
)
def test_every_read_is_refused(make, operation, parameters):
    table = make(reads=1)
    exhaust(table)
    table.scan()

    answer = refused(getattr(table, operation), **parameters)

    assert answer["ThrottlingReasons"][0]["reason"] == "TableReadProvisionedThroughputExceeded"


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("put_item", {"Item": {"p": "x"}}),
        ("update_item", {"Key": {"p": "x"}, "UpdateExpression": "SET a = p"}),
        ("delete_item", {"Key": {"p": "x"}}),
    ],
)
def test_what_is_wrong_with_a_request_is_told_first(make, operation, parameters):
    """And a condition is only looked at when the write would be let in."""
    table = make(writes=1)
    exhaust(table)
    name = "Item" if operation == "put_item" else "Key"

    wrong = refused(getattr(table, operation), **{**parameters, name: {"q": "x"}})
    assert wrong["Error"]["Code"] == "ValidationException"
    false = refused(getattr(table, operation), **parameters, ConditionExpression="attribute_exists(b)")
    assert false["Error"]["Code"] == "ProvisionedThroughputExceededException"


def test_a_failed_condition_costs_units(make):
    """As much as the item that is there: then the table has none left."""
    table = make(writes=400)
    exhaust(table)
    condition = {"ConditionExpression": "attribute_not_exists(p)"}

    assert told(refused(table.put_item, Item={"p": "large"}, **condition))[0] == "ConditionalCheckFailedException"
    assert told(refused(table.put_item, Item={"p": "y"}))[0] == "ProvisionedThroughputExceededException"


def test_units_come_back_with_time(make, travel):
    """As many a second as the table has."""
    table = make(writes=10)
    exhaust(table)

    travel(seconds=37)
    refused(table.put_item, Item={"p": "y"})
    travel(seconds=1)
    table.put_item(Item={"p": "y"})


def test_a_hot_partition_of_an_on_demand_table(make, aws):
    """ThrottlingException, whose member is written in lower case; other partitions go on."""
    table = make()
    heat(table)

    answer = refused(table.put_item, Item={"p": "x"})

    assert told(answer) == ("ThrottlingException", BUSY)
    assert answer["throttlingReasons"] == [
        {
            "reason": "TableWriteKeyRangeThroughputExceeded",
            "resource": f"arn:aws:dynamodb:us-east-1:{aws.account}:table/votes",
        }
    ]
    for name in "abcdefgh":
        if name_is_elsewhere(name, "x"):
            table.put_item(Item={"p": name})


def name_is_elsewhere(one, other):
    """Whether two keys lie in different partitions of a table that has four."""
    from course_lib.aws.services.dynamodb.operations.reading import key_hash

    return key_hash([{"S": one}]) >> 126 != key_hash([{"S": other}]) >> 126


def test_a_hot_partition_of_a_provisioned_table(make):
    """The exception of its mode, with the reason that points at a partition."""
    table = make(writes=5_000)
    heat(table)

    answer = refused(table.put_item, Item={"p": "x"})

    assert told(answer) == ("ProvisionedThroughputExceededException", TABLE)
    assert answer["ThrottlingReasons"][0]["reason"] == "TableWriteKeyRangeThroughputExceeded"


def test_a_maximum_of_an_on_demand_table(make, client):
    """It is refused on account of the maximum that was configured."""
    make(OnDemandThroughput={"MaxWriteRequestUnits": 5, "MaxReadRequestUnits": 5})
    put = {"TableName": "votes", "Item": {"p": {"S": "x"}, "a": {"S": "y" * 20_000}}}
    client.put_item(**put)
    answer = refused(client.put_item, **put)
    assert told(answer) == ("ThrottlingException", MAXIMUM)
    assert answer["throttlingReasons"][0]["reason"] == "TableWriteMaxOnDemandThroughputExceeded"

    for _ in range(2):
        client.get_item(TableName="votes", Key={"p": {"S": "x"}}, ConsistentRead=True)
    answer = refused(client.get_item, TableName="votes", Key={"p": {"S": "x"}})
    assert answer["throttlingReasons"][0]["reason"] == "TableReadMaxOnDemandThroughputExceeded"


def test_an_account_has_a_limit_for_each_on_demand_table(make, aws, throughput):
    """40,000 units a second, here used up by a table that is warm enough for them."""
    table = make(WarmThroughput={"WriteUnitsPerSecond": 80_000})
    table.put_item(Item={"p": "x"})
    whole = throughput._known("votes", None, "us-east-1")._whole[Kind.WRITE]
    assert [limit for limit, _ in whole] == [Limit.ACCOUNT] and whole[0][1].rate == 40_000
    whole[0][1].units = -1_000

    answer = refused(table.put_item, Item={"p": "y"})

    assert answer["Error"]["Code"] == "ThrottlingException"
    assert answer["throttlingReasons"][0]["reason"] == "TableWriteAccountLimitExceeded"


def test_a_batch_leaves_what_its_partitions_have_no_units_for(make, client):
    """The rest is written; what is left comes back as it was sent."""
    table = make()
    heat(table)
    elsewhere = [name for name in "abcdefgh" if name_is_elsewhere(name, "x")]
    sent = [{"PutRequest": {"Item": {"p": {"S": name}}}} for name in ("x", *elsewhere)]

    answer = client.batch_write_item(RequestItems={"votes": sent})

    assert answer["UnprocessedItems"] == {"votes": sent[:1]}
    assert {each["p"] for each in table.scan()["Items"]} == {"x", *elsewhere}


def test_a_batch_uses_units_as_it_goes(make, client):
    """The third of three large writes finds none left."""
    make(writes=15)
    sent = [{"PutRequest": {"Item": {"p": {"S": name}, "a": {"S": "y" * 10_000}}}} for name in ("one", "two", "three")]

    answer = client.batch_write_item(RequestItems={"votes": sent})

    assert answer["UnprocessedItems"] == {"votes": sent[2:]}


def test_a_batch_of_which_nothing_can_be_done_is_refused(make, client):
    """Only then."""
    table = make(writes=1, reads=1)
    exhaust(table)
    table.scan()

    answer = refused(
        client.batch_write_item, RequestItems={"votes": [{"DeleteRequest": {"Key": {"p": {"S": "large"}}}}]}
    )
    assert told(answer) == ("ProvisionedThroughputExceededException", TABLE)
    answer = refused(client.batch_get_item, RequestItems={"votes": {"Keys": [{"p": {"S": "large"}}]}})
    assert answer["ThrottlingReasons"][0]["reason"] == "TableReadProvisionedThroughputExceeded"


def test_a_batch_that_reads_leaves_keys(make, aws, client):
    """With what else was asked of their table. The first item takes ten units of one."""
    make(reads=1)
    for name in "abcd":
        aws.resource("dynamodb", who="course").Table("votes").put_item(Item=item(39, p=name))
    keys = [{"p": {"S": name}} for name in "abcd"]
    block = {"Keys": keys, "ConsistentRead": True, "ProjectionExpression": "p"}

    answer = client.batch_get_item(RequestItems={"votes": block})

    left = answer["UnprocessedKeys"]["votes"]
    assert len(left["Keys"]) == 3
    assert {name: value for name, value in left.items() if name != "Keys"} == {
        "ConsistentRead": True,
        "ProjectionExpression": "p",
    }


def put(p, table="votes", **more):
    return {"Put": {"TableName": table, "Item": {"p": {"S": p}, **more}}}


def test_a_hot_partition_cancels_a_transaction(make, client):
    """With a reason for the action that met it; nothing is written."""
    table = make()
    heat(table)
    other = next(name for name in "abcdefgh" if name_is_elsewhere(name, "x"))

    answer = refused(client.transact_write_items, TransactItems=[put(other), put("x")])

    assert answer["Error"]["Code"] == "TransactionCanceledException"
    assert answer["CancellationReasons"] == [
        {"Code": "None"},
        {"Code": "ThrottlingError", "Message": BUSY},
    ]
    assert {each["p"] for each in table.scan()["Items"]} == {"x"}


def test_a_hot_partition_of_a_provisioned_table_cancels_it_too(make, client):
    """With the code of that mode; a read meets its own ceiling."""
    table = make(writes=5_000, reads=50_000)
    heat(table)

    answer = refused(client.transact_write_items, TransactItems=[put("x")])
    assert answer["CancellationReasons"] == [{"Code": "ProvisionedThroughputExceeded", "Message": TABLE}]
    get = {"Get": {"TableName": "votes", "Key": {"p": {"S": "x"}}}}
    for _ in range(19):
        client.transact_get_items(TransactItems=[get])
    answer = refused(client.transact_get_items, TransactItems=[get])
    assert answer["CancellationReasons"] == [{"Code": "ProvisionedThroughputExceeded", "Message": TABLE}]


def test_a_table_without_units_refuses_a_transaction_whole(make, client):
    """The exception comes as it is, without reasons for each action."""
    table = make(writes=1)
    exhaust(table)

    answer = refused(client.transact_write_items, TransactItems=[put("x")])

    assert told(answer) == ("ProvisionedThroughputExceededException", TABLE)
    assert "CancellationReasons" not in answer
    assert answer["ThrottlingReasons"][0]["reason"] == "TableWriteProvisionedThroughputExceeded"


def test_a_transaction_costs_twice(make, client):
    """Ten units are more than used up by a write of six; the same write alone leaves some."""
    large = {"a": {"S": "y" * 6_000}}
    make("one", writes=10)
    client.put_item(TableName="one", Item=put("x", **large)["Put"]["Item"])
    client.put_item(TableName="one", Item={"p": {"S": "y"}})

    make("two", writes=10)
    client.transact_write_items(TransactItems=[put("x", "two", **large)])
    refused(client.put_item, TableName="two", Item={"p": {"S": "y"}})


def test_what_the_course_sends_is_never_refused(make, aws, throughput):
    """And costs nothing."""
    make(writes=1)
    table = aws.resource("dynamodb", who="course").Table("votes")
    for _ in range(3):
        table.put_item(Item=item(390))

    assert throughput.used("votes") == []


def test_off_nothing_is_refused_and_nothing_remembered(make, throughput):
    """As before it was turned on."""
    throughput.turn_off()
    table = make(writes=1)
    for _ in range(3):
        table.put_item(Item=item(390))

    assert throughput.used("votes") == []
    assert not throughput.order_matters


def test_use_is_read_back_by_partition_and_second(make, throughput, travel):
    """Units as ReturnConsumedCapacity has them, and refusals with their reasons."""
    table = make(writes=5)
    units = table.put_item(Item=item(7), ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]["CapacityUnits"]
    refused(table.put_item, Item=item(7))
    travel(seconds=1)
    table.get_item(Key={"p": "x"})

    first, second = throughput.used("votes")
    assert (first.writes, first.refused_writes, first.reads) == (units, 1, 0)
    assert (second.writes, second.reads, second.second - first.second) == (0, 1, 1)
    assert throughput.reasons("votes") == {(Kind.WRITE, Limit.PROVISIONED): 1}
    assert throughput.partitions("votes") == [0]


def test_an_index_without_units_holds_writes_to_its_table_back(make, aws, dynamodb):
    """The refusal names the index. It holds for changes that the index does not show, too, not for items it lacks."""
    table = make(writes=1_000, index=(5, 1))
    table.put_item(Item={"p": "x", "g": "y" * 2_000})

    for parameters in ({"Item": {"p": "z", "g": "other"}}, {"Item": {"p": "x", "g": "y" * 2_000, "a": "new"}}):
        answer = refused(table.put_item, **parameters)
        assert told(answer) == ("ProvisionedThroughputExceededException", INDEX)
        assert answer["ThrottlingReasons"] == [
            {
                "reason": "IndexWriteProvisionedThroughputExceeded",
                "resource": f"arn:aws:dynamodb:us-east-1:{aws.account}:table/votes/index/by_g",
            }
        ]
    table.put_item(Item={"p": "z"})


def test_an_index_has_partitions_of_its_own(make, aws, client):
    """Writes that are spread over a table meet in an index whose key they share. All of them in one moment here."""
    aws.clock.tick = timedelta(0)
    table = make(index=(0, 0))
    for batch in range(20):  # 500 items of two units each
        puts = [{"PutRequest": {"Item": same_g(f"p{batch}-{number}")}} for number in range(25)]
        assert client.batch_write_item(RequestItems={"votes": puts})["UnprocessedItems"] == {}

    answer = refused(client.put_item, TableName="votes", Item=same_g("x"))

    assert told(answer) == ("ThrottlingException", INDEX_BUSY)
    assert answer["throttlingReasons"][0]["reason"] == "IndexWriteKeyRangeThroughputExceeded"
    assert answer["throttlingReasons"][0]["resource"].endswith("table/votes/index/by_g")
    table.put_item(Item={"p": "x"})


def same_g(p):
    return {"p": {"S": p}, "g": {"S": "y" * 2_000}}


def test_a_read_of_an_index_uses_the_indexs_units(make, throughput):
    """Not the table's."""
    table = make(writes=10, reads=10, index=(1, 10))
    table.put_item(Item={"p": "x", "g": "a"})
    where = {"IndexName": "by_g", "KeyConditionExpression": Key("g").eq("a")}
    for _ in range(3):
        table.query(**where)

    answer = refused(table.query, **where)

    assert answer["ThrottlingReasons"][0]["reason"] == "IndexReadProvisionedThroughputExceeded"
    assert [each.reads for each in throughput.used("votes", index="by_g")] == [1.5]
    assert [each.reads for each in throughput.used("votes")] == [0]


def test_statements_find_the_same_limits(make, travel, client):
    """Writes and reads alone are refused, those of a batch each for itself, and a transaction as a whole."""
    table = make(reads=1, writes=1)
    exhaust(table)
    insert, select = "INSERT INTO \"votes\" VALUE {'p': 'x'}", "SELECT * FROM \"votes\" WHERE p = 'large'"

    assert told(refused(client.execute_statement, Statement=insert)) == (EXCEEDED, TABLE)
    [answer] = client.batch_execute_statement(Statements=[{"Statement": insert}])["Responses"]
    assert answer["Error"]["Code"] == "ProvisionedThroughputExceeded"
    assert told(refused(client.execute_transaction, TransactStatements=[{"Statement": insert}])) == (EXCEEDED, TABLE)
    client.execute_statement(Statement=select)  # owes 49 units
    assert told(refused(client.execute_statement, Statement=select)) == (EXCEEDED, TABLE)
    assert told(refused(client.execute_statement, Statement='SELECT * FROM "votes"')) == (EXCEEDED, TABLE)
    [answer] = client.batch_execute_statement(Statements=[{"Statement": select}])["Responses"]
    assert answer["Error"]["Code"] == "ProvisionedThroughputExceeded"
    travel(seconds=600)
    assert stored(table, p="x") is None


def test_a_statement_that_fails_is_charged_to_its_key(make, client):
    """An INSERT of what is there, and an UPDATE of what is not."""
    make(writes=150)
    insert, update = "INSERT INTO \"votes\" VALUE {'p': 'x', 'a': ?}", "UPDATE \"votes\" SET n = 1 WHERE p = 'y'"
    insert = {"Statement": insert, "Parameters": [{"S": "y" * 100 * 1024}]}
    client.execute_statement(**insert)

    assert told(refused(client.execute_statement, Statement=update))[0] == "ConditionalCheckFailedException"
    assert told(refused(client.execute_statement, **insert))[0] == "DuplicateItemException"
    assert told(refused(client.execute_statement, Statement=update)) == (EXCEEDED, TABLE)
