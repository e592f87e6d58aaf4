"""Tables moment by moment, and a transaction's reasons beside its actions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from course_lib import open_lab
from course_lib.aws.layers.faults import Crash
from course_lib.lab import Lab
from course_lib.lessons.transactions.data import update
from course_lib.pictures.moments import moments
from course_lib.pictures.reasons import reasons


@pytest.fixture
def lab(nobody_before: None) -> Iterator[Lab]:
    opened = open_lab("transactions")
    yield opened
    opened.close()


def two_puts(dynamodb):  # type: ignore[no-untyped-def]
    dynamodb.Table("players").put_item(Item={"player_id": "dan", "coins": 450})
    dynamodb.Table("items").put_item(Item={"item_id": "sword-1", "sold_to": "<b>dan</b>"})


def texts(shown):  # type: ignore[no-untyped-def]
    return [[card.text for card in row] for row in shown.rows]


def test_before_between_and_after(lab: Lab) -> None:
    """A column for each write, what changed in bold with what it was, what is gone named as gone."""
    two_puts(lab.cloud.resource("dynamodb"))

    shown = moments(lab, title="A purchase")

    assert shown.heads == ["at first", "after request 1, PutItem", "after request 2, PutItem"]
    assert texts(shown) == [
        ["players / dan; coins 500", "players / dan; coins 450 (was 500)", "players / dan; coins 450"],
        [
            "items / sword-1; kind sword; power 7",
            "items / sword-1; kind sword; power 7",
            "items / sword-1; sold_to <b>dan</b> (new); kind gone (was sword); power gone (was 7)",
        ],
    ]
    assert "<b>coins 450 (was 500)</b>" in shown.html
    assert "&lt;b&gt;dan" in shown.html and "<b>dan" not in shown.html


def test_a_write_that_was_never_sent_shows_the_item_as_it_is(lab: Lab) -> None:
    """The program ended before it; both tables are there all the same."""
    with lab.cloud.use(Crash("PutItem", nth=2, after=False)):
        lab.race({"the shop": two_puts}, order="")

    shown = moments(lab)

    assert shown.heads[2] == "at the end: request 2, PutItem, was never sent"
    assert [row[2] for row in texts(shown)] == ["players / dan; coins 450", "items / sword-1; kind sword; power 7"]


def test_new_and_deleted_items(lab: Lab) -> None:
    """An item that is not there is said to be missing, one that was is gone."""
    players = lab.cloud.resource("dynamodb").Table("players")
    players.put_item(Item={"player_id": "eve"})
    players.delete_item(Key={"player_id": "eve"})

    assert texts(moments(lab)) == [
        ["players / eve; no item", "players / eve; nothing but its key", "players / eve; no item any more"]
    ]


def test_the_picture_in_words(lab: Lab) -> None:
    """Whoever cannot see the cards hears every moment."""
    lab.cloud.resource("dynamodb").Table("players").put_item(Item={"player_id": "dan", "coins": 450})

    words = "A. at first: players / dan; coins 500. after request 1, PutItem: players / dan; coins 450 (was 500)."
    assert moments(lab, "A").alt == words
    assert f'aria-label="{words}"' in moments(lab, "A").html


def test_nothing_written(lab: Lab) -> None:
    """Reads are no moments."""
    lab.cloud.resource("dynamodb").Table("players").get_item(Key={"player_id": "dan"})

    assert repr(moments(lab, "A")) == "A\nNothing was written."
    assert reasons(lab.timeline()).title == "No transaction was sent."


def send(lab: Lab, *actions: dict[str, object]) -> None:
    client = lab.cloud.resource("dynamodb").meta.client
    try:
        client.transact_write_items(TransactItems=list(actions))
    except client.exceptions.TransactionCanceledException:
        pass


def test_each_action_has_its_reason_beside_it(lab: Lab) -> None:
    """In the order of the actions; the blameless one is marked as such, in words and not by colour."""
    ana = update("players", "ana", "ADD coins :n", {":n": 1})
    ben = update("players", "ben", "ADD coins :n", {":n": -90})
    ben["Update"] |= {"ConditionExpression": "coins >= :n", "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
    ben["Update"]["ExpressionAttributeValues"] = {":n": 90}
    eve = {"ConditionCheck": {"TableName": "players", "Key": {"player_id": "eve"}}}
    eve["ConditionCheck"]["ConditionExpression"] = "attribute_exists(player_id)"

    send(lab, ana, ben, eve)
    shown = reasons(lab.timeline())

    assert shown.title == "TransactionCanceledException: nothing of it was carried out."
    assert texts(shown) == [
        ["action 1; Update players / ana; ADD coins 1", "–  None; nothing against this one", ""],
        [
            "action 2; Update players / ben; ADD coins 90; if coins >= 90",
            "✗  ConditionalCheckFailed; The conditional request failed",
            "coins 40, vouchers 1, guild Herons",
        ],
        [
            "action 3; ConditionCheck players / eve; if attribute_exists(player_id)",
            "✗  ConditionalCheckFailed; The conditional request failed",
            "no Item came with it",
        ],
    ]


def test_a_transaction_that_was_carried_out(lab: Lab) -> None:
    """The last one counts."""
    send(lab, update("players", "eve", "SET coins = coins + :n", {":n": 1}))
    send(lab, update("players", "ana", "ADD coins :n", {":n": 1}))

    shown = reasons(lab.timeline())

    assert shown.title == "The transaction was carried out: every action of it."
    assert texts(shown) == [["action 1; Update players / ana; ADD coins 1", "carried out", ""]]


def test_graded_notebooks_show_nothing(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the learner's code runs, the pictures are inert."""
    monkeypatch.setenv("COURSE_GRADED", "1")

    assert repr(moments(lab)) == repr(reasons(lab.timeline())) == ""


def test_plain_only(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    """COURSE_PLAIN=1 leaves the text."""
    monkeypatch.setenv("COURSE_PLAIN", "1")
    two_puts(lab.cloud.resource("dynamodb"))

    assert list(moments(lab)._repr_mimebundle_()) == ["text/plain"]
    assert list(reasons(lab.timeline())._repr_mimebundle_()) == ["text/plain"]
