"""The lesson rds_snapshots: the bank's data, what a schedule delivers, the calendar."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from course_lib.aws.account import Cloud
from course_lib.lessons.rds_snapshots import data as lab
from course_lib.lessons.rds_snapshots.calendar import months_of
from course_lib.lessons.rds_snapshots.deliveries import KINDS, deliver, drawn, of_month


@pytest.fixture
def cloud():
    with Cloud(services=lab.SERVICES) as made:
        lab.prepare(made)
        yield made


def test_months_are_counted_over_the_end_of_a_year():
    """Forwards and backwards."""
    assert [lab.after("2026-11", number) for number in (-11, 0, 1, 2, 14)] == [
        "2025-12",
        "2026-11",
        "2026-12",
        "2027-01",
        "2028-01",
    ]


def test_automated_snapshots_are_those_that_rds_shows(cloud):
    """Three nights leave three, beside the one of the first day; one by hand is none of them."""
    lab.put_monthly(cloud, "2026-03")
    cloud.clock.advance(days=3)
    shown = cloud.client("rds").describe_db_snapshots(SnapshotType="automated")["DBSnapshots"]
    assert sorted(each.name for each in lab.automated(cloud)) == [each["DBSnapshotIdentifier"] for each in shown]
    assert len(shown) == 4


def test_each_month_has_other_books(cloud):
    """They are written at the month's first moment, so that a snapshot of it shows them."""
    lab.wait_until(cloud, lab.begin_of("2026-04"))
    rules = lab.rules(cloud)
    assert dict(rules.store().instances["ledger"].rows(cloud.clock.now())) == lab.books("2026-04")
    before = lab.begin_of("2026-04") - timedelta(seconds=1)
    assert dict(rules.store().instances["ledger"].rows(before)) == lab.books("2026-03")
    assert lab.books("2026-04") != lab.books("2026-03") != lab.books("2026-03", "loans")


@pytest.mark.parametrize("seed", range(5))
def test_three_years_have_deliveries_of_every_kind_in_order(seed):
    """A month that is lost has none; all others have one at least."""
    found = drawn(Random(seed), "2026-04", 38)
    assert [each.at for each in found] == sorted(each.at for each in found)
    months = Counter(each.month for each in found)
    lost = [lab.after("2026-04", number) for number in range(38) if not months[lab.after("2026-04", number)]]
    assert lost
    assert any(each.fails for each in found) and any(each.gives_up for each in found)
    assert any(lab.month_of(each.at) != each.month for each in found)
    assert {kind for kind in KINDS} >= {"lost", "twice", "next month"}


def test_a_delivery_of_the_month_before_comes_after_its_successor(cloud):
    """So deliveries are out of order."""
    [late] = of_month("2026-04", "next month")
    [regular] = of_month("2026-05", "on time")
    assert regular.at < late.at
    seen = []
    deliver(cloud, late, seen.append, "ledger")
    assert seen == [{"database": "ledger", "scheduled": "2026-04-01T04:00:00Z"}]
    assert cloud.clock.now() == late.at


def test_the_calendar_says_what_could_be_restored(cloud):
    """A manual snapshot before an automated one before one that has failed."""
    lab.wait_until(cloud, datetime(2026, 7, 20, tzinfo=UTC))
    lab.put_monthly(cloud, "2026-03", "2026-07")
    lab.put_monthly(cloud, "2026-04", failed=True)
    found = {month.name: month.holds for month in months_of(cloud, "2026-03", "ledger")}
    assert found == {
        "2026-03": "manual",
        "2026-04": "failed",
        "2026-05": "nothing",
        "2026-06": "automated",
        "2026-07": "manual",
    }
