"""The cloud as a whole: accounts apart, calls one at a time, nothing unknown answered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from unittest import mock

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud, NotSimulated
from course_lib.aws.layers.faults import Refuse, Throttle


def make_table(cloud, name="counters"):
    return cloud.resource("dynamodb", who="course").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


def test_two_clouds_do_not_see_each_other(cloud):
    make_table(cloud)

    with Cloud() as other:
        assert other.account != cloud.account
        assert other.client("dynamodb").list_tables()["TableNames"] == []


def test_a_closed_cloud_leaves_nothing_and_its_clients_say_so():
    first = Cloud()
    table = make_table(first)
    first.close()

    with pytest.raises(RuntimeError, match="belongs to a cloud that was closed"):
        table.put_item(Item={"id": "1"})


def test_a_layer_of_a_service_sees_its_own_calls_unless_it_says_that_it_sees_all():
    """So a call costs the same however many services there are; a layer that is put in front sees every call."""
    seen = []

    def sees(layer, name):
        kind = type(layer)
        before = kind.__call__
        return mock.patch.object(kind, "__call__", lambda self, *given: seen.append(name) or before(self, *given))

    with Cloud(services=["dynamodb", "s3"]) as cloud:
        inner = [layer for layer in cloud.layers if type(layer).__module__.startswith("course_lib.aws.services.")]
        with ExitStack() as patched:
            for layer in inner:
                patched.enter_context(sees(layer, type(layer).__module__.split(".")[3]))
            cloud.client("s3").list_buckets()
            assert set(seen) == {"s3", "dynamodb"}
            assert seen.count("dynamodb") == 1  # the jobs of its backups
            seen.clear()
            cloud.client("dynamodb").list_tables()
            assert set(seen) == {"dynamodb"}


def test_eight_threads_lose_none_of_200_conditional_increments_each(cloud):
    """`send` is atomic: every increment that is accepted counts."""
    make_table(cloud).put_item(Item={"id": "a", "n": 0})

    def increment_200_times(thread):
        table = cloud.resource("dynamodb", who=f"thread {thread}").Table("counters")
        for _ in range(200):
            table.update_item(
                Key={"id": "a"},
                UpdateExpression="SET n = n + :one",
                ConditionExpression="n < :limit",
                ExpressionAttributeValues={":one": 1, ":limit": 10_000},
            )

    for thread in range(8):
        cloud.resource("dynamodb", who=f"thread {thread}")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(increment_200_times, range(8)))

    assert cloud.resource("dynamodb").Table("counters").get_item(Key={"id": "a"})["Item"]["n"] == 1600


def test_the_journal_says_who_sent_what_and_what_came_of_it(cloud):
    make_table(cloud)
    table = cloud.resource("dynamodb", who="Ana").Table("counters")
    table.put_item(Item={"id": "a"})
    with pytest.raises(ClientError):
        table.put_item(Item={"id": "a"}, ConditionExpression="attribute_not_exists(id)")

    stored, refused = cloud.journal.entries(who="Ana")

    assert (stored.number, stored.service, stored.operation) == (2, "dynamodb", "PutItem")
    assert stored.params == {"TableName": "counters", "Item": {"id": {"S": "a"}}}
    assert stored.error is None
    assert (refused.error.code, refused.error.message, refused.error.status) == (
        "ConditionalCheckFailedException",
        "The conditional request failed",
        400,
    )
    assert refused.when > stored.when
    assert [entry.who for entry in cloud.journal.learner_entries()] == ["Ana", "Ana"]


def test_a_service_that_is_not_simulated_is_named_with_what_can_be_used(cloud):
    with pytest.raises(NotSimulated) as refused:
        cloud.client("sqs").list_queues()

    assert str(refused.value) == (
        "Amazon Simple Queue Service is not part of this lesson's cloud, so ListQueues was not sent anywhere. "
        "Here you can use: Amazon DynamoDB."
    )


def test_an_operation_that_is_not_simulated_is_named(cloud):
    with pytest.raises(NotSimulated) as refused:
        cloud.client("dynamodb").list_contributor_insights()

    assert str(refused.value) == (
        "Amazon DynamoDB is simulated here, but not its operation ListContributorInsights. Nothing was sent anywhere."
    )


def test_a_throttled_call_fails_for_good_after_the_sdk_gave_up(cloud, monkeypatch):
    """boto3 tries four times in all (botocore 1.44, DynamoDB's default retry mode), then the error comes out."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    make_table(cloud)
    table = cloud.resource("dynamodb").Table("counters")

    with cloud.use(Throttle("PutItem")), pytest.raises(ClientError) as refused:
        table.put_item(Item={"id": "a"})

    assert refused.value.response["Error"]["Code"] == "ProvisionedThroughputExceededException"
    assert len(cloud.journal.entries(operation="PutItem")) == 4
    table.put_item(Item={"id": "a"})


def test_a_refused_call_changes_nothing(cloud):
    make_table(cloud)
    table = cloud.resource("dynamodb").Table("counters")

    with cloud.use(Refuse("PutItem", "AccessDeniedException", "no")), pytest.raises(ClientError) as refused:
        table.put_item(Item={"id": "a"})

    assert refused.value.response["Error"] == {"Code": "AccessDeniedException", "Message": "no"}
    assert table.scan()["Count"] == 0


def test_the_clock_moves_with_calls_and_when_told(cloud):
    start = cloud.clock.now()
    cloud.client("dynamodb").list_tables()
    cloud.clock.advance(days=30)

    assert (cloud.clock.now() - start).total_seconds() == 30 * 86400 + 0.01
    with pytest.raises(ValueError, match="only goes forward"):
        cloud.clock.advance(seconds=-1)


def test_a_client_of_another_region_sees_what_is_there():
    """A client says for which Region it signs, and each Region has its own queues, tables and schedules."""
    with Cloud(services=["dynamodb"]) as cloud:
        make_table(cloud, "seats")
        here, there = cloud.client("dynamodb"), cloud.client("dynamodb", region="eu-central-1")
        assert there.meta.region_name == "eu-central-1"
        assert here.list_tables()["TableNames"] == ["seats"]
        assert there.list_tables()["TableNames"] == []
        assert cloud.handle_of(there).kind == "client in eu-central-1"
