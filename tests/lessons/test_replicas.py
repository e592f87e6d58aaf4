"""The story of replicas: what the cloud did, in text and as a picture."""

from __future__ import annotations

import io
from typing import Any

import boto3
import pytest

from course_lib import open_lab
from course_lib.aws.services.dynamodb.lag import Lag
from course_lib.lab import Lab
from course_lib.lessons.consistency.replicas import Event, Replicas, replicas

KEY = {"symbol": "NORD"}


@pytest.fixture
def lab(nobody_before):
    opened = open_lab("consistency")
    yield opened
    opened.close()


@pytest.fixture
def prices(lab) -> Any:
    return boto3.resource("dynamodb").Table("prices")


def trade(prices: Any, price: int) -> None:
    prices.update_item(Key=KEY, UpdateExpression="SET price = :price", ExpressionAttributeValues={":price": price})


def read(prices: Any, **parameters: Any) -> str:
    return str(prices.get_item(Key=KEY, **parameters)["Item"]["price"])


def story(lab: Lab) -> Replicas:
    return replicas(lab, "prices", KEY, "price")


def test_every_write_arrives_at_every_replica(lab, prices):
    """At the leader when it is written, at the others when `Lag` says so, and all of them end alike."""
    trade(prices, 105)
    trade(prices, 99)

    told = story(lab)

    assert (told.subject, told.first) == ("price of NORD", "101")
    assert [(each.kind, each.replica) for each in told.events[:2]] == [("write", 0), ("write", 0)]
    assert sorted(each.replica for each in told.events[2:]) == [1, 1, 2, 2]
    assert told.events[1].held == ("99", "101", "101")
    assert told.events[-1].held == ("99", "99", "99")
    arrived = [each.arrives for each in lab.cloud.layer(Lag).written]
    start = arrived[0][0]
    assert {each.seconds for each in told.events} == {(when - start).total_seconds() for one in arrived for when in one}


def test_reads_show_what_their_replica_held(lab, prices):
    """Each eventual read is told with the replica that served it; it is old when the leader held something else."""
    returned = []
    for price in range(200, 215):
        trade(prices, price)
        returned.append(read(prices))

    reads = [each for each in story(lab).events if each.kind == "read"]

    assert [each.value for each in reads] == returned
    assert [each.value for each in reads] == [each.held[each.replica] for each in reads]
    assert [each.stale for each in reads] == [
        int(value) != price for value, price in zip(returned, range(200, 215), strict=True)
    ]
    assert {each.replica for each in reads} == {0, 1, 2}


def test_consistent_reads_are_answered_by_the_leader(lab, prices):
    """And are never old."""
    trade(prices, 105)
    assert [read(prices, ConsistentRead=True) for _ in range(3)] == ["105"] * 3
    strong = [each for each in story(lab).events if each.kind == "strong"]
    assert [(each.replica, each.value, each.stale) for each in strong] == [(0, "105", False)] * 3


def test_other_items_and_requests_are_another_story(lab, prices):
    """Only GetItem of this item and writes to it are told; what is not there is called nothing."""
    prices.put_item(Item={"symbol": "HELI", "price": 1, "sector": "energy"})
    prices.get_item(Key={"symbol": "HELI"})
    prices.query(KeyConditionExpression="symbol = :s", ExpressionAttributeValues={":s": "NORD"})
    assert story(lab).events == []
    assert "Nothing yet." in repr(story(lab))

    prices.delete_item(Key=KEY)
    prices.get_item(Key=KEY, ConsistentRead=True)
    assert [(each.kind, each.value) for each in story(lab).events[:2]] == [("write", "nothing"), ("strong", "nothing")]


TOLD = Replicas(
    "price of NORD",
    "101",
    [
        Event(0.0, "write", "exchange", 0, "105", ("105", "101", "101")),
        Event(0.01, "read", "you", 2, "101", ("105", "101", "101")),
        Event(0.02, "strong", "you", 0, "105", ("105", "101", "101")),
        Event(0.5, "arrival", "", 1, "105", ("105", "105", "101")),
    ],
)

AS_TEXT = """\
The price of NORD, replica by replica
seconds  who       what                   replica 1 (leader)  replica 2  replica 3
-------  --------  ---------------------  ------------------  ---------  ---------
   0.00  exchange  write 105              105                 101        101
   0.01  you       read → 101, old        105                 101        101
   0.02  you       consistent read → 105  105                 101        101
   0.50            105 reaches replica 2  105                 105        101"""


def test_as_text():
    """One line an event, and what each replica holds after it."""
    assert repr(TOLD) == AS_TEXT


def test_alternative_text():
    """The same in sentences."""
    assert TOLD.alt == (
        "The price of NORD, replica by replica. At first every replica has 101. "
        "At 0.00 s a write of 105 by exchange reaches replica 1 (leader). "
        "At 0.01 s a read by you is answered by replica 3: 101, an old value. "
        "At 0.02 s a consistent read by you is answered by replica 1 (leader): 105, the current value. "
        "At 0.50 s 105 reaches replica 2."
    )


def test_picture():
    """A PNG twice as wide as it is shown, with the story as its alternative text."""
    from PIL import Image

    picture = Image.open(io.BytesIO(TOLD.png()))
    assert (picture.format, picture.width) == ("PNG", 1800)
    assert f'alt="{TOLD.alt}"' in TOLD.html
    assert TOLD._repr_mimebundle_().keys() == {"text/plain", "text/html"}


def test_plain_text_only(monkeypatch):
    """Where pictures are not wanted, none is drawn."""
    monkeypatch.setenv("COURSE_PLAIN", "1")
    assert TOLD._repr_mimebundle_().keys() == {"text/plain"}
