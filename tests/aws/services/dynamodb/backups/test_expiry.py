"""Time to Live on the cloud's clock."""

from __future__ import annotations

import pytest

from tests.aws.services.dynamodb.backups.conftest import items, turn_on


@pytest.fixture
def expiring(client, table):
    specification = {"Enabled": True, "AttributeName": "until"}
    client.update_time_to_live(TableName=table.name, TimeToLiveSpecification=specification)
    return table


def test_an_expired_item_is_still_there_for_a_while_and_then_deleted(aws, expiring, travel, now):
    expiring.put_item(Item={"p": "a", "until": int(now().timestamp()) + 3600})

    travel(hours=2)
    assert "a" in items(aws, expiring.name)
    travel(days=3)
    assert items(aws, expiring.name) == {}


def test_only_a_number_of_the_last_five_years_counts(aws, expiring, travel, now):
    present = int(now().timestamp())
    expiring.put_item(Item={"p": "text", "until": str(present)})
    expiring.put_item(Item={"p": "none"})
    expiring.put_item(Item={"p": "ancient", "until": present - 6 * 365 * 86400})
    expiring.put_item(Item={"p": "later", "until": present + 30 * 86400})

    travel(days=10)

    assert set(items(aws, expiring.name)) == {"text", "none", "ancient", "later"}


def test_nothing_expires_while_it_is_off(aws, client, expiring, travel, now):
    travel(hours=1)
    expiring.put_item(Item={"p": "a", "until": int(now().timestamp())})
    specification = {"Enabled": False, "AttributeName": "until"}
    client.update_time_to_live(TableName=expiring.name, TimeToLiveSpecification=specification)

    travel(days=10)

    assert "a" in items(aws, expiring.name)


def test_what_expired_can_be_recovered(aws, client, expiring, travel, now):
    turn_on(client, expiring)
    moment = now()
    expiring.put_item(Item={"p": "a", "until": int(moment.timestamp())})
    before = now()
    travel(days=10)
    assert items(aws, expiring.name) == {}

    client.restore_table_to_point_in_time(
        SourceTableName=expiring.name, TargetTableName="target", RestoreDateTime=before
    )
    client.get_waiter("table_exists").wait(TableName="target")
    assert set(items(aws, "target")) == {"a"}
