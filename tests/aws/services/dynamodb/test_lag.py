"""Reads that lag. How far AWS lags is not for a test to say, so this file runs here only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.services.dynamodb.lag import Lag
from tests.aws.services.dynamodb.answers import invalid
from tests.aws.services.dynamodb.conftest import schema

PRICE = {"p": "x"}


def opened(seed=0, lag=True):
    """A cloud with a table "prices": key p, r; global index by_g on g; local index by_l on p, l."""
    cloud = Cloud(seed=seed, pooled=True)
    cloud.client("dynamodb", who="course").create_table(
        TableName="prices",
        KeySchema=schema("p", "r"),
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in "prgl"],
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[
            {"IndexName": "by_g", "KeySchema": schema("g"), "Projection": {"ProjectionType": "ALL"}}
        ],
        LocalSecondaryIndexes=[
            {"IndexName": "by_l", "KeySchema": schema("p", "l"), "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    if lag:
        cloud.layer(Lag).turn_on()
    return cloud


@pytest.fixture
def cloud():
    with opened() as cloud:
        yield cloud


@pytest.fixture
def lag(cloud):
    return cloud.layer(Lag)


@pytest.fixture
def prices(cloud):
    return cloud.resource("dynamodb").Table("prices")


def put(table, n, p="x", r="1", **more):
    table.put_item(Item={"p": p, "r": r, "n": n, "g": "all", "l": "1", **more})


def got(table, **parameters):
    """n of the item x, as GetItem shows it; None when it is not there."""
    return table.get_item(Key={"p": "x", "r": "1"}, **parameters).get("Item", {}).get("n")


def by_query(table, **parameters):
    items = table.query(KeyConditionExpression=Key("p").eq("x"), **parameters)["Items"]
    return items[0]["n"] if items else None


def by_scan(table, **parameters):
    items = table.scan(**parameters)["Items"]
    return items[0]["n"] if items else None


def by_batch(table, **parameters):
    block = {"Keys": [{"p": "x", "r": "1"}], **parameters}
    items = table.meta.client.batch_get_item(RequestItems={"prices": block})["Responses"]["prices"]
    return items[0]["n"] if items else None


def by_local_index(table, **parameters):
    items = table.query(IndexName="by_l", KeyConditionExpression=Key("p").eq("x"), **parameters)["Items"]
    return items[0]["n"] if items else None


def by_global_index(table):
    items = table.query(IndexName="by_g", KeyConditionExpression=Key("g").eq("all"))["Items"]
    return items[0]["n"] if items else None


def by_scan_of_index(table):
    items = table.scan(IndexName="by_g")["Items"]
    return items[0]["n"] if items else None


TABLE_READS = [got, by_query, by_scan, by_batch, by_local_index]
INDEX_READS = [by_global_index, by_scan_of_index]


def named(read):
    return read.__name__


@pytest.mark.parametrize("read", [*TABLE_READS, *INDEX_READS], ids=named)
def test_off_unless_it_is_turned_on(read):
    """Then every read has every write."""
    with opened(lag=False) as cloud:
        table = cloud.resource("dynamodb").Table("prices")
        for n in range(20):
            put(table, n)
            assert read(table) == n
        assert cloud.layer(Lag).served == []


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("read", [*TABLE_READS, *INDEX_READS], ids=named)
def test_an_eventual_read_can_miss_a_write(read, seed):
    """One of any three in a row, whatever the seed; what it shows is the state before, of a new item nothing."""
    with opened(seed) as cloud:
        table = cloud.resource("dynamodb").Table("prices")
        put(table, 1)
        assert None in [read(table) for _ in range(3)]
        cloud.clock.advance(seconds=1)
        put(table, 2)
        assert 1 in [read(table) for _ in range(3)]
        assert {read(table) for _ in range(4)} <= {1, 2}


@pytest.mark.parametrize("read", TABLE_READS, ids=named)
def test_a_strongly_consistent_read_misses_nothing(prices, lag, read):
    """Of the table and of its local index; it leaves no trace among the reads that may lag."""
    for n in range(20):
        put(prices, n)
        assert read(prices, ConsistentRead=True) == n
    assert lag.served == []


def test_a_global_index_cannot_be_read_consistently(prices):
    """As ever."""
    assert invalid(prices.query, IndexName="by_g", KeyConditionExpression=Key("g").eq("all"), ConsistentRead=True) == (
        "Consistent reads are not supported on global secondary indexes"
    )


@pytest.mark.parametrize("read", [*TABLE_READS, *INDEX_READS], ids=named)
def test_after_a_second_all_agree(cloud, prices, lag, read):
    """The clock's second, whether it passes at once or call by call."""
    put(prices, 1)
    put(prices, 2)
    cloud.clock.advance(seconds=1)
    assert {read(prices) for _ in range(10)} == {2}

    put(prices, 3)
    for _ in range(100):
        read(prices)
    assert {read(prices) for _ in range(10)} == {3}
    assert {each.replica for each in lag.served} == {0, 1, 2}


def story(seed):
    with opened(seed) as cloud:
        table = cloud.resource("dynamodb").Table("prices")
        seen = []
        for n in range(10):
            put(table, n)
            seen += [read(table) for read in (*TABLE_READS, *INDEX_READS)]
        return seen, cloud.layer(Lag).served


def test_the_same_calls_see_the_same():
    """In every cloud with the same seed; another seed is another story."""
    assert story(7) == story(7)
    assert story(7)[0] != story(8)[0]


def test_a_caller_is_not_disturbed_by_the_reads_of_others():
    """The replicas that answer one caller do not depend on who else reads."""

    def replicas(others):
        with opened() as cloud:
            ana, ben = (cloud.resource("dynamodb", who=who).Table("prices") for who in ("ana", "ben"))
            for _ in range(20):
                got(ana)
                if others:
                    got(ben)
            return [each.replica for each in cloud.layer(Lag).served if each.who == "ana"]

    assert replicas(others=True) == replicas(others=False)


@pytest.mark.parametrize("read", [*TABLE_READS, *INDEX_READS], ids=named)
def test_a_replica_never_goes_back(cloud, prices, lag, read):
    """Each shows some beginning of the item's history, and no less of it later."""
    last = [0, 0, 0]
    put(prices, 0)
    cloud.clock.advance(seconds=1)
    for n in range(1, 120):
        put(prices, n)
        shown = read(prices)
        served = lag.served[-1]
        assert shown == n - served.missing
        assert shown >= last[served.replica]
        last[served.replica] = shown
        cloud.clock.advance(milliseconds=30)
    assert min(last) > 0


def test_the_first_replica_of_a_table_has_everything(prices, lag):
    """It answers a third of the eventual reads; an index has no such replica."""
    for n in range(60):
        put(prices, n)
        got(prices)
    first = [each for each in lag.served if each.replica == 0]
    assert first and {each.missing for each in first} == {0}
    assert {each.age for each in first} == {timedelta(0)}

    put(prices, 60)
    for _ in range(10):
        by_global_index(prices)
    assert any(each.missing for each in lag.served[-10:] if each.replica == 0)


def test_what_answered_and_how_old_it_was(cloud, prices, lag):
    """One line for each eventual read of a table or an index."""
    put(prices, 1)
    cloud.clock.advance(milliseconds=90)
    while got(prices) is not None:
        pass
    by_global_index(prices)

    stale, of_index = lag.served[-2], lag.served[-1]
    assert (stale.who, stale.operation, stale.table, stale.index) == ("you", "GetItem", "prices", None)
    assert (stale.replica in (1, 2), stale.missing) == (True, 1)
    assert stale.age == timedelta(milliseconds=90 + 10 * (len(lag.served) - 1))
    assert stale.when == cloud.clock.now() - timedelta(milliseconds=10)
    assert (of_index.operation, of_index.index) == ("Query", "by_g")


def test_writes_to_other_items_do_not_make_a_read_old(prices, lag):
    """Only what it looked at counts."""
    for n in range(20):
        put(prices, n, p="y")
        got(prices)
        by_query(prices)
    assert {(each.missing, each.age) for each in lag.served} == {(0, timedelta(0))}


def test_a_deleted_item_can_still_be_seen(cloud, prices):
    """And does not come back once its replica knows."""
    put(prices, 1)
    cloud.clock.advance(seconds=1)
    prices.delete_item(Key={"p": "x", "r": "1"})

    seen = [by_query(prices) for _ in range(10)]
    assert set(seen) == {1, None}
    cloud.clock.advance(seconds=1)
    assert {by_query(prices) for _ in range(10)} == {None}


def test_writes_under_one_partition_key_arrive_in_order(cloud, prices):
    """A query never shows a later item of a collection without an earlier one."""
    for n in range(30):
        put(prices, n, r=f"{n:02}")
        items = prices.query(KeyConditionExpression=Key("p").eq("x"))["Items"]
        assert [item["n"] for item in items] == list(range(len(items)))


def test_half_of_a_transaction_can_be_seen(cloud, prices):
    """By Scan and BatchGetItem: its items travel apart. TransactGetItems sees all of it or nothing."""
    client = prices.meta.client
    sums, exact = set(), set()
    for name in "ab":
        put(prices, 50, p=name)
    cloud.clock.advance(seconds=1)
    for n in range(1, 40):
        items = [{"p": "a", "r": "1", "n": 50 - n}, {"p": "b", "r": "1", "n": 50 + n}]
        client.transact_write_items(TransactItems=[{"Put": {"TableName": "prices", "Item": item}} for item in items])
        sums.add(sum(item["n"] for item in prices.scan()["Items"]))
        gets = [{"Get": {"TableName": "prices", "Key": {"p": name, "r": "1"}}} for name in "ab"]
        exact.add(sum(each["Item"]["n"] for each in client.transact_get_items(TransactItems=gets)["Responses"]))

    assert len(sums) > 1
    assert exact == {100}


def test_writes_work_on_what_is_stored(prices):
    """Conditions, updates and returned values never lag."""
    for n in range(20):
        put(prices, n)
        changed = prices.update_item(
            Key={"p": "x", "r": "1"},
            UpdateExpression="SET n = n + :one",
            ConditionExpression="n = :n",
            ExpressionAttributeValues={":one": 1, ":n": n},
            ReturnValues="ALL_NEW",
        )
        assert changed["Attributes"]["n"] == n + 1


def test_a_refused_write_is_nothing_to_lag_behind(cloud, prices, lag):
    """Nor is one that changes nothing."""
    put(prices, 1)
    cloud.clock.advance(seconds=1)
    with pytest.raises(ClientError):
        prices.put_item(Item={"p": "x", "r": "1"}, ConditionExpression="attribute_not_exists(p)")
    put(prices, 1)

    assert [got(prices) for _ in range(10)] == [1] * 10
    assert {each.missing for each in lag.served} == {0}


def test_the_course_sees_the_truth(cloud, prices, lag):
    """And what it writes is everywhere at once, over whatever was under way."""
    course = cloud.resource("dynamodb", who="course").Table("prices")
    for n in range(10):
        put(prices, n)
        assert [read(course) for read in (*TABLE_READS, *INDEX_READS)] == [n] * 7
    assert lag.served == []

    put(course, 100)
    assert [read(prices) for read in (*TABLE_READS, *INDEX_READS)] == [100] * 7


def test_a_batch_reads_each_table_as_it_is_asked(cloud, prices, make_other, lag):
    """One consistently, the other not."""
    request = {
        "prices": {"Keys": [{"p": "x", "r": "1"}], "ConsistentRead": True},
        "other": {"Keys": [{"p": "x"}]},
    }
    make_other()
    seen = set()
    for n in range(20):
        put(prices, n)
        cloud.resource("dynamodb").Table("other").put_item(Item={"p": "x", "n": n})
        answer = prices.meta.client.batch_get_item(RequestItems=request)["Responses"]
        assert answer["prices"][0]["n"] == n
        seen.add(n - answer["other"][0]["n"] if answer["other"] else None)

    assert len(seen) > 1
    assert {each.table for each in lag.served} == {"other"}


@pytest.fixture
def make_other(cloud):
    """Makes the table "other": partition key p."""

    def make():
        cloud.client("dynamodb").create_table(
            TableName="other",
            KeySchema=schema("p"),
            AttributeDefinitions=[{"AttributeName": "p", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    return make


def test_a_table_that_was_deleted_leaves_nothing_behind(cloud, make_other):
    """A new one with its name starts empty; a read of a table that is gone says so."""
    other = cloud.resource("dynamodb").Table("other")
    make_other()
    other.put_item(Item={"p": "x"})
    cloud.clock.advance(seconds=1)
    other.delete_item(Key={"p": "x"})
    other.delete()
    with pytest.raises(ClientError) as caught:
        other.get_item(Key={"p": "x"})
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"

    make_other()
    assert [other.scan()["Count"] for _ in range(10)] == [0] * 10
    other.put_item(Item={"p": "y"})
    assert {other.scan()["Count"] for _ in range(10)} == {0, 1}


def test_a_table_by_its_arn_is_the_same_table(cloud, prices):
    """In GetItem and in BatchGetItem."""
    put(prices, 1)
    arn = prices.table_arn
    seen = [prices.meta.client.get_item(TableName=arn, Key=key).get("Item") for key in [{"p": "x", "r": "1"}] * 6]
    assert None in seen

    block = {arn: {"Keys": [{"p": "x", "r": "1"}], "ConsistentRead": True}}
    assert prices.meta.client.batch_get_item(RequestItems=block)["Responses"][arn][0]["n"] == 1


def test_pages_and_order_are_those_of_what_is_seen(cloud, prices):
    """A query of a replica that is behind is sorted, and goes on from page to page."""
    for n in range(10):
        put(prices, n, r=f"{n:02}")
    cloud.clock.advance(seconds=1)
    for n in range(10):
        put(prices, n + 100, r=f"{n:02}")
        pages = prices.meta.client.get_paginator("query").paginate(
            TableName="prices", KeyConditionExpression=Key("p").eq("x"), PaginationConfig={"PageSize": 3}
        )
        assert [item["r"] for page in pages for item in page["Items"]] == [f"{n:02}" for n in range(10)]


@pytest.mark.parametrize("read", [*TABLE_READS, *INDEX_READS], ids=named)
def test_without_the_leader_every_read_misses_what_was_just_written(cloud, prices, lag, read):
    """Until a fifth of the longest time is over, however often it is tried; a consistent read misses nothing."""
    put(prices, 1)
    lag.turn_on(timedelta(hours=1), leader=False)
    put(prices, 2)
    cloud.clock.advance(minutes=11)
    assert {read(prices) for _ in range(6)} == {1}
    assert {got(prices, ConsistentRead=True) for _ in range(6)} == {2}
    cloud.clock.advance(minutes=50)
    assert {read(prices) for _ in range(6)} == {2}


def test_written_tells_when_each_replica_has_a_write(cloud, prices, lag):
    """The leader at once, the others later and in order; reads agree with it."""
    for n in range(5):
        put(prices, n)
    assert [each.new["n"]["N"] for each in lag.written] == list("01234")
    assert [each.old and each.old["n"]["N"] for each in lag.written] == [None, *"0123"]
    assert {(each.who, each.table) for each in lag.written} == {("you", "prices")}
    for each in lag.written:
        assert each.arrives[0] == each.when < min(each.arrives[1:])
        assert max(each.arrives) <= each.when + lag.longest
    for replica in range(3):
        arrivals = [each.arrives[replica] for each in lag.written]
        assert arrivals == sorted(arrivals)

    for _ in range(60):
        shown = got(prices)
        read = lag.served[-1]
        arrived = [each for each in lag.written if each.arrives[read.replica] <= read.when]
        assert shown == (int(arrived[-1].new["n"]["N"]) if arrived else None)


def test_turned_off_again_it_forgets(cloud, prices, lag):
    """Everyone has everything at once."""
    put(prices, 1)
    assert lag.order_matters
    lag.turn_off()
    assert not lag.order_matters
    assert [got(prices) for _ in range(10)] == [1] * 10

    lag.turn_on(timedelta(minutes=5))
    put(prices, 2)
    cloud.clock.advance(seconds=1)
    assert 1 in [got(prices) for _ in range(5)]


def test_a_statement_that_selects_misses_what_a_get_misses(cloud, prices, lag):
    """Alone, in a batch, and of a global index; a consistent one, a transaction and a write see the truth."""
    client = cloud.client("dynamodb")
    put(prices, 1)
    cloud.clock.advance(seconds=2)
    lag.turn_on(leader=False)
    put(prices, 2)
    by_key = "SELECT n FROM \"prices\" WHERE p = 'x' AND r = '1'"

    def n(statement=by_key, **more):
        [found] = client.execute_statement(Statement=statement, **more)["Items"]
        return int(found["n"]["N"])

    def in_batch(**more):
        asked = [{"Statement": by_key}, {"Statement": by_key, "ConsistentRead": True}, {"Statement": "nonsense"}]
        answers = client.batch_execute_statement(Statements=asked)["Responses"]
        assert answers.pop()["Error"]["Code"] == "ValidationError"
        return [int(each["Item"]["n"]["N"]) for each in answers]

    assert n() == 1
    assert n(ConsistentRead=True) == 2
    assert n('SELECT n FROM "prices"."by_g" WHERE g = \'all\'') == 1
    assert in_batch() == [1, 2]
    [together] = client.execute_transaction(TransactStatements=[{"Statement": by_key}])["Responses"]
    assert together["Item"]["n"]["N"] == "2"
    changed = "UPDATE \"prices\" SET n = n + 1 WHERE p = 'x' AND r = '1' AND n = 2 RETURNING ALL NEW *"
    assert n(changed) == 3
    assert [each.operation for each in lag.served] == ["ExecuteStatement"] * 2 + ["BatchExecuteStatement"]
    assert [each.index for each in lag.served] == [None, "by_g", None]
