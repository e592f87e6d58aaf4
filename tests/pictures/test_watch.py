"""The layer that notes what each write changed."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from course_lib.aws.account import Cloud
from course_lib.aws.http.messages import Call
from course_lib.aws.layers.faults import Refuse
from course_lib.pictures.watch import Watch


@pytest.fixture
def watch(cloud: Cloud) -> Watch:
    layer = Watch()
    cloud.layers.insert(1, layer)
    cloud.client("dynamodb", who="course").create_table(
        TableName="seats",
        KeySchema=[{"AttributeName": "seat", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "seat", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return layer


def seen(cloud: Cloud, watch: Watch) -> list[list[tuple[str, Any, Any]]]:
    """Name, before and after of each change, by learner's call."""
    return [
        [(change.name, change.before, change.after) for change in watch.changes(entry)]
        for entry in cloud.journal.learner_entries()
    ]


def item(seat: str, **attributes: str) -> dict[str, Any]:
    return {"seat": {"S": seat}, **{name: {"S": value} for name, value in attributes.items()}}


def test_writes_show_the_item_before_and_after(cloud: Cloud, watch: Watch) -> None:
    """Put, update and delete are noted; reads are not, nor is the looking itself."""
    client = cloud.client("dynamodb")
    client.put_item(TableName="seats", Item=item("A", by="Ana"))
    client.get_item(TableName="seats", Key=item("A"))
    client.update_item(
        TableName="seats", Key=item("A"), UpdateExpression="SET #b = :b",
        ExpressionAttributeNames={"#b": "by"}, ExpressionAttributeValues={":b": {"S": "Ben"}},
    )  # fmt: skip
    client.delete_item(TableName="seats", Key=item("A"))
    assert seen(cloud, watch) == [
        [("A", None, item("A", by="Ana"))],
        [],
        [("A", item("A", by="Ana"), item("A", by="Ben"))],
        [("A", item("A", by="Ben"), None)],
    ]
    assert len(cloud.journal.entries()) == 5


def test_many_items_in_one_call(cloud: Cloud, watch: Watch) -> None:
    """Batches and transactions are noted item by item."""
    client = cloud.client("dynamodb")
    client.batch_write_item(
        RequestItems={"seats": [{"PutRequest": {"Item": item("A")}}, {"DeleteRequest": {"Key": item("B")}}]}
    )
    client.transact_write_items(TransactItems=[{"Delete": {"TableName": "seats", "Key": item("A")}}])
    assert seen(cloud, watch) == [[("A", None, item("A")), ("B", None, None)], [("A", item("A"), None)]]


def test_a_refused_write_changed_nothing(cloud: Cloud, watch: Watch) -> None:
    """A write that a layer below turns away leaves the item as it was."""
    cloud.layers.insert(2, Refuse("DeleteItem", "AccessDeniedException", "No."))
    client = cloud.client("dynamodb")
    client.put_item(TableName="seats", Item=item("A"))
    with pytest.raises(ClientError):
        client.delete_item(TableName="seats", Key=item("A"))
    assert seen(cloud, watch) == [[("A", None, item("A"))], [("A", item("A"), item("A"))]]


def test_odd_calls_are_answered_by_aws(cloud: Cloud, watch: Watch) -> None:
    """A call whose parameters make no sense goes on as it is: the answer is never the watch's."""
    for operation, params in [
        ("PutItem", {"TableName": "seats", "Item": 3}),
        ("PutItem", {"TableName": "nowhere", "Item": item("A")}),
        ("UpdateItem", {"TableName": 7, "Key": "1"}),
        ("DeleteItem", {"TableName": "seats", "Key": {"seat": 1}}),
        ("TransactWriteItems", {"TransactItems": ["x"]}),
        ("BatchWriteItem", {"RequestItems": 5}),
    ]:
        went_on: list[Call] = []

        def forward(call: Call, went_on: list[Call] = went_on) -> Any:
            went_on.append(call)
            raise LookupError if call.who == "course" else ZeroDivisionError

        call = Call("dynamodb", operation, params, "you", "us-east-1", cloud.account)
        with pytest.raises(ZeroDivisionError):
            watch(call, forward)
        assert went_on[-1] is call
