"""UpdateTable: how often throughput may be changed, what is refused, and what DescribeTable shows of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.aws.services.dynamodb.answers import invalid, refusal
from tests.aws.services.dynamodb.throughput.conftest import item, units

INVALID = "One or more parameter values were invalid: "


@pytest.fixture
def described(client):
    return lambda: client.describe_table(TableName="votes")["Table"]


@pytest.fixture
def change(client, travel):
    """Changes the table's units and waits until that is done."""

    def change(reads, writes):
        client.update_table(TableName="votes", ProvisionedThroughput=units(reads, writes))
        travel(seconds=3)

    return change


def test_a_change_takes_two_seconds(make, client, described, travel):
    """Meanwhile the old units are shown, and the table is UPDATING."""
    make(reads=5, writes=5)

    shown = client.update_table(TableName="votes", ProvisionedThroughput=units(7, 5))["TableDescription"]

    for each in (shown, described()):
        assert (each["TableStatus"], each["ProvisionedThroughput"]["ReadCapacityUnits"]) == ("UPDATING", 5)
    travel(seconds=2)
    after = described()
    assert (after["TableStatus"], after["ProvisionedThroughput"]["ReadCapacityUnits"]) == ("ACTIVE", 7)
    assert isinstance(after["ProvisionedThroughput"]["LastIncreaseDateTime"], datetime)
    assert "LastDecreaseDateTime" not in after["ProvisionedThroughput"]


def test_a_table_that_is_being_changed_takes_no_other_change(make, client):
    """Nor can it be deleted."""
    make(reads=5, writes=5)
    client.update_table(TableName="votes", ProvisionedThroughput=units(7, 5))

    busy = "Attempt to change a resource which is still in use: Table IOPS are currently being updated. Table: votes"
    again = {"TableName": "votes", "ProvisionedThroughput": units(8, 5)}
    assert refusal(client.update_table, **again) == ("ResourceInUseException", busy)
    assert refusal(client.update_table, TableName="votes", BillingMode="PAY_PER_REQUEST")[1] == busy
    assert refusal(client.delete_table, TableName="votes") == (
        "ResourceInUseException",
        "Attempt to change a resource which is still in use: Table: votes is in the process of being updated.",
    )


def test_the_same_units_are_refused(make, client):
    """In AWS's long sentence."""
    make(reads=5, writes=6)

    told = invalid(client.update_table, TableName="votes", ProvisionedThroughput=units(5, 6))

    assert told == (
        "The provisioned throughput for the table will not change. The requested value equals the current value. "
        "Current ReadCapacityUnits provisioned for the table: 5. Requested ReadCapacityUnits: 5. "
        "Current WriteCapacityUnits provisioned for the table: 6. Requested WriteCapacityUnits: 6. "
        "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    )


def test_four_decreases_a_day_and_then_one_an_hour(make, client, change, described, travel):
    """A decrease is whatever lowers one of the two. Increases go on, and a refused one counts for nothing."""
    make(reads=50, writes=50)
    for reads, writes in ((49, 49), (49, 48), (60, 47), (59, 60)):
        change(reads, writes)
    last = described()["ProvisionedThroughput"]["LastDecreaseDateTime"]

    code, told = refusal(client.update_table, TableName="votes", ProvisionedThroughput=units(58, 60))

    assert code == "LimitExceededException"
    assert told == (
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the "
        "first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 "
        "seconds. Number of decreases today: 4. Last decrease at Monday, March 2, 2026 at 9:00:09 AM Coordinated "
        "Universal Time. Next decrease can be made at Monday, March 2, 2026 at 10:00:09 AM Coordinated Universal Time"
    )
    change(59, 61)
    travel(seconds=3578)
    refusal(client.update_table, TableName="votes", ProvisionedThroughput=units(58, 61))
    travel(seconds=30)
    change(58, 61)
    refusal(client.update_table, TableName="votes", ProvisionedThroughput=units(57, 61))
    shown = described()["ProvisionedThroughput"]
    assert shown["NumberOfDecreasesToday"] == 5
    assert shown["LastDecreaseDateTime"] - last >= timedelta(hours=1)


def test_at_midnight_utc_there_are_four_again(make, change, described, travel):
    """27 in a day: four, and one in each of the other 23 hours."""
    make(reads=100, writes=50)
    travel(hours=15)  # from nine o'clock to midnight
    reads = 100
    for _ in range(4):
        change(reads := reads - 1, 50)
    for _ in range(23):
        travel(hours=1)
        change(reads := reads - 1, 50)
    assert described()["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 27

    travel(hours=1)
    assert described()["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0
    for _ in range(4):
        change(reads := reads - 1, 50)


def test_midnight_can_come_before_the_hour_is_over(make, client, change, travel):
    """The refusal names it then."""
    make(reads=50, writes=50)
    travel(hours=14, minutes=30)  # from nine o'clock on
    for reads in (49, 48, 47, 46):
        change(reads, 50)

    code, told = refusal(client.update_table, TableName="votes", ProvisionedThroughput=units(45, 50))

    assert code == "LimitExceededException"
    midnight = "Next decrease can be made at Tuesday, March 3, 2026 at 12:00:00 AM Coordinated Universal Time"
    assert told.endswith(midnight)
    travel(minutes=30)
    change(45, 50)


def test_an_index_has_decreases_of_its_own(make, client, described, travel):
    """And its own sentence when nothing changes."""
    make(reads=5, writes=5, index=(20, 20))

    def index_update(reads):
        update = {"Update": {"IndexName": "by_g", "ProvisionedThroughput": units(reads, 20)}}
        return {"TableName": "votes", "GlobalSecondaryIndexUpdates": [update]}

    for reads in (19, 18, 17, 16):
        client.update_table(**index_update(reads))
        travel(seconds=3)

    assert refusal(client.update_table, **index_update(15))[0] == "LimitExceededException"
    assert "for the index by_g will not change" in invalid(client.update_table, **index_update(16))
    [index] = described()["GlobalSecondaryIndexes"]
    assert index["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 4
    assert described()["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0


def switch(client, travel, *modes):
    for mode in modes:
        more = {"ProvisionedThroughput": units(2, 2)} if mode == "PROVISIONED" else {}
        client.update_table(TableName="votes", BillingMode=mode, **more)
        travel(minutes=5)


def test_four_switches_to_on_demand_in_24_hours(make, client, travel):
    """Back to provisioned goes at any time."""
    make(reads=2, writes=2)
    switch(client, travel, *["PAY_PER_REQUEST", "PROVISIONED"] * 4)

    code, told = refusal(client.update_table, TableName="votes", BillingMode="PAY_PER_REQUEST")

    assert code == "LimitExceededException"
    assert told == (
        "Subscriber limit exceeded: Update to PayPerRequest mode are limited to 4 in 1 day(s). "
        "Last update at Mon Mar 02 09:30:05 UTC 2026. Next update can be made at Tue Mar 03 09:02:30 UTC 2026"
    )
    travel(hours=24)
    switch(client, travel, "PAY_PER_REQUEST")


def test_being_made_on_demand_is_the_first_of_the_four(make, client, travel):
    """As recorded at AWS."""
    make()
    switch(client, travel, *["PROVISIONED", "PAY_PER_REQUEST"] * 3, "PROVISIONED")

    assert refusal(client.update_table, TableName="votes", BillingMode="PAY_PER_REQUEST")[0] == "LimitExceededException"


def test_a_switch_of_modes(make, client, described, travel):
    """Takes a minute or two. The mode is not shown of a table that was never on-demand."""
    make(reads=2, writes=2)
    assert "BillingModeSummary" not in described()

    client.update_table(TableName="votes", BillingMode="PAY_PER_REQUEST")
    travel(seconds=100)
    shown = described()
    assert (shown["TableStatus"], shown["BillingModeSummary"]) == ("UPDATING", {"BillingMode": "PAY_PER_REQUEST"})
    travel(seconds=60)
    shown = described()
    assert shown["TableStatus"] == "ACTIVE"
    assert shown["BillingModeSummary"].keys() == {"BillingMode", "LastUpdateToPayPerRequestDateTime"}
    assert (shown["ProvisionedThroughput"]["ReadCapacityUnits"], shown["WarmThroughput"]["ReadUnitsPerSecond"]) == (
        0,
        12_000,
    )


def test_units_and_modes_must_fit(make, client):
    """A provisioned table needs units, and an on-demand table has none."""
    make(reads=2, writes=2)
    make("other")

    told = invalid(client.update_table, TableName="votes", BillingMode="PROVISIONED")
    assert told == INVALID + "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
    told = invalid(client.update_table, TableName="other", ProvisionedThroughput=units(1, 1))
    neither = "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
    assert told == INVALID + neither
    told = invalid(client.update_table, TableName="votes", OnDemandThroughput={"MaxReadRequestUnits": 5})
    assert told == INVALID + (
        "MaxReadRequestUnits for OnDemandThroughput cannot be specified when the table BillingMode is PROVISIONED"
    )


def test_warm_throughput_is_always_shown_and_follows_the_highest_units(make, described, change):
    """Lowering the units leaves it as it is."""
    make(reads=5, writes=5)
    change(9, 7)
    change(2, 2)

    assert described()["WarmThroughput"] == {"ReadUnitsPerSecond": 9, "WriteUnitsPerSecond": 7, "Status": "ACTIVE"}


def test_a_new_on_demand_table_is_warm_for_12000_reads_and_4000_writes(make, described):
    make()
    shown = described()["WarmThroughput"]
    assert shown == {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000, "Status": "ACTIVE"}


def test_warming_takes_minutes_with_an_active_table(make, client, described, travel):
    """Only the status of the warm throughput tells; then there are more partitions."""
    table = make()
    table.put_item(Item={"p": "x"})

    client.update_table(TableName="votes", WarmThroughput={"WriteUnitsPerSecond": 8_000})
    shown = described()
    assert shown["TableStatus"] == "ACTIVE"
    assert shown["WarmThroughput"] == {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000, "Status": "UPDATING"}
    travel(seconds=401)
    shown = described()["WarmThroughput"]
    assert shown == {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 8_000, "Status": "ACTIVE"}


def test_warm_throughput_never_sinks(make, client):
    """Below what it is."""
    make()
    told = invalid(client.update_table, TableName="votes", WarmThroughput={"ReadUnitsPerSecond": 11_999})
    assert told == INVALID + (
        "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing "
        "WarmThroughput is not supported"
    )


def test_a_table_made_warm_has_more_partitions(make, throughput):
    """Eight thousand writes need eight."""
    make(WarmThroughput={"WriteUnitsPerSecond": 8_000}).put_item(Item={"p": "x"})

    assert len(throughput.partitions("votes")) == 8


def test_a_maximum_is_set_shown_and_removed(make, client, described):
    """Member by member; -1 removes one; 0 is no maximum."""
    make(OnDemandThroughput={"MaxReadRequestUnits": 5, "MaxWriteRequestUnits": 6})
    assert described()["OnDemandThroughput"] == {"MaxReadRequestUnits": 5, "MaxWriteRequestUnits": 6}

    client.update_table(TableName="votes", OnDemandThroughput={"MaxReadRequestUnits": -1})
    assert described()["OnDemandThroughput"] == {"MaxWriteRequestUnits": 6}
    told = invalid(client.update_table, TableName="votes", OnDemandThroughput={"MaxWriteRequestUnits": 0})
    assert told == INVALID + "Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range"


def test_new_units_hold_at_once(make, client, travel):
    """More units serve more."""
    table = make(writes=1)
    table.put_item(Item=item(40))
    assert refusal(table.put_item, Item={"p": "y"})[0] == "ProvisionedThroughputExceededException"

    client.update_table(TableName="votes", ProvisionedThroughput=units(1_000, 100))
    travel(seconds=1)
    table.put_item(Item={"p": "y"})


def test_a_table_that_is_made_anew_has_no_past(make, client, change, travel):
    """Its decreases count from nothing."""
    make(reads=50, writes=50)
    for reads in (49, 48, 47, 46):
        change(reads, 50)
    client.delete_table(TableName="votes")

    make(reads=50, writes=50)
    change(49, 50)
