"""PynamoDB against `course serve`: models, conditions, transactions, pages, batches."""

from __future__ import annotations

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute, VersionAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import PutError, TransactWriteError, UpdateError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from tests.aws.served import ROOT_KEYS, serving


class ByCoins(GlobalSecondaryIndex):
    class Meta:
        index_name = "by_coins"
        projection = AllProjection()
        billing_mode = "PAY_PER_REQUEST"

    guild = UnicodeAttribute(hash_key=True)
    coins = NumberAttribute(range_key=True)


class Player(Model):
    class Meta:
        table_name = "players"
        region = "us-east-1"
        billing_mode = "PAY_PER_REQUEST"
        aws_access_key_id = ROOT_KEYS["AWS_ACCESS_KEY_ID"]
        aws_secret_access_key = ROOT_KEYS["AWS_SECRET_ACCESS_KEY"]
        host = None

    player_id = UnicodeAttribute(hash_key=True)
    guild = UnicodeAttribute(default="north")
    coins = NumberAttribute(default=0)
    items = UnicodeSetAttribute(null=True)
    version = VersionAttribute()
    by_coins = ByCoins()


@pytest.fixture
def players():
    """The table of players in an account that is served."""
    with serving() as endpoint:
        Player.Meta.host = endpoint
        Player._connection = None
        Player.create_table(wait=True)
        yield endpoint
        Player._connection = None


def test_a_model_is_stored_and_its_version_holds_against_others(players):
    """Who has an old version is refused."""
    Player("ana", coins=5, items={"sword"}).save()
    one, other = Player.get("ana"), Player.get("ana", consistent_read=True)
    one.update(actions=[Player.coins.add(1)])

    with pytest.raises(UpdateError) as refused:
        other.update(actions=[Player.coins.add(1)])

    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    found = Player.get("ana")
    assert (found.coins, found.items, found.version) == (6, {"sword"}, 2)


def test_a_condition_that_is_false_refuses_a_put(players):
    Player("ana").save()

    with pytest.raises(PutError) as refused:
        Player("ana").save(Player.player_id.does_not_exist())

    assert refused.value.cause_response_code == "ConditionalCheckFailedException"


def test_a_transaction_is_all_or_nothing(players):
    """With a reason for each action."""
    Player("ana", coins=5).save()
    Player("bo", coins=0).save()
    endpoint = players
    connection = Connection(
        region="us-east-1",
        host=endpoint,
        extra_headers=None,
        aws_access_key_id=ROOT_KEYS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=ROOT_KEYS["AWS_SECRET_ACCESS_KEY"],
    )
    ana, bo = Player.get("ana"), Player.get("bo")

    with pytest.raises(TransactWriteError) as cancelled:
        with TransactWrite(connection=connection) as transaction:
            transaction.update(bo, actions=[Player.coins.add(9)])
            transaction.update(ana, actions=[Player.coins.add(-9)], condition=Player.coins >= 9)

    reasons = cancelled.value.cancellation_reasons
    assert [None if each is None else each.code for each in reasons] == [None, "ConditionalCheckFailed"]
    assert (Player.get("ana").coins, Player.get("bo").coins) == (5, 0)


def test_batches_and_pages(players):
    """Sixty in batches of 25; an index in pages of seven."""
    with Player.batch_write() as batch:
        for number in range(60):
            batch.save(Player(f"p-{number:02}", coins=number))

    rich = list(Player.by_coins.query("north", Player.coins >= 30, page_size=7))
    everybody = list(Player.batch_get([f"p-{number:02}" for number in range(60)]))

    assert [each.coins for each in rich] == list(range(30, 60))
    assert len(everybody) == 60
